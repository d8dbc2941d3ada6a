"""One request of somebody who is known: what a page is given, and may ask about its visitor."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal
from zoneinfo import ZoneInfo

from starlette.datastructures import UploadFile
from starlette.requests import Request

from mailroom.console.console import Console
from tickets.directory import Person

Role = Literal["engineer", "letters", "lead"]

def may(person: Person, role: Role) -> bool:
    """A lead may everything; the others what `roles` of staff.toml names."""
    return person.lead or role in person.roles


@dataclass(frozen=True, kw_only=True)
class Visit:
    request: Request
    console: Console
    person: Person
    token: str  # stands hidden in each form; a POST without it is refused
    now: datetime
    form: Mapping[str, UploadFile | str] = field(default_factory=dict)

    def may(self, role: Role) -> bool:
        return may(self.person, role)

    def sees(self, lane: str) -> bool:
        """Whether a ticket of that lane is for this visitor."""
        return self.console.staff().shows(self.person, lane)

    def said(self, name: str) -> str:
        """A field of the form that was posted; '' where it is absent."""
        value = self.form.get(name, "")
        return value if isinstance(value, str) else ""

    def number(self, name: str) -> int:
        """A number of the path (`mailroom.console.numbers`)."""
        return int(self.request.path_params[name])

    def file(self, name: str) -> UploadFile | None:
        value = self.form.get(name)
        return value if isinstance(value, UploadFile) else None

    def asked(self, name: str) -> str:
        """A value of the query; '' where it is absent."""
        return self.request.query_params.get(name, "")

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.person.timezone or self.console.desk.timezone)
