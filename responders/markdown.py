"""Markdown with Jinja in it becomes two Jinja templates, one of plain text and one of HTML. Compiled once, at publish.

Values go in after Markdown is done, so a customer named `[click](http://…)` stays a name. A line of nothing but `{% … %}` stands between
blocks, and a `for` around one list item walks inside its list.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from markdown_it import MarkdownIt
from markdown_it.token import Token

from responders.look import CLASSES, STYLES
from responders.tags import Held, MarkdownFault, hold, statements

__all__ = ["Body", "MarkdownFault", "compile_markdown"]

_KEYWORD = re.compile(r"\{%-?\s*(\w+)")
_LINK = re.compile("(?:https://|mailto:|tel:|[\ue000-\uf8ff])")
# Where a link may lead: to an address that is written out up to its first slash, or to a variable that holds a link of ours. A link to
# what a customer wrote would be his to choose.
_WRITTEN_OUT = re.compile("https://[^/\ue000-\uf8ff]{1,200}(?:/.{0,2000})?|(?:mailto|tel):.{1,2000}", re.DOTALL)
_OF_OURS = re.compile(r"\{\{\s*(?:\w+\.)?(?:link|\w+_url)\s*\}\}")

_MAY = "write its address (https://, mailto:, tel:), or a variable named link or …_url"
_INDEX = "{{ loop.index }}"


@dataclass(frozen=True)
class Body:
    """The sources of two Jinja templates."""

    text: str
    html: str


@dataclass(frozen=True)
class _Chunk:
    line: int
    text: str


@dataclass(frozen=True)
class _Statement:
    line: int
    tags: tuple[str, ...]


@lru_cache(maxsize=8)  # the gate compiles what is then written with
def compile_markdown(source: str) -> Body:
    """Raises `MarkdownFault`. Links may lead to https, mailto, tel, or to a variable that holds a link."""
    held = hold(source)
    pieces = list(_pieces(held))
    _check_links(pieces, held)
    body = Body(held.put_back("".join(_texts(pieces))), held.put_back("".join(_htmls(pieces))))
    # Markdown moves words (a link's address, a definition) and drops some; an `if` that went with them would no longer close.
    if not statements(held.put_back(held.text)) == statements(body.text) == statements(body.html):
        raise MarkdownFault(1, "an if or for stands where Markdown moves or drops it, in the address of a link for example")
    return body


def _check_links(pieces: Sequence[_Chunk | _Statement], held: Held) -> None:
    for chunk in (piece for piece in pieces if isinstance(piece, _Chunk)):
        for line, child in _inlines(chunk):
            if child.type == "text" and "](" in child.content:
                raise MarkdownFault(line, f"a link leads to where none may: {_MAY}")
            target = str(child.attrGet("href") or "") if child.type == "link_open" else ""
            shown = held.put_back(target)
            is_allowed = not target or _WRITTEN_OUT.fullmatch(target) or _OF_OURS.fullmatch(shown)
            if not is_allowed or any(tag.startswith("{%") for tag in held.tags_in(target)):
                raise MarkdownFault(line, f"a link leads to {shown}: {_MAY}")


def _inlines(chunk: _Chunk) -> Iterator[tuple[int, Token]]:
    """Words, links and breaks of a chunk, each with the line on which it stands."""
    for token in _MARKDOWN.parse(chunk.text):
        line = chunk.line + (token.map[0] if token.map else 0)
        for child in token.children or ():
            yield line, child
            line += child.type in ("softbreak", "hardbreak")


def _pieces(held: Held) -> Iterator[_Chunk | _Statement]:
    """Blocks of Markdown, and the lines of tags between them."""
    block: list[str] = []
    start = 1
    for number, line in enumerate(held.text.split("\n"), 1):
        own = held.own_line(line)
        if not own:
            block.append(line)
            continue
        if "".join(block).strip():
            yield _Chunk(start, "\n".join(block))
        yield _Statement(number, own)
        block, start = [], number + 1
    if "".join(block).strip():
        yield _Chunk(start, "\n".join(block))


def _texts(pieces: Sequence[_Chunk | _Statement]) -> Iterator[str]:
    for index, piece in enumerate(pieces):
        if isinstance(piece, _Statement):
            yield "".join(f"{tag}\n\n" if tag.startswith("{{") else tag for tag in piece.tags)
            if _closes_list_loop(pieces, index):
                yield "\n"
        else:
            in_loop = _is_list_loop(pieces, index)
            tokens = _MARKDOWN.parse(piece.text)
            if in_loop and sum(token.type == "list_item_open" and token.level == 1 for token in tokens) != 1:
                raise MarkdownFault(piece.line, "a loop walks one list item: write the item once")
            yield _Text(in_loop).write(tokens)


def _htmls(pieces: Sequence[_Chunk | _Statement]) -> Iterator[str]:
    """The HTML of each piece; the opening and closing tag of a looped list stand outside its loop."""
    for index, piece in enumerate(pieces):
        if isinstance(piece, _Statement):
            if _closes_list_loop(pieces, index):
                yield "".join(piece.tags) + _list_ends(pieces[index - 1])[1]
            elif _is_list_loop(pieces, index + 1):
                yield _list_ends(pieces[index + 1])[0] + "".join(piece.tags)
            else:
                yield "".join(piece.tags)
        else:
            tokens = _styled(_MARKDOWN.parse(piece.text))
            yield _render(tokens[1:-1] if _is_list_loop(pieces, index) else tokens)


def _list_ends(piece: _Chunk | _Statement) -> tuple[str, str]:
    tokens = _styled(_MARKDOWN.parse(piece.text if isinstance(piece, _Chunk) else ""))
    return _render(tokens[:1]), _render(tokens[-1:])


def _is_list_loop(pieces: Sequence[_Chunk | _Statement], index: int) -> bool:
    """True for a chunk that is a list and stands alone between `for` and `endfor`."""
    if not 0 < index < len(pieces) - 1 or not isinstance(pieces[index], _Chunk):
        return False
    before, chunk, after = pieces[index - 1 : index + 2]
    if _keyword(before, -1) != "for" or _keyword(after, 0) != "endfor" or not isinstance(chunk, _Chunk):
        return False
    tokens = _MARKDOWN.parse(chunk.text)
    return tokens[0].type.endswith("list_open") and tokens[-1].type.endswith("list_close") and tokens[-1].level == 0


def _closes_list_loop(pieces: Sequence[_Chunk | _Statement], index: int) -> bool:
    return _keyword(pieces[index], 0) == "endfor" and _is_list_loop(pieces, index - 1)


def _keyword(piece: _Chunk | _Statement, position: int) -> str:
    found = _KEYWORD.match(piece.tags[position]) if isinstance(piece, _Statement) else None
    return found[1] if found else ""


def _styled(tokens: list[Token]) -> list[Token]:
    for token in tokens:
        if token.tag and token.nesting >= 0 and token.tag in STYLES:
            token.attrSet("style", STYLES[token.tag])
        if token.nesting >= 0 and token.tag in CLASSES:
            token.attrSet("class", CLASSES[token.tag])
        if token.children:
            _styled(token.children)
    return tokens


def _render(tokens: list[Token]) -> str:
    return str(_MARKDOWN.renderer.render(tokens, _MARKDOWN.options, {}))


class _Text:
    """Plain text from the tokens of one chunk. A paragraph is one long line: it is wrapped when the values are in (`plain`)."""

    def __init__(self, in_loop: bool) -> None:
        self._in_loop = in_loop
        self._parts: list[str] = []
        self._indents: list[str] = []  # of the list items and quotations around
        self._marker = ""  # of the item that begins
        self._numbers: list[int] = []  # the next number of each list around; 0 for one without numbers

    def write(self, tokens: Sequence[Token]) -> str:
        for token in tokens:
            act = _ACTS.get(token.type)
            if act:
                act(self, token)
        return "".join(self._parts)

    def line(self, words: str) -> None:
        first = "".join(self._indents[:-1]) + self._marker if self._marker else "".join(self._indents)
        rest = "".join(self._indents)
        self._marker = ""
        self._parts.append(first + words.replace("\n", f"\n{rest}") + "\n")

    def inline(self, token: Token) -> None:
        self.line("".join(_inline(token.children or [])))

    def gap(self, token: Token) -> None:
        if not token.hidden and not self._in_loop and not self._numbers:
            self._parts.append("\n")

    def open_list(self, token: Token) -> None:
        self._numbers.append(int(token.attrGet("start") or 1) if token.tag == "ol" else 0)

    def close_list(self, token: Token) -> None:
        self._numbers.pop()
        self.gap(token)

    def open_item(self, _: Token) -> None:
        number = self._numbers[-1]
        self._marker = "- " if not number else f"{_INDEX if self._in_loop else number}. "
        self._numbers[-1] = number + 1 if number else 0
        self._indents.append(" " * (3 if number else 2))

    def close_item(self, _: Token) -> None:
        self._indents.pop()

    def open_quote(self, _: Token) -> None:
        self._indents.append("> ")

    def close_quote(self, _: Token) -> None:
        self._indents.pop()

    def rule(self, _: Token) -> None:
        self._parts.append("* * *\n\n")

    def code(self, token: Token) -> None:
        self.line(token.content.rstrip("\n"))
        self._parts.append("\n")


_ACTS = {
    "inline": _Text.inline,
    "paragraph_close": _Text.gap,
    "heading_close": _Text.gap,
    "bullet_list_open": _Text.open_list,
    "ordered_list_open": _Text.open_list,
    "bullet_list_close": _Text.close_list,
    "ordered_list_close": _Text.close_list,
    "list_item_open": _Text.open_item,
    "list_item_close": _Text.close_item,
    "blockquote_open": _Text.open_quote,
    "blockquote_close": _Text.close_quote,
    "hr": _Text.rule,
    "fence": _Text.code,
    "code_block": _Text.code,
}


def _inline(children: Sequence[Token]) -> Iterator[str]:
    """The words of a paragraph; a link shows where it leads, unless its words say that already."""
    label = ""
    target = ""
    for child in children:
        words = {"softbreak": " ", "hardbreak": "\n"}.get(child.type, child.content)
        if child.type == "link_open":
            label, target = "", str(child.attrGet("href") or "")
        elif child.type == "link_close":
            yield "" if target.removeprefix("mailto:").removeprefix("tel:") == label else f" ({target.removeprefix('mailto:')})"
        else:
            label += words
            yield words


def _compiler() -> MarkdownIt:
    """CommonMark without raw HTML and without pictures: nothing in a letter is fetched."""
    markdown = MarkdownIt("commonmark", {"html": False, "linkify": False}).disable("image")
    # Percent-encoding would tear the placeholder of a variable in a link; the gate has seen where links may lead.
    markdown.normalizeLink = lambda url: url  # type: ignore[method-assign]
    markdown.validateLink = lambda url: _LINK.match(url) is not None  # type: ignore[method-assign]
    return markdown


_MARKDOWN = _compiler()
