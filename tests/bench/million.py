"""A million mails a day, counted: which part is full first, and how long an acknowledgement takes, for a fleet of a given size.

    python -m tests.bench.million [--mails 1000000] [--cores 8] [--read 36] [--database 6] …

A simulation, and no measurement: it is driven by the costs of one mail that `tests.bench.workers` measures (22 to 36 ms of a core to
read, 6 of PostgreSQL's), and shows what follows from them. Its assumptions:

- Mail comes by the hour as on a support day (`_DAY`): an eighth of it in the busiest one; and once, at that hour, a storm.
- A stage serves first come, first served, at a fixed rate; a mail passes fetch, read, record and send in turn. Work is divisible by the
  second, which is far below the hour that is promised.
- Fetching is bounded by mailboxes, since one watcher reads each; reading by cores; recording by the one database, of which a core does
  what it was measured to do; sending by what the submission servers accept in a minute.
- What the servers cost elsewhere (IMAP, SMTP, broker) is theirs, and disks keep up: bytes a day are counted, and not simulated.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate
from math import ceil

_HOUR, _MINUTE = 3600, 60
#: of a support day in its own time zone, each hour's share of the mails in parts of a thousand
_DAY = (10, 7, 5, 5, 6, 10, 20, 40, 75, 110, 125, 105, 80, 85, 80, 65, 50, 35, 25, 18, 14, 12, 10, 8)


@dataclass(frozen=True, kw_only=True)
class Stage:
    """A part of the way, and how many mails a second it passes on."""

    name: str
    rate: float


@dataclass(frozen=True, kw_only=True)
class Outcome:
    median: int  # seconds until a mail has passed all stages
    late: int  # the same of the 99th in a hundred
    slowest: int
    behind: dict[str, int]  # stage: the most mails that ever waited for it


def main() -> None:
    options = _options()
    arrivals = day(options.mails, options.storm)
    fleet = stages(options)
    print(f"{sum(arrivals)} mails in a day, {max(arrivals)} in the busiest second, of which a storm of {options.storm} within ten minutes")
    for stage in fleet:
        busiest = sum(arrivals[10 * _HOUR : 11 * _HOUR]) / _HOUR
        print(f"  {stage.name:<8} {stage.rate:7.1f} mails/s; full to {100 * busiest / stage.rate:3.0f} % in the hour of the storm")
    found = simulate(arrivals, fleet)
    print(f"acknowledged: median {found.median} s, 99 % within {found.late} s, the slowest after {found.slowest} s")
    print("  the most that waited: " + ", ".join(f"{name} {most}" for name, most in found.behind.items()))
    needed = ceil(options.mails * options.storm_free_share * options.read / 1000 / _HOUR)
    print(f"without a storm the busiest hour alone needs {needed} cores to read")
    print(f"stored in a day: {options.mails * options.kilobytes / 1e6:.0f} GB of raw mail after compression")


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    parser.add_argument("--mails", type=int, default=1_000_000)
    parser.add_argument("--storm", type=int, default=50_000, help="mails more, within ten minutes of the busiest hour")
    parser.add_argument("--cores", type=int, default=8, help="that read mails")
    parser.add_argument("--read", type=float, default=36, help="ms of a core to read, decide about and answer a mail")
    parser.add_argument("--database", type=float, default=6, help="ms of a core of the database a mail")
    parser.add_argument("--database-cores", type=int, default=4)
    parser.add_argument("--mailboxes", type=int, default=10)
    parser.add_argument("--fetch", type=float, default=100, help="mails a second out of one mailbox")
    parser.add_argument("--letters", type=int, default=6000, help="that the submission servers take in a minute")
    parser.add_argument("--kilobytes", type=float, default=25, help="of a raw mail, compressed")
    options = parser.parse_args()
    options.storm_free_share = max(_DAY) / sum(_DAY)
    return options


def day(mails: int, storm: int) -> list[int]:
    """Mails by the second of a day."""
    seconds = [mails * _DAY[second // _HOUR] / sum(_DAY) / _HOUR for second in range(24 * _HOUR)]
    for second in range(10 * _HOUR, 10 * _HOUR + 10 * _MINUTE):
        seconds[second] += storm / (10 * _MINUTE)
    come = [round(total) for total in accumulate(seconds)]
    return [now - before for before, now in zip([0, *come], come, strict=False)]


def stages(options: argparse.Namespace) -> list[Stage]:
    return [
        Stage(name="fetch", rate=options.mailboxes * options.fetch),
        Stage(name="read", rate=1000 * options.cores / options.read),
        Stage(name="record", rate=1000 * options.database_cores / options.database),
        Stage(name="send", rate=options.letters / _MINUTE),
    ]


def simulate(arrivals: Sequence[int], fleet: Sequence[Stage]) -> Outcome:
    """Every mail's way through the stages, by the second; a second day begins with what the first one left."""
    come, behind = [float(count) for count in arrivals] + [0.0] * 24 * _HOUR, {}
    left = come
    for stage in fleet:
        left, behind[stage.name] = _passed(left, stage.rate)
    waited = _waits(come, left)
    return Outcome(median=_at(waited, 0.5), late=_at(waited, 0.99), slowest=max(waited), behind=behind)


def _passed(come: Sequence[float], rate: float) -> tuple[list[float], int]:
    """What leaves a stage by the second, and the most that ever waited before it."""
    left, waiting, most = [], 0.0, 0.0
    for count in come:
        waiting += count
        gone = min(waiting, rate)
        waiting -= gone
        most = max(most, waiting)
        left.append(gone)
    return left, ceil(most)


def _waits(come: Sequence[float], left: Sequence[float]) -> list[int]:
    """Seconds that each hundredth mail waited: first come, first served, so the n-th to leave is the n-th that came."""
    waits, second, total_left = [], 0, left[0]
    total = 0.0
    for came, count in enumerate(come):
        for nth in range(ceil(total / 100) * 100, ceil(total + count), 100):
            while total_left < nth - 1e-6 and second + 1 < len(left):
                second += 1
                total_left += left[second]
            waits.append(max(0, second - came))
        total += count
    return sorted(waits)


def _at(waited: Sequence[int], share: float) -> int:
    return waited[min(len(waited) - 1, int(share * len(waited)))]


if __name__ == "__main__":
    main()
