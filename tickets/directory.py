"""The directories: staff from `staff.toml`, dealers from `dealers.csv`, and which domains are nobody's company.

The dealer table is the record; the file is imported when its hash changes (decisions 19).
"""

from __future__ import annotations

import csv
import hashlib
import io
import tomllib
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError
from sqlalchemy import Connection, delete, func, insert, or_, select

from tickets.errors import Permanent
from tickets.free_mail import FREE_MAIL
from tickets.policy_tables import Zone
from tickets.schema import dealers, notebook
from tickets.upsert import get, statement

_DEALERS_HASH = "hash of dealers.csv"
_ACTIVE = frozenset({"", "1", "true", "yes", "active"})
_ROWS_AT_ONCE = 1000


class _Table(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


def _weekday(value: str) -> str:
    """ "Friday", "fri" → "fri"."""
    short = value.strip().lower()[:3]
    if short not in WEEKDAYS:
        raise ValueError(f"{value} is no day of the week; write {', '.join(WEEKDAYS)}")
    return short


WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
Weekday = Annotated[str, AfterValidator(_weekday)]


class Person(_Table):
    name: str
    addresses: Annotated[tuple[str, ...], Field(min_length=1)]
    teams: tuple[str, ...] = ()
    signature: str = ""
    timezone: Zone | Literal[""] = ""  # '' is the desk's
    lead: bool = False
    roles: tuple[Literal["engineer", "letters"], ...] = ("engineer",)  # pages of the console; a lead sees all of them
    handles: tuple[str, ...] = ()
    languages: tuple[str, ...] = ("en",)
    away: date | None = None  # the last day of an absence
    digest_days: tuple[Weekday, ...] = ()  # the evenings on which his digest comes; none: by his role (desk-rules 34)
    undo_seconds: Annotated[int, Field(ge=0, le=3600)] = 0  # how long his answers wait, and "stop" still stops them
    receipts: Literal["changes", "all", "none"] = "changes"

    @property
    def address(self) -> str:
        """The one that we write to, and that owns tickets."""
        return self.addresses[0].lower()

    def writes_from(self, address: str) -> bool:
        return address.lower() in {own.lower() for own in self.addresses}


class Team(_Table):
    name: str
    address: str = ""
    topics: tuple[str, ...] = ("*",)  # a whole topic, its type ("troubleshooting"), or "*"
    audiences: tuple[str, ...] = ("*",)

    def takes(self, topic: str, audience: str) -> bool:
        return not {"*", topic, topic.partition(".")[0]}.isdisjoint(self.topics) and not {"*", audience}.isdisjoint(self.audiences)


class Staff(_Table):
    people: tuple[Person, ...] = ()
    teams: tuple[Team, ...] = ()

    @classmethod
    def load(cls, path: Path) -> Staff:
        """Read `staff.toml`; an absent file is a desk without a directory. Raises Permanent with every fault."""
        if not path.exists():
            return cls()
        try:
            return cls.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
        except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as err:
            raise Permanent(f"{path}: {err}") from err
        except ValidationError as err:
            faults = "; ".join(f"{'.'.join(map(str, fault['loc']))}: {fault['msg']}" for fault in err.errors())
            raise Permanent(f"{path}: {faults}") from err

    def person(self, address: str) -> Person | None:
        return next((person for person in self.people if person.writes_from(address)), None)

    def shows(self, person: Person, lane: str) -> bool:
        """Restricted tickets are for those who handle their lane, and for leads where nobody does (desk-rules 19); '' is no lane."""
        if not lane or not {lane, "*"}.isdisjoint(person.handles):
            return True
        return person.lead and all({lane, "*"}.isdisjoint(one.handles) for one in self.people)

    def names(self) -> tuple[tuple[str, str], ...]:
        """(address in lower case, name) of everybody."""
        return tuple((address.lower(), person.name) for person in self.people for address in person.addresses)


Progress = Callable[[int, int], object]  # (rows written, rows in all)


def import_dealers(connection: Connection, path: Path, progress: Progress = lambda *_: None) -> int | None:
    """Make the table equal the file. Returns the number of rows, or None where the file is absent or unchanged.

    Columns: `email` or `domain`, `company`, `account`, `tier`, optionally `active`. Raises Permanent naming the line that is wrong.
    A hundred thousand rows take two seconds.
    """
    if not path.exists():
        return None
    octets = path.read_bytes()
    digest = hashlib.sha256(octets).hexdigest()
    if get(connection, notebook, _DEALERS_HASH) == digest:
        return None
    rows = list(_dealers(path, octets))
    connection.execute(delete(dealers))
    for start in range(0, len(rows), _ROWS_AT_ONCE):
        connection.execute(statement(connection, dealers), rows[start : start + _ROWS_AT_ONCE])
        progress(min(start + _ROWS_AT_ONCE, len(rows)), len(rows))
    connection.execute(delete(notebook).where(notebook.c.key == _DEALERS_HASH))
    connection.execute(insert(notebook).values(key=_DEALERS_HASH, value=digest))
    return len(rows)


def _dealers(path: Path, octets: bytes) -> Iterator[dict[str, Any]]:
    reader = csv.DictReader(io.StringIO(octets.decode("utf-8-sig", "replace")))
    if not {"email", "domain"} & set(reader.fieldnames or ()):
        raise Permanent(f"{path}: line 1 names no column `email` or `domain`; write email,domain,company,account,tier")
    for number, row in enumerate(reader, start=2):
        key = (row.get("email") or row.get("domain") or "").strip().lower()
        if not key:
            raise Permanent(f"{path}: line {number} has neither an email nor a domain")
        if key in FREE_MAIL:
            raise Permanent(f"{path}: line {number} makes everybody at {key} a dealer; write the dealer's whole address")
        yield {
            "key": key,
            "company": (row.get("company") or "").strip(),
            "account": (row.get("account") or "").strip(),
            "tier": (row.get("tier") or "").strip(),
            "is_active": (row.get("active") or "").strip().lower() in _ACTIVE,
        }


def find_dealers(connection: Connection, wanted: str, limit: int) -> list[dict[str, Any]]:
    """Dealers whose address, domain, company or account holds these words; all in the order of their keys for none."""
    query = select(dealers).order_by(dealers.c.key).limit(limit)
    fields = (dealers.c.key, dealers.c.company, dealers.c.account)
    if wanted:
        query = query.where(or_(*(field.icontains(wanted, autoescape=True) for field in fields)))
    return [dict(row) for row in connection.execute(query).mappings()]


def count_dealers(connection: Connection) -> int:
    return int(connection.execute(select(func.count()).select_from(dealers)).scalar_one())
