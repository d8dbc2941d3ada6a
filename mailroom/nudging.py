"""Mails that only ask where the answer stays: "any update?", "I wrote last week and nobody called". Pure.

A newcomer would read them as requests: their few words look like some topic, and a letter would ask for model, serial number and
firmware once more. Whatever they name besides, a device, a number, a return, an order, makes them a request of their own.
"""

from __future__ import annotations

import re

from ingest.out_of_office import speaks_of_a_device
from ingest.phrases import any_of
from mailroom.examine import Examined

_MOST_WORDS = 60
_MOST_OTHER_WORDS = 8  # outside the sentences that ask, greet and sign
_FEW_WORDS = 4  # of a greeting, a closing, a name
_SENTENCE = re.compile(r"[.!?\n]+")
_ASKS_AFTER = any_of(r"""
    any (?:updates?|news|word|progress)\b|\b(?:following|follow|followed)[ -]up\b|\bchecking (?:in|on|back)\b|\bbump(?:ing)?\b
    still (?:waiting|no (?:answer|reply|response|word|call))|(?:haven['’]?t|have not|not) heard (?:back|from|anything)
    (?:nobody|no ?one) (?:has |have |ever )?(?:answer|repl|call|respond|wr[io]t|got back|came back)
    (?:second|third|fourth|fifth|\d(?:nd|rd|th)) (?:time|e-?mail|mail|message)\b|did you (?:get|receive|see|read) my
    (?:any|some)(?:body|one) (?:there|home|alive)|waiting (?:for|on) (?:a|an|your|any|some) (?:answer|reply|response|call)
    when will (?:someone|somebody|you|i|we) [^.?!\n]{0,30}(?:call|answer|reply|hear|respond|get back)|where (?:are|do) we (?:at|stand)
    what(?:['’]?s| is) the status(?: of (?:my|this|the) (?:case|ticket|request|e-?mail|issue))?\W*$
    (?:gibt es|haben sie)[^.?!\n]{0,20} (?:neues|neuigkeiten)|warten? (?:immer )?noch|noch keine (?:antwort|r[üu]ckmeldung)
    niemand (?:meldet|antwortet|hat)|wann (?:meldet|melden|bekomme|h[öo]re)
    (?:avez-vous|y a-t-il|toujours pas)[^.?!\n]{0,20} (?:nouvelles|r[ée]ponse)|aucune r[ée]ponse|je (?:me permets de )?(?:vous )?relance
    personne ne (?:m['’]a |nous a )?r[ée]pond|j['’]attends toujours
    alg(?:una|ún) (?:novedad|noticia|respuesta|avance)|hay novedades|sig(?:o|ue|uimos) (?:sin respuesta|esperando)
    nadie (?:me |nos )?(?:ha |han )?(?:contest|respond|llam)
    alguma (?:novidade|not[íi]cia|resposta)|(?:ainda|continuo) (?:aguard|esper|sem resposta)
    ningu[ée]m (?:me |nos )?(?:respond|ligou|retornou)
""")
_OF_ITS_OWN = any_of(r"""
    rma|returns?|order(?:ed)?|quotes?|quotation|invoices?|refunds?|replacements?|warranty|tracking|shipment|garant\w{2,6}|rechnung|bestellung
    pedido|factura|fatura|commande|facture
""", anchored=r"\b(?:{})\b|\d{4}")


def is_nudge(examined: Examined) -> bool:
    """True where the mail says nothing but that its sender waits."""
    message, reading = examined.message, examined.reading
    facts, said = reading.facts, message.new_text
    if not said or reading.lane or reading.urgent or facts.serials or facts.firmware or facts.models or message.attachments:
        return False
    if len(said.split()) > _MOST_WORDS or _OF_ITS_OWN.search(f"{message.subject}\n{said}") or not _ASKS_AFTER.search(said):
        return False
    if speaks_of_a_device(said):
        return False
    rest = (sentence.split() for sentence in _SENTENCE.split(said) if not _ASKS_AFTER.search(sentence))
    return sum(len(words) for words in rest if len(words) > _FEW_WORDS) <= _MOST_OTHER_WORDS
