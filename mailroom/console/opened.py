"""A mail opened for a page: its words without secrets, its HTML as far as it may be shown, its files by name. Pure.

Runs in a worker process (`mailroom.workers`), like everything that looks into the body of a mail.
"""

from __future__ import annotations

import base64
import html
import re
from collections.abc import Iterator
from dataclasses import dataclass

from classify.read import read
from classify.secrets import find, mask
from ingest.html import to_text
from ingest.markup import markup
from ingest.parse import parse
from ingest.trust import trust
from mailroom.console.sanitized import Shown, shown
from tickets.identity import Desk, TrustSettings
from tickets.message import Attachment, Message
from tickets.understanding import Reading
from tickets.verdict import Trust

#: pictures that a browser decodes; whatever else an img names is no picture
_PICTURES = frozenset({"image/png", "image/jpeg", "image/gif", "image/webp"})
_MOST_PICTURE_BYTES = 8_000_000  # of all pictures of a mail, shown inside its text
#: as the sanitizer writes them: every value stands in double quotes, and holds none
_TAG = re.compile(r'(<(?:"[^"]*"|[^">])*>)')
_QUOTED = re.compile(r'"[^"]*"')
_SHORTEST_SECRET = 4  # characters: a shorter one would blot out half of a page


@dataclass(frozen=True, kw_only=True)
class Piece:
    kind: str  # tickets.message.SegmentKind
    text: str


@dataclass(frozen=True, kw_only=True)
class Opened:
    message: Message  # without its text and its files' bytes
    pieces: tuple[Piece, ...]
    html: Shown | None  # None: the mail has none, or it would show a secret
    hides_secret: bool  # why there is none
    trust: Trust
    reading: Reading  # what the desk reads in its words


def open_mail(raw: bytes, desk: Desk, settings: TrustSettings) -> Opened:
    """Any octets can be opened."""
    message = parse(raw)
    source = markup(raw)
    safe = _without_secrets(shown(source, dict(_pictures(message.attachments)))) if source else None
    return Opened(
        message=message.without_content(),
        pieces=tuple(Piece(kind=piece.kind.value, text=mask(piece.text)) for piece in message.segments if piece.text.strip()),
        html=safe,
        hides_secret=bool(source) and safe is None,
        trust=trust(raw, message, desk, settings),
        reading=read(message),
    )


@dataclass(frozen=True)
class FileOf:
    """Called as `open_mail` is: one file of a mail with its octets, or None."""

    part: str

    def __call__(self, raw: bytes, _: Desk, __: TrustSettings) -> Attachment | None:
        return next((file for file in parse(raw).attachments if file.part == self.part), None)


def _pictures(files: tuple[Attachment, ...]) -> Iterator[tuple[str, str]]:
    left = _MOST_PICTURE_BYTES
    for file in files:
        if file.content_id and file.content_type in _PICTURES and file.size <= left:
            left -= file.size
            yield file.content_id, f"data:{file.content_type};base64,{base64.b64encode(file.content).decode()}"


def _without_secrets(safe: Shown) -> Shown | None:
    """With every secret blotted out. None where one stands across tags, so that it cannot be: the text shows the mail then."""
    text = to_text(safe.html).text
    values = {text[secret.start : secret.end] for secret in find(text)}
    masked = safe.html
    for value in sorted(values, key=len, reverse=True):
        if len(value) < _SHORTEST_SECRET:
            return None
        masked = "".join(_covered(masked, value))
    return (
        None
        if any(value in to_text(masked).text for value in values)
        else Shown(html=masked, pictures_blocked=safe.pictures_blocked, links=tuple(mask(link) for link in safe.links))
    )


def _covered(safe: str, value: str) -> Iterator[str]:
    """The value in words and inside the quotes of attributes. Never in the markup itself: without a name of it, words would become such."""
    said = html.escape(value, quote=False)
    quoted, mask = said.replace('"', "&quot;"), mask_of(value)
    for number, piece in enumerate(_TAG.split(safe)):
        is_tag = number % 2
        yield _QUOTED.sub(lambda found: found[0].replace(quoted, mask), piece) if is_tag else piece.replace(said, mask)


def mask_of(value: str) -> str:
    return "•" * min(8, len(value))
