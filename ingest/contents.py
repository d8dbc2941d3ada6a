"""Which part of a MIME tree is the text, which an attachment, which a machine's word.

The rules are those of JMAP (RFC 8621 4.1.4), since they are the only written ones: a text part is the body unless it is attached, named
behind another part, or hangs on a multipart/related. A newcomer would take the first text part: Apple Mail cuts one text into five,
with pictures between.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from urllib.parse import unquote

from ingest import attachments, bodies, calendar, charsets, encoded_words, headers, mime, smime, tnef, uu, vcard
from ingest.bodies import Body
from ingest.limits import Limits
from ingest.mime import Part
from tickets.message import Attachment, MachinePart

_BODY_TYPES = frozenset({"text/plain", "text/html"})
_MACHINE_TYPES = frozenset(
    {"message/delivery-status", "message/feedback-report", "message/disposition-notification", "text/rfc822-headers"}
)
_TNEF_TYPES = frozenset({"application/ms-tnef", "application/vnd.ms-tnef"})
_SMIME_TYPES = frozenset({"application/pkcs7-mime", "application/x-pkcs7-mime"})
_MAIL_TYPES = frozenset({"message/rfc822", "message/global"})
_CALENDAR_TYPES = frozenset({"text/calendar", "application/ics"})
_CARD_TYPES = frozenset({"text/vcard", "text/x-vcard"})
_PGP = {"-----BEGIN PGP MESSAGE-----": "encrypted with PGP", "-----BEGIN PGP SIGNED MESSAGE-----": "signed with PGP"}
_PGP_WITHIN = 200  # characters
_CID = re.compile(r"cid:([^\"'\s<>)]{1,300})", re.IGNORECASE)
_DEEPEST_WRAPPING = 10  # signatures in signatures


@dataclass
class Contents:
    """What one walk over a tree gathers."""

    body: Body = field(default_factory=Body)
    attachments: list[Attachment] = field(default_factory=list)
    machine_parts: list[MachinePart] = field(default_factory=list)
    mails: list[Part] = field(default_factory=list)  # attached message/rfc822, in order
    notes: list[str] = field(default_factory=list)
    told_by_form: list[str] = field(default_factory=list)  # what invitations and contact cards say, in words
    defects: list[str] = field(default_factory=list)


def read(root: Part, limits: Limits) -> Contents:
    """The contents of a whole tree."""
    walk = _Walk(limits)
    body = walk.body(root, None, is_first=True)
    found = walk.contents
    found.body = Body(body.text, body.markup[: limits.html_bytes])
    found.defects += ["html-too-long"] * (len(body.markup) > limits.html_bytes)
    shown = {unquote(cid) for cid in _CID.findall(found.body.markup)}
    found.attachments = [replace(each, inline=True) if each.content_id in shown else each for each in found.attachments]
    return found


class _Walk:
    """One walk over one tree; `contents` grows as it goes."""

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self.contents = Contents()
        self.unwrapped = 0

    def body(self, part: Part, container: Part | None, *, is_first: bool) -> Body:
        """The readable text of a part, the first of its container or not; what is no text goes among the contents."""
        if part.children:
            return self._container(part)
        kind = part.type.value
        if _is_words(part, is_first=is_first) and _is_body(part, container, is_first=is_first):
            return self._text(part)
        if kind in _SMIME_TYPES | {"message/partial"} and (inner := self._inner(part)):
            return self.body(inner, None, is_first=True)
        if container and container.type.value == "multipart/signed" and kind.endswith("-signature"):
            self.contents.notes.append("signed with PGP" if "pgp" in kind else "signed with S/MIME")
            return Body()  # RFC 1847 2.1: the signature of the part before it; nobody attached it
        if kind in _TNEF_TYPES or part.filename.lower() == "winmail.dat":
            return self._tnef(part)
        if container and container.type.value == "multipart/alternative" and kind.startswith("text/") and kind not in _ATTACHED_VIEWS:
            return Body()  # one more view of the same text: AMP, enriched, watch
        self._attach(part, container)
        return Body()

    def _container(self, part: Part) -> Body:
        if part.type.value == "multipart/encrypted":
            self.contents.notes.append("encrypted with PGP" if "pgp" in part.type.get("protocol") else "encrypted")
        first = _first(part)
        found = [self.body(child, part, is_first=child is first) for child in part.children]
        told = [body for body in found if body.says_anything]
        if len(told) < 2:
            return told[0] if told else Body()
        return bodies.one_of(told) if part.type.value == "multipart/alternative" else bodies.all_of(told)

    def _text(self, part: Part) -> Body:
        octets = part.decoded(self.limits.part_bytes)
        body, guess = bodies.read(part, self._without_files(part, octets.content))
        self.contents.defects += [defect for defect in (octets.defect, guess) if defect]
        self.contents.notes += [note for opening, note in _PGP.items() if body.text[:_PGP_WITHIN].lstrip().startswith(opening)]
        return body

    def _without_files(self, part: Part, content: bytes) -> bytes:
        """The text around the uuencoded and yEnc files in it, which become attachments."""
        if part.type.value != "text/plain" or not (b"begin" in content or b"=ybegin" in content):
            return content
        left, position = [], 0
        for number, block in enumerate(uu.blocks(content)):
            self._keep(attachments.make(f"{part.number}/{number}", headers.text(block.filename), "", block.content))
            left.append(content[position : block.start])
            position = block.end
        return b"".join([*left, content[position:]])

    def _inner(self, part: Part) -> Part | None:
        """The entity inside an opaque signature or a fragment; None where there is none to be had."""
        content = part.decoded(self.limits.part_bytes).content
        self.unwrapped += 1
        if self.unwrapped > _DEEPEST_WRAPPING:
            return None
        inner = self._fragment(part, content) if part.type.value == "message/partial" else self._signed(part, content)
        if inner is None:
            return None
        tree = mime.read(inner, self.limits, within=part.number)
        self.contents.defects += tree.defects
        return tree.root

    def _fragment(self, part: Part, content: bytes) -> bytes:
        """RFC 2046 5.2.2: the first fragment starts with the header of the whole mail, the others with no header."""
        number, total = part.type.get("number"), part.type.get("total") or "?"
        self.contents.notes.append(f"piece {number} of {total} of a mail that was sent in pieces")
        return content if number == "1" else b"\r\n" + content

    def _signed(self, part: Part, content: bytes) -> bytes | None:
        inner = smime.signed_content(content)
        says_signed = part.type.get("smime-type") == "signed-data"
        self.contents.notes.append("signed with S/MIME" if inner is not None or says_signed else "encrypted with S/MIME")
        return inner

    def _tnef(self, part: Part) -> Body:
        found = tnef.unpacked(part.decoded(self.limits.part_bytes).content)
        if found is None:
            self.contents.defects.append("tnef-unreadable")
            self._attach(part, None)
            return Body()
        for number, file in enumerate(found.files):
            self._keep(attachments.make(f"{part.number}/{number}", file.filename, "", file.content))
        return Body(bodies.clean(found.text), bodies.clean(found.html))

    def _attach(self, part: Part, container: Part | None) -> None:
        octets = part.decoded(self.limits.part_bytes)
        kind = attachments.content_type(octets.content, part.type.value, part.filename)  # webmails send mails as octet-stream
        if octets.defect:
            self.contents.defects.append(octets.defect)
        if not octets.content and _hangs_on(part, container):
            self.contents.defects.append("inline-picture-empty")  # a client failed to embed it; nobody attached it
            return
        if kind in _MAIL_TYPES:
            self.contents.mails.append(part)
        if kind in _MAIL_TYPES | _MACHINE_TYPES:
            self._machine(kind, part, octets.content)
        elif kind in _CALENDAR_TYPES | _CARD_TYPES:
            self._note(kind, part, octets.content)
        self._keep(
            attachments.make(
                part.number,
                part.filename or attachments.made_name(part.type.value, _content_id(part), self._subject(kind, octets.content)),
                part.type.value,
                octets.content,
                inline=_hangs_on(part, container),
                content_id=_content_id(part),
            )
        )

    def _subject(self, kind: str, content: bytes) -> str:
        """Of an attached mail, for its name."""
        if kind not in _MAIL_TYPES:
            return ""
        return encoded_words.decode(headers.text(headers.read(content, 0, len(content), self.limits).get("subject")))

    def _machine(self, kind: str, part: Part, content: bytes) -> None:
        text = charsets.decode(content[: 2 * self.limits.machine_chars], part.type.get("charset")).text
        self.contents.machine_parts.append(MachinePart(content_type=kind, text=bodies.clean(text)[: self.limits.machine_chars]))

    def _note(self, kind: str, part: Part, content: bytes) -> None:
        text = charsets.decode(content, part.type.get("charset")).text
        said = calendar.summary(text) if kind in _CALENDAR_TYPES else vcard.summary(text)
        if said and said not in self.contents.notes:  # the same invitation comes as a view and as a file
            self.contents.notes.append(said)
            self.contents.told_by_form.append(said)

    def _keep(self, attachment: Attachment) -> None:
        if len(self.contents.attachments) < self.limits.attachments:
            self.contents.attachments.append(attachment)
        elif "too-many-attachments" not in self.contents.defects:
            self.contents.defects.append("too-many-attachments")


_ATTACHED_VIEWS = _CARD_TYPES | _MACHINE_TYPES | {"text/calendar"}


def _first(container: Part) -> Part:
    """The part that the others stand beside; of a related one its root (RFC 2387 3.2), else the first that can be a text."""
    if container.type.value != "multipart/related":
        return container.children[0]
    start = container.type.get("start").strip("<> ")
    named = (part for part in container.children if start and _content_id(part) == start)
    texts = (part for part in container.children if part.children or part.type.value in _BODY_TYPES)
    return next(named, None) or next(texts, container.children[0])


def _is_words(part: Part, *, is_first: bool) -> bool:
    """RFC 2046 4.1.4: a kind of text that nobody knows is plain text; named, or behind another text, it is a file."""
    kind = part.type.value
    is_unknown_text = kind.startswith("text/") and kind not in _ATTACHED_VIEWS
    return kind in _BODY_TYPES or (is_unknown_text and is_first and not part.filename)


def _is_body(part: Part, container: Part | None, *, is_first: bool) -> bool:
    if part.disposition.value == "attachment":
        return False
    if container is None or is_first:
        return True
    return container.type.value != "multipart/related" and not part.filename


def _hangs_on(part: Part, container: Part | None) -> bool:
    """Whether a picture belongs to the text: it is part of a multipart/related and nobody attached it."""
    is_related = container is not None and container.type.value == "multipart/related"
    return is_related and part.disposition.value != "attachment" and part.type.value.startswith("image/")


def _content_id(part: Part) -> str:
    return headers.text(part.header.get("content-id")).strip().strip("<>").strip()
