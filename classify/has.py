"""Which of the facts that the policy requires the new text of a mail brings (taxonomy.md, `has`).

Subject and new text count, nothing else: a serial number in a quotation, a picture or a signature is offered for confirmation, and is not
had. A masked serial number is missing; a lone build date brings no firmware.
"""

from __future__ import annotations

from collections.abc import Sequence

from classify.facts import names_a_product
from classify.steps import tells_steps
from classify.told import brings_papers, names_a_time, tells_expected_and_actual
from classify.words import words
from tickets.facts import Facts, Place
from tickets.message import Message


def has(message: Message, facts: Facts, said: Sequence[str] | None = None) -> tuple[str, ...]:
    """Names of facts, in the taxonomy's order. `said` saves time where the words of subject and new text are known already."""
    text = message.new_text
    if said is None or not text:
        said = (*words(message.subject[:300]), *words(text))
    firmware = any(f.version and f.where is Place.NEW for f in facts.firmware)
    brought = {
        "product": names_a_product(facts, message),
        "serial": any(s.where is Place.NEW and not s.masked for s in facts.serials),
        "firmware": firmware,
        "build_date": any(f.build_date and f.where is Place.NEW for f in facts.firmware),
        "version": firmware or any(s.version and s.where is Place.NEW for s in facts.software),
        "steps": tells_steps(said, text),
        "expected_actual": tells_expected_and_actual(said),
        "preferred_time": names_a_time(said),
        "third_party_docs": brings_papers(message, said),
    }
    return tuple(fact for fact, is_brought in brought.items() if is_brought)
