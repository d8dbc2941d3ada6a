"""Commands in the first lines of an engineer's reply, told apart from the words for the customer. Pure.

A command is `#` and letters; `#1 unplug it` is text. Whatever might be a command and is none is named in `unknown`, and then nothing of
the mail may be done or sent: a `#note` that reaches the customer cannot be called back. Phones and mail programs mend what people type, so
full-width signs, typographic quotes, invisible blanks and the bullets of a list read as what was meant. Anywhere else among words that
would leave, a known command stops them all.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from difflib import get_close_matches
from itertools import pairwise

from tickets.commands import BY_NAME, KNOWN, Known

_LOOKALIKES = str.maketrans(
    {
        **dict.fromkeys("\uff03\ufe5f\u266f", "#"),  # full-width and small number signs, and the sharp of music
        **dict.fromkeys("\u00a0\u2007\u202f\u3000\t", " "),
        **dict.fromkeys("\u200b\u200c\u200d\u200e\u200f\u2060\ufeff\u00ad", None),
        **dict.fromkeys("\u2018\u2019\u201b", "'"),
        **dict.fromkeys("\u201c\u201d\u201e", '"'),
    }
)
# Bullets, "1." and "a)", quotation marks, brackets, asterisks, and all but the last of several signs; what they dress is looked at next.
_DRESS = re.compile(r"(?:[^\w#]|_|#(?=\s*#)|(?:\d{1,3}|[^\W\d_])[.)](?=\W))+(?=#)")
_CLOSES = {"(": ")", "[": "]", "{": "}", "<": ">", "\u00ab": "\u00bb", "\u201a": "\u2018"}  # any other mark closes what it opens
_COMMAND = re.compile(r"#([^\W\d_]+)(?:[.,:;!]?\s+|[.,:;!]?$)(.*)")
_MEANT = re.compile(r"#(\s*)([^\W\d_]+)")
_NEXT = re.compile(rf"\s#(?=(?:{'|'.join(BY_NAME)})\b)", re.IGNORECASE)
_KEEPERS = "|".join(known.name for known in KNOWN if known.keeps_text)
# Of what was to be kept, a sign with a blank or an asterisk behind it is enough; "\b" would miss "_#note_".
_KEPT = re.compile(rf"#[\s*_~`]*({_KEEPERS})(?![^\W_])", re.IGNORECASE)
_WITHIN = re.compile(rf"(?:https?://|www\.)(?P<link>\S*)|#({'|'.join(BY_NAME)})(?![^\W_])|{_KEPT.pattern}", re.IGNORECASE)
_KEEP_TURN = frozenset({"mine", "promise", "appointment"})
_LEAVES = "incident"  # it keeps its text for the letter to its members
_MOST = 20  # commands of a mail; more are no engineer's hand
_LONGEST = 30  # characters of a name that are compared with the known ones


@dataclass(frozen=True)
class Command:
    """One command as it was written: `name` is one of `tickets.commands.KNOWN`."""

    name: str
    argument: str = ""

    @property
    def known(self) -> Known:
        return BY_NAME[self.name]

    def __str__(self) -> str:
        """Without the text that it keeps: what tells of the command stands in a letter to the engineer, and he sends that text again."""
        return f"#{self.name}" if _keeps_text(self) else f"#{self.name} {self.argument}".strip()


@dataclass(frozen=True, kw_only=True)
class Split:
    """An engineer's reply: what the desk is to do, and what the customer is to read."""

    commands: tuple[Command, ...]
    text: str  # for the customer; '' where nothing is to be sent
    unknown: tuple[str, ...]  # a sentence for each line that might have been a command; not empty: do nothing, send nothing

    @property
    def keeps_turn(self) -> bool:
        """After the answer the ticket stays ours: he says that more will come (desk-rules 2)."""
        return any(command.name in _KEEP_TURN for command in self.commands)

    @property
    def asks(self) -> bool:
        """The answer asks for facts, so that reminders start anew when it leaves (desk-rules 3)."""
        return any(command.name == "ask" for command in self.commands)

    @property
    def uses(self) -> tuple[str, ...]:
        """The letters of the desk that stand in the answer, by `#use`."""
        return tuple(command.argument for command in self.commands if command.name == "use")


def split(text: str) -> Split:
    """Split an engineer's new words, quotation and signature cut away."""
    lines = text.splitlines()
    first = next((at for at, line in enumerate(lines) if _plain(line) and not _is_meant(line)), len(lines))
    written = [plain for line in lines[:first] if (plain := _plain(line))]
    commands = [command for line in written for command in _commands(line)]
    found = _with_text(commands, "\n".join(lines[first:]).strip())
    return replace(found, unknown=(*_unknown(written, commands), *_strayed(lines[first:]), *_hidden(found)))


