"""`plus_addressing = "auto"`: `doctor` sends a probe to our own address with a token, and its coming back is the proof (decisions 7).

A copy in the Sent folder proves nothing: it never travelled.
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import Connection

from mailroom.decision import Filing
from mailroom.recalling import Recalled, Rules
from mailroom.settings import DeskTable
from responders.office import Route
from responders.probe import probe
from tickets import addressing, tokens
from tickets.folders import is_sent_folder
from tickets.identity import Desk
from tickets.states import InboundState
from tickets.store import Store

_AUTO = "auto"
_PATIENCE = timedelta(minutes=10)  # before another probe leaves
_PLAIN = "until it is back, replies come to the plain address, which works as well"


def is_on(table: DeskTable, store: Store) -> bool:
    """Whether letters ask for replies to an address with a token."""
    if table.plus_addressing != _AUTO:
        return bool(table.plus_addressing)
    with store.reading() as connection:
        return addressing.is_proven(connection, table.address)


def ask(store: Store, desk: Desk, routes: Sequence[Route], now: datetime) -> str:
    """Say what is known, and send a probe where nothing is and none is on its way. Raises WorldError."""
    with store.reading() as connection:
        if addressing.is_proven(connection, desk.address):
            return "the probe came back: from the next start on, replies go to an address with a token"
        asked_at = addressing.asked_at(connection, desk.address)
    if asked_at and now - asked_at < _PATIENCE:
        return f"a probe left at {asked_at:%H:%M} UTC; {_PLAIN}"
    if not routes:
        return f"no server to send a probe with; {_PLAIN}"
    return _send(store, desk, routes[0], now)


def _send(store: Store, desk: Desk, route: Route, now: datetime) -> str:
    token = tokens.mint(secrets.token_bytes(10))
    to, raw = probe(desk, token, now)
    with store.writing() as connection:
        addressing.ask(connection, desk.address, token, now)
    outcome = route.smtp.send(desk.address, [to], raw)[to]
    if outcome.accepted:
        return f"a probe has left; let the desk fetch it, and call doctor again; {_PLAIN}"
    return f"the server took no mail for such an address ({outcome.code} {outcome.text}); {_PLAIN}"


def take(connection: Connection, rules: Rules, recalled: Recalled) -> Filing | None:
    """The probe that came back; None for every other mail."""
    mail = recalled.mail
    if is_sent_folder(mail.row.mailbox) or mail.sender.address.lower() != rules.desk.address.lower():
        return None
    if not addressing.arrived(connection, rules.desk.address, mail.clues.address_tokens):
        return None
    return Filing(state=InboundState.IGNORED, because="the probe of our own address came back", silence="a probe is no letter")
