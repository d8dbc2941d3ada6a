"""The words of the decision: what a mail may change, what may be looked at, and how it ends. Decided in `mailroom.filing`."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from ingest.thread import Placement
from mailroom.examine import Examined
from tickets.bounces import ReturnedLetter
from tickets.history import History
from tickets.incidents import Incident
from tickets.states import InboundState, TicketStatus
from tickets.understanding import Understanding


class Change(StrEnum):
    """What happens to a ticket."""

    NONE = "none"
    OPEN = "open"  # a new ticket
    ADD = "add"  # the mail stands in the ticket; whose turn it is stays
    TURN = "turn"  # the customer wrote: our turn
    REOPEN = "reopen"  # the same, on a ticket that was solved or closed
    MEND = "mend"  # a stub becomes the ticket it should have been
    ANSWER = "answer"  # one of us has answered past this desk: the customer's turn
    OUTSIDE = "outside"  # the same, where no ticket was: one for whomever it went to


class Past(StrEnum):
    """What an answer is that may have left past this desk (`mailroom.answers`)."""

    NO = "no"  # the mail is to us: nearly every one
    ANSWER = "answer"  # one of us wrote it to somebody outside
    CLAIM = "claim"  # it says so, and nothing proves it
    NOTHING = "nothing"  # in our Sent folder, and no answer to anybody outside


@dataclass(frozen=True, kw_only=True)
class Case:
    """Everything the decision may look at."""

    examined: Examined
    placement: Placement
    understanding: Understanding
    history: History
    status: TicketStatus | None = None  # of the ticket that the placement names
    language: str = ""  # of the ticket, which its first sure mail fixed, else of this mail (desk-rules 37)
    asks: int = 0  # automatic asks on that ticket so far
    asked: tuple[str, ...] = ()  # what a letter may ask of this person now (classify.missing.to_ask)
    lacks: tuple[str, ...] | None = None  # what an earlier ticket about it lacked too; None: what this mail lacks
    is_decided_again: bool = False  # the customer said who he is (desk-rules 15)
    steered_by: str = ""  # the letter that says where the ticket goes, now that it was decided again
    incident: Incident | None = None  # goes on about its topic: one letter speaks for all its tickets (desk-rules 21)
    is_graver: bool = False  # than its ticket was: restricted now, or an emergency
    brought: bool = False  # this mail brings something that was missing
    answers_inside: bool = False  # what it says stands within our own letter, which it quotes
    is_silent: bool = False  # history
    is_giant: bool = False
    is_staff: bool = False  # From is an address of the staff directory, or of our own domain
    past: Past = Past.NO
    is_ordered: bool = False  # a person said what it is: whatever its headers look like, it is somebody's mail
    poison: str = ""  # why the mail could not be read; '' where it could
    answers_on: bool = True
    returned: ReturnedLetter | None = None  # the letter of ours that a bounce brings back
    letter_meant: int | None = None  # that a bounce may mean which tells of no letter


@dataclass(frozen=True, kw_only=True)
class Filing:
    state: InboundState
    because: str
    change: Change = Change.NONE
    ticket_id: int | None = None  # the ticket to change, or to link a new one to
    letter: str = ""  # the template that answers; '' is silence
    silence: str = ""  # why nothing is sent
    asks: bool = False  # the letter asks for facts
