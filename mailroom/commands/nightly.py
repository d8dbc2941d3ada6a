"""`digest`: what the desk is told at night, looked at or sent."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Annotated

import typer

from mailroom.commands.shared import DEFAULT_CONFIG, USAGE, Config, desk_store, fail, out, refusals, settings_to_run
from mailroom.digest import Evening, paper, queue
from mailroom.foundation import desk_of
from mailroom.live_files import live_policy
from mailroom.live_letters import serving
from mailroom.settings import Settings
from mailroom.wiring import open_house, utc_now
from responders.staff_letter import language_of
from tickets.directory import Person, Staff
from tickets.store import Store

_EASTERNMOST = timedelta(hours=14)  # where a day begins first

Night = Annotated[datetime | None, typer.Option("--night", formats=["%Y-%m-%d"], help="such as 2026-03-02; the latest one without")]
Send = Annotated[bool, typer.Option("--send/--print", help="to everybody who has none of that night yet; or only show it")]
Reader = Annotated[str, typer.Option("--reader", help="whose digest is shown, by address; a lead's without")]


def digest(night: Night = None, send: Send = False, reader: Reader = "", config: Config = DEFAULT_CONFIG) -> None:
    """The nightly digest. Shown, it changes nothing; sent, nobody gets a night twice."""
    if night and night.date() > (utc_now() + _EASTERNMOST).date():
        fail(f"the night of {night:%Y-%m-%d} has not come: write an earlier one, or leave --night out for the latest", USAGE)
    if send:
        _send(settings_to_run(config), night.date() if night else None)
        return
    with desk_store(config) as (settings, store):
        evening = _evening(settings, store)
        person = _reader(evening.staff, reader, settings)
        with store.reading() as connection:
            shown = paper(connection, evening, night.date() if night else evening.latest, person)
        language = language_of(person, evening.desk)
        rendered = serving(settings).render("digest", language=language, topic="", audience="", values=shown.values)
    out.print(f"{rendered.subject}\n\n{rendered.text}", markup=False)


def _send(settings: Settings, night: date | None) -> None:
    with refusals(), open_house(settings) as house:
        evening = _evening(settings, house.store)
        queued = queue(evening, night or evening.latest)
        house.pipeline.deliver()
    out.print(f"{queued} queued; whoever has the digest of that night already gets no second one.")


def _evening(settings: Settings, store: Store) -> Evening:
    with refusals():
        staff = Staff.load(settings.path(settings.files.staff))
        policy = live_policy(settings.path(settings.files.policy))()
    at = time.fromisoformat(settings.digest.at)
    return Evening(store=store, desk=desk_of(settings, staff), policy=policy, staff=staff, at=at, now=utc_now())


def _reader(staff: Staff, address: str, settings: Settings) -> Person:
    """The person of that address; else a lead, and where there is none somebody who sees the whole desk."""
    if address:
        return staff.person(address) or fail(f"staff.toml has nobody with the address {address}", USAGE)
    anybody = Person(name=settings.desk.name, addresses=(settings.desk.address,), lead=True)
    return next((person for person in staff.people if person.lead), anybody)
