"""How long loading all letters and rendering one takes, in CPU milliseconds: `python -m tests.bench.letters`."""

from __future__ import annotations

import sys
from time import process_time

from responders.acknowledgement import values
from responders.letters import Letters
from responders.samples import DESK, cases
from tickets.policy import Policy

_ROUNDS = 20


def main() -> None:
    started = process_time()
    letters = Letters.load([])
    loaded = process_time() - started
    policy = Policy.load_default()
    shown = [(case.understanding.reading.topic.label, values(case, DESK, policy)) for _, case in cases(policy)]
    letters.render("acknowledgement", language="en", topic="", audience="", values={})
    started = process_time()
    for topic, found in shown * _ROUNDS:
        letters.render("acknowledgement", language="en", topic=topic, audience="", values=found)
    each = (process_time() - started) / (len(shown) * _ROUNDS)
    sys.stdout.write(f"all letters loaded and gated: {loaded * 1000:.0f} ms; one rendered, text and HTML: {each * 1000:.3f} ms\n")


if __name__ == "__main__":
    main()
