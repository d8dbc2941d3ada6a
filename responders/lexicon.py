"""The variables of each letter, in words for the people who edit them; `mailroom templates check` prints these tables.

Codes ("maintenance.disk_alarm", "serial") become words through the filter `phrase`; the words stand in `templates/LANGUAGE/phrases.toml`.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from responders.digest_shapes import DIGEST, RECEIPT
from responders.vocabulary import Shape, code, flag, lines, link, moment, number, record, rows, text, vital
from tickets.letter_kinds import TAKE_NO_ANSWER as TAKE_NO_ANSWER
from tickets.letter_kinds import TO_STAFF as TO_STAFF

STAFF = "staff"  # the audience of a letter to engineers, for its frame and banner

_DESK: Mapping[str, Shape] = {
    "desk": record(
        "the [desk] table; empty where its setting is",
        name=text("IC Realtime Support"),
        address=text("where customers write to"),
        timezone=text("America/New_York; said through the filter `zone`"),
        portal_url=link("where dealers book appointments"),
        help_center_url=link("the Help Center"),
        dealer_phone=text("the dealer hotline"),
        consumer_phone=text("the hotline of end customers"),
        sales_address=text("the sales team"),
    ),
    "contact": rows("hotlines that are set", kind=code("contact", "dealer_phone, consumer_phone"), value=text("number")),
    "language": text("of the person written to, 'en'"),
    "lane": code("", "privacy, legal, vulnerability or threat; the letter shows number and time only"),
}
_TICKET: Mapping[str, Shape] = {
    "ticket": record(
        "the ticket",
        number=text("IC-1042", 40),
        subject=text("as the customer wrote it, without Re: and links; empty where it must not be repeated", 120),
        received_at=moment("when the mail reached us"),
    ),
    "person": record("the person written to", name=text("as he writes it, only where it reads like a name", 60)),
}
_REQUEST: Mapping[str, Shape] = {
    "request": record(
        "what is asked for",
        topic=code("topic"),
        type=code("", "the part of the topic before the dot"),
        audience=code("audience", "dealer, end_customer or unknown"),
        is_sure=flag("the topic may be said"),
    ),
    "understood": rows("facts of the mail", fact=code("fact"), value=text("as written, several with commas", 400)),
    "confirm": rows("seen in a picture, a quotation or on earlier tickets", fact=code("fact"), value=text("value", 60)),
    "another_maker": rows("serial numbers of other makers", value=text("serial number", 60), maker=text("maker", 60)),
    "missing": rows("what is asked for", fact=code("fact"), where=code("where")),
    "steer": rows("parts that go another way", topic=code("topic"), way=code("", "refer_to_dealer, sales, …")),
    "kept": rows("topics that stay with us where others are steered", topic=code("topic")),
    "asks_problem": flag("a mail without a problem: the one question is what happens"),
    "asks_sticker": flag("the serial number is among what is missing: on site one photo of the sticker is all that is asked for"),
    "asks_dealer": flag("ask for company and account number"),
    "asks_changes": flag("a defect: ask what changed before"),
    "asks_product": flag("a question: naming the product would help, and is not required"),
    "urgent": code("", "heat, injury, break_in, evidence, blind; empty"),
    "phone": record("the hotline of this audience; empty where none is set", number=text("number"), line=text("dealer or consumer")),
    "is_on_site": flag("a technician writes from the site"),
    "is_stub": flag("the mail could not be read"),
    "is_only_copied": flag("the desk stood in Cc only"),
    "is_too_late": flag("this letter leaves more than an hour late"),
    "is_repeated": flag("several mails of this person are together in the ticket"),
    "has_secret": flag("the mail held a password or code"),
    "is_live_work": flag("installation or live troubleshooting: tools at hand help"),
    "tip_wanted": flag("the topic is sure, so help for it may stand here"),
    "promise": record(
        "when to expect an engineer",
        has_aim=flag("an aim may be told"),
        aim_hours=number("1: within one support hour"),
        by=moment("a clock time, only where it may be printed"),
        opens_at=moment("when the lines open next; empty while they are open"),
    ),
    "hours": record(
        "support hours of this audience; {% if hours.opens %}",
        line=code("line", "dealer or consumer"),
        first_day=number("0 is Monday: filter `weekday`"),
        last_day=number("4 is Friday: filter `weekday`"),
        opens=text("08:30: filter `clock`", 40),
        closes=text("19:30: filter `clock`", 40),
    ),
}
_PARTS: Mapping[str, Shape] = {"tip": lines("help for this topic, from tips/TOPIC.md")}
_STAFF_TICKET: Mapping[str, Shape] = {
    "link": link("the ticket in the console; empty without a console"),
    "requester": record("who wrote", name=text("name", 100), address=text("address")),
    "owner": text("the engineer who owns it; empty"),
    "due_at": moment("when we owe the next answer"),
    "status": text("OPEN, PENDING, SOLVED, CLOSED", 20),
}

LETTERS: Mapping[str, Mapping[str, Shape]] = MappingProxyType(
    {
        "acknowledgement": {**_DESK, **_TICKET, **_REQUEST, **_PARTS},
        "missing_information": {**_DESK, **_TICKET, **_REQUEST},
        "follow_up": {**_DESK, **_TICKET, **_REQUEST},
        "reopened": {**_DESK, **_TICKET, **_REQUEST},
        "closed": {**_DESK, **_TICKET, "days": number("days in which a reply opens it again")},
        "refer_to_dealer": {**_DESK, **_TICKET, **_REQUEST},
        "help_center": {**_DESK, **_TICKET, **_REQUEST},
        "sales": {**_DESK, **_TICKET, **_REQUEST},
        "too_large": {**_DESK, **_TICKET, "size_mb": number("of the mail"), "limit_mb": number("what the mailbox takes")},
        "connecting": {**_DESK, "person": _TICKET["person"]},
        "last_answer": {**_DESK, **_TICKET},
        "relay": {
            **_DESK,
            **_TICKET,
            "body": vital(lines("the engineer's words")),
            "engineer": text("name"),
            "signature": lines("his signature", 2000),
        },
        "not_delivered": {
            **_DESK,
            **_TICKET,
            **_STAFF_TICKET,
            "recipient": text("who did not get it"),
            "reason": text("the server's words", 500),
            "body": lines("what was to be sent"),
        },
        "notice": {
            **_DESK,
            **_TICKET,
            **_STAFF_TICKET,
            "event": code("event", "new, reply, reopened, urgent, joiner, …"),
            "urgent_words": text("the evidence for urgency, in the mail's words", 300),
            "summary": rows(
                "what the desk knows: phrase('fact')", 12, fact=text("audience, trust, owner, …"), value=text("code or words", 400)
            ),
            "matters": rows("what the mail is about", topic=code("topic"), scope=code("scope"), clause=text("6.2.1")),
            "devices": rows("what the customer named: phrase('fact')", 20, fact=text("code"), value=text("value", 400)),
            "missing": rows("what was asked for", fact=code("fact")),
            "warnings": rows("what to beware of", text=text("words", 300)),
            "related": rows("other open tickets", 8, number=text("IC-1042"), why=text("why it is shown", 200)),
            "joiners": rows("held mails that want to join", 8, address=text("address")),
            "attachments": rows("files of the mail", 30, name=text("file name"), size=text("4.2 MB", 20)),
            "body": lines("what the customer wrote, secrets masked"),
            "commands": rows("one-press commands", 20, name=text("#solve", 40), link=link("a mailto link", 2000)),
            "note_address": text("what is written to this address becomes an internal note"),
            "tickets": rows(
                "of a notice about several", 100, number=text("IC-1042"), subject=text("subject", 120), requester=text("address")
            ),
        },
        "receipt": {
            **_DESK,
            **_TICKET,
            **_STAFF_TICKET,
            "done": rows("what was done", 60, text=text("words", 400)),
            "recipients": rows("who got the answer", 50, address=text("address")),
            "undo_seconds": number("how long 'stop' works; 0 where it is sent at once"),
            "body": lines("what was sent"),
        },
        "was_it_you": {**_DESK, **_TICKET, "sender": text("the address in From"), "reason": text("why it was not believed", 300)},
        "incident": {**_DESK, **_TICKET, "known": text("what the lead says of it", 500)},
        "escalation": {
            **_DESK,
            **_TICKET,
            **_STAFF_TICKET,
            "waiting": text("for how long the customer has waited: 2 h", 40),
            "is_overdue": flag("its due time is past; else it is near"),
            "tickets": rows(
                "several tickets, the longest overdue first",
                100,
                number=text("IC-1042"),
                subject=text("subject; empty where it must not be named", 120),
                waiting=text("2 h", 40),
                is_overdue=flag("its due time is past"),
            ),
            "more": number("tickets beyond the rows"),
        },
        "alarm": {**_DESK, "alarms": rows("what is wrong, and what to mend", 40, text=text("words", 500)), "is_over": flag("it is over")},
        "hand_over": {
            **_DESK,
            "engineer": text("who is away"),
            "until": vital(moment("when he is back")),
            "count": number("tickets under way that he owns"),
            "tickets": rows(
                "our turn first",
                100,
                number=text("IC-1042"),
                subject=text("subject; empty where it must not be named", 120),
                is_ours=flag("it is our turn"),
                due_at=moment("when it is due"),
            ),
            "more": number("tickets beyond the rows"),
        },
        "handshake": {**_DESK, "engineer": text("who is asked to answer")},
        "refused_edit": {
            **_DESK,
            "letter": text("acknowledgement.dealer/en", 120),
            "author": text("who wrote the edit"),
            "place": text("the file, or the command that brought it"),
            "faults": rows(
                "what is wrong", 20, line=number("from 1"), column=number("from 1"), text=text("and what to write instead", 500)
            ),
            "more": number("faults beyond the rows"),
        },
        "sign_in": {**_DESK, "link": vital(link("a link that signs in once")), "minutes": number("how long it works")},
        "not_sent": {
            **_DESK,
            **_TICKET,
            **_STAFF_TICKET,
            "reason": vital(text("why", 500)),
            "body": vital(lines("the engineer's words")),
            "is_unlisted": flag("his address is missing from staff.toml: a reply to this letter sends nothing"),
        },
        "whose": {**_DESK, **_TICKET, "people": rows("outside who stand in the mail that was passed on", 20, address=text("address"))},
        "digest": {**_DESK, **DIGEST},
        "digest_receipt": {**_DESK, **RECEIPT},
    }
)

# The frame and the banner stand around letters of every kind, so they know only what all of them have.
PARTS: Mapping[str, Mapping[str, Shape]] = MappingProxyType(
    {
        "frame": {
            **_DESK,
            "letter": vital(lines("the letter itself, alone on its line")),
            "banner": lines("banner.md, alone on its line"),
            "takes_answer": flag("somebody reads what is answered to this letter"),
        },
        "banner": _DESK,
        "tips": {**_DESK, **_TICKET},
        "snippets": {**_DESK, **_TICKET, "engineer": text("who inserts it")},
    }
)
