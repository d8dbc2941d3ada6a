"""`demo`: the whole job in one process, before somebody's eyes."""

from __future__ import annotations

from mailroom.demo.show import show


def demo() -> None:
    """The whole job on embedded servers with a seeded inbox; needs no server, no root, no configuration."""
    show()
