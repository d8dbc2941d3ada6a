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
_CARD_TYPES = frozenset({"text/vcard", "text/x-vcard"})
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
    body = walk.body(root, None, 0)
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

    def body(self, part: Part, container: Part | None, index: int) -> Body:
        """The readable text of a part; what is no text goes among the contents."""
        if part.children:
            return self._container(part)
        kind = part.type.value
        if kind in _BODY_TYPES and _is_body(part, container, index):
            return self._text(part)
        if kind in _SMIME_TYPES | {"message/partial"} and (inner := self._inner(part)):
            return self.body(inner, None, 0)
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
        found = [self.body(child, part, index) for index, child in enumerate(part.children)]
        told = [body for body in found if body.says_anything]
        if len(told) < 2:
            return told[0] if told else Body()
        return bodies.one_of(told) if part.type.value == "multipart/alternative" else bodies.all_of(told)

    def _text(self, part: Part) -> Body:
        octets = part.decoded(self.limits.part_bytes)
        body, guess = bodies.read(part, self._without_files(part, octets.content))
        self.contents.defects += [defect for defect in (octets.defect, guess) if defect]
        if body.text.lstrip().startswith("-----BEGIN PGP MESSAGE-----"):
            self.contents.notes.append("encrypted with PGP")
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
        kind = part.type.value
        octets = part.decoded(self.limits.part_bytes)
        if octets.defect:
            self.contents.defects.append(octets.defect)
        if not octets.content and _hangs_on(part, container):
            self.contents.defects.append("inline-picture-empty")  # a client failed to embed it; nobody attached it
            return
        if part.is_mail:
            self.contents.mails.append(part)
        if part.is_mail or kind in _MACHINE_TYPES:
            self._machine(part, octets.content)
        elif kind == "text/calendar" or kind in _CARD_TYPES:
            self._note(part, octets.content)
        self._keep(
            attachments.make(
                part.number,
                part.filename or attachments.made_name(kind, _content_id(part), self._subject(part, octets.content)),
                kind,
                octets.content,
                inline=_hangs_on(part, container),
                content_id=_content_id(part),
            )
        )

    def _subject(self, part: Part, content: bytes) -> str:
        """Of an attached mail, for its name."""
        if not part.is_mail:
            return ""
        return encoded_words.decode(headers.text(headers.read(content, 0, len(content), self.limits).get("subject")))

    def _machine(self, part: Part, content: bytes) -> None:
        text = charsets.decode(content[: 2 * self.limits.machine_chars], part.type.get("charset")).text
        self.contents.machine_parts.append(MachinePart(content_type=part.type.value, text=bodies.clean(text)[: self.limits.machine_chars]))

    def _note(self, part: Part, content: bytes) -> None:
        text = charsets.decode(content, part.type.get("charset")).text
        said = calendar.summary(text) if part.type.value == "text/calendar" else vcard.summary(text)
        if said:
            self.contents.notes.append(said)
            self.contents.told_by_form.append(said)

    def _keep(self, attachment: Attachment) -> None:
        if len(self.contents.attachments) < self.limits.attachments:
            self.contents.attachments.append(attachment)
        elif "too-many-attachments" not in self.contents.defects:
            self.contents.defects.append("too-many-attachments")


_ATTACHED_VIEWS = _CARD_TYPES | _MACHINE_TYPES | {"text/calendar"}


def _is_body(part: Part, container: Part | None, index: int) -> bool:
    if part.disposition.value == "attachment":
        return False
    if container is None or index == 0:
        return True
    return container.type.value != "multipart/related" and not part.filename


def _hangs_on(part: Part, container: Part | None) -> bool:
    """Whether a picture belongs to the text: it is part of a multipart/related and nobody attached it."""
    is_related = container is not None and container.type.value == "multipart/related"
    return is_related and part.disposition.value != "attachment" and part.type.value.startswith("image/")


def _content_id(part: Part) -> str:
    return headers.text(part.header.get("content-id")).strip().strip("<>").strip()
