"""Who writes, told by the mail alone: an integrator acting for others, the one who uses the system, or nobody can say.

Words never make certainty: the directories and the sender's history decide before this (`classify.decide`). A free-mail address proves
nothing.
"""

from __future__ import annotations

from classify.model import AUDIENCE, Heard, serving
from tickets.understanding import Audience, AudienceLabel

_EVIDENCE = 4


def audience_of(heard: Heard) -> AudienceLabel:
    """`because` names the claims about the sender, and the words, that spoke most."""
    model = serving()
    judgement = model.judge(heard, AUDIENCE)
    because = model.evidence(heard, AUDIENCE, judgement.label, kinds="naw", most=_EVIDENCE)
    return AudienceLabel(label=Audience(judgement.label), confidence=judgement.confidence, because=because)
