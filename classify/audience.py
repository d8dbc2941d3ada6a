"""Who writes, told by the mail alone: an integrator acting for others, the one who uses the system, or nobody can say.

Words never make certainty: the directories and the sender's history decide before this (`classify.decide`). A free-mail address proves
nothing.
"""

from __future__ import annotations

from classify.features import Wording, audience_blocks
from classify.model import shipped
from tickets.understanding import Audience, AudienceLabel

_EVIDENCE = 4


def audience_of(wording: Wording) -> AudienceLabel:
    """`because` names the claims about the sender, and the words, that spoke most."""
    model = shipped("audience")
    judgement = model.judge(audience_blocks(wording))
    because = model.evidence(judgement, kinds="naw", most=_EVIDENCE)
    return AudienceLabel(label=Audience(judgement.label), confidence=judgement.confidence, because=because)
