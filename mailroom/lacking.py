"""What a new ticket still lacks whose mail goes back to an earlier one: nothing that was told is asked again. Pure."""

from __future__ import annotations

from ingest.thread import Place, Placement
from mailroom.examine import Examined
from mailroom.nudging import is_nudge
from tickets.recall import Clues, Evidence
from tickets.standing import Standing
from tickets.understanding import Understanding


def lacks(
    examined: Examined, clues: Clues, placement: Placement, evidence: Evidence, understanding: Understanding, ticket: Standing | None
) -> tuple[str, ...] | None:
    """The facts; None where what the mail itself lacks is lacking. `ticket` is the one that the placement names."""
    if placement.place in (Place.NEW, Place.LINK) and is_nudge(examined):
        return ()
    if placement.place is Place.NEW and answers_a_lost_letter(clues, evidence):
        return ()
    if ticket and placement.place is Place.LINK and evidence.tokens:  # it ended long ago; what was told there is known
        return tuple(fact for fact in understanding.missing if fact in ticket.missing)
    return None


def answers_a_lost_letter(clues: Clues, evidence: Evidence) -> bool:
    """It replies into a thread that this database forgot, or that an earlier system had: what was told there is not asked again
    (desk-rules 35)."""
    names_ours = bool(clues.id_tokens or clues.address_tokens) and not (evidence.tokens or evidence.digests)
    return names_ours or (clues.tag is not None and evidence.tagged is None)
