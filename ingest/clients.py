"""How mail programs mark quotations and signatures in HTML: their classes and ids, as data.

A newcomer would cut at the first marker: Gmail wraps interleaved answers in the same container as the quotation. So a container only
says where an earlier mail may begin; where its own words say it too, the words decide.
"""

from __future__ import annotations

import re
from enum import Enum

from tickets.tokens import TOKEN


class Mark(Enum):
    """What a marked element is."""

    QUOTATION = "quotation"  # the element holds an earlier mail
    REST = "rest"  # from the element on, all is an earlier mail
    SIGNATURE = "signature"


_MARKS = {
    Mark.QUOTATION: (
        "gmail_quote", "gmail_quote_container", "gmail_extra", "yahoo_quoted", "protonmail_quote", "zmail_extra", "zimbra_quote",
        "front-blockquote", "moz-forward-container", "olk_src_body_section", "mail-editor-reference-message-container",
        "ms-outlook-mobile-reference-message", "includetail", "isreplycontent", "qmail_quote", "aolmail_replied", "aolreplybody",
        "tutanota_quote", "replyblock", "quoted_text", "ntes_reply", "freshdesk_quote", "gorgias_quote",
    ),
    Mark.REST: ("divrplyfwdmsg", "appendonsend", "replysplit", "stopspelling", "_mailoriginal", "zwchr", "mailoriginal", "origbody"),
    Mark.SIGNATURE: (
        "gmail_signature", "signature", "moz-signature", "applemailsignature", "ms-outlook-mobile-signature", "bloop_sign",
        "protonmail_signature_block", "yahoo_signature", "ymail_android_signature", "outlooksignature", "edo-signature",
        "sparrow_signature", "hmsignature",
    ),
}  # fmt: skip
_MARK_OF = {name: mark for mark, names in _MARKS.items() for name in names}
#: Outlook on the web prefixes `x_` at each reply, Hotmail `ecx`, Yahoo `ydp` and a hash.
_PREFIXED = re.compile(r"^(?:(?:x_){1,20}|(?:ydp[0-9a-f]{8}){1,5}|ecx)")
_NUMBERED = re.compile(r"[_-]?\d{1,20}$")
_OURS = re.compile(rf"(?:^|\s|_)mr\.{TOKEN}(?:\s|$)", re.IGNORECASE)
_MOST_NAMES = 20


def mark(names: str) -> Mark | None:
    """What an element with these classes and this id is, as the first known of them says; None where none does."""
    if _OURS.search(names):
        return Mark.QUOTATION
    for name in names.lower().split(maxsplit=_MOST_NAMES)[:_MOST_NAMES]:
        bare = _NUMBERED.sub("", _PREFIXED.sub("", name[:200], count=1))
        if bare in _MARK_OF:
            return _MARK_OF[bare]
    return None
