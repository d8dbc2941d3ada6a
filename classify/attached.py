"""The words of attached files: logs, lists, exports, configurations and PDF papers, as one text each.

The only module that imports pypdf. Only a bounded head of each file is read, and only so many files a mail: an export of ten thousand
devices is a list to look at, not a letter to understand.
"""

from __future__ import annotations

import io
import logging
import zlib
from collections.abc import Iterable

import pypdf
from pypdf.errors import PyPdfError

from tickets.message import Attachment

_MOST_FILES = 12
_MOST_CHARACTERS = 200_000  # of one file
_MOST_PDF_BYTES = 8_000_000
_MOST_PAGES = 12
_TEXT_TYPES = ("application/json", "application/xml", "application/csv", "application/x-yaml", "application/yaml", "application/toml")
_TEXT_NAMES = (".txt", ".log", ".csv", ".tsv", ".json", ".xml", ".ini", ".cfg", ".conf", ".yaml", ".yml", ".md", ".list")


def texts(attachments: Iterable[Attachment]) -> tuple[str, ...]:
    """The text of each attachment that is made of words, its file name before it: firmware files tell their version by name."""
    found = []
    for attachment in list(attachments)[:_MOST_FILES]:
        words = _words(attachment) if attachment.content else ""
        if attachment.filename or words:
            found.append(f"{attachment.filename}\n\n{words}")
    return tuple(found)


def _words(attachment: Attachment) -> str:
    name, kind = attachment.filename.lower(), attachment.content_type.lower()
    if kind == "application/pdf" or name.endswith(".pdf"):
        return _pdf(attachment.content)
    if kind.startswith("text/") or kind in _TEXT_TYPES or name.endswith(_TEXT_NAMES):
        return decoded(attachment.content[: 4 * _MOST_CHARACTERS])[:_MOST_CHARACTERS]
    return ""


def decoded(content: bytes) -> str:
    """Text of unknown charset: by byte order mark, as UTF-8, as UTF-16 where every other byte is null, else as Windows-1252."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16", "replace")
    if content[:400].count(0) > len(content[:400]) // 3:  # exports of Windows tools without a mark
        return content.decode("utf-16-le", "replace")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as broken:
        cut_at_the_end = broken.start > len(content) - 4
        return content.decode("utf-8-sig", "ignore") if cut_at_the_end else content.decode("cp1252", "replace")


def _pdf(content: bytes) -> str:
    """The text of the first pages; '' where the file is too large, locked or broken."""
    if len(content) > _MOST_PDF_BYTES:
        return ""
    logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # it tells every oddity of a hostile file
    try:
        reader = pypdf.PdfReader(io.BytesIO(content))
        pages = [reader.pages[number].extract_text() for number in range(min(len(reader.pages), _MOST_PAGES))]
    except (PyPdfError, OSError, ValueError, KeyError, IndexError, TypeError, AttributeError, RecursionError, ArithmeticError, zlib.error):
        return ""  # pypdf raises all of these on hostile files; one that cannot be read says nothing
    return "\n".join(pages)[:_MOST_CHARACTERS]
