"""Who the desk is: its own addresses, its staff, and the words that stand in its letters. Filled from `mailroom.toml` and `staff.toml`."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Form:
    """One `[[forms]]` table: whose mail is written by a machine for a person, and where that person's address stands in it."""

    name: str
    sender: str
    requester: str = "reply_to"  # or "label:Email"
    channel: str = ""


@dataclass(frozen=True, kw_only=True)
class Desk:
    """The `[desk]` table. An empty setting means that the line of a letter which shows it vanishes."""

    name: str = "IC Realtime Support"
    address: str = "support@icrealtime.example"  # From of everything sent
    ticket_prefix: str = "IC"
    timezone: str = "America/New_York"
    language: str = "en"
    portal_url: str = "https://store.icrealtime.example"
    help_center_url: str = ""
    dealer_phone: str = ""
    consumer_phone: str = ""
    sales_address: str = ""
    console_url: str = ""  # without a slash at the end; '' where engineers have no console that they could reach
    own_addresses: frozenset[str] = frozenset()  # every address that is a mailbox of ours, beside `address`
    staff: tuple[tuple[str, str], ...] = ()  # (address, name) of the staff directory
    forms: tuple[Form, ...] = ()

    @property
    def addresses(self) -> frozenset[str]:
        """All that this desk is written to; in lower case."""
        return self.own_addresses | {self.address.lower()}

    @property
    def domain(self) -> str:
        return self.address.rpartition("@")[2]

    def is_own(self, address: str) -> bool:
        """True for the desk's addresses, with or without a +token, however they are written."""
        local, _, domain = address.lower().rstrip(".").rpartition("@")
        name = local.strip('"').partition("+")[0]
        plain = f"{name}@{domain}"
        return plain == self.address.lower() or plain in self.own_addresses

    def is_staff(self, address: str) -> bool:
        """From claims to be one of us. That proves nothing: it keeps a mail from being treated as a customer's, and gives no right."""
        return address.lower() in {known for known, _ in self.staff}

    def ticket(self, number: int) -> str:
        return f"{self.ticket_prefix}-{number}"

    def page(self, ticket: str) -> str:
        """Where the console shows "IC-1042"; '' without one."""
        return f"{self.console_url}/tickets/{ticket.rpartition('-')[2]}" if self.console_url and ticket else ""


@dataclass(frozen=True, kw_only=True)
class TrustSettings:
    """The `[trust]` table: whose word about a sender is believed."""

    authserv_ids: tuple[str, ...] = ()
    verify_dkim: bool = False
    exchange_internal: bool = False
    arc_sealers: tuple[str, ...] = ()
