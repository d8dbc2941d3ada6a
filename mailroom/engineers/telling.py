"""Words that go somewhere: `#note`, `#called`, `#ask`, `#help`, `#use`."""

from __future__ import annotations

from difflib import get_close_matches
from typing import get_args

from mailroom.engineers.job import Job, Said
from responders.unprompted import Occasion, unprompted
from tickets import handling, outbox, tokens, turns
from tickets.commands import help_lines
from tickets.correcting import ask_for
from tickets.letter_kinds import ASK
from tickets.policy_tables import Fact
from tickets.remembered import remember
from tickets.turns import Answer
from tickets.waiting import Refused

_FACTS: tuple[str, ...] = get_args(Fact)


def note(job: Job, argument: str) -> Said:
    handling.write_note(job.connection, job.ticket().number, argument, by=job.by.address, now=job.now)
    return Said("your note is kept; nothing was sent to the customer")


def called(job: Job, argument: str) -> Said:
    """A call is an answer as good as a letter (desk-rules 1)."""
    words = argument or "answered by phone"
    handling.write_note(job.connection, job.ticket().number, words, by=job.by.address, now=job.now, kind="called")
    turns.answered(job.connection, job.terms.policy, job.ticket_id, Answer(by=job.by.address, at=job.now))
    return Said("your call counts as the answer; nothing was sent, and the customer has the turn")


def ask(job: Job, argument: str) -> Said:
    """With words below it those ask, and the turn moves when they leave; alone, the desk's letter asks (desk-rules 3)."""
    if job.ticket().lane:
        raise Refused("the ticket is in a restricted lane, where nothing is asked by the desk; write to the customer yourself")
    facts = _facts(argument) or tuple(job.ticket().missing)
    if not facts:
        raise Refused(f"nothing is missing; name what to ask for: {', '.join(_FACTS)}")
    ask_for(job.connection, job.ticket_id, facts)
    if job.has_text:
        return Said(f"the customer is reminded of {_words(facts)} if nothing comes")
    _write(job, facts)
    turns.answered(job.connection, job.terms.policy, job.ticket_id, Answer(by=job.by.address, at=job.now, asks=True))
    return Said(f"the customer is asked for {_words(facts)}, and has the turn")


def help_(job: Job, argument: str) -> Said:  # noqa: ARG001
    return Said("these commands stand in the first lines of a reply:", help_lines())


def use(job: Job, argument: str) -> Said:
    """The letter itself was put in before the answer was carried; here it is only told."""
    if not job.has_text:
        raise Refused("#use puts a letter into an answer, and there is none below it")
    return Said(f'the letter "{argument}" stands in your answer')


def _facts(argument: str) -> tuple[str, ...]:
    """ "serial, build date" as names of facts, in the policy's order. Raises Refused for one that is none."""
    left = " ".join(argument.lower().replace(",", " ").replace("_", " ").split())
    found = []
    for fact in sorted(_FACTS, key=len, reverse=True):  # "build date" before a word of it
        words = fact.replace("_", " ")
        if f" {words} " in f" {left} ":
            found.append(fact)
            left = f" {left} ".replace(f" {words} ", " ", 1).strip()
    odd = [word for word in left.split() if word not in ("and", "the")]
    if odd:
        near = get_close_matches(odd[0], _FACTS, n=1)
        raise Refused(
            f'"{odd[0]}" is nothing that the desk asks for' + (f"; did you mean {near[0]}?" if near else f": {', '.join(_FACTS)}")
        )
    return tuple(fact for fact in _FACTS if fact in found)


def _write(job: Job, facts: tuple[str, ...]) -> None:
    if not job.terms.answers_on:
        raise Refused('answers = "off": this desk writes to no customer')
    ticket = remember(job.connection, [job.ticket_id])[0]
    occasion = Occasion(letter="missing_information", kind=ASK, asks=facts)
    letter = unprompted(ticket, occasion, job.terms.desk, job.terms.policy)
    token = tokens.mint(job.terms.random(10))
    outbox.queue(job.connection, letter, token=token, domain=job.terms.desk.domain, now=job.now)


def _words(facts: tuple[str, ...]) -> str:
    return ", ".join(fact.replace("_", " ") for fact in facts)
