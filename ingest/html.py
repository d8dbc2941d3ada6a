"""HTML becomes the text that a person would read, with its quotations marked by ">" as plain mails mark theirs.

Whatever hides from the reader is dropped and counted: a hidden instruction or a second letter must not be filed as said. `selectolax` is
imported here alone. Its traps: it answers for `style` and `script` like for text; a walk in Python must not recurse, since mails nest
thousands deep; and each access to attributes builds a dict, so an element is asked once.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from selectolax.lexbor import LexborHTMLParser, LexborNode

from ingest.clients import Mark, mark
from ingest.marked_regions import Region, with_marks
from ingest.page import Page

_MOST_CHARACTERS = 2_000_000
_MOST_NODES = 250_000
_DEEPEST = 12_000  # open elements
_TAG = re.compile(r"<(/?)([A-Za-z][^\s>/]{0,20})")
_NEVER_DEEP = frozenset("br img hr input meta link col p li option".split())
_UNREAD = frozenset("head style script title template noscript iframe object embed svg math select map audio video canvas -comment".split())
_PARAGRAPHS = frozenset("p h1 h2 h3 h4 h5 h6 ul ol dl blockquote pre".split())
_BLOCKS = _PARAGRAPHS | frozenset(
    "div table tbody tr li dt dd section article header footer address center form fieldset body caption main nav aside figure".split()
)
#: Word gives each line its own paragraph, without a margin.
_TIGHT = re.compile(r"(?:^|\s)Mso\w{1,30}|margin(?:-top|-bottom)?:0")
#: Gmail's and Outlook's "increase indent" makes a blockquote of the sender's own words.
_INDENTED = re.compile(r"^margin:0(?:px)?0(?:px)?0(?:px)?\d{1,3}px;(?:border|padding)|^margin-top:0(?:px)?;margin-bottom:0")
_HIDDEN = re.compile(
    r"display:none|visibility:hidden|mso-hide:all|opacity:0(?:\.0{1,5})?(?:;|!|$)|max-height:0(?:px)?(?:;|!|$)|text-indent:-\d{3,6}px|clip:rect\(0"
)
_FONT_SIZE = re.compile(r"font-size:([^;!]{1,20})")
_ZERO = re.compile(r"0(?:\.0{1,5})?(?:px|pt|em|rem|%)?$")
_PIXEL = re.compile(r"(?:^|;)(?:max-)?(?:width|height):[01](?:px)?(?:;|!|$)")
_LONGEST_STYLE = 4000
_LONGEST_ALT = 200
_LONGEST_TARGET = 2000

Attributes = dict[str, str | None]


@dataclass(frozen=True)
class HtmlText:
    """Readable text; `hidden` counts the hidden elements and tracking pixels that were dropped; `cut` tells that the end was not read."""

    text: str
    hidden: int
    cut: bool = False


def to_text(html: str) -> HtmlText:
    """The readable text of any string; links stand with their true target, quotations with ">"."""
    read = _bounded(html)
    root = LexborHTMLParser(read).body
    if root is None:
        return HtmlText("", 0)
    walk = _Walk()
    walk.through(root)
    walk.page.fresh_line()
    walk.page.lines = with_marks(walk.page.lines, walk.regions)
    return HtmlText(walk.page.text(), walk.hidden, walk.cut or len(read) < len(html))


def _bounded(html: str) -> str:
    """The beginning that can be parsed in little time: HTML5 looks through all open elements at each tag."""
    html = html[:_MOST_CHARACTERS]
    if html.count("<") <= _DEEPEST:
        return html
    depth = 0
    for found in _TAG.finditer(html):
        depth += -1 if found[1] else found[2].lower() not in _NEVER_DEEP
        if depth > _DEEPEST:
            return html[: found.start()]
    return html


@dataclass(frozen=True, kw_only=True)
class _Open:
    """An element that has begun, with what its end must undo."""

    tag: str
    was_tiny: bool
    is_tight: bool = False
    quotes: bool = False
    href: str = ""
    mark: Mark | None = None
    line: int = 0


class _Walk:
    def __init__(self) -> None:
        self.page = Page()
        self.regions: list[Region] = []
        self.hidden = 0
        self.cut = False
        self.is_tiny = False  # inside font-size 0, until an element sets another size
        self.open: list[_Open] = []

    def through(self, root: LexborNode) -> None:
        """Read the tree in the order of the page."""
        node: LexborNode | None = root
        for _ in range(_MOST_NODES):
            if node is None:
                return
            node = self._enter(node) or self._after(node)
        self.cut = True

    def _after(self, node: LexborNode) -> LexborNode | None:
        """The next node that is not below this one; what ends on the way is left."""
        at: LexborNode | None = node
        while at is not None and self.open:
            following = at.next
            if following is not None:
                return following
            at = at.parent
            self._leave(self.open.pop())
        return None

    def _enter(self, node: LexborNode) -> LexborNode | None:
        """Read a node; its first child where something below is to be read."""
        tag = node.tag or ""
        if tag == "-text":
            self._text(node.text_content or "")
            return None
        if tag in _UNREAD:
            return None
        attributes = node.attributes
        style = _style(attributes)
        if self._hides(node, attributes, style):
            return None
        if tag in ("br", "hr", "img"):
            self._void(tag, attributes, style)
            return None
        if node.child is None:
            return None
        self._begin(tag, attributes, style)
        return node.child

    def _hides(self, node: LexborNode, attributes: Attributes, style: str) -> bool:
        if "hidden" not in attributes and not (style and _HIDDEN.search(style)):
            return False
        self.hidden += 1
        return node.tag != "body"

    def _text(self, text: str) -> None:
        if not self.is_tiny:
            self.page.say(text)
        elif text.strip():
            self.hidden += 1

    def _void(self, tag: str, attributes: Attributes, style: str) -> None:
        if tag == "br":
            self.page.end_line()
        elif tag == "hr":
            if mark(_names(attributes)) is Mark.REST:
                self.regions.append(Region(Mark.REST, self.page.here(), self.page.here()))
            self.page.rule()
        elif _is_pixel(attributes, style):
            self.hidden += 1
        else:
            self._picture(attributes)

    def _picture(self, attributes: Attributes) -> None:
        """Only what stands for words: a smiley, or the words of a link that shows a picture."""
        alt = (attributes.get("alt") or "").strip()[:_LONGEST_ALT]
        if alt and (self.page.in_link() or not any(c.isalnum() for c in alt)):
            self.page.say(alt)

    def _begin(self, tag: str, attributes: Attributes, style: str) -> None:
        is_tight = tag == "p" and bool(_TIGHT.search(attributes.get("class") or "") or _TIGHT.search(style))
        if tag in _PARAGRAPHS and not is_tight:
            self.page.paragraph()
        elif tag in _BLOCKS:
            self.page.fresh_line()
        names = _names(attributes)
        opened = _Open(
            tag=tag, was_tiny=self.is_tiny, is_tight=is_tight, mark=mark(names) if names else None, line=self.page.here(),
            quotes=tag == "blockquote" and not _INDENTED.search(style), href=(attributes.get("href") or "").strip() if tag == "a" else "",
        )  # fmt: skip
        self.open.append(opened)
        size = _FONT_SIZE.search(style) if style else None
        if size:
            self.is_tiny = bool(_ZERO.match(size[1]))
        self.page.quoted += opened.quotes
        if tag == "pre":
            self.page.kept += 1
        elif tag == "li":
            self.page.say("- ")
        elif tag == "a":
            self.page.start_link()

    def _leave(self, left: _Open) -> None:
        self.is_tiny = left.was_tiny
        if left.tag == "a":
            self.page.say(_target(left.href, self.page.end_link()))
        elif left.tag in ("td", "th"):
            self.page.cell()
        elif left.tag in _BLOCKS:
            self.page.fresh_line()
        if left.mark:
            self.regions.append(Region(left.mark, left.line, self.page.here() + self.page.has_line()))
        self.page.quoted -= left.quotes
        if left.tag == "pre":
            self.page.kept -= 1
        if left.tag in _PARAGRAPHS and not left.is_tight:
            self.page.paragraph()


def _style(attributes: Attributes) -> str:
    style = attributes.get("style")
    return "".join(style[:_LONGEST_STYLE].lower().split()) if style else ""


def _names(attributes: Attributes) -> str:
    """Class and id, where clients leave their marks."""
    return f"{attributes.get('id') or ''} {attributes.get('class') or ''}".strip()[:_LONGEST_STYLE]


def _is_pixel(attributes: Attributes, style: str) -> bool:
    sizes = (attributes.get("width"), attributes.get("height"))
    return any((size or "").strip().removesuffix("px") in ("0", "1") for size in sizes) or bool(style and _PIXEL.search(style))


def _target(href: str, shown: str) -> str:
    """Where a link leads, unless its own words say so: the true target, whatever it pretends."""
    scheme, _, rest = href[:_LONGEST_TARGET].partition(":")
    scheme = scheme.lower()
    if scheme == "mailto":
        address = rest.partition("?")[0]
        return "" if not address or address.lower() in shown.lower() else f" <{address}>"
    if scheme not in ("http", "https", "ftp"):
        return ""
    same = rest.lstrip("/").rstrip("/").lower() == shown.strip().lower().removeprefix(f"{scheme}://").rstrip("/")
    return "" if same else f" <{href[:_LONGEST_TARGET]}>"
