"""What an element's style tells of whether a reader sees it.

A newcomer would take font-size 0 for hidden: newsletters set it on a table's cell against gaps, and another size on the words inside. So
it counts for the words that stand directly under it (see `ingest.html`); here stand the styles that hide an element with all below it.
"""

from __future__ import annotations

import re

_LONGEST = 4000
_HIDDEN = re.compile(
    r"display:none|visibility:hidden|mso-hide:all|opacity:0(?:\.0{1,5})?(?:;|!|$)|max-height:0(?:px)?(?:;|!|$)|text-indent:-\d{3,6}px|clip:rect\(0"
)
_FONT_SIZE = re.compile(r"font-size:([^;!]{1,20})")
_ZERO = re.compile(r"0(?:\.0{1,5})?(?:px|pt|em|rem|%)?$")
_PIXEL = re.compile(r"(?:^|;)(?:max-)?(?:width|height):[01](?:px)?(?:;|!|$)")
#: Gmail's and Outlook's "increase indent" makes a blockquote of the sender's own words.
_INDENTED = re.compile(r"^margin:0(?:px)?0(?:px)?0(?:px)?\d{1,3}px;(?:border|padding)|^margin-top:0(?:px)?;margin-bottom:0")
#: Word gives each line its own paragraph, without a margin.
_TIGHT_CLASS = re.compile(r"(?:^|\s)Mso\w{1,30}")
_TIGHT = re.compile(r"margin(?:-top|-bottom)?:0")

Attributes = dict[str, str | None]


def style(attributes: Attributes) -> str:
    """The style attribute in lower case, without blanks; '' where there is none."""
    value = attributes.get("style")
    return "".join(value[:_LONGEST].lower().split()) if value else ""


def is_hidden(attributes: Attributes, declared: str) -> bool:
    return "hidden" in attributes or bool(declared and _HIDDEN.search(declared))


def is_tiny(declared: str, inherited: bool) -> bool:
    """Whether the words of an element have no size: by its own style, else as around it."""
    found = _FONT_SIZE.search(declared) if declared else None
    return bool(_ZERO.match(found[1])) if found else inherited


def is_pixel(attributes: Attributes, declared: str) -> bool:
    """A picture of no size, which only tells its sender that the mail was opened."""
    sizes = (attributes.get("width"), attributes.get("height"))
    return any((size or "").strip().removesuffix("px") in ("0", "1") for size in sizes) or bool(declared and _PIXEL.search(declared))


def is_indent(declared: str) -> bool:
    return bool(_INDENTED.search(declared))


def is_tight(attributes: Attributes, declared: str) -> bool:
    return bool(_TIGHT_CLASS.search(attributes.get("class") or "") or _TIGHT.search(declared))
