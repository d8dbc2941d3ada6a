"""What a person wrote, as plain text, as HTML, or as both; and how several bodies are one.

Where an alternative has plain text and HTML, the plain one is the text, unless it only says that one should read the other. A newcomer
would believe that both say the same: shops and newsletters send a plain part of one line.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from ingest import charsets, enriched, flowed, html, rtf
from ingest.mime import Part

_WORDS = r"\b(?:view|display|support|client|reader|program|version|capable|browser)"
#: a plain part that only sends its reader to the HTML one
_STUB = re.compile(rf"(?i)\bhtml\b.{{0,200}}{_WORDS}|{_WORDS}.{{0,200}}\bhtml\b", re.DOTALL)
_LONGEST_STUB = 300  # characters
_META_CHARSET = re.compile(rb"<meta[^>]{0,200}?charset\s{0,9}=[\s\"']{0,9}([a-z0-9_-]{1,40})", re.IGNORECASE)
_META_WITHIN = 4_096  # octets
#: a whole page, whatever its label: cameras and shops send HTML as text/plain
_IS_PAGE = re.compile(rb"(?:\xef\xbb\xbf)?\s{0,100}(?:<!doctype html|<html[\s>])", re.IGNORECASE)
#: kinds of text that are no plain text, and how they become it
_RICH: dict[str, Callable[[str], str]] = {
    "text/enriched": enriched.to_text,
    "text/richtext": enriched.to_text,
    "text/rtf": lambda text: rtf.to_text(text.encode("latin-1", "replace")),  # RTF itself is ASCII
}


@dataclass(frozen=True)
class Body:
    """`text` or `markup` is '' where the mail has none; both are there where it offers the choice."""

    text: str = ""
    markup: str = ""

    @property
    def says_anything(self) -> bool:
        return bool(self.text.strip() or self.markup.strip())


def read(part: Part, content: bytes) -> tuple[Body, str]:
    """The body of a text part, of its octets without transfer encoding; and the guess of its charset, '' where there was none."""
    is_html = part.type.value == "text/html" or bool(_IS_PAGE.match(content))
    decoded = charsets.decode(content, part.type.get("charset") or (_meta_charset(content) if is_html else ""))
    text = clean(decoded.text)
    if is_html:
        return Body(markup=text), decoded.guess
    if part.type.value in _RICH:
        return Body(_RICH[part.type.value](text)), decoded.guess
    if part.type.get("format").lower() == "flowed":
        text = flowed.unflowed(text, delete_space=part.type.get("delsp").lower() == "yes")
    return Body(text), decoded.guess


def clean(text: str) -> str:
    """With LF alone for line ends (CR CR LF and LF CR are one), and without NUL, which no database takes."""
    return text.replace("\0", "").replace("\r\r\n", "\n").replace("\r\n", "\n").replace("\n\r", "\n").replace("\r", "\n")


def one_of(bodies: list[Body]) -> Body:
    """An alternative: the first plain text that is one, and the last HTML, which is the richest (RFC 2046 5.1.4)."""
    markup = next((body.markup for body in reversed(bodies) if body.markup), "")
    text = next((body.text for body in bodies if body.text.strip()), "")
    return Body("" if markup and _is_stub(text) else text, markup)


def all_of(bodies: list[Body]) -> Body:
    """A text in several pieces, one below the other."""
    markup = "\n".join(body.markup for body in bodies if body.markup)
    if not any(body.text.strip() for body in bodies):
        return Body("", markup)
    return Body("\n".join(body.text or html.to_text(body.markup).text for body in bodies), markup)


def _is_stub(text: str) -> bool:
    return len(text) <= _LONGEST_STUB and bool(_STUB.search(text))


def _meta_charset(content: bytes) -> str:
    """What an HTML text says of itself, where its header says nothing."""
    found = _META_CHARSET.search(content, 0, _META_WITHIN)
    return found[1].decode("ascii") if found else ""
