"""Who writes, told by the mail alone: an integrator acting for others, the one who uses the system, or nobody can say.

Words never make certainty: the directories and the sender's history decide before this (`classify.decide`). A free-mail address proves nothing.
"""

from __future__ import annotations

from classify.features import Wording, audience_blocks
from classify.model import shipped
from tickets.understanding import Audience, AudienceLabel

_EVIDENCE = 4


def audience_of(wording: Wording) -> AudienceLabel:
    model = shipped("audience")
    blocks = audience_blocks(wording)
    chances = model.probabilities(blocks)
    label = max(chances, key=chances.__getitem__)
    told = {letter: blocks[letter] for letter in ("w", "a", "i") if letter in blocks}
    spoke = tuple(name.partition(":")[2].replace("_", " ") for name in model.evidence(told, label, _EVIDENCE))
    return AudienceLabel(label=Audience(label), confidence=chances[label], because=spoke)
