"""Who is one of us, and who stands outside.

Staff of our own domain who are missing from the directory are staff without commands (desk-rules 27): what they forward and copy counts,
and no token is ever minted for them. A From alone makes nobody one of us; it must be proven (decisions 8).
"""

from __future__ import annotations

from collections.abc import Iterable

from ingest.domains import organisational
from ingest.impersonation import own_domains
from tickets.identity import Desk
from tickets.message import Address, Message
from tickets.verdict import Trust


def is_one_of_us(sender: Address | None, trust: Trust, desk: Desk) -> bool:
    return sender is not None and trust.is_proven and not is_outside(sender, desk)


def is_outside(address: Address, desk: Desk) -> bool:
    """Neither the desk, nor its staff, nor anybody else at a domain of ours."""
    if desk.is_own(address.address) or desk.is_staff(address.address):
        return False
    return organisational(address.domain) not in own_domains(desk)


def outsiders(addresses: Iterable[Address], desk: Desk) -> tuple[Address, ...]:
    """Those outside, each once, by address whatever its case or name; the first name that is given stays."""
    found: dict[str, Address] = {}
    for address in addresses:
        if "@" in address.address and is_outside(address, desk):
            known = found.setdefault(address.address.lower(), address)
            found[address.address.lower()] = known if known.name else address
    return tuple(found.values())


def written_to(message: Message, desk: Desk) -> tuple[Address, ...]:
    """The people outside to whom a mail went, as its To and Cc show."""
    return outsiders((*message.to, *message.cc), desk)
