"""Landlock: a process takes rights from itself that it never gets back (landlock(7), Linux 5.13 and later; no right of root is needed).

A kernel without it, or with an older one, takes away what it knows; the limits of `mailroom.confining` hold all the same. A ruleset
binds the thread that asks for it and whatever that starts, so it is asked for before there is a mail.
"""

from __future__ import annotations

import ctypes
import os
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

_CREATE_RULESET, _ADD_RULE, _RESTRICT_SELF = 444, 445, 446  # the same on every architecture
_ASK_VERSION = 1
_PATH_BENEATH = 1
_PR_SET_NO_NEW_PRIVS = 38

_READ_FILE, _READ_DIR = 1 << 2, 1 << 3
#: by version: every right over files that it knows (execute, write, read, make, remove; refer; truncate; ioctl)
_FILES = {1: (1 << 13) - 1, 2: (1 << 14) - 1, 3: (1 << 15) - 1, 5: (1 << 16) - 1}
_TCP_BIND = {4: 1}  # it listens to nobody; that it may ask for the key of a signature stays
_REACH = {6: 3}  # no signal to a process outside, no abstract socket of one


class _Ruleset(ctypes.Structure):
    _fields_ = (("files", ctypes.c_uint64), ("net", ctypes.c_uint64), ("reach", ctypes.c_uint64))


class _PathBeneath(ctypes.Structure):
    _pack_ = 1
    _layout_ = "ms"
    _fields_ = (("allowed", ctypes.c_uint64), ("folder", ctypes.c_int32))


def version() -> int:
    """Of this kernel; 0 where it has none, or where it is switched off."""
    return max(0, _call(_CREATE_RULESET, None, 0, _ASK_VERSION))


def read_only(readable: Iterable[Path]) -> None:
    """From now on this thread reads what lies under these, and writes, makes, removes and runs nothing anywhere."""
    found = version()
    if not found:
        return
    rules = _Ruleset(_of(_FILES, found), _of(_TCP_BIND, found), _of(_REACH, found))
    ruleset = _call(_CREATE_RULESET, ctypes.byref(rules), ctypes.sizeof(rules), 0)
    if ruleset < 0:
        return
    for path in readable:
        with suppress(OSError):  # one that is not there is not read
            _allow(ruleset, path)
    ctypes.CDLL(None).prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
    _call(_RESTRICT_SELF, ruleset, 0)
    os.close(ruleset)


def _allow(ruleset: int, path: Path) -> None:
    place = os.open(path, os.O_PATH | os.O_CLOEXEC)
    try:
        rule = _PathBeneath(_READ_FILE | _READ_DIR if path.is_dir() else _READ_FILE, place)
        _call(_ADD_RULE, ruleset, _PATH_BENEATH, ctypes.byref(rule), 0)
    finally:
        os.close(place)


def _of(rights: dict[int, int], found: int) -> int:
    return max((all_of_them for since, all_of_them in rights.items() if since <= found), default=0)


def _call(number: int, *arguments: object) -> int:
    return int(ctypes.CDLL(None).syscall(number, *arguments))
