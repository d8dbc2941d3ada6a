"""Address fields become mailboxes: by flanker's grammar, else by what people and gateways really send.

Flanker's grammar is good and strict. It answers nothing for groups and for a list of which one name has a bare comma, so the list is
cut here first, and flanker judges each addr-spec alone; where it refuses, whatever looks like an address is taken: a sender is never
dropped for a grammar. `email.headerregistry` is not asked: comments nested a thousand deep end its stack, and it raises IndexError.

Encoded words are decoded after the cut: a decoded name may hold commas and angle brackets, which would name another sender.
"""

from __future__ import annotations

import contextlib
import io
import logging
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache, partial
from itertools import islice

from ply import yacc  # type: ignore[import-untyped]

from ingest import encoded_words, headers
from ingest.limits import LIMITS
from tickets.message import Address


@contextlib.contextmanager
def _grammar_in_memory() -> Iterator[None]:
    """flanker's grammar is made while it is imported, by ply, which would keep its tables beside flanker's own files.

    Of two processes that start on a new machine, one would then read what the other has half written, and not start.
    """
    make, read = yacc.yacc, yacc.LRTable.read_table
    yacc.yacc, yacc.LRTable.read_table = partial(make, write_tables=False), _no_table
    try:
        yield
    finally:
        yacc.yacc, yacc.LRTable.read_table = make, read


def _no_table(*_: object) -> None:
    raise ImportError("what another process left is not read")


logging.getLogger("flanker").setLevel(logging.CRITICAL)  # symbols that its smaller grammars do not need
logging.getLogger("flanker.addresslib._parser.lexer").setLevel(logging.CRITICAL)  # "syntax error" for every hostile address
with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()), _grammar_in_memory():
    from flanker.addresslib import address as flanker  # type: ignore[import-untyped]  # its lexer reports unreachable symbols while it is imported

_LONGEST_SPEC = 320  # RFC 5321 4.5.3.1: 64 of local part, 255 of domain
_MOST_SPECS = 5  # angle brackets in one item; the last that holds an address is believed
#: brackets only around an IP address (RFC 5322 3.4.1): Outlook writes `[mailto:x@y]`
_LOOKS_LIKE = re.compile(r"[^\s<>()\[\]\",;:]{1,256}@(?:\[[^\s\]]{1,100}\]|[^\s<>()\[\]\",;:]{1,256})")
_BLANK_BESIDE = re.compile(r"\s{1,320}(?=[@.])|(?<=[@.])\s{1,320}")
_ATOM = re.compile(r"[\w.+-]{1,64}\Z", re.ASCII)
_PIECE = re.compile(r'"(?:[^"\\]|\\.){0,2000}"|[(),;:<>]|\\.|[^"(),;:<>\\]{1,500}|.', re.DOTALL)
_QUOTED_PAIR = re.compile(r"\\(.)", re.DOTALL)


@dataclass
class _Item:
    """What stands between two commas, sorted by its brackets."""

    phrase: list[str] = field(default_factory=list)
    specs: list[str] = field(default_factory=list)
    comments: list[str] = field(default_factory=list)
    has_at: bool = False  # the phrase itself may be an address

    def add_to_spec(self, piece: str) -> None:
        if piece == "<":
            self.specs.append("")
        elif piece != ">":
            self.specs[-1] += piece


def read(values: Iterable[bytes]) -> tuple[Address, ...]:
    """Every mailbox of the fields of one name, in order, each once; those inside groups too."""
    texts = [headers.text(value) for value in values]
    return _mailboxes(texts) or _mailboxes([encoded_words.decode(text) for text in texts if "=?" in text])  # the address was encoded too


def _mailboxes(texts: Iterable[str]) -> tuple[Address, ...]:
    found = (address for text in texts for item in _whole(_items(text)) if (address := _address(item)))
    return tuple(dict.fromkeys(islice(found, LIMITS.addresses)))


