"""A part becomes an attachment: a name that is safe anywhere, a type that its octets prove.

A newcomer would keep the sender's name: it is a path, a device of Windows, 300 characters, or "fdp.exe" turned round by a direction
mark so that it reads as a PDF. And would believe the declared type: cameras and phones send pictures as application/octet-stream.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata

from tickets.message import Attachment

_LONGEST_NAME = 200  # characters; file systems take 255 octets
_PATH_OR_RESERVED = re.compile(r'[/\\:*?"<>|]')
_SPACES = re.compile(r"\s{1,1000}")
#: controls, direction and format marks, surrogates, private and line separators: nothing that a reader could see
_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Co", "Zl", "Zp"})
_JOINERS = "\u200c\u200d"  # Cf, but letters of Persian and Indic names, and of emoji
_DEVICES = re.compile(r"(?i)(?:con|prn|aux|nul|com\d|lpt\d)(?=\.|\Z)")
#: what says nothing about the content
_GENERIC = frozenset(
    {f"application/{kind}" for kind in ("octet-stream", "octetstream", "binary", "unknown", "x-unknown", "others", "download")}
    | {f"application/{kind}" for kind in ("force-download", "x-download", "x-forcedownload", "x-octet-stream")}
    | {"text/octet-stream", "unknown/unknown", "image/*", "*/*", ""}
)
_MAGIC: tuple[tuple[int, bytes, str], ...] = (
    (0, b"\x89PNG\r\n\x1a\n", "image/png"),
    (0, b"\xff\xd8\xff", "image/jpeg"),
    (0, b"GIF87a", "image/gif"),
    (0, b"GIF89a", "image/gif"),
    (8, b"WEBP", "image/webp"),
    (0, b"BM", "image/bmp"),
    (0, b"II*\x00", "image/tiff"),
    (0, b"MM\x00*", "image/tiff"),
    (4, b"ftypheic", "image/heic"),
    (4, b"ftypheix", "image/heic"),
    (4, b"ftypmif1", "image/heif"),
    (4, b"ftypavif", "image/avif"),
    (4, b"ftypqt", "video/quicktime"),
    (4, b"ftyp", "video/mp4"),
    (8, b"AVI ", "video/x-msvideo"),
    (8, b"WAVE", "audio/x-wav"),
    (0, b"DHAV", "video/x-dav"),  # what our recorders export
    (0, b"\x1aE\xdf\xa3", "video/x-matroska"),
    (0, b"ID3", "audio/mpeg"),
    (0, b"%PDF-", "application/pdf"),
    (0, b"{\\rtf", "application/rtf"),
    (0, b"PK\x03\x04", "application/zip"),
    (0, b"Rar!\x1a\x07", "application/vnd.rar"),
    (0, b"7z\xbc\xaf\x27\x1c", "application/x-7z-compressed"),
    (0, b"\x1f\x8b", "application/gzip"),
    (0, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "application/x-ole-storage"),
    (0, b"MZ", "application/vnd.microsoft.portable-executable"),
    (0, b"\x7fELF", "application/x-executable"),
)
#: containers whose octets tell less than the name
_BY_ENDING = {
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    ".doc": "application/msword",
    ".xls": "application/vnd.ms-excel",
    ".msg": "application/vnd.ms-outlook",
    ".txt": "text/plain",
    ".log": "text/plain",
    ".csv": "text/csv",
    ".eml": "message/rfc822",
    ".ics": "text/calendar",
    ".vcf": "text/vcard",
    ".dav": "video/x-dav",
}
_MADE_NAMES = {
    "text/calendar": "invitation.ics",
    "text/vcard": "contact.vcf",
    "text/x-vcard": "contact.vcf",
    "image/jpeg": "image.jpg",
    "image/jpg": "image.jpg",
    "image/png": "image.png",
    "image/gif": "image.gif",
    "application/pdf": "document.pdf",
}


def make(part: str, filename: str, declared: str, content: bytes, *, inline: bool = False, content_id: str = "") -> Attachment:
    """`part` its place in the tree, `filename` as sent and decoded, `declared` the type of the header."""
    name = safe_name(filename)
    return Attachment(
        part=part,
        filename=name,
        content_type=content_type(content, declared, name),
        size=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
        inline=inline,
        content_id=content_id,
        content=content,
    )


def safe_name(filename: str) -> str:
    """A name that is one file in one folder on any system; '' where nothing of it is left.

    Separators become "_" and nothing is cut off before them: of "1234/../../x.txt" a desk wants to see that somebody tried.
    """
    seen = "".join(letter for letter in filename[:2_000] if letter in _JOINERS or unicodedata.category(letter) not in _UNSEEN)
    plain = _SPACES.sub(" ", _PATH_OR_RESERVED.sub("_", _last_of_windows_path(seen))).strip(" .")
    if _DEVICES.match(plain):
        plain = f"_{plain}"
    if len(plain) <= _LONGEST_NAME:
        return plain
    stem, dot, ending = plain.rpartition(".")
    return f"{stem[: _LONGEST_NAME - 1 - len(ending)]}.{ending}" if dot and len(ending) <= 10 else plain[:_LONGEST_NAME]


def made_name(content_type: str, content_id: str, subject: str) -> str:
    """A stable name where the mail gives none: from the subject of an attached mail, its kind, or the Content-ID; else ''."""
    if content_type in ("message/rfc822", "message/global"):
        return f"{subject[:_LONGEST_NAME].strip() or 'mail'}.eml"
    return _MADE_NAMES.get(content_type, "") or content_id.partition("@")[0]


def content_type(content: bytes, declared: str, filename: str) -> str:
    """By content where the bytes tell and the header does not; a picture's header is never believed against its bytes."""
    by_octets = next((kind for at, magic, kind in _MAGIC if content.startswith(magic, at)), "")
    if declared in _GENERIC:
        ending = _BY_ENDING.get(filename[filename.rfind(".") :].lower(), "") if "." in filename else ""
        is_container = by_octets in ("", "application/zip", "application/x-ole-storage")
        return (ending if is_container and ending else by_octets) or ending or "application/octet-stream"
    if by_octets and declared.startswith(("image/", "text/")) and by_octets.partition("/")[0] != "text":
        return by_octets
    return declared


def _last_of_windows_path(filename: str) -> str:
    r"""`C:\fakepath\a.jpg`, as old browsers send it, is a.jpg."""
    return filename.rpartition("\\")[2] or filename
