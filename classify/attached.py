"""The words of attached files: logs, lists, exports, configurations and PDF papers, as one text each.

The only module that imports pypdf. Only a bounded head of each file is read, and only so many files a mail: an export of ten thousand
devices is a list to look at, not a letter to understand.
"""

from __future__ import annotations

import io
import logging
import zlib
from collections.abc import Iterable, Iterator

import pypdf
from pypdf.errors import PyPdfError

from tickets.message import Attachment

_MOST_FILES = 12
_MOST_CHARACTERS = 200_000  # of one file
_MOST_PDF_BYTES = 8_000_000
_MOST_PAGES = 12
_END_OF_PAPER = b"%%EOF"
_MOST_PAPERS = 3  # PDF files of one mail
#: pypdf reads a megabyte of a page's commands a second, and a file of three kilobytes can hold gigabytes of them
_MOST_COMMANDS = 300_000  # octets, in all pages of one file
_PDF_LIMITS = pypdf.Configuration(
    zlib_maximum_output_length=2 * _MOST_COMMANDS,
    lzw_maximum_output_length=2 * _MOST_COMMANDS,
    run_length_maximum_output_length=2 * _MOST_COMMANDS,
    array_based_stream_maximum_output_length=2 * _MOST_COMMANDS,
    stream_parsing_work_maximum_count=_MOST_COMMANDS,
    xform_maximum_invocations_per_extraction=0,  # stamps and letterheads: each use is read anew, and forms nest
)
_TEXT_TYPES = ("application/json", "application/xml", "application/csv", "application/x-yaml", "application/yaml", "application/toml")
_TEXT_NAMES = (".txt", ".log", ".csv", ".tsv", ".json", ".xml", ".ini", ".cfg", ".conf", ".yaml", ".yml", ".md", ".list")


def texts(attachments: Iterable[Attachment]) -> tuple[str, ...]:
    """The text of each attachment that is made of words, its file name before it: firmware files tell their version by name."""
    found = []
    papers = 0
    for attachment in list(attachments)[:_MOST_FILES]:
        papers += _is_paper(attachment)
        words = _words(attachment) if attachment.content and papers <= _MOST_PAPERS else ""
        if attachment.filename or words:
            found.append(f"{attachment.filename}\n\n{words}")
    return tuple(found)


def _is_paper(attachment: Attachment) -> bool:
    return attachment.content_type.lower() == "application/pdf" or attachment.filename.lower().endswith(".pdf")


def _words(attachment: Attachment) -> str:
    name, kind = attachment.filename.lower(), attachment.content_type.lower()
    if _is_paper(attachment):
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
    """The text of the first pages, up to one that cannot be read; '' where the file is too large, locked or broken."""
    end = content.rfind(_END_OF_PAPER)  # pypdf looks for it line by line from behind, which takes a third of a second a megabyte
    if len(content) > _MOST_PDF_BYTES or end < 0:
        return ""
    logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # it tells every oddity of a hostile file
    pages: list[str] = []
    try:
        with pypdf.apply_configuration(_PDF_LIMITS):
            pages.extend(page.extract_text() for page in _short_pages(pypdf.PdfReader(io.BytesIO(content[: end + len(_END_OF_PAPER)]))))
    except (PyPdfError, OSError, ValueError, KeyError, IndexError, TypeError, AttributeError, RecursionError, ArithmeticError, zlib.error):
        pass  # pypdf raises all of these on hostile files; what cannot be read says nothing
    return "\n".join(pages)[:_MOST_CHARACTERS]


def _short_pages(reader: pypdf.PdfReader) -> Iterator[pypdf.PageObject]:
    """The first pages, up to the one whose commands no longer fit: a site plan draws for megabytes, and says little."""
    left = _MOST_COMMANDS
    for number in range(min(len(reader.pages), _MOST_PAGES)):
        page = reader.pages[number]
        commands = page.get_contents()
        left -= 0 if commands is None else len(commands.get_data())  # an empty dictionary is no missing one
        if left < 0:
            return
        yield page
