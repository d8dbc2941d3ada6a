"""What every command stands on: the database, who the desk is, and whom it trusts.

It knows nothing of reading, filing or sending mail, so a command that needs no more of the desk begins in a third of the time.
"""

from __future__ import annotations

from datetime import timedelta

from mailroom import environment
from mailroom.settings import Settings
from tickets.directory import Staff
from tickets.identity import Desk, Form, TrustSettings
from tickets.store import Store


def open_store(settings: Settings) -> Store:
    """The database at this version's tables."""
    store = Store(environment.store_url(settings), timedelta(seconds=settings.store.timeout_seconds))
    store.upgrade()
    return store


def desk_of(settings: Settings, staff: Staff) -> Desk:
    table = settings.desk
    return Desk(
        name=table.name,
        address=table.address,
        ticket_prefix=table.ticket_prefix,
        timezone=table.timezone,
        language=table.language,
        portal_url=table.portal_url,
        help_center_url=table.help_center_url,
        dealer_phone=table.dealer_phone,
        consumer_phone=table.consumer_phone,
        sales_address=table.sales_address,
        console_url=settings.console.public_url.rstrip("/"),
        own_addresses=frozenset(mailbox.address.lower() for mailbox in settings.mailboxes),
        staff=staff.names(),
        forms=tuple(Form(name=f.name, sender=f.sender, requester=f.requester, channel=f.channel) for f in settings.forms),
    )


def trust_of(settings: Settings) -> TrustSettings:
    return TrustSettings(
        authserv_ids=settings.trust.authserv_ids,
        verify_dkim=settings.trust.verify_dkim,
        exchange_internal=settings.trust.exchange_internal,
        arc_sealers=settings.trust.arc_sealers,
    )
