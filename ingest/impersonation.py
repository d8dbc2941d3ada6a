"""Mail that would like to be taken for somebody else's: look-alike domains, our own staff's names, answers that go elsewhere.

A newcomer would refuse such mail. Customers do share names with our staff and do write from two addresses, so these are warnings beside
a ticket, never a verdict; and Reply-To is where an answer goes, never who somebody is.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from ingest.domains import are_aligned, organisational
from tickets.free_mail import FREE_MAIL
from tickets.identity import Desk
from tickets.message import Address, Message

_ADDRESS_IN_NAME = re.compile(r"[\w.+\-]{1,64}@([\w\-]{1,63}(?:\.[\w\-]{1,63}){1,8})")
#: letters of other scripts, and digits, that are drawn like Latin letters
_DRAWN_ALIKE = str.maketrans("аеорсухкмтнвіјѕԁɡαορνικτυχ01358|ıłi", "aeopcyxkmthbijsdgaopvlktuxolessllll")
_PAIRS_DRAWN_ALIKE = (("rn", "m"), ("vv", "w"), ("cl", "d"))
_LEAST_LETTERS = 6  # shorter names are near each other by chance


def warnings(message: Message, desk: Desk) -> tuple[str, ...]:
    """What a person should look at before believing who this is, in words; empty for the ordinary mail."""
    sender = message.sender
    if sender is None:
        return ()
    found = (_lookalike(sender, desk), _borrowed_name(sender, desk), _address_in_name(sender), _reply_elsewhere(message, sender))
    return tuple(warning for warning in found if warning)


def own_domains(desk: Desk) -> frozenset[str]:
    """The organisational domains that are ours: the desk's, its mailboxes' and its staff's, but never a free-mail one."""
    addresses = (desk.address, *desk.own_addresses, *(address for address, _ in desk.staff))
    domains = {organisational(address.rpartition("@")[2]) for address in addresses}
    return frozenset(domains - FREE_MAIL - {""})


def _lookalike(sender: Address, desk: Desk) -> str:
    domain = organisational(sender.domain)
    ours = own_domains(desk)
    if not domain or domain in ours or domain in FREE_MAIL:
        return ""
    model = next((own for own in sorted(ours) if _looks_like(domain, own)), "")
    return f"the domain {domain} looks like ours ({model}), but is another one" if model else ""


def _borrowed_name(sender: Address, desk: Desk) -> str:
    name = _plain_name(sender.name)
    if not name or desk.is_own(sender.address):
        return ""
    if name == _plain_name(desk.name):
        return f"it shows our desk's name, but comes from {sender.address}"
    addresses = {address.lower() for address, staff_name in desk.staff if _plain_name(staff_name) == name}
    if addresses and sender.address.lower() not in addresses:
        return f"it shows the name of our {sender.name}, but comes from {sender.address}"
    return ""


def _address_in_name(sender: Address) -> str:
    shown = _ADDRESS_IN_NAME.search(sender.name[:500])
    if shown and not are_aligned(shown[1], sender.domain):
        return f"its sender's name shows the address {shown[0]}, but it comes from {sender.address}"
    return ""


def _reply_elsewhere(message: Message, sender: Address) -> str:
    elsewhere = next((a.address for a in message.reply_to if not are_aligned(a.domain, sender.domain)), "")
    return f"an answer would go to {elsewhere}, not to {sender.address}" if elsewhere else ""


@lru_cache(maxsize=4096)
def _looks_like(domain: str, own: str) -> bool:
    """The same drawing, a letter more, less, other or swapped, another ending, or our name with a word joined to it."""
    label, own_label = _drawing(domain.partition(".")[0]), _drawing(own.partition(".")[0])
    if label == own_label:
        return True
    if min(len(label), len(own_label)) < _LEAST_LETTERS:
        return False
    return own_label in label.split("-") or _is_one_edit(label, own_label)


def _drawing(label: str) -> str:
    """How a name looks: punycode unpacked, accents off, letters drawn alike made one."""
    text = label.lower()
    if text.startswith("xn--"):
        text = _unpacked(text)
    text = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c)).translate(_DRAWN_ALIKE)
    for pair, single in _PAIRS_DRAWN_ALIKE:
        text = text.replace(pair, single)
    return text


def _unpacked(label: str) -> str:
    try:
        return label[4:].encode("ascii", "ignore").decode("punycode")
    except (UnicodeError, ValueError, OverflowError):
        return label


def _is_one_edit(left: str, right: str) -> bool:
    """One letter inserted, dropped or replaced, or two neighbours swapped."""
    if abs(len(left) - len(right)) > 1:
        return False
    start = 0
    while start < min(len(left), len(right)) and left[start] == right[start]:
        start += 1
    rest_left, rest_right = left[start:], right[start:]
    swapped = rest_left[1::-1] + rest_left[2:] if len(rest_left) > 1 else rest_left
    return rest_right in (rest_left[1:], swapped) or rest_left == rest_right[1:] or rest_left[1:] == rest_right[1:]


@lru_cache(maxsize=4096)  # the names of our staff are compared with every sender's
def _plain_name(name: str) -> str:
    """A name without accents, case and order: "Ruiz, José" and "Jose Ruiz" are one."""
    letters = "".join(c for c in unicodedata.normalize("NFKD", name[:200]) if not unicodedata.combining(c))
    return " ".join(sorted(re.findall(r"\w+", letters.casefold())))
