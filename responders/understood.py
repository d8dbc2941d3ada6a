"""What the letter says it took from a mail: the facts of its new text, a line for each kind."""

from __future__ import annotations

from responders.vocabulary import Value
from tickets.facts import Facts, Place

_MOST = 6  # of one kind in a line; an inventory of forty cameras is not repeated


def understood(facts: Facts) -> list[Value]:
    """What the sender says now, a line a kind; another maker's number and a masked one are no fact of ours."""
    found = {
        "model": [m.value for m in facts.models if m.where is Place.NEW],
        "serial": [s.value for s in facts.serials if s.where is Place.NEW and not s.masked and not s.other_maker],
        "firmware": [_version(f.version, f.build_date) for f in facts.firmware if f.where is Place.NEW and f.version],
        "build_date": [f.build_date for f in facts.firmware if f.where is Place.NEW and f.build_date and not f.version],
        "software": [" ".join(filter(None, (s.name, s.version))) for s in facts.software if s.where is Place.NEW],
    }
    return [{"fact": fact, "value": _listed(said)} for fact, said in found.items() if said]


def of_other_makers(facts: Facts) -> list[Value]:
    return [{"value": s.value, "maker": s.other_maker} for s in facts.serials if s.other_maker and s.where is Place.NEW]


def _version(version: str | None, build_date: str | None) -> str:
    return f"{version} ({build_date})" if build_date else version or ""


def _listed(said: list[str]) -> str:
    once = list(dict.fromkeys(said))
    return ", ".join(once[:_MOST]) + (" …" if len(once) > _MOST else "")
