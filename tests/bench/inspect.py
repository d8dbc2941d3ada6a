"""How many mails `mailroom inspect` reads in a second of one processor: the whole result, start-up aside.

    python -m tests.bench.inspect [MAILS] [--runs 3]        default: 1500

Processor seconds of the command and of its worker processes together, so that other work on the machine steals none of them, and
those of a run with a single mail taken off. The best of the runs counts: what is slower was slowed down from outside.
"""

from __future__ import annotations

import argparse
import resource
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.bench.mails import support_mails

WANTED = 200  # mails a second, without large attachments


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("mails", nargs="?", type=int, default=1_500)
    parser.add_argument("--runs", type=int, default=3)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        many, one = Path(folder) / "many", Path(folder) / "one"
        octets = _written(many, options.mails) + _written(one, 1)
        rates = [(options.mails - 1) / (_seconds(many) - _seconds(one)) for _ in range(options.runs)]
    told = ", ".join(f"{rate:.0f}" for rate in rates)
    print(f"{options.mails} mails of {octets // options.mails / 1000:.1f} KB: {told} a second of one core")
    if max(rates) < WANTED:
        sys.exit(f"fewer than {WANTED} a second")


def _written(folder: Path, count: int) -> int:
    """The mails as files; how many octets they have."""
    folder.mkdir()
    return sum((folder / f"{number:05}.eml").write_bytes(raw) for number, (_, raw) in enumerate(support_mails(count)))


def _seconds(folder: Path) -> float:
    """Processor time of the whole command, its children included."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run([sys.executable, "-m", "mailroom", "inspect", "--jsonl", folder], stdout=subprocess.DEVNULL, check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


if __name__ == "__main__":
    main()
