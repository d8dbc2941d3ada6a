"""Which facts of one text belong together: a version to its device, a client's version to its program.

A mail names several devices; a version belongs to the one it stands with: on its line, else in its block of lines, the nearest before
it first. Where nothing is near, it stays unpaired: the desk sees the lines and decides.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from classify import firmware, models, serials, software
from classify.sightings import Sighting
from tickets.facts import Firmware, Model, Serial, Software

T = TypeVar("T")

_DIGIT = re.compile(r"\d")


@dataclass(frozen=True, kw_only=True)
class Sightings:
    """What one text shows, in the order of its lines."""

    serials: tuple[Sighting[Serial], ...]
    firmware: tuple[Sighting[Firmware], ...]
    models: tuple[Sighting[Model], ...]
    software: tuple[Sighting[Software], ...]


def read(text: str, language: str) -> Sightings:
    """Serials, versions, models and programs of a text, the versions with their device or program."""
    if not _DIGIT.search(text):
        return Sightings(serials=(), firmware=(), models=models.find(text), software=software.find(text))
    numbers, named, programs = serials.find(text), models.find(text), software.find(text)
    versions, clients = _parted(text, firmware.find(text, language), programs)
    paired = tuple(replace(version, fact=_paired(text, version, numbers, named)) for version in versions)
    return Sightings(serials=numbers, firmware=paired, models=_without_numbers(named, numbers), software=(*clients, *programs))


def _parted(
    text: str, versions: Sequence[Sighting[Firmware]], programs: Sequence[Sighting[Software]]
) -> tuple[list[Sighting[Firmware]], list[Sighting[Software]]]:
    """The devices' versions and the programs', which share one shape."""
    devices, clients = [], []
    for sighting in versions:
        version = sighting.fact.version
        if version and software.belongs_to_a_program(text, sighting.start, version, programs):
            owner = next((p.fact for p in reversed(programs) if p.end <= sighting.start), programs[0].fact if programs else None)
            name = owner.name if owner else "SmartPSS"  # of a client's file name
            clients.append(Sighting(sighting.start, sighting.end, Software(name=name, version=version)))
        else:
            devices.append(sighting)
    return devices, clients


def _paired(text: str, version: Sighting[Firmware], numbers: Sequence[Sighting[Serial]], named: Sequence[Sighting[Model]]) -> Firmware:
    serial = _nearest(text, version, [number for number in numbers if not number.fact.masked])
    model = _nearest(text, version, named)
    return replace(version.fact, serial=serial.fact.value if serial else "", model=model.fact.value if model else "")


def _nearest(text: str, version: Sighting[Firmware], others: Sequence[Sighting[T]]) -> Sighting[T] | None:
    """The one on the version's line, else the last before it in its block, else the first behind it there."""
    line = text.rfind("\n", 0, version.start) + 1, text.find("\n", version.end)
    block = text.rfind("\n\n", 0, version.start) + 1, text.find("\n\n", version.end)
    for start, end in (line, block):
        within = [other for other in others if start <= other.start and (end < 0 or other.start < end)]
        if within:
            return next((other for other in reversed(within) if other.end <= version.start), within[0])
    return None


def _without_numbers(named: Sequence[Sighting[Model]], numbers: Sequence[Sighting[Serial]]) -> tuple[Sighting[Model], ...]:
    """Models that are not the beginning of a serial number: full Hikvision numbers begin with their model."""
    return tuple(m for m in named if not any(n.start <= m.start < n.end for n in numbers))
