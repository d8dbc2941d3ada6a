"""Mail that came between a backup and its restore: the desk may have dealt with it in the life that its database forgot.

Where copies of our letters lie in the Sent folder they tell what was answered (`tickets.restored`), and the rest is new. Elsewhere nobody
can tell, and a person decides: nothing is answered twice. An engineer's mail is never carried on a guess.
"""

from __future__ import annotations

from sqlalchemy import Connection

from ingest.thread import Place
from mailroom.decision import Filing
from mailroom.recalling import Recalled, Rules
from tickets import restored
from tickets.folders import is_sent_folder
from tickets.states import InboundState, Order
from tickets.verdict import Kind

_SILENCE = "a person decides first"
_BLIND = "it came between the backup and the restore, and nothing tells whether it was answered"
_STAFF = "an engineer's mail of the time between the backup and the restore: nothing tells whether it was carried to the customer"


def hold(recalled: Recalled, rules: Rules) -> Filing | None:
    """What waits for a person because of the restore; None for all other mail."""
    mail, place = recalled.mail, recalled.case.placement.place
    is_decided = mail.row.order is not Order.NONE or place is Place.COPY or is_sent_folder(mail.row.mailbox)
    if not mail.row.gap or is_decided or mail.examined.verdict.kind is not Kind.PERSONAL:
        return None
    ticket_id = recalled.case.placement.ticket_id
    if rules.staff.person(mail.sender.address) is not None:
        return Filing(state=InboundState.HELD, because=_STAFF, ticket_id=ticket_id, silence=_SILENCE)
    if mail.row.gap == restored.BLIND:
        return Filing(state=InboundState.HELD, because=_BLIND, ticket_id=ticket_id, silence=_SILENCE)
    return None


def note(connection: Connection, recalled: Recalled, ticket_id: int | None) -> None:
    """Afterwards: its letters of the other life stand on its ticket again; a reply to one that nobody knows is a witness."""
    mail = recalled.mail
    if mail.row.gap and ticket_id is not None:
        restored.take_back(connection, mail.clues.message_id, mail.row.id, ticket_id)
    elif recalled.answers_a_lost_letter and mail.examined.trust.is_proven:
        restored.witness(connection, mail.clues.id_tokens, mail.sender.address, mail.now)
