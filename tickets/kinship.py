"""Kinship: mails that could change each other's answer are filed one after the other, by whichever workers.

SQLite has one writer, so nothing is to do there. On PostgreSQL two workers that read first and insert later would give one thread two
tickets, or one loop two letters (decisions 18).
"""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import blake2b

from sqlalchemy import Connection, text

# In one order everywhere, so that no two workers wait for each other.
_WAIT = text("SELECT pg_advisory_xact_lock(lock) FROM (SELECT unnest(CAST(:locks AS bigint[])) AS lock ORDER BY 1 OFFSET 0) AS locks")


def wait_for(connection: Connection, names: Iterable[str]) -> None:
    """Wait for whoever files a relative: a mail that shares one of these names. Until this transaction ends, others wait for us.

    To be called before the first question.
    """
    if connection.dialect.name == "postgresql":
        connection.execute(_WAIT, {"locks": sorted({_lock(name) for name in names})})


def _lock(name: str) -> int:
    """64 bits: two names that share them are taken for kin, and that is all."""
    return int.from_bytes(blake2b(name.encode(), digest_size=8).digest(), "big", signed=True)
