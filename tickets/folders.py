"""The names of watched folders: a mailbox under its own name, its Sent folder under "support/Sent"; a cursor and a lease each."""

from __future__ import annotations

_BETWEEN = "/"  # stands in no mailbox's name (`mailroom.settings`)


def sent_folder_of(mailbox: str, folder: str) -> str:
    return f"{mailbox}{_BETWEEN}{folder}"


def is_sent_folder(name: str) -> bool:
    """What lies there was sent by one of us, whoever stands in From: nobody else can write into it."""
    return _BETWEEN in name
