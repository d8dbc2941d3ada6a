"""What a mail tells about the one who wrote it, beside the matter: whose place it is, what trade the domain names, what stands in the signature.

A free-mail address proves nothing by itself, but a mail without company, place or owner's word is one that does not tell.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from classify.lexicon import Lexicon
from tickets.directory import FREE_MAIL

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

_OWN = "my our mi mis nuestro nuestra nuestros mon ma mes notre nos meu minha nosso nossa mein meine unser unsere".split()
_PLACES = (
    "house home place shop store restaurant barn farm office church school clinic building garage driveway porch yard gym salon bar cafe hotel motel inn dock marina ranch shed "
    "warehouse factory plant lot campus district library bakery bank branch practice condo apartment cabin lobby casa tienda negocio local taller escuela iglesia restaurante bodega rancho "
    "oficina maison magasin bureau immeuble ferme boulangerie loja escola igreja condominio fazenda haus laden hof gasthof betrieb"
).split()
_KIN = (
    "wife husband son daughter grandson granddaughter nephew niece mother father mom dad brother sister neighbor neighbour kids baby dog cat esposa esposo hijo hija nieto nieta mama papa "
    "mari femme fils fille marido filho filha mann frau sohn tochter".split()
)
_CLIENTS = "client clients client's customer customer's customers cliente clientes kunde kunden clients subscriber account accounts homeowner owner".split()


def _phrases(owners: Iterable[str], owned: Iterable[str]) -> str:
    things = tuple(owned)
    return " ".join(f"{owner}_{thing}" for owner in owners for thing in things)


_HINTS = Lexicon(
    {
        "own_place": _phrases(_OWN, _PLACES),
        "own_kin": _phrases(_OWN, _KIN),
        "own_client": _phrases([*_OWN, "a", "the", "un", "una", "le", "la", "the_end"], _CLIENTS),
        "own_people": _phrases(_OWN, "tech techs guys guy crew installer installers technician technicians lead truck trucks van tecnico tecnicos equipe technicien".split()),
        "bought_by_us": "we_sold we_installed we_service we_maintain we_deployed we_put_in i_installed we_commissioned we_are_installing instalamos vendimos nous_avons_installe instalei "
        "we_look_after we_take_care we_manage",
        "put_in_for_us": "installed_by installer_gone put_in_by put_them_in put_in_for put_it_in set_it_up_for set_up_for_me the_guy_who the_man_who the_company_that who_installed "
        "nos_instalo me_instalo qui_a_installe que_instalou instalaron our_installer my_installer",
        "role_trade": "lead_tech service_manager project_manager field_engineer purchasing dispatch service_dept service_department low_voltage licensed lic license licence licencia licenca "
        "cedia cts psp burglar alarm_license integrator integrators installers dealer",
        "role_owner": "principal superintendent pastor rev reverend deacon owner proprietor bursar manager gm facilities property_manager it_manager it_director network_services technology_department "
        "treasurer board secretary administrator nurse dds dvm md esq curator librarian chief detective officer",
        "vendor": "unsubscribe invoice remit-to accounts_payable vendor_file catalog moq hiring candidates applicant",
        "prospect": "do_you_sell where_can_i_buy become_a no_system nothing_installed thinking_of looking_to_buy want_to_buy where_to_buy considering",
    }
)


def sender_hints(said: Sequence[str], around: Sequence[str], address: str, name: str) -> list[str]:
    """Named claims about the sender, for the model to weigh."""
    domain = address.rpartition("@")[2]
    found = [f"{hint}" for hint in _HINTS.places(said)]
    found += [f"signed_{hint}" for hint in _HINTS.places(around)]
    found.append(_kind_of(domain))
    found.append("named" if name and name.lower() != address else "unnamed")
    found.append("signed" if around else "unsigned")
    found.append("phone_in_signature" if "#phone" in around else "no_phone")
    found.append(f"length_{min(len(said) // 20, 12)}")
    if not {"own_place", "own_kin", "own_client", "own_people"} & set(found):
        found += ["tells_nothing", f"tells_nothing_{_kind_of(domain)}"]
    return found


def _kind_of(domain: str) -> str:
    if domain in FREE_MAIL or domain.startswith(("mms.", "txt.")):
        return "free_mail"
    if _PUBLIC.search(domain):
        return "public_body"
    if _TRADE.search(domain):
        return "trade_domain"
    return "owner_domain" if _OWNERS.search(domain) else "company_domain"
