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
from ingest.styles import Attributes, is_hidden, is_indent, is_pixel, is_tight, is_tiny, style

_MOST_CHARACTERS = 2_000_000
_MOST_NODES = 250_000
_DEEPEST = 4_000  # open elements
_TAG = re.compile(r"<(/?)([A-Za-z][^\s>/]{0,20})")
#: They end by themselves.
_NEVER_DEEP = frozenset(("br", "img", "hr", "input", "meta", "link", "col", "p", "li", "dt", "dd", "option", "tr", "td", "th"))
_UNREAD = frozenset((
    "head", "style", "script", "title", "template", "noscript", "iframe", "object", "embed", "svg", "math", "select", "map", "audio",
    "video", "canvas", "-comment",
))  # fmt: skip
_PARAGRAPHS = frozenset(("p", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "dl", "blockquote", "pre"))
_BLOCKS = _PARAGRAPHS | frozenset((
    "div", "table", "tbody", "tr", "li", "dt", "dd", "section", "article", "header", "footer", "address", "center", "form", "fieldset",
    "body", "caption", "main", "nav", "aside", "figure",
))  # fmt: skip
_LONGEST_ALT = 200
_LONGEST_NAMES = 4000
_LONGEST_TARGET = 2000
_MOST_TARGETS = 50  # written out; whoever links more often is a newsletter, whose tracking addresses would bury its words


@dataclass(frozen=True)
class HtmlText:
    """Readable text; `hidden` counts the hidden elements and tracking pixels that were dropped, `bare_links` the links of which only
    the words stand; `cut` tells that the end was not read."""

    text: str
    hidden: int
    bare_links: int = 0
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
    return HtmlText(walk.page.text(), walk.hidden, max(0, walk.targets - _MOST_TARGETS), walk.cut or len(read) < len(html))


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
    is_parted: bool = False  # stands between blank lines
    quotes: bool = False
    href: str = ""
    mark: Mark | None = None
    line: int = 0


class _Walk:
    def __init__(self) -> None:
        self.page = Page()
        self.regions: list[Region] = []
        self.hidden = 0
        self.targets = 0
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
        declared = style(attributes)
        if is_hidden(attributes, declared):
            self.hidden += 1
            return None
        if tag in ("br", "hr", "img"):
            self._void(tag, attributes, declared)
        elif node.child is not None:
            self._begin(tag, attributes, declared)
        return node.child

    def _text(self, text: str) -> None:
        if not self.is_tiny:
            self.page.say(text)
        elif text.strip():
            self.hidden += 1

    def _void(self, tag: str, attributes: Attributes, declared: str) -> None:
        if tag == "br":
            self.page.end_line()
        elif tag == "hr":
            self.page.fresh_line()
            if mark(_names(attributes)) is Mark.REST:
                self.regions.append(Region(Mark.REST, self.page.here(), self.page.here()))
            self.page.rule()
        elif is_pixel(attributes, declared):
            self.hidden += 1
        else:
            self._picture(attributes)

    def _picture(self, attributes: Attributes) -> None:
        """Only what stands for words: a smiley, or the words of a link that shows a picture."""
        alt = (attributes.get("alt") or "").strip()[:_LONGEST_ALT]
        if alt and (self.page.in_link() or not any(c.isalnum() for c in alt)):
            self.page.say(alt)

    def _begin(self, tag: str, attributes: Attributes, declared: str) -> None:
        parted = tag in _PARAGRAPHS and not (tag == "p" and is_tight(attributes, declared))
        if parted:
            self.page.paragraph()
        elif tag in _BLOCKS:
            self.page.fresh_line()
        names = _names(attributes)
        opened = _Open(
            tag=tag, was_tiny=self.is_tiny, is_parted=parted, quotes=tag == "blockquote" and not is_indent(declared),
            href=(attributes.get("href") or "").strip() if tag == "a" else "",
            mark=mark(names) if names else None, line=self.page.here(),
        )  # fmt: skip
        self.open.append(opened)
        self.is_tiny = is_tiny(declared, self.is_tiny)
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
            self._point(_target(left.href, self.page.end_link()))
        elif left.tag in ("td", "th"):
            self.page.cell()
        elif left.tag in _BLOCKS:
            self.page.fresh_line()
        if left.mark:
            self.regions.append(Region(left.mark, left.line, self.page.here() + self.page.has_line()))
        self.page.quoted -= left.quotes
        if left.tag == "pre":
            self.page.kept -= 1
        if left.is_parted:
            self.page.paragraph()

    def _point(self, target: str) -> None:
        self.targets += bool(target)
        if target and self.targets <= _MOST_TARGETS:
            self.page.say(target)


def _names(attributes: Attributes) -> str:
    """Class and id, where clients leave their marks."""
    return f"{attributes.get('id') or ''} {attributes.get('class') or ''}".strip()[:_LONGEST_NAMES]


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
