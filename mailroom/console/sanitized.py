"""A mail's HTML as far as it may be shown: words, tables, emphasis; nothing that runs, fetches, leads elsewhere or lies over the page.

This is the first of three layers: the page that shows it lies in a sandboxed frame, whose own policy allows nothing but inline styles and
the mail's own pictures (`mailroom.console.mail`). What was sent stays as it was; a better sanitizer protects old mails too.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import nh3

_TAGS = frozenset(
    (
        *("a", "abbr", "b", "big", "br", "center", "code", "del", "div", "em", "font", "i", "img", "ins", "kbd", "p", "pre", "q", "s"),
        *(
            "samp",
            "small",
            "span",
            "strike",
            "strong",
            "sub",
            "sup",
            "tt",
            "u",
            "var",
            "blockquote",
            "hr",
            "dd",
            "dl",
            "dt",
            "li",
            "ol",
            "ul",
        ),
        *("h1", "h2", "h3", "h4", "h5", "h6", "caption", "col", "colgroup", "table", "tbody", "td", "tfoot", "th", "thead", "tr"),
    )
)
_EVERYWHERE = {"align", "dir", "lang", "style", "title", "valign"}
_ATTRIBUTES: Mapping[str, set[str]] = {
    "*": _EVERYWHERE,
    "a": {"href"},
    "col": {"span", "width"},
    "font": {"color", "face", "size"},
    "img": {"alt", "height", "src", "width"},
    "ol": {"start", "type"},
    "table": {"bgcolor", "border", "cellpadding", "cellspacing", "width"},
    "td": {"bgcolor", "colspan", "height", "rowspan", "width"},
    "th": {"bgcolor", "colspan", "height", "rowspan", "width"},
}
# Colours and type. No position, size or background picture: a mail may not draw a page of ours.
_STYLES = frozenset(
    (
        *("background-color", "border", "border-collapse", "border-color", "border-style", "border-width", "color"),
        *("font-family", "font-size", "font-style", "font-weight", "line-height", "text-align", "text-decoration", "text-transform"),
        *("list-style-type", "margin-bottom", "margin-top", "padding", "vertical-align", "white-space"),
    )
)
_MOST_LINKS = 100


@dataclass(frozen=True, kw_only=True)
class Shown:
    """`html` is safe; what was taken out is counted, so that its reader knows."""

    html: str
    pictures_blocked: int  # that would have been fetched: they tell the sender who reads when, and where
    links: tuple[str, ...]  # where links would have led; they lead nowhere in the frame


def shown(html: str, pictures: Mapping[str, str]) -> Shown:
    """`pictures`: data: addresses of the mail's own pictures by Content-ID, without angle brackets."""
    links: dict[str, None] = {}
    blocked = 0

    def kept(tag: str, attribute: str, value: str) -> str | None:
        nonlocal blocked
        if attribute == "href":
            if len(links) < _MOST_LINKS:
                links[value] = None
            return None
        if (tag, attribute) != ("img", "src"):
            return value
        own = pictures.get(value.removeprefix("cid:")) if value.startswith("cid:") else None
        blocked += own is None
        return own

    cleaned = nh3.clean(
        html,
        tags=set(_TAGS),
        attributes={tag: set(names) for tag, names in _ATTRIBUTES.items()},
        attribute_filter=kept,
        filter_style_properties=set(_STYLES),
        url_schemes={"http", "https", "mailto", "tel", "cid"},
        link_rel=None,
        strip_comments=True,
    )
    return Shown(html=cleaned, pictures_blocked=blocked, links=tuple(links))