def suggestion(name: str) -> str:
    """Such as "; did you mean #snooze?", or '' where nothing is near."""
    near = get_close_matches(name.strip().lower()[:_LONGEST], BY_NAME, n=1)
    return f"; did you mean #{near[0]}?" if near else ""


def _plain(line: str) -> str:
    """The line without what it is dressed in, where that leaves a number sign in front: `- #note`, `1. #note`, "*#note* …", "[#note]"."""
    plain = line.translate(_LOOKALIKES).strip()
    found = _DRESS.match(plain)
    return _undressed(plain[found.end() :], found[0]) if found else plain


def _undressed(plain: str, dress: str) -> str:
    """Without the marks that close what the dress has opened, behind the command's name and at the end of the line."""
    closing = "".join(_CLOSES.get(mark, mark) for mark in dress if not mark.isalnum() and mark not in "#.)- ")
    found = _MEANT.match(plain)
    name = found[0] if found else ""
    return name + plain[len(name) :].rstrip(closing).lstrip(closing) if closing else plain


def _is_meant(line: str) -> bool:
    """The line is a command, or so like one that it must not be sent: "#snooze2d", "#snoze fri", and "# note" with a slip of the thumb.

    A blank before any other word is somebody's heading.
    """
    found = _MEANT.match(_plain(line))
    return bool(found) and (not found[1] or found[2].lower() in BY_NAME)  # type: ignore[index]


def _commands(line: str) -> Iterator[Command]:
    """Every command of a line; only the words of a note may hold a `#` that begins none."""
    starts = [0, *(found.end() - 1 for found in _NEXT.finditer(line)), len(line)]
    for start, end in pairwise(starts):
        found = _COMMAND.match(line[start:end].strip())
        if not found:
            return
        name = found[1].lower()
        if name in BY_NAME and BY_NAME[name].keeps_text:
            yield Command(name, _unquoted(line[start + found.start(2) :].strip()))
            return
        yield Command(name, _unquoted(found[2].strip()))


def _unquoted(argument: str) -> str:
    """The argument without the quotation marks around the whole of it."""
    return argument[1:-1].strip() if len(argument) > 1 and argument[0] == argument[-1] and argument[0] in "\"'" else argument


def _unknown(written: Sequence[str], commands: Sequence[Command]) -> Iterator[str]:
    if len(commands) > _MOST:
        yield f"these are {len(commands)} commands; {_MOST} are the most that a mail may hold"
    for command in commands[:_MOST]:
        if command.name not in BY_NAME:
            yield f"#{command.name} is no command{suggestion(command.name)}"
    for line in written:
        found = None if _COMMAND.match(line) else _MEANT.match(line)
        if found:
            yield f'"{line[:_LONGEST]}" is no command{suggestion(found[2])}'


def _strayed(below: Sequence[str]) -> Iterator[str]:
    """Known commands beneath the words: never obeyed, since a quotation could hold one, and never sent."""
    for line in below:
        found = _COMMAND.match(_plain(line))
        if found and found[1].lower() in BY_NAME:
            yield f"#{found[1].lower()} stands below your words; commands stand in the first lines"


def _hidden(found: Split) -> Iterator[str]:
    """Known commands amid what would leave: "Please reboot it. #note he never paid"."""
    leaving = (found.text, *(command.argument for command in found.commands if command.name == _LEAVES))
    names = dict.fromkeys(name for text in leaving for line in text.splitlines() for name in _within(line.translate(_LOOKALIKES)))
    for name in names:
        yield f"#{name} stands among your words; commands stand in the first lines, and what is to leave holds none"


def _within(line: str) -> Iterator[str]:
    """The end of a link, "https://…/guide#help", is no command; where it would keep what follows, it might be."""
    for found in _WITHIN.finditer(line):
        named = _KEPT.search(found["link"]) if found["link"] is not None else found
        if named:
            yield next(name for name in named.groups() if name).lower()


def _with_text(commands: Sequence[Command], text: str) -> Split:
    """The text goes to the customer, or into the last command that keeps it."""
    keeper = next((at for at in reversed(range(len(commands))) if _keeps_text(commands[at])), None)
    if keeper is None:
        return Split(commands=tuple(commands), text=text, unknown=())
    note = commands[keeper]
    kept = Command(note.name, "\n".join(part for part in (note.argument, text) if part))
    return Split(commands=(*commands[:keeper], kept, *commands[keeper + 1 :]), text="", unknown=())


def _keeps_text(command: Command) -> bool:
    return command.name in BY_NAME and command.known.keeps_text
