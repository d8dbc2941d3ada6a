"""`demo`: the whole job in one process, before somebody's eyes."""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec

from mailroom.commands.shared import USAGE, fail

_EXTRA = ("aiosmtpd", "pymap")
_NEEDS = "the demo needs its extra: pip install 'mailroom[demo]'"


def demo() -> None:
    """The whole job on embedded servers with a seeded inbox; needs no server, no root, no configuration."""
    # Help and a mistyped command ask every command for its words: a desk has no use for the demo's servers.
    if not all(find_spec(name) for name in _EXTRA):
        fail(_NEEDS, USAGE)
    import_module("mailroom.demo.show").show()
