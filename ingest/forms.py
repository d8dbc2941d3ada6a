"""Forms: mail that a portal, an app or a telephone system writes for a person (`[[forms]]`, desk-rules 24).

The form's sender must be proven, or anybody could write in its name. The address inside was typed by whoever filled the form in: it says
where an answer is wished, and proves nothing about him.
"""

from __future__ import annotations

from ingest import written_addresses
from ingest.colleagues import is_outside
from tickets.carried import Carried, Way
from tickets.identity import Desk, Form
from tickets.message import Address, Message
from tickets.verdict import Trust

_LABEL = "label:"
_MOST_LINES = 500
_LONGEST_LINE = 500


def filled_in(message: Message, trust: Trust, desk: Desk) -> Carried | None:
    """The form that wrote this mail, with the person it wrote for; None where none of ours did."""
    sender = message.sender
    if sender is None or not trust.is_proven:
        return None
    form = next((form for form in desk.forms if form.sender.lower() == sender.address.lower()), None)
    if form is None:
        return None
    person = _person(message, form, desk)
    because = f"the form {form.name} wrote it" + (f" for {person.address}" if person else ", and names no address of a person")
    return Carried(way=Way.FORM, carrier=sender, person=person, because=because, channel=form.channel or "email")


def _person(message: Message, form: Form, desk: Desk) -> Address | None:
    named = _labelled(message.text, form.requester.removeprefix(_LABEL)) if form.requester.startswith(_LABEL) else message.reply_to
    reachable = (a for a in named if "@" in a.address and a.address.lower() != form.sender.lower() and is_outside(a, desk))
    return next(reachable, None)


def _labelled(text: str, label: str) -> tuple[Address, ...]:
    """The address on the first line that starts with the label; a table of a form has it on the line below."""
    lines = [line.strip()[:_LONGEST_LINE] for line in text.split("\n", _MOST_LINES)[:_MOST_LINES] if line.strip()]
    for at, line in enumerate(lines):
        if _starts_with(line, label):
            return written_addresses.every(line[len(label) :]) or written_addresses.every(" ".join(lines[at + 1 : at + 2]))
    return ()


def _starts_with(line: str, label: str) -> bool:
    """As a word of its own: "Email address: …" is another label than "Email"."""
    rest = line[len(label) :]
    return line.lower().startswith(label.lower()) and (not rest or rest.lstrip()[:1] in (":", "=", "<", "") or "@" in rest.split()[0])
