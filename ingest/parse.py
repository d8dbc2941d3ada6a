"""Any bytes become a `Message`: the story from octets to text, sender, attachments and defects.

Of mail-parser only the reading of dates is used, with its reasons. Its parse costs a millisecond a mail and brings little that may be
kept: it merges the text of attached mails, names unnamed attachments at random and drops delivery-status parts. The octets are walked
by `ingest.mime` instead.
"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from email.utils import parsedate_to_datetime

from mailparser.dates import parse_mail_date  # type: ignore[import-untyped]

from ingest import addresses, contents, encoded_words, forwards, headers, html, language, mime, segments
from ingest.contents import Contents
from ingest.headers import Header
from ingest.limits import LIMITS, Limits
from ingest.mime import Part
from ingest.written_dates import in_reach
from tickets.message import Address, Forwarded, Message

_MESSAGE_ID = re.compile(r"<([^<>\s]{1,998})>")


def parse(raw: bytes, limits: Limits = LIMITS) -> Message:
    """The message of any octets; whatever was wrong with them stands in `defects`."""
    tree = mime.read(raw, limits)
    header = headers.in_utf8(tree.root.header, _charset(tree.root))
    found, forwarded = _contents(tree.root, limits)
    text = _readable(found, limits)
    subject = _subject(header)
    pieces = segments.split(text, found.body.markup, subject)
    date, wrong_date = _date(header)
    sender, wrong_sender = _sender(header)
    message = Message(
        message_id=next(iter(_ids(header, "message-id")), ""),
        in_reply_to=_ids(header, "in-reply-to"),
        references=_ids(header, "references"),
        date=date,
        sender=sender,
        reply_to=addresses.read(header.get_all("reply-to")),
        to=addresses.read(header.get_all("to")),
        cc=addresses.read(header.get_all("cc")),
        subject=subject,
        text=text,
        segments=pieces,
        attachments=tuple(found.attachments),
        forwarded=forwarded or forwards.find(pieces, subject),
        headers=tuple((field.name, _decoded(field.value)) for field in header.fields),
        machine_parts=tuple(found.machine_parts),
        content_type=_content_type(tree.root),
        notes=tuple(dict.fromkeys([*_rewritten(header, sender), *found.notes]))[: limits.notes],
        defects=tuple(dict.fromkeys([*tree.defects, *header.defects, *wrong_date, *wrong_sender, *found.defects])),
    )
    return replace(message, language=language.language(message.new_text))


def _contents(root: Part, limits: Limits) -> tuple[Contents, Forwarded | None]:
    """What the mail holds, and the mail it passes on as an attachment. A mail that *is* another mail is read as that one."""
    if root.is_mail:
        inner = mime.read(root.decoded(limits.part_bytes).content, limits, within=root.number).root
        found = contents.read(inner, limits)
        return found, _forwarded(inner, found, limits)
    found = contents.read(root, limits)
    if len(found.mails) != 1 or root.type.value == "multipart/report":
        return found, None  # a digest or a bounce passes nothing on
    attached = mime.read(found.mails[0].decoded(limits.part_bytes).content, limits).root
    return found, _forwarded(attached, contents.read(attached, limits), limits)


def _forwarded(mail: Part, found: Contents, limits: Limits) -> Forwarded:
    header = headers.in_utf8(mail.header, _charset(mail))
    return Forwarded(
        sender=_sender(header)[0],
        subject=_subject(header),
        date=_date(header)[0],
        text=_readable(found, limits),
        recipients=addresses.read([*header.get_all("to"), *header.get_all("cc")]),
        message_id=next(iter(_ids(header, "message-id")), ""),
    )


def _readable(found: Contents, limits: Limits) -> str:
    """The text of a person: the plain one, else what HTML shows, else what a lone invitation or contact card says."""
    text = found.body.text
    if not text.strip() and found.body.markup:
        shown = html.to_text(found.body.markup)
        text = shown.text
        found.notes += [f"{shown.hidden} hidden elements left out"] * bool(shown.hidden)
        found.notes += [f"{shown.bare_links} links without their targets"] * bool(shown.bare_links)
        found.defects += ["html-too-long"] * shown.cut
    text = text or "\n".join(found.told_by_form)
    if len(text) > limits.text_chars or text.count("\n") >= limits.text_lines:
        found.defects.append("text-too-long")
        text = "\n".join(text[: limits.text_chars].split("\n", limits.text_lines)[: limits.text_lines])
    return text


def _charset(root: Part) -> str:
    """The charset that the first text part declares."""
    while root.children:
        root = root.children[0]
    return root.type.get("charset")


def _decoded(value: bytes) -> str:
    return encoded_words.decode(headers.text(value)).replace("\t", " ").replace("\r", " ").replace("\n", " ")


def _subject(header: Header) -> str:
    return "".join(letter for letter in _decoded(header.get("subject")) if letter >= " ").strip()


def _ids(header: Header, name: str) -> tuple[str, ...]:
    """Message-IDs without brackets, in order. Senders leave the brackets out, or put words beside them."""
    values = [headers.text(value) for value in header.get_all(name)]
    bracketed = [found for value in values for found in _MESSAGE_ID.findall(value)]
    bare = [word.strip("<>,;\"'") for value in values for word in value.split() if "@" in word]
    return tuple(bracketed or bare)


def _sender(header: Header) -> tuple[Address | None, tuple[str, ...]]:
    """From, else the next field that names whoever sent it. Reply-To is for delivery, never identity."""
    for name in ("from", "sender", "x-original-from", "resent-from", "return-path"):
        found = addresses.read(header.get_all(name))
        if found:
            return next((each for each in found if each.address), found[0]), () if name == "from" else (f"sender-by-{name}",)
    return None, ("no-sender",)


def _rewritten(header: Header, sender: Address | None) -> tuple[str, ...]:
    """A list that writes itself into From ("Maria via Installers") may tell who wrote; a note for the desk, and never identity."""
    original = addresses.read(header.get_all("x-original-from"))
    if not original or sender is None or original[0].address == sender.address:
        return ()
    return (f"passed on by {sender.address}, which names {original[0]} as the sender",)


def _date(header: Header) -> tuple[datetime | None, tuple[str, ...]]:
    """Aware, in the sender's offset, of a year in which mail is written."""
    value = headers.text(header.get("date"))
    if not value:
        return None, ("no-date",)
    found, defects = _stated(value)
    return (found, defects) if found is None or in_reach(found) else (None, (*defects, "date-out-of-range"))


def _stated(value: str) -> tuple[datetime | None, tuple[str, ...]]:
    """By mail-parser where the law is kept, with its reasons where it is bent."""
    read = parse_mail_date(value)
    defects = tuple(f"date-{reason}" for reason in read.reasons)
    if read.value is None:
        return _lenient_date(value), defects
    minutes = float(read.timezone) * 60
    zone = timezone(timedelta(minutes=minutes)) if abs(minutes) < 24 * 60 else UTC
    return read.value.astimezone(zone), defects


def _lenient_date(value: str) -> datetime | None:
    """What old mailers and scripts send: asctime, ISO 8601, no zone (then UTC)."""
    for reader in (parsedate_to_datetime, datetime.fromisoformat):
        try:
            found = reader(value[:200])
        except (ValueError, TypeError, IndexError, OverflowError):
            continue
        return found if found.tzinfo else found.replace(tzinfo=UTC)
    return None


def _content_type(root: Part) -> str:
    report = root.type.get("report-type").lower()
    return f"{root.type.value}; report-type={report}" if report and root.type.value == "multipart/report" else root.type.value
