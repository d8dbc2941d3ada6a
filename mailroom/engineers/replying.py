"""What becomes of a reply whose right is granted: a relay, a note, commands, "stop", or back to its writer with the reason.

Everything that speaks against it stands in one table, and the first objection sends the mail back. Commands are done before the words
below them are queued, in the transaction that files the mail, so that neither happens without the other.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from ingest.colleagues import written_to
from mailroom.decision import Filing
from mailroom.engineers.attempt import SILENCE, Attempt
from mailroom.engineers.carrying import attached, carry
from mailroom.engineers.commands import Split, split
from mailroom.engineers.doing import Done, do
from mailroom.engineers.refusing import come_back
from mailroom.engineers.words import cut
from mailroom.quoted_letters import as_sent
from responders.letters import UnknownSnippet
from responders.relaying import readers, receipt, values
from tickets import handling, ledger, relays, spoken, staff_tokens
from tickets.correspondence import Correspondence, correspondence
from tickets.letter import File
from tickets.message import Address
from tickets.staff_tokens import Bound
from tickets.states import InboundState
from tickets.verdict import Kind

_STOP = frozenset({"stop", "alto", "detener"})
_MAIL = ("message/", "application/vnd.ms-outlook")


@dataclass(frozen=True, kw_only=True)
class _Reply:
    attempt: Attempt
    ticket: Correspondence
    answers: Bound  # the letter of ours that it answers
    said: Split
    to: tuple[Address, ...]
    files: tuple[File, ...]

    @property
    def sends(self) -> bool:
        return bool(self.said.text or self.files)


def reply(attempt: Attempt) -> Filing:
    token = attempt.proof.token
    if token is None:
        raise AssertionError("a right is granted by a token")
    answers = staff_tokens.letter_of(attempt.connection, token.token)
    words = cut(attempt.text, as_sent(answers.raw))
    if words.trace:
        return come_back(attempt, f"it may still hold a piece of our own letter: {words.trace}")
    ticket = correspondence(attempt.connection, token.ticket_id)
    if words.text.casefold().strip(" .!#\n") in _STOP:
        return _stop(attempt, ticket)
    if attempt.proof.is_note:
        return _note(attempt, ticket, words.text)
    return _answer(attempt, ticket, answers, words.text)


def _stop(attempt: Attempt, ticket: Correspondence) -> Filing:
    stopped = relays.stop(attempt.connection, ticket.ticket_id, attempt.person.address, attempt.mail.now)
    told = "your answer was stopped; nothing was sent" if stopped else "nothing was stopped: no answer of yours was waiting any more"
    _tell(attempt, ticket, [told])
    return _filed(ticket, told)


def _note(attempt: Attempt, ticket: Correspondence, text: str) -> Filing:
    if not text:
        return come_back(attempt, "it holds no words of yours for a note")
    handling.write_note(attempt.connection, ticket.number, text, by=attempt.person.address, now=attempt.mail.now)
    return _filed(ticket, "an engineer's note")


def _answer(attempt: Attempt, ticket: Correspondence, answers: Bound, text: str) -> Filing:
    try:
        said = _with_snippets(attempt, ticket, split(text))
    except UnknownSnippet as unknown:
        return come_back(attempt, str(unknown))
    message = attempt.mail.examined.message
    reached = [address.address for address in (*message.to, *message.cc)]
    to = readers(ticket, reached, attempt.person, attempt.rules.desk)
    files = () if said.commands and not said.text else attached(attempt)
    reply = _Reply(attempt=attempt, ticket=ticket, answers=answers, said=said, to=to, files=files)
    if objection := next(_objections(reply), ""):
        return come_back(attempt, objection)
    return _done(reply)


def _with_snippets(attempt: Attempt, ticket: Correspondence, said: Split) -> Split:
    """The letters of the desk that `#use` names, below the engineer's own words. Raises UnknownSnippet."""
    if not said.uses or attempt.rules.letters is None:
        return said
    letters, desk = attempt.rules.letters(), attempt.rules.desk
    shown = {**values(ticket, desk, attempt.rules.policy), "engineer": attempt.person.name}
    found = [letters.snippet(name, language=ticket.language or desk.language, values=shown) for name in said.uses]
    return replace(said, text="\n\n".join(part for part in (said.text, *found) if part))


def _done(reply: _Reply) -> Filing:
    attempt, ticket, said = reply.attempt, reply.ticket, reply.said
    done = do(
        attempt.connection, attempt.terms, ticket.ticket_id, attempt.person, said.commands, attempt.mail.now, has_text=bool(said.text)
    )
    if refused := [one for one in done if not one.is_done]:
        return come_back(attempt, "; ".join(f"{one.command}: {one.text}" for one in refused))
    if reply.answers.kind == "not_sent" and reply.answers.answers is not None:
        ledger.move(attempt.connection, reply.answers.answers, InboundState.IGNORED, "its engineer sent his words again")
    if reply.sends:
        carry(attempt, ticket, said, reply.to, reply.files)
    _tell_of(reply, done)
    return _filed(ticket, f"an engineer's answer to {', '.join(a.address for a in reply.to)}" if reply.sends else "an engineer's commands")


