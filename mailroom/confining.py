"""What a worker process gives up before it sees its first mail. Whoever breaks into one by a mail finds no secret in it and no way on.

Spawned by exec, it inherits no connection and no file but standard error. Its environment holds the passwords, and `os.environ` is only
a copy of it: what the kernel shows in /proc/PID/environ is the memory in which the process was given it, and is wiped there.
"""

from __future__ import annotations

import ctypes
import os
import resource
import sys
import tempfile
from pathlib import Path

from mailroom import landlock

_MEMORY = 2 * 1024**3  # bytes of address space
_FILES = 256  # open at once: libraries, models, a socket to ask for the key of a signature

#: all that a reader of mails needs to be told; whatever else stands there may be a secret
_KEPT = frozenset({"HOME", "LANG", "LANGUAGE", "PATH", "TMPDIR", "TZ", "VIRTUAL_ENV"})
_KEPT_KINDS = ("LC_", "LD_", "OMP_", "PYTHON")

#: code and what its libraries look up; never the desk's folder, its database, /etc/mailroom.env or another process
_READABLE = (
    *("/usr", "/lib", "/lib64", "/sys/devices/system", "/proc/self", "/proc/cpuinfo", "/proc/meminfo", "/proc/stat"),
    *("/dev/null", "/dev/urandom", "/etc/hosts", "/etc/resolv.conf", "/etc/nsswitch.conf", "/etc/localtime", "/etc/ld.so.cache"),
    *("/etc/ssl", "/etc/mime.types", "/etc/host.conf", "/etc/gai.conf", "/etc/services"),
)


def confine(model: Path | None) -> None:
    """In a worker: a share of memory, no core file, no secret; code and the desk's own model to read, and nothing to write."""
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_NOFILE, (_FILES, _FILES))
    _wipe_environment()
    tempfile.gettempdir()  # libraries that are imported later ask where it is, which is found out by writing there
    code = [sys.prefix, sys.base_prefix, sys.exec_prefix, *filter(None, sys.path)]
    landlock.read_only([*map(Path, (*_READABLE, *code)), *([model.parent] if model else [])])


def _wipe_environment() -> None:
    given = ctypes.POINTER(ctypes.c_void_p).in_dll(ctypes.CDLL(None), "environ")
    for place in _places(given):
        entry = ctypes.string_at(place)
        if not _is_kept(entry.partition(b"=")[0].decode(errors="replace")):
            ctypes.memset(place, 0, len(entry))
    for name in [name for name in os.environ if not _is_kept(name)]:
        del os.environ[name]


def _places(given: ctypes._Pointer[ctypes.c_void_p]) -> list[int]:
    """Where each NAME=value stands; the list that environ(7) ends with a null pointer."""
    found: list[int] = []
    while (place := given[len(found)]) is not None:
        found.append(place)
    return found


def _is_kept(name: str) -> bool:
    return name in _KEPT or name.startswith(_KEPT_KINDS)
