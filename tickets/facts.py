"""The facts that a mail brings: devices, serial numbers, firmware and software versions, each with its place and its evidence."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Place(StrEnum):
    """Where in a mail a fact stands. Only NEW counts as said now (`has` and `missing`); the others are offered for confirmation."""

    NEW = "new"
    QUOTED = "quoted"  # quotation or forward
    ATTACHMENT = "attachment"
    PICTURE = "picture"


@dataclass(frozen=True, kw_only=True)
class Serial:
    value: str  # as typed, in upper case without blanks and hyphens
    where: Place = Place.NEW
    confidence: float = 1.0
    line: str = ""  # the line of the mail that shows it
    did_you_mean: str = ""  # a repair of a damaged one
    other_maker: str = ""  # the maker whose shape it has, where it is not ours
    masked: bool = False  # "4F0733xxxxx": counts as missing


@dataclass(frozen=True, kw_only=True)
class Firmware:
    version: str | None  # without a leading V; None for a lone build date
    build_date: str | None = None  # ISO
    where: Place = Place.NEW
    confidence: float = 1.0
    line: str = ""
    serial: str = ""  # of the device it stands with, where the mail pairs them
    model: str = ""


@dataclass(frozen=True, kw_only=True)
class Model:
    value: str  # as written
    where: Place = Place.NEW
    line: str = ""


@dataclass(frozen=True, kw_only=True)
class Software:
    name: str
    version: str | None = None
    where: Place = Place.NEW
    line: str = ""


@dataclass(frozen=True, kw_only=True)
class Facts:
    serials: tuple[Serial, ...] = ()
    firmware: tuple[Firmware, ...] = ()
    models: tuple[Model, ...] = ()
    software: tuple[Software, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Secret:
    """A password, code or credential found in a text: `text[start:end]` is masked wherever the text is shown."""

    start: int
    end: int
    kind: str  # password, code, credentials in an address, P2P code