def _tell_of(reply: _Reply, done: Sequence[Done]) -> None:
    """A receipt as the engineer wants them: by default for what he could not know without it (desk-rules 32)."""
    person = reply.attempt.person
    says_more = bool(done) or (reply.sends and (person.undo_seconds > 0 or len(reply.to) > 1))
    if person.receipts == "none" or (person.receipts == "changes" and not says_more):
        return
    lines = [line for one in done for line in (one.text, *one.more)]
    _tell(reply.attempt, reply.ticket, lines, reply.said.text if reply.sends else "", reply.to if reply.sends else ())


def _tell(attempt: Attempt, ticket: Correspondence, lines: Sequence[str], text: str = "", to: Sequence[Address] = ()) -> None:
    rules = attempt.rules
    now = correspondence(attempt.connection, ticket.ticket_id)  # commands have changed it
    attempt.queue([receipt(now, attempt.person, attempt.mail.row.id, rules.desk, rules.policy, done=lines, text=text, to_whom=to)])


def _filed(ticket: Correspondence, because: str) -> Filing:
    return Filing(state=InboundState.FILED, because=because, ticket_id=ticket.ticket_id, silence=SILENCE)


def _objections(reply: _Reply) -> Iterator[str]:
    """What speaks against the reply, in order."""
    return (because for rule in _OBJECTIONS if (because := rule(reply)))


def _unread(reply: _Reply) -> str:
    mail = reply.attempt.mail
    if mail.row.is_giant:
        return "it is larger than the mailbox takes, so only its header was read"
    return f"it could not be read: {mail.poison}" if mail.poison else ""


def _empty(reply: _Reply) -> str:
    return "" if reply.sends or reply.said.commands or reply.said.unknown else "no words of yours were found in it"


def _unknown(reply: _Reply) -> str:
    return "; ".join(reply.said.unknown)


def _off(reply: _Reply) -> str:
    return 'answers = "off": this desk writes to no customer' if reply.sends and not reply.attempt.rules.answers_on else ""


def _to_nobody(reply: _Reply) -> str:
    """An answer that reaches nobody must not stand as one: the customer would wait, and nobody would know."""
    attempt, desk = reply.attempt, reply.attempt.rules.desk
    # Whom this desk could write to, his own mail has reached already; else somebody outside may have got it.
    is_read = readers(reply.ticket, (), attempt.person, desk) or written_to(attempt.mail.examined.message, desk)
    if not reply.sends or reply.to or is_read:
        return ""
    return (
        f"nobody is left to write to, since the ticket is {_name_of(reply)}, and a reply to this mail would come back as well; write to "
        f"the customer from your own mailbox with {desk.address} in Cc: that opens a ticket in his name, and #solve ends this one"
    )


def _name_of(reply: _Reply) -> str:
    address = reply.ticket.customer.address
    if reply.attempt.person.writes_from(address):
        return "in your own name"
    return f"in the name of {address}, an address of this desk" if address else "of a mail that names no sender"


def _encloses_mail(reply: _Reply) -> str:
    mails = [file.name for file in reply.files if file.content_type.startswith(_MAIL) or file.name.lower().endswith((".eml", ".msg"))]
    return f"a mail is attached to it, which may hold what is internal: {mails[0]}" if mails else ""


def _of_doubtful_files(reply: _Reply) -> str:
    """Whoever holds an engineer's account holds his tokens: a filter's mark is no reason to lose his words, but one to keep files here."""
    verdict = reply.attempt.mail.examined.verdict
    return f"{verdict.because}, so no file of it leaves; send your words without it" if reply.files and verdict.kind is Kind.SPAM else ""


def _of_a_colleague(reply: _Reply) -> str:
    """He has not seen what a colleague answered since the letter that he answers was written to him."""
    attempt, token = reply.attempt, reply.attempt.proof.token
    if not reply.sends or token is None:
        return ""
    own = [address.lower() for address in attempt.person.addresses]
    other = relays.by_others(attempt.connection, reply.ticket.ticket_id, own, token.minted_at)
    if other is None:
        return ""
    colleague = attempt.rules.staff.person(other.by)
    at = spoken.moment(other.at, zone=attempt.person.timezone or attempt.rules.desk.timezone)
    return f"{colleague.name if colleague else other.by} answered on {at}; reply to this mail to send yours as well"


def _said_before(reply: _Reply) -> str:
    """A mail sent twice, or played back by somebody; who answers the letter that told him so means it."""
    if not reply.said.text or reply.answers.kind == "not_sent":
        return ""
    before = relays.same_words(reply.attempt.connection, reply.ticket.ticket_id, reply.said.text)
    return "these very words were sent in this ticket before; reply to this mail to send them again" if before else ""


_OBJECTIONS: tuple[Callable[[_Reply], str], ...] = (
    _unread,
    _empty,
    _unknown,
    _off,
    _to_nobody,
    _encloses_mail,
    _of_doubtful_files,
    _of_a_colleague,
    _said_before,
)
