"""The kind of an emergency, from the words that show it: the first line of the letter helps with that (desk-rules 20)."""

from __future__ import annotations

import re

DANGERS = frozenset({"heat", "injury", "break_in"})  # safety is never steered away

# The first kind that fits. English, Spanish, French and Portuguese; `urgent` holds a few words of a mail, never the whole of it.
_HEAT = (
    r"smok|burn|\bfire|flame|spark|\bhot\b|heat|melt|smell|shock"
    r"|humo|quem|fuego|incend|calient|huele|olor|chispa|fum[eéa]|br[uû]l|chaud|odeur|feu\b|queim|fogo|quente|cheiro|fa[ií]sca"
)
_INJURY = r"injur|\bhurt|ambulance|hospital|herid|lesion|ambulancia|bless[eé]|ferid|machucad"
_BREAK_IN = (
    r"break.?in|broke in|broken into|burglar|robb|stole|theft|intrud"
    r"|\brob[oó]\b|robaron|ladr[oó]n|asalt|cambriol|\bvoleurs?\b|roubo|roubaram|assalt|arromb"
)
_EVIDENCE = (
    r"police|polic[ií]a|evidence|footage|court|detective|insurance|overwrit|deadline|sheriff|subpoena"
    r"|prueba|evidencia|juez|juicio|preuve|tribunal|prova|ju[ií]z"
)
_KINDS = (("heat", _HEAT), ("injury", _INJURY), ("break_in", _BREAK_IN), ("evidence", _EVIDENCE))
_SHAPES = tuple((kind, re.compile(words, re.IGNORECASE)) for kind, words in _KINDS)
_LONGEST = 2000


def urgency(evidence: str) -> str:
    """heat, injury, break_in, evidence, or blind for every other emergency; '' without evidence."""
    if not evidence.strip():
        return ""
    return next((kind for kind, shape in _SHAPES if shape.search(evidence[:_LONGEST])), "blind")
