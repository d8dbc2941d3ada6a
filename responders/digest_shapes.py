"""What the nightly digest may show, for the words in `digest.md` and the tables that `responders.sheet` builds."""

from __future__ import annotations

from collections.abc import Mapping

from responders.vocabulary import Shape, code, flag, moment, number, rows, text

MOST_ROWS = 100  # of one block, whatever policy.toml says: a mail has an end

_THREAD: Mapping[str, Shape] = {
    "line": number("its number, for an answer such as '3 take'"),
    "number": text("IC-1042", 40),
    "subject": text("as the customer wrote it", 120),
    "requester": text("name and address", 120),
    "owner": text("who has it", 60),
    "audience": code("audience"),
    "topic": code("topic"),
    "scope": text("code: phrase('scope'), where a letter steered it"),
    "devices": text("models and serial numbers", 120),
    "state": code("digest", "unanswered, steered, promised, waiting"),
    "age": text("2 d 3 h", 20),
    "due_at": moment("when we owe the next answer"),
    "is_promise": flag("an engineer promised that time"),
    "late": text("5 h past it; empty", 20),
    "words": text("the last lines of the message, secrets masked", 300),
}


def _threads(meaning: str) -> Shape:
    return rows(f"{meaning}, shown through the filter `threads`", MOST_ROWS, **_THREAD)


def _mails(meaning: str) -> Shape:
    return rows(
        meaning, 40, id=number("for `mailroom held`"), sender=text("address"), subject=text("subject", 120), because=text("why", 300)
    )


DIGEST: Mapping[str, Shape] = {
    "night": moment("the night it tells of"),
    "since": moment("from when its figures count"),
    "is_quiet": flag("nobody and nothing waits"),
    "is_whole": flag("the reader sees the whole desk"),
    "needs_you": rows("what needs a person first", 20, what=code("needs_you"), count=number("how many"), detail=text("which", 300)),
    "not_acknowledged": rows("people without an acknowledgement", 40, people=text("addresses", 300), reason=text("why", 300)),
    "capped": rows("people to whom a cap ended the automatic letters", 40, requester=text("address"), number=text("IC-1042", 40)),
    "unanswered": _threads("unanswered tickets, the oldest first"),
    "unanswered_count": number("all of them"),
    "more": number("unanswered tickets beyond the rows"),
    "steered": _threads("steered tickets to confirm"),
    "first_steered": number("the first line of them"),
    "last_steered": number("the last line of them"),
    "more_steered": number("beyond the rows"),
    "promised": _threads("answered or taken, and still our turn"),
    "more_promised": number("beyond the rows"),
    "waiting": _threads("waiting on customers, the longest first"),
    "more_waiting": number("beyond the rows"),
    "first_waiting": number("the first line of them"),
    "days": number("how long the lines can be answered"),
    "incidents": rows("running incidents", 20, topic=code("topic"), tickets=number("in it"), since=moment("it began")),
    "held": _mails("mails that wait for a person"),
    "failed": _mails("mails that could not be read"),
    "ignored": rows("mails that earned no ticket", 20, count=number("how many"), reason=text("why", 300)),
    "undelivered": rows(
        "letters that did not arrive",
        40,
        kind=code("letter"),
        recipient=text("address"),
        number=text("IC-1042", 40),
        because=text("the server's words", 300),
    ),
    "suppressed": rows("addresses that get no automatic letters any more", 40, address=text("address"), reason=text("why", 300)),
    "suppressed_count": number("all of them"),
    "unreached": rows(
        "mailboxes that could not be asked", 40, mailbox=text("name"), since=moment("it last answered"), state=text("words", 300)
    ),
    "silent": rows(
        "mailboxes that are silent for longer than they ever were",
        40,
        mailbox=text("name"),
        since=moment("of the last mail"),
        longest=text("the longest silence before, 2 d 3 h", 20),
    ),
    "received": number("mails received"),
    "accounted": number("of them with an outcome"),
    "opened": number("tickets opened"),
    "ended": number("tickets that ended"),
    "figures": rows(
        "the day against its targets, shown through the filter `bars`",
        10,
        what=code("figure"),
        kept=number("so many"),
        of=number("of so many"),
    ),
}
RECEIPT: Mapping[str, Shape] = {"done": rows("what was done with the lines of an answer, and what was not", 200, text=text("words", 400))}
