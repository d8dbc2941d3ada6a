"""Mail that no person wrote: automatic replies, other desks' acknowledgements, challenges, alarms.

A newcomer would add X-Auto-Response-Suppress to the table: Outlook puts it on people's mail, so it only asks for no answer. What stands
here is never answered (RFC 3834 2), whatever its words.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from ingest import machine_senders, out_of_office, service_mails
from ingest.footers import is_first_person
from ingest.phrases import any_of
from ingest.quotation import is_reply
from tickets.identity import Desk
from tickets.message import Message

_TEXT_CHARS = 4_000

#: header fields that only machines set, whatever their value
_MACHINE_FIELDS = any_of(r"""
    x-auto-?(?:reply|respond|responder|response|replied|generated)(?:-from)?|x-auto-?response-from|auto-?(?:replied|generated)
    x-mail-autoreply|x-vacation|x-apple-action|x-holidayreply|x-machine-?generated|x-fc-machinegenerated|x-cron-env|x-tmda-fingerprint
    x-(?:rt|roundup|otrs|otobo|znuny)-loop(?:-prevention)?|x-zendesk-\w{1,20}-autoreply|x-freshdesk-autoreply
    x-amazon-mail-relay-type|x-opsgenie-\w{1,20}|x-pagerduty-\w{1,20}|x-nagios-\w{1,20}
""")
_CHALLENGE_FIELDS = (
    "x-choicemail-registration-request",
    "x-uol-challenge",
    "x-spamarrest-noauth",
    "x-boxbe-challenge",
    "x-sendio-challenge",
)
_CHALLENGE_SUBJECT = any_of(r"""
    (?:confirm|verify) (?:your )?(?:message|e-?mail|mail|delivery)|(?:confirmation|verification) (?:required|needed)
    challenge|boxbe|spamarrest|your (?:e-?mail|message) (?:is|requires) .{0,30}(?:verif|confirm)
