"""Signs that change how a mail is handled, whatever its topic: a restricted lane, urgency, bare thanks, nothing said, written on site.

Every sign is a phrase that a person can read here. Urgency keeps the mail's own line as its evidence. A denied sign ("no smoke") is none.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from classify.features import Wording, ideas_in
from classify.lexicon import Lexicon
from classify.words import words
from tickets.message import Message
from tickets.understanding import TopicLabel

MAX_EVIDENCE = 160  # characters of the line that shows urgency
_FEW_WORDS = 6  # with no idea among them, they say nothing to work on
_THANKS_WORDS = 45  # a longer mail is no mere "thanks"

_SIGNS = Lexicon(
    {
        # desk-rules 20
        "fire": "smoke smoking smoked sparks sparking on_fire caught_fire burning_smell burnt_smell smells_burnt smell_of_burning smells_like_burning burning_plastic "
        "smells_hot melted too_hot_to_touch fry_an_egg humo echa_humo huele_a_quemado olor_a_quemado quema chispas fumee brulant odeur_de_brule etincelles "
        "fumaca cheiro_de_queimado cheira_a_queimado faiscas rauch qualmt verbrannt",
        "break_in": "break_in break-in broke_in broke_into breaking_in broken_into burglar* robbed robbery robbers stolen theft intruder armed robaron robo "
        "asalto asaltaron ladrones se_metieron cambriol* vol_de vole arromb* assalt* roubo roubaram einbruch eingebrochen uberfall",
        "injury": "injured injury injuries ambulance hospitalized got_hurt was_hurt unconscious herido* lesionad* ambulancia blesse blessee ferido* verletzt*",
        "evidence": "police sheriff detective deputy officer insurance court policia gendarmerie fiscalia assurance seguro polizei evidence incident",
        "deadline": "by_tomorrow by_friday by_monday by_tonight before_it_overwrites overwritten overwrites deadline today_by by_noon end_of_day by_end_of "
        "asap tonight antes_de_que_se_borre para_manana hoy_mismo avant_demain avant_que ate_amanha bis_morgen end_of_this_week within_24",
        "blind": "all_cameras_are all_cameras_down all_cameras_black every_camera_is no_cameras_at_all all_the_cameras all_our_cameras whole_system_is "
        "entire_system_is site_is_blind we_are_blind flying_blind todas_las_camaras toutes_les_cameras todas_as_cameras alle_kameras none_of_the_cameras "
        "ninguna_camara aucune_camera nenhuma_camera",
        "down": "down black offline dead dark gone blank nothing negro negras apagad* noir noires pretas schwarz caidas fuera hors lost",
        # desk-rules 19
        "legal": "subpoena search_warrant warrant court_order preservation_request preservation_letter preservation_notice custodian_of_records legal_hold "
        "litigation_hold records_request legal_process cease_and_desist take_legal_action lawsuit will_sue orden_judicial citatorio requisition_judiciaire "
        "requisitoire ordem_judicial mandado_judicial gerichtsbeschluss preserve_all_records produce_records account_records",
        "vulnerability": "cve vulnerability vulnerabilities responsible_disclosure coordinated_disclosure security_researcher exploit exploitable zero-day "
        "zero_day auth_bypass authentication_bypass buffer_overflow remote_code_execution rce backdoor vulnerabilidad vulnerabilite vulnerabilidade "
        "sicherheitslucke proof_of_concept",
        "threat": "i_will_kill kill_you hurt_you burn_your_building burn_down come_down_there bomb i_know_where_you you_will_regret watch_your_back te_voy_a_matar "
        "los_voy_a_matar je_vais_vous_tuer vou_te_matar",
        # where the sender stands
        "on_site": "on_site onsite on-site standing_here standing_at standing_in im_standing i'm_standing on_a_ladder on_the_ladder in_front_of_the_unit i'm_at_the i_am_at_the "
        "im_at_the at_the_site tech_is_here still_here cust_is_standing en_sitio estoy_en_sitio estoy_en_obra en_el_sitio sur_place sur_site no_local vor_ort "
        "am_here waiting_here client_is_waiting customer_is_waiting",
        "past": "yesterday was_on were_on was_onsite last_week last_night ayer hier ontem gestern drove_back tomorrow manana demain amanha morgen going_back",
        # what is no more than politeness
        "but": "but however still except although pero aunque sin_embargo todavia mais cependant encore mas porem ainda aber noch jedoch again not",
    }
)
_DENIALS = frozenset("no not without never sin sem pas kein keine keinen nicht isn't wasn't ni nor".split())
_POLITE = frozenset(
    "hi hello dear sirs team support please pls thanks thank you see attached attachment photo picture pic image file here the a my is this it for fyi re fw fwd "
    "sent from iphone samsung galaxy hola buenas buenos dias adjunto foto gracias bonjour ci-joint photo merci oi ola segue anexo obrigado as requested "
    "image001 img jpg no subject sin asunto to in and of".split()
)
_THING_IDEAS = frozenset("camera recorder channel phone app computer thanks dealer_word owner_word it_word weekday_time price_word some_units".split())
_CALM_TYPES = frozenset({"sales", "spam", "other", "enhancement", "integration", "appointment"})  # a burglary told to explain a purchase is not urgent


@dataclass(frozen=True, kw_only=True)
class Signs:
    lane: str = ""  # privacy, legal, vulnerability, threat
    urgent: str = ""  # the line that shows it
    is_thanks: bool = False
    says_a_problem: bool = True
    on_site: bool = False


def signs_of(message: Message, wording: Wording, topic: TopicLabel) -> Signs:
    places = _SIGNS.places(wording.said)
    stand = {name for name, at in places.items() if not all(_denied(wording.said, place) for place in at)}
    thanks = is_thanks(wording)
    return Signs(
        lane=_lane(stand, topic),
        urgent="" if thanks else _urgent(message, stand, topic),
        is_thanks=thanks,
        says_a_problem=thanks or says_something(wording),
        on_site="on_site" in stand and "past" not in stand,
    )


def is_thanks(wording: Wording) -> bool:
    """Thanks, or word that it works, and nothing else: no question, no `but`."""
    body = wording.body
    if not body or len(body) > _THANKS_WORDS or "?" in body or "but" in _SIGNS.places(body):
        return False
    ideas = ideas_in(body)
    return "thanks" in ideas and not ideas - _THING_IDEAS - {"office", "used_to_work", "login", "playback", "time"}


def says_something(wording: Wording) -> bool:
    """Is there anything to work on: an idea, or more than a few words that are not mere politeness?"""
    told = [word for word in wording.said if word not in _POLITE and not word.startswith("#") and len(word) > 1]
    return len(told) > _FEW_WORDS or bool(ideas_in(wording.said) - _THING_IDEAS)


def _lane(stand: set[str], topic: TopicLabel) -> str:
    if "threat" in stand:
        return "threat"
    if "vulnerability" in stand and topic.type != "spam":
        return "vulnerability"
    if "privacy" in (topic.label, *topic.also):
        return "privacy"
    # Help with an export is help, whoever wants the video; being asked for records is legal process.
    return "legal" if "legal" in stand and topic.type not in ("question", "spam", "sales") else ""


def _urgent(message: Message, stand: set[str], topic: TopicLabel) -> str:
    if topic.type in _CALM_TYPES:
        return ""
    reasons = [sign for sign in ("fire", "injury", "break_in") if sign in stand]
    if {"evidence", "deadline"} <= stand:
        reasons.append("deadline")
    if {"blind", "down"} <= stand:
        reasons.append("blind")
    return _line_with(message, reasons[0]) if reasons else ""


def _line_with(message: Message, sign: str) -> str:
    """The sender's own line that shows a sign; a phrase that runs over a line's end is shown by the subject."""
    for line in (message.subject, *message.new_text[:6000].splitlines()):
        if sign in _SIGNS.places(words(line)):
            return _around(line.strip(), sign)
    return message.subject.strip()[:MAX_EVIDENCE] or sign


def _around(line: str, sign: str) -> str:
    """A long line, cut to the sentence that shows the sign."""
    for sentence in line.replace("! ", ". ").split(". "):
        if sign in _SIGNS.places(words(sentence)):
            return sentence.strip()[:MAX_EVIDENCE]
    return line[:MAX_EVIDENCE]


def _denied(said: Sequence[str], at: int) -> bool:
    return any(word in _DENIALS for word in said[max(0, at - 3) : at])
