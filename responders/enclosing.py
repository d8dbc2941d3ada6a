"""Files in a letter: parts in base64, with names that every reader understands.

An engineer's reply carries its files to the customer, and a notice the customer's pictures to the engineers. Both are views into a raw mail
that is kept, so their octets are fetched when the letter's bytes are made, and never wait in a row of their own.
"""

from __future__ import annotations

import re
from base64 import encodebytes
from collections.abc import Sequence
from dataclasses import dataclass, field
from urllib.parse import quote

from responders.vocabulary import one_line

_NAME = 150  # characters; file systems take 255 octets
_TYPE = re.compile(r"[A-Za-z0-9!#$&^_.+-]{1,60}/[A-Za-z0-9!#$&^_.+-]{1,100}")
_UNQUOTED = re.compile(r"[\x20-\x7e]*")
#: neither may stand in base64 (RFC 2046 5.1.1 and 5.2.1), and a reader would open them as part of the letter
_STRUCTURE = ("multipart/", "message/")


class FileGone(ValueError):  # noqa: N818  (it is the file that is)
    """A file of the letter is kept no more, or cannot be read out of its mail."""


@dataclass(frozen=True, kw_only=True)
class Enclosed:
    """A file with its octets."""

    name: str
    content_type: str
    content: bytes = field(repr=False)


def enclosed_parts(files: Sequence[Enclosed]) -> list[str]:
    """The MIME parts of these files, with line feeds for line ends."""
    return [_part(file) for file in files]


def _part(file: Enclosed) -> str:
    name = one_line(file.name, _NAME) or "file"
    kind = file.content_type if _TYPE.fullmatch(file.content_type) and not file.content_type.startswith(_STRUCTURE) else ""
    return (
        f"Content-Type: {kind or 'application/octet-stream'}\n"
        f"Content-Disposition: attachment;\n {_filename(name)}\n"
        f"Content-Transfer-Encoding: base64\n\n{encodebytes(file.content).decode('ascii')}"
    )


def _filename(name: str) -> str:
    """Quoted where it is ASCII, else encoded (RFC 2231), since an encoded word may not stand in a parameter (RFC 2047 5)."""
    if _UNQUOTED.fullmatch(name):
        escaped = name.replace("\\", "\\\\").replace('"', '\\"')
        return f'filename="{escaped}"'
    return f"filename*=utf-8''{quote(name, safe='')}"
