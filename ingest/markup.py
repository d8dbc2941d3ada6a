"""The HTML of a mail as it was sent, for a page that sanitizes and shows it. Nothing here is safe to show by itself."""

from __future__ import annotations

from ingest import contents, mime
from ingest.limits import LIMITS, Limits


def markup(raw: bytes, limits: Limits = LIMITS) -> str:
    """Decoded, with LF line ends; '' where the mail has none. Of a mail that *is* another mail, that one's."""
    root = mime.read(raw, limits).root
    if root.is_mail:
        root = mime.read(root.decoded(limits.part_bytes).content, limits, within=root.number).root
    return contents.read(root, limits).body.markup
