"""What kind of mail it is: a tuple of rules in their order, the first one that holds wins.

A newcomer would ask for spam first and for bounces by their words. The order is policy: our own letters before everything (a loop must
end), reports and bounces before "automatic" (they are automatic too), proof before words, and a person where nothing is proven.
"""

from __future__ import annotations

from collections.abc import Callable

from ingest import automatic, bounces, bulk, machine_senders, new_addresses, out_of_office, reports, return_dates
from ingest.automatic import Automatic
from tickets import tokens
from tickets.identity import Desk
from tickets.message import Message
from tickets.verdict import Kind, Verdict


def screen(message: Message, desk: Desk) -> Verdict:
    """Pure. `desk` tells which addresses are ours; nothing here is proof of who the sender is (see `ingest.trust`)."""
    return next((verdict for rule in _RULES if (verdict := rule(message, desk))), _personal(message))


def _own(message: Message, desk: Desk) -> Verdict | None:
    is_ours = message.sender is not None and desk.is_own(message.sender.address)
    if is_ours and (message.header("x-mailroom-outbound") or tokens.in_message_id(message.message_id)):
        return Verdict(kind=Kind.OWN, because="this desk sent it")
    return None


def _report(message: Message, _desk: Desk) -> Verdict | None:
    receipt = "" if machine_senders.is_daemon(message) else reports.read_receipt(message) or reports.acceptance(message)
    because = reports.abuse_report(message) or receipt
    return Verdict(kind=Kind.REPORT, because=because) if because else None


def _bounce(message: Message, _desk: Desk) -> Verdict | None:
    found = bounces.find(message)
    return Verdict(kind=found.kind, because=found.because, bounce=found.report) if found else None


def _automatic(message: Message, desk: Desk) -> Verdict | None:
    return _machine(message, automatic.by_header(message, desk))


def _machine_sender(message: Message, desk: Desk) -> Verdict | None:
    return _machine(message, automatic.by_sender(message, desk))


def _machine(message: Message, found: Automatic | None) -> Verdict | None:
    if not found:
        return None
    is_away = out_of_office.is_announced(message)
    return Verdict(
        kind=Kind.AUTOMATIC,
        because=found.because,
        proven=found.proven,
        is_out_of_office=is_away,
        away_until=return_dates.back_on(message) if is_away else "",
        new_address=new_addresses.announced(message),
    )


def _bulk(message: Message, desk: Desk) -> Verdict | None:
    because = bulk.list_mail(message, desk) or bulk.newsletter(message)
    return Verdict(kind=Kind.BULK, because=because) if because else None


def _spam(message: Message, _desk: Desk) -> Verdict | None:
    because = bulk.spam_mark(message)
    return Verdict(kind=Kind.SPAM, because=because) if because else None


def _personal(message: Message) -> Verdict:
    return Verdict(
        kind=Kind.PERSONAL,
        because="a person wrote it: nothing in it says otherwise",
        asks_no_answer=automatic.asks_no_answer(message),
    )


_RULES: tuple[Callable[[Message, Desk], Verdict | None], ...] = (_own, _report, _bounce, _automatic, _bulk, _spam, _machine_sender)
