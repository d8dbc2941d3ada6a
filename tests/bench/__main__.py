"""Every benchmark, one after the other: `make bench`. The fifty kills stand apart, in `make soak`; a corpus wants its folder named.

    python -m tests.bench [NAME…]

Each runs in a process of its own, so that none measures what another left behind.
"""

from __future__ import annotations

import subprocess
import sys

ALL = ("letters", "fetch", "throughput", "latency", "malformed", "clocks", "digest", "memory", "inspect", "hostile")


def main(*names: str) -> None:
    unknown = [name for name in names if name not in ALL]
    if unknown:
        sys.exit(f"no such benchmark: {', '.join(unknown)}; there are {', '.join(ALL)}")
    failed = []
    for name in names or ALL:
        print(f"== {name}", flush=True)
        if subprocess.run([sys.executable, "-m", f"tests.bench.{name}"]).returncode:
            failed.append(name)
    if failed:
        sys.exit(f"failed: {', '.join(failed)}")


if __name__ == "__main__":
    main(*sys.argv[1:])
