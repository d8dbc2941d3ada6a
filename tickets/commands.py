"""What an engineer may write in the first lines of a reply: every command, once, for the notice's links, for `#help` and for the grammar.

The grammar stands in `mailroom.engineers.commands`, what each does in `mailroom.engineers.doing`.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Known:
    """A command: `#name ARGUMENT`."""

    name: str
    argument: str = ""  # as `#help` shows it; in brackets where it may be left out
    does: str
    is_daily: bool = False  # has a link of its own under every notice (desk-rules 30)
    keeps_text: bool = False  # what stands below it belongs to it, and never goes to the ticket's customer

    @property
    def needs_argument(self) -> bool:
        return bool(self.argument) and not self.argument.startswith("[")

    @property
    def shown(self) -> str:
        return f"#{self.name} {self.argument}".strip()


KNOWN = (
    Known(name="note", argument="TEXT", does="an internal note; no customer sees it", is_daily=True, keeps_text=True),
    Known(
        name="called",
        argument="[TEXT]",
        does="you answered by phone: it counts as the answer, and your words are kept as a note",
        is_daily=True,
        keeps_text=True,
    ),
    Known(name="ask", argument="[FACT …]", does="asks the customer for these facts, or for all that are missing", is_daily=True),
    Known(name="snooze", argument="WHEN", does="out of sight until then, or until the customer writes", is_daily=True),
    Known(name="solve", does="solved; without text nothing is sent", is_daily=True),
    Known(name="assign", argument="NAME", does="gives the ticket to a colleague", is_daily=True),
    Known(name="promise", argument="WHEN", does="you answer by then: it becomes the due time", is_daily=True),
    Known(name="mine", does="takes the ticket and keeps it our turn", is_daily=True),
    Known(name="admit", argument="[ADDRESS]", does="lets the held sender take part in the ticket", is_daily=True),
    Known(name="away", argument="WHEN", does="your notices go to the team until then; #away no ends it", is_daily=True),
    Known(
        name="incident",
        argument="TOPIC",
        does="one letter to all tickets of a topic, after a count and your yes; what stands below goes to all of them",
        is_daily=True,
        keeps_text=True,
    ),
    Known(name="quiet", does="no more notices of this ticket for you", is_daily=True),
    Known(name="help", does="this list", is_daily=True),
    Known(name="close", does="ends the ticket; without text nothing is sent"),
    Known(name="team", argument="NAME", does="gives the ticket to a team"),
    Known(name="topic", argument="TOPIC", does="corrects what it is about; scope and due times count from now"),
    Known(name="audience", argument="AUDIENCE", does="corrects who writes: dealer, end_customer or unknown"),
    Known(name="serial", argument="SERIAL", does="writes down the serial number"),
    Known(name="merge", argument="NUMBER", does="joins this ticket to another one of the same customer; links those of two"),
    Known(name="split", argument="[MAIL]", does="makes the newest mail, or the one with this id, a ticket of its own"),
    Known(name="undo", does="takes the last merge or join back, and lists who was shown what meanwhile"),
    Known(name="separate", argument="[ADDRESS]", does="makes a held mail a ticket of its own"),
    Known(name="appointment", argument="WHEN", does="records an appointment"),
    Known(name="hold", argument="[no]", does="nothing of the ticket may be erased, until #hold no"),
    Known(name="use", argument="NAME", does="puts a letter of the desk into your answer"),
)

BY_NAME = {known.name: known for known in KNOWN}
DAILY = tuple(known for known in KNOWN if known.is_daily)


def help_lines() -> tuple[str, ...]:
    """Every command with one line; the daily ones first."""
    return tuple(f"{known.shown}: {known.does}" for known in KNOWN)