""")
_CHALLENGE = any_of(r"""
    (?:confirm|verify|prove) (?:that )?(?:you(?:'re| are)? (?:a )?(?:human|real|person|not a)|your (?:e-?mail|message|identity|delivery))
    (?:confirm|verify|authenticate|approve).{0,60}(?:to|so that|before|in order).{0,30}(?:deliver|reach|receive|inbox)
    (?:message|mail) (?:is|has been|will be) (?:being )?held (?:until|pending).{0,40}confirm|waiting list|guest list
    challenge[/\- ]response|one[\- ]time (?:confirm|verif)|(?:allowed|approved|safe) (?:senders?|list)
""")
_SENT = r"(?:message|e-?mail|mail|request|ticket|case|inquiry|enquiry|incident|query|form|submission)"
_NUMBER = r"(?: id| number| no\.?)?[ :#\[(]{0,4}(?:[#\w\-]{0,20}\d\w{0,8}[\])]? )"
_FILED = "received|registered|logged|recorded|created|opened|submitted"
_DONE = rf"(?:{_FILED})"
_RECEIVED = any_of(rf"""
    (?:your|the|this|new|a|an) (?:\w{{1,20}} ){{0,2}}{_SENT}{_NUMBER}?(?:has been|have been|was|is) (?:successfully )?{_DONE}
    we(?:'ve| have)? (?:successfully |just )?{_DONE} (?:your|a (?:ticket|case))|received your {_SENT}
    (?:ticket|case|request|incident){_NUMBER}.{{0,40}}(?:created|opened|received|logged)
    automatic(?:ally)? (?:confirmation|acknowledg|generated)|auto-?generated|do not (?:reply|respond) to this|this is an automat
    ihre anfrage.{{0,60}}(?:erhalten|eingegangen)|nous avons (?:bien )?re[çc]u (?:votre|vos)|accus[ée] de r[ée]ception
    abbiamo ricevuto (?:la|il|una) (?:sua|suo|tua|tuo|vostra|vostro)|wij hebben uw|recebemos (?:a |o )?(?:sua|seu)
    hemos recibido (?:su|tu)|su solicitud.{{0,60}}(?:recibid|registrad|cread)
""")
_THANKED = any_of(r"""
    thank(?:s| you) for (?:contacting|reaching|writing|getting in touch|your (?:e-?mail|message|request|inquiry|enquiry|interest))
    vielen dank f[üu]r ihre (?:anfrage|nachricht|e-?mail)
""")
#: a thank-you alone is anybody's; a desk promises an answer with it
_PROMISED = any_of(r"""
    (?:will|shall|aim to|try to) .{0,40}(?:get back|respond|reply|contact you|be in touch|answer|review|assist)|business (?:day|hour)s?
    as soon as possible|shortly\b|within \w{1,10} (?:\w{1,10} )?(?:hour|day)|wir (?:melden|werden)|schnellstm[öo]glich
""")
#: what help desks' subjects begin with; behind it stands our own
_TICKETED = any_of(r"""
    (?:ticket|case|request|incident|inquiry|enquiry)(?: (?:id |no\.? |number )?[#\w\-]{0,20}\d)? (?:has been |was |is (?:now )?)?
""", anchored=rf"\W{{0,3}}(?:new |your |support |re: )?(?:{{}})(?:{_FILED}|closed|resolved|solved|confirm\w{{0,6}}|acknowledg\w{{0,6}})\b")
_CLOSED = any_of(rf"""
    (?:your|this) {_SENT}\b[^\n]{{0,160}}(?:has been|was|is(?: now)?|marked(?: as)?) (?:closed|resolved|solved|completed)
""")
_OUR_SUBJECT = re.compile(r"\[[A-Z]{1,8}-\d{1,9}\][^\n]{0,200}")
#: the labels of the mails that recorders, cameras and their cloud services write by themselves
_ALARM_LABEL = any_of(r"""
    alarm|event|motion|device|channel|camera|nvr|dvr|ipc|recorder|ip|mac|serial|s/n|sn|time|date|start|end|trigger|record|rule
    zone|input|name|snapshot|picture|attachment|severity|status|host|service|state|address|area|object|plate|server|site
    location|type|message|description|disk|hdd
""", anchored=r"\s{0,8}(?:{})[ /\-_.()&\w]{0,50}[:：=]")
_ALARM_WORDS = any_of(r"""
    motion|alarm|alert|video loss|tamper|tripwire|intrusion|line crossing|human detect|vehicle detect|event type|\bai event
    smart event|disk (?:error|full|fail)|hdd|storage (?:error|full|failure|not exist)|network (?:abort|disconnect|broken)
    ip conflict|illegal (?:access|login)|device (?:offline|online)|offline|online|\bdown\b|\bup\b|recovered|critical
""")
#: such a label tells what happened; a form that a person fills in tells what he has
_EVENT_LABEL = any_of(r"""
    alarm|event|motion|trigger|alert|detection|rule|video loss|tamper|intrusion
""", anchored=r"\s{0,8}(?:{})\b")
_LABEL_MARKS = (":", "：", "=")
#: display names of what hangs on a wall, and where
_THINGS_NAME = any_of(r"""
    nvrs?|dvrs?|ipcs?|xvrs?|cams?|cameras?|recorders?|alarms?|alerts?|monitor\w{0,4}|notif\w{0,12}|systems?|server|security|surveillance|cctv
    video|events?|sites?|office|store|shop|warehouse|house|home|front|back|rear|gates?|doors?|lobby|lot|parking|building|north|south|east|west
    service|support|admin\w{0,10}|mail\w{0,8}|no.?reply|device|status|system\w{0,4}|team|control|center|centre
""", anchored=r"\b(?:{})\b|[\d_@]")
_ASKED = re.compile(r"[^\W\d_]\s{0,2}[?？](?:\s|$)")  # a recorder writes "?" for letters that it cannot
_AUTO_SUBMITTED = re.compile(r"\s{0,10}([A-Za-z0-9\-_.]{1,60})")


@dataclass(frozen=True, kw_only=True)
class Automatic:
    because: str
    proven: bool = True


Rule = Callable[[Message, Desk], "Automatic | None"]


def by_header(message: Message, desk: Desk) -> Automatic | None:
    """What in its header or structure shows that no person wrote this mail; None where nothing does. The first rule that holds wins."""
    return next((found for rule in _HEADER_RULES if (found := rule(message, desk))), None)


def by_sender(message: Message, desk: Desk) -> Automatic | None:
    """What its sender or its form shows; asked after lists and newsletters, which come from no-reply addresses too."""
    return next((found for rule in _SENDER_RULES if (found := rule(message, desk))), None)


def asks_no_answer(message: Message) -> bool:
    """X-Auto-Response-Suppress names All or AutoReply (decisions 10); DR, NDR, RN and OOF mean receipts and absence notes only."""
    values = ",".join(message.header_all("x-auto-response-suppress")).lower()
    return bool({value.strip() for value in values[:1000].split(",")} & {"all", "autoreply"})


def _challenge(message: Message, _desk: Desk) -> Automatic | None:
    if any(message.header(name) for name in _CHALLENGE_FIELDS):
        return Automatic(because="a filter asks us to prove that a person sent our mail")
    words = _CHALLENGE_SUBJECT.search(message.subject[:200]) and _CHALLENGE.search(message.text[:_TEXT_CHARS])
    if words and machine_senders.is_unattended(message):
        return Automatic(because="it reads like a filter that asks us to prove that a person sent our mail", proven=False)
    return None


def _auto_submitted(message: Message, _desk: Desk) -> Automatic | None:
    """RFC 3834 5: a token, perhaps with parameters or a comment; everything but "no" is a machine."""
    found = _AUTO_SUBMITTED.match(message.header("auto-submitted"))
    if not found or found[1].lower() == "no":
        return None
    return Automatic(because=f"its header says that a machine sent it (Auto-Submitted: {found[1].lower()})")


def _machine_field(message: Message, _desk: Desk) -> Automatic | None:
    for name, value in message.headers:
        if name.startswith(("x-", "auto")) and _MACHINE_FIELDS.fullmatch(name) and value.strip().lower() != "no":
            return Automatic(because=f"its header says that a machine sent it ({name.title()})")
    return None


def _precedence(message: Message, _desk: Desk) -> Automatic | None:
    values = (*message.header_all("precedence"), *message.header_all("x-precedence"))
    if any(value.strip().lower().replace("-", "_") in ("auto_reply", "autoreply", "auto") for value in values):
        return Automatic(because="its header says that it is an automatic reply (Precedence)")
    return None


def _exchange_rule(message: Message, _desk: Desk) -> Automatic | None:
    """Exchange marks an answer made by an inbox rule with both fields; one of them alone stands on people's mail too."""
    if message.header("x-ms-exchange-inbox-rules-loop") and asks_no_answer(message):
        return Automatic(because="a rule in the sender's Exchange mailbox sent it")
    return None


def _out_of_office(message: Message, _desk: Desk) -> Automatic | None:
    """Outlook asks for no answer on people's mail too, so that proves a machine only beside a program's subject or a note's own words."""
    asks, has_path = asks_no_answer(message), machine_senders.came_by_null_path(message)
    proven = (has_path and out_of_office.has_subject(message)) or (asks and out_of_office.has_programs_subject(message))
    if proven or out_of_office.is_note(message):
        return Automatic(because="its subject is that of an automatic reply", proven=proven or asks)
    return None


def _loop(message: Message, desk: Desk) -> Automatic | None:
    if any(desk.is_own(value.strip(" <>")) for value in (*message.header_all("x-loop"), *message.header_all("x-no-loop"))):
        return Automatic(because="it has been through our hands before (X-Loop)")
    return None


def _responder(message: Message, _desk: Desk) -> Automatic | None:
    if any("autoresponder" in value.lower() for value in message.header_all("delivered-to")[:20]):
        return Automatic(because="an autoresponder handled it (Delivered-To)")
    return None


def _null_path(message: Message, _desk: Desk) -> Automatic | None:
    if machine_senders.came_by_null_path(message):
        return Automatic(because="it came with an empty return path, which only machines use (RFC 5321 4.5.5)")
    return None


def _mail_system(message: Message, _desk: Desk) -> Automatic | None:
    if message.sender is not None and machine_senders.is_surely_daemon(message):
        return Automatic(because="the mail system itself wrote it")
    return None


def _alarm(message: Message, _desk: Desk) -> Automatic | None:
    """Nearly every line is a label with a value, and one speaks of an alarm. People paste such mails, but they add words of their own."""
    lines = [line for line in message.text[:_TEXT_CHARS].splitlines() if line.strip()][:60]
    labels = [line for line in lines if any(mark in line for mark in _LABEL_MARKS) and _ALARM_LABEL.match(line)]
    if len(labels) < 3 or len(labels) * 10 < len(lines) * 7 or message.in_reply_to:
        return None
    if not _ALARM_WORDS.search(f"{message.subject[:200]} {message.text[:_TEXT_CHARS]}"):
        return None
    if _is_pasted(message, labels, [line for line in lines if line not in labels]):
        return None
    return Automatic(because="a device or a monitor sent it: nothing but labels with values")


def _is_pasted(message: Message, labels: list[str], others: list[str]) -> bool:
    """Beside the labels somebody asks or speaks of himself; or a person by name sent them, with words of his own or as a form."""
    words = [line[:400] for line in others if len(line.split()) > 2 and not _RECEIVED.search(line[:400])]
    if any(_ASKED.search(line) or is_first_person(line) for line in [*words, message.subject[:200]]):
        return True
    return _is_named(message) and (bool(words) or not any(_EVENT_LABEL.match(line) for line in labels))


def _is_named(message: Message) -> bool:
    """The display name is a person's: two to four words, none of which names a thing or a place."""
    name = message.sender.name[:100] if message.sender else ""
    return 2 <= len(name.split()) <= 4 and not _THINGS_NAME.search(name) and not machine_senders.is_unattended(message)


def _unattended(message: Message, _desk: Desk) -> Automatic | None:
    if machine_senders.is_unattended(message):
        return Automatic(because="its sender is an address that no person reads")
    return None


def _acknowledgement(message: Message, _desk: Desk) -> Automatic | None:
    """Another desk's confirmation without any header: known by its words alone, so only where they are its subject and its beginning.

    Its own words: in a quotation stand ours. An answer, a question, a device or an "I" are a person's.
    """
    subject, said = message.subject[:200], _OUR_SUBJECT.sub("", message.new_text[:_TEXT_CHARS])
    is_ticketed = bool(_TICKETED.match(subject))
    if (is_reply(subject) and not is_ticketed) or is_first_person(said):
        return None
    if out_of_office.is_a_matter(said if is_ticketed else f"{subject}\n{said}"):
        return None
    begins = message.new_text[:400]
    confirms = _RECEIVED.search(begins) or (_THANKED.search(begins) and _PROMISED.search(begins)) or _CLOSED.search(begins)
    if confirms and (is_ticketed or _RECEIVED.search(subject) or _THANKED.search(subject)):
        return Automatic(because="it reads like another desk's acknowledgement", proven=False)
    return None


def _service(message: Message, _desk: Desk) -> Automatic | None:
    because = service_mails.because(message)
    return Automatic(because=because, proven=False) if because else None


_HEADER_RULES: tuple[Rule, ...] = (
    _challenge,
    _exchange_rule,
    _auto_submitted,
    _machine_field,
    _precedence,
    _out_of_office,
    _loop,
    _responder,
    _null_path,
)
_SENDER_RULES: tuple[Rule, ...] = (
    _mail_system,
    _alarm,
    _unattended,
    _acknowledgement,
    _service,
)
