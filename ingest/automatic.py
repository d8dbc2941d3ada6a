"""Mail that no person wrote: automatic replies, other desks' acknowledgements, challenges, alarms.

A newcomer would add X-Auto-Response-Suppress to the table: Outlook puts it on people's mail, so it only asks for no answer. What stands
here is never answered (RFC 3834 2), whatever its words.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from ingest import machine_senders, out_of_office
from ingest.phrases import any_of
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
_ACKNOWLEDGED = any_of(r"""
    (?:we(?:'ve| have)?|has been|was|have been) (?:successfully )?(?:received|registered|logged|recorded|created|opened|submitted)
    thank(?:s| you) for (?:contacting|reaching|writing|getting in touch|your (?:e-?mail|message|request|inquiry|enquiry|interest))
    (?:ticket|case|request|incident)(?: id| number| no\.?)?[ :#\[(]{0,4}[#\w\-]{2,20}[\])]? .{0,40}(?:created|opened|received|logged)
    automatic(?:ally)? (?:confirmation|acknowledg|generated)|auto-?generated|do not (?:reply|respond) to this|this is an automat
    ihre anfrage.{0,60}(?:erhalten|eingegangen)|vielen dank f[üu]r ihre (?:anfrage|nachricht|e-?mail)
    nous avons (?:bien )?re[çc]u|accus[ée] de r[ée]ception|abbiamo ricevuto|wij hebben uw|recebemos (?:a )?sua
    hemos recibido|su solicitud.{0,60}(?:recibid|registrad|cread)
""")
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
    if out_of_office.has_subject(message):
        proven = asks_no_answer(message) or machine_senders.came_by_null_path(message)
        return Automatic(because="its subject is that of an automatic reply", proven=proven)
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
    labelled = sum(bool(_ALARM_LABEL.match(line)) for line in lines if ":" in line or "：" in line or "=" in line)
    if labelled < 3 or labelled * 10 < len(lines) * 7 or message.in_reply_to:
        return None
    if not _ALARM_WORDS.search(f"{message.subject[:200]} {message.text[:_TEXT_CHARS]}"):
        return None
    return Automatic(because="a device or a monitor sent it: nothing but labels with values")


def _unattended(message: Message, _desk: Desk) -> Automatic | None:
    if machine_senders.is_unattended(message):
        return Automatic(because="its sender is an address that no person reads")
    return None


def _acknowledgement(message: Message, _desk: Desk) -> Automatic | None:
    """Another desk's confirmation without any header: known by its words alone, so only where they are its subject and its beginning."""
    if _ACKNOWLEDGED.search(message.subject[:200]) and _ACKNOWLEDGED.search(message.text[:400]):
        return Automatic(because="it reads like another desk's acknowledgement", proven=False)
    return None


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
)
