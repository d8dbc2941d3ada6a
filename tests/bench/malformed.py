"""146 mails that no standard allows, through Dovecot and the whole desk: each is accounted for.

    python -m tests.bench.malformed [--count 146] [--seed 20261123]

The generator is seeded; every kind of damage stands in `tests.bench.damages`.
"""

from __future__ import annotations

import argparse

from tests.bench.corpus import passed_through
from tests.bench.damages import malformed


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--count", type=int, default=146)
    parser.add_argument("--seed", type=int, default=20261123)
    options = parser.parse_args()
    passed_through(list(malformed(options.count, options.seed)))


if __name__ == "__main__":
    main()