def _items(value: str) -> Iterator[_Item]:
    """A comma or a semicolon ends an item; a colon outside of brackets says that a group's name came before it (RFC 5322 3.4)."""
    item, depth, in_angle = _Item(), 0, False
    for found in _PIECE.finditer(value):
        piece = found[0]
        if depth or piece == "(":
            depth += {"(": 1, ")": -1}.get(piece, 0)
            item.comments += [] if piece in ("(", ")") else [piece]
        elif in_angle or piece == "<":
            in_angle = piece != ">"
            item.add_to_spec(piece)
        elif piece in (",", ";"):
            yield item
            item = _Item()
        elif piece == ":" and not item.has_at:
            item = _Item()
        elif piece not in (">", ")"):
            item.phrase.append(piece)
            item.has_at |= "@" in piece
    yield item


def _whole(items: Iterable[_Item]) -> Iterator[_Item]:
    """`Smith, John <j@x.y>` without its quotes is one person: words alone wait for the brackets that follow."""
    waiting: list[_Item] = []
    for item in items:
        if item.phrase and not item.specs and not item.comments and not item.has_at:
            waiting.append(item)
            continue
        if item.specs and item.phrase:
            item.phrase = [", ".join("".join(part.phrase).strip() for part in [*waiting, item])]
            waiting = []
        yield from waiting
        waiting = []
        yield item
    yield from waiting


def _address(item: _Item) -> Address | None:
    phrase = "".join(item.phrase).strip()
    specs = item.specs[: -_MOST_SPECS - 1 : -1]
    for spec in [*specs, *map(_squeezed, specs), phrase, _squeezed(phrase) if '"@' in phrase else ""]:
        address = _spec(spec)
        if address:
            name = _name(phrase) if item.specs else ""
            return Address(address, _without_address(name, address) or _name("".join(item.comments)))
    loose = _LOOKS_LIKE.search(phrase)
    if loose:
        return Address(_lowered(loose[0].strip("'")), _name(phrase.replace(loose[0], " ").strip(" ]")))
    return Address("", _name(phrase)) if phrase and item.specs else None


@lru_cache(maxsize=4_096)  # the same few hundred people write all day, and the grammar costs more than the rest of a header
def _spec(spec: str) -> str:
    """The addr-spec with its domain in lower case; '' where it is none. A lone local part is one: "MAILER-DAEMON", "root"."""
    plain = spec.strip().strip("'").removeprefix("mailto:").strip()
    if not plain or len(plain) > _LONGEST_SPEC:
        return ""
    plain = _BLANK_BESIDE.sub("", plain.rpartition(":")[2] if plain[0] == "@" else plain)  # RFC 5322 4.4: obsolete routes, blanks
    judged = None if " " in plain else flanker.parse(plain, addr_spec_only=True)  # of "two words@x" it would take the last
    if judged:
        return f"{judged.mailbox}@{judged.hostname.lower()}"
    return _lowered(plain) if _LOOKS_LIKE.fullmatch(plain) or _ATOM.match(plain) else ""


def _squeezed(spec: str) -> str:
    """`<power quadrant system@x.y>` and `"Two Words"@x.y`: no mail system delivers to blanks, and whoever sends so means none."""
    return "".join(spec.replace('"', "").split()) if spec.count("@") == 1 else ""


def _lowered(address: str) -> str:
    local, at, domain = address.rpartition("@")
    return f"{local}{at}{domain.lower()}"


def _name(phrase: str) -> str:
    """A display name as a person reads it: quotes and their escapes undone, encoded words decoded, blanks single."""
    plain = phrase.strip()
    if len(plain) > 1 and plain[0] == plain[-1] == '"':
        plain = _QUOTED_PAIR.sub(r"\1", plain[1:-1])
    elif '"' in plain:
        plain = plain.replace('"', "")
    plain = " ".join(encoded_words.decode(plain).replace("\0", "").split())
    return plain[1:-1] if len(plain) > 1 and plain[0] == plain[-1] == "'" else plain


def _without_address(name: str, address: str) -> str:
    """Outlook repeats the address as the name; that names nobody."""
    return "" if name.strip("<>").lower() == address.lower() else name
