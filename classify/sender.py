"""What a mail tells about the one who wrote it: whose place it is, what trade the domain names, what the signature holds.

A free-mail address proves nothing by itself, but a mail without company, place or owner's word is one that does not tell.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from classify.phrases import places
from tickets.free_mail import FREE_MAIL

# A domain that names the trade: what integrators, alarm companies and managed IT call themselves.
_TRADE = re.compile(
    r"alarm|secur|segur|cctv|surveil|lowvolt|low-volt|voltage|integra|systems?\b|sistemas|technolog|tecnolog|techs?\b|audio|video|vision|automation|domot|"
    r"smarthome|homecontrol|wire|wiring|cabl|network|redes|telecom|comm|electr|protect|protec|safety|signal|structured|(?<![a-z])av(?![a-z])|"
    r"av\.|tronic|install|instal|digital|controls?\b|sound|camera|video"
)
_OWNERS = re.compile(
    r"school|academy|church|chapel|parish|temple|hospital|clinic|dental|dentist|ortho|vet|farm|dairy|ranch|orchard|winery|vineyard|market|bakery|salon|"
    r"motel|hotel|inn|resort|restaurant|pizza|cafe|hoa|condo|bank|creditunion|library|museum|county|city|town|police|marina|storage|realty|property|"
    r"properties|mgmt|management|law|legal|packaging|foods|mfg|freight|escuela|colegio|iglesia|paroisse|condominio"
)
_PUBLIC = re.compile(r"\.(?:edu|gov|mil|k12\.\w\w\.us|coop|museum|church|farm|gouv\.fr|gob\.\w\w|gov\.\w\w)$")


def sender_hints(said: Sequence[str], around: Sequence[str], address: str, name: str) -> list[str]:
    """Named claims about the sender, for the model to weigh."""
    domain = address.rpartition("@")[2]
    found = list(places("claims", said))
    found += [f"signed_{hint}" for hint in places("claims", around)]
    found.append(_kind_of(domain))
    found.append("named" if name and name.lower() != address else "unnamed")
    found.append("signed" if around else "unsigned")
    found.append("phone_in_signature" if "#phone" in around else "no_phone")
    found.append(f"length_{min(len(said) // 20, 12)}")
    if not {"own_place", "own_kin", "own_client", "own_people"} & set(found):
        found += ["tells_nothing", f"tells_nothing_{_kind_of(domain)}"]
    return found


@lru_cache(maxsize=2_000)
def _kind_of(domain: str) -> str:
    if domain in FREE_MAIL or domain.startswith(("mms.", "txt.")):
        return "free_mail"
    if _PUBLIC.search(domain):
        return "public_body"
    if _TRADE.search(domain):
        return "trade_domain"
    return "owner_domain" if _OWNERS.search(domain) else "company_domain"
