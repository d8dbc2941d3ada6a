"""`tickets`: the desk from a shell."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Annotated, Any

import typer

from mailroom.commands.shared import (
    DEFAULT_CONFIG,
    LARGEST,
    USAGE,
    WRONG,
    AsJson,
    Config,
    desk_store,
    fail,
    known,
    me,
    near,
    number_in,
    numbering,
    out,
    show_json,
    show_table,
)
from mailroom.engineers.commands import Command
from mailroom.engineers.doing import do
from mailroom.engineers.job import Terms
from mailroom.foundation import desk_of
from mailroom.live_files import live_policy
from mailroom.settings import Settings
from tickets import handling, merging, undoing, views, waiting
from tickets.directory import Person, Staff
from tickets.states import TicketStatus

tickets = typer.Typer(no_args_is_help=True, help="The desk from a shell.")

Number = Annotated[str, typer.Argument(metavar="NUMBER", help="a ticket, IC-1042")]
Because = Annotated[str, typer.Option("--because", help="why, for the journal")]


@tickets.command("list")
def list_(
    config: Config = DEFAULT_CONFIG,
    as_json: AsJson = False,
    status: Annotated[str, typer.Option(help="OPEN, PENDING, SOLVED or CLOSED")] = "",
    limit: Annotated[int, typer.Option(help="at most so many, the newest")] = 1000,
) -> None:
    """Tickets, the newest first."""
    wanted = known(TicketStatus, status) if status else ""
    with desk_store(config) as (settings, store), store.reading() as connection:
        rows = views.ticket_list(connection, numbering(settings).ticket, status=wanted, limit=limit)
    if as_json:
        show_json(rows)
        return
    empty = f"No ticket is {wanted}." if wanted else "No tickets yet."
    cells = [(r["number"], _state(r), r["requester"], r["subject"], r["topic"], ", ".join(r["serials"])) for r in rows]
    show_table(f"{len(rows)} tickets", ("number", "state", "requester", "subject", "topic", "serials"), cells, empty=empty)


def _state(row: dict[str, Any]) -> str:
    return f"{row['status']}{', unanswered' if row['unanswered'] else ''}"


@tickets.command()
def show(number: Number, config: Config = DEFAULT_CONFIG, as_json: AsJson = False) -> None:
    """One ticket: what is known, who said what, what was decided and why."""
    with desk_store(config) as (settings, store), store.reading() as connection:
        desk = numbering(settings)
        found = views.ticket(connection, desk.ticket, number_in(number, desk.ticket_prefix))
    if found is None:
        fail(f"there is no ticket {number}")
    if as_json:
        show_json(found)
        return
    out.print(_described(found), markup=False)


def _described(row: dict[str, Any]) -> str:
    lines = [
        f"{row['number']}  {_state(row)}  {row['subject']}",
        f"requester  {row['requester']}   owner  {row['owner'] or 'nobody yet'}",
        f"audience   {row['audience']}   topic  {row['topic']}   scope  {row['scope']} {row['scope_clause']}",
        f"serials    {', '.join(row['serials']) or 'none'}   firmware  {', '.join(row['firmware']) or 'none'}",
        f"missing    {', '.join(row['missing']) or 'nothing'}",
        f"opened     {row['opened_at']}   acknowledged  {row['acknowledged_at'] or 'not yet'}   due  {row['due_at'] or 'no clock'}",
        *(["sensitive  verify whose device it is before anything is sent back"] if row["sensitive"] else []),
        *(f"linked     {link['number']}: {link['because']}" for link in row["links"]),
        *(f"see also   {other['number']}: {other['because']}" for other in row["related"]),
        "",
    ]
    for entry in row["conversation"]:
        arrow = {"in": "→", "out": "←"}.get(entry["direction"], "·")
        head = f"{arrow} {entry['at'][:16]} {entry['kind']} {entry['from'] or ', '.join(entry['to'])} [{entry['proof']}]"
        lines += [head, *(f"    {line}" for line in entry["text"].splitlines()), ""]
    lines += [f"· {event['at'][:16]} {event['what']}: {event['because']}" for event in row["events"]]
    return "\n".join(lines)


def _move(number: str, config: Config, status: TicketStatus, because: str) -> None:
    with desk_store(config) as (settings, store), store.writing() as connection:
        value = number_in(number, settings.desk.ticket_prefix)
        handling.move(connection, value, status, by=me(), because=because, now=datetime.now(UTC))
    out.print(f"{number} is {status.value}.", markup=False)


@tickets.command()
def close(number: Number, because: Because = "", config: Config = DEFAULT_CONFIG) -> None:
    """End a ticket; nothing is sent."""
    _move(number, config, TicketStatus.CLOSED, because)


@tickets.command()
def solve(number: Number, because: Because = "", config: Config = DEFAULT_CONFIG) -> None:
    """Say that it is solved; nothing is sent."""
    _move(number, config, TicketStatus.SOLVED, because)


@tickets.command()
def reopen(number: Number, because: Because = "", config: Config = DEFAULT_CONFIG) -> None:
    """Make it our turn again."""
    _move(number, config, TicketStatus.OPEN, because)


@tickets.command()
def assign(number: Number, owner: Annotated[str, typer.Argument(help="an engineer's address")], config: Config = DEFAULT_CONFIG) -> None:
    """Give a ticket an owner."""
    with desk_store(config) as (settings, store), store.writing() as connection:
        address = _one_of_us(settings, owner)
        value = number_in(number, settings.desk.ticket_prefix)
        handling.assign(connection, value, address, by=me(), now=datetime.now(UTC))
    out.print(f"{number} belongs to {address}.", markup=False)


def _one_of_us(settings: Settings, owner: str) -> str:
    """The address that we write to, of somebody in staff.toml: nobody else would hear of his tickets."""
    staff = Staff.load(settings.path(settings.files.staff))
    person = staff.person(owner)
    if person is None:
        fail(f"staff.toml has nobody with the address {owner}{near(owner, (address for address, _ in staff.names()))}", USAGE)
    return person.address


@tickets.command()
def correct(
    number: Number,
    topic: Annotated[str, typer.Option(help="what it is about, troubleshooting.video_loss")] = "",
    audience: Annotated[str, typer.Option(help="who writes: dealer, end_customer or unknown")] = "",
    serial: Annotated[str, typer.Option(help="of the device")] = "",
    config: Config = DEFAULT_CONFIG,
) -> None:
    """Say what the desk misread; scope and due times count from now, and the next training learns from it."""
    wanted = {"topic": topic, "audience": audience, "serial": serial}
    commands = [Command(name, argument) for name, argument in wanted.items() if argument]
    if not commands:
        fail("say what to correct: --topic, --audience or --serial", USAGE)
    _do(number, config, commands)


@tickets.command()
def snooze(
    number: Number, when: Annotated[str, typer.Argument(help='"fri", "friday 10:00", "2 days", "Jan 2"')], config: Config = DEFAULT_CONFIG
) -> None:
    """Out of the digest's sight until then, or until the customer writes."""
    _do(number, config, [Command("snooze", when)])


def _do(number: str, config: Config, commands: Sequence[Command]) -> None:
    """What an engineer's reply does by its commands, all or none."""
    with desk_store(config) as (settings, store), store.writing() as connection:
        terms = _terms(settings)
        ticket = handling.by_number(connection, number_in(number, settings.desk.ticket_prefix))
        done = do(connection, terms, ticket.id, Person(name=me(), addresses=(me(),)), commands, datetime.now(UTC))
    for one in done:
        out.print("\n  ".join((f"{terms.desk.ticket(ticket.number)}: {one.text}", *one.more)), markup=False)
    if not all(one.is_done for one in done):
        raise typer.Exit(WRONG)


def _terms(settings: Settings) -> Terms:
    staff = Staff.load(settings.path(settings.files.staff))
    policy = live_policy(settings.path(settings.files.policy))
    return Terms(desk=desk_of(settings, staff), policy=policy(), staff=staff, answers_on=settings.desk.answers == "on")


@tickets.command()
def note(number: Number, text: str, config: Config = DEFAULT_CONFIG) -> None:
    """Write an internal note; no customer ever sees it."""
    with desk_store(config) as (settings, store), store.writing() as connection:
        value = number_in(number, settings.desk.ticket_prefix)
        handling.write_note(connection, value, text, by=me(), now=datetime.now(UTC))
    out.print(f"Noted on {number}.", markup=False)


@tickets.command()
def merge(
    number: Number, into: Annotated[str, typer.Argument(metavar="INTO", help="the ticket that stays")], config: Config = DEFAULT_CONFIG
) -> None:
    """Join two tickets of one requester; tickets of different people are linked instead."""
    with desk_store(config) as (settings, store), store.writing() as connection:
        prefix = settings.desk.ticket_prefix
        merged = merging.merge(connection, number_in(number, prefix), number_in(into, prefix), by=me(), now=datetime.now(UTC))
    told = f"{number} is merged into {into}; later mail to either lands there."
    out.print(told if merged else f"{number} and {into} are of different people: they are linked, and stay two tickets.", markup=False)


@tickets.command()
def split(
    mail: Annotated[int, typer.Argument(metavar="ID", max=LARGEST, help="the mail's id, from `trace NUMBER`")],
    config: Config = DEFAULT_CONFIG,
) -> None:
    """Take one mail out of its ticket; it becomes a ticket of its own."""
    with desk_store(config) as (_, store), store.writing() as connection:
        waiting.undo(connection, mail, me(), datetime.now(UTC))
    out.print(f"Mail {mail} becomes a ticket of its own with the next pass.", markup=False)


@tickets.command()
def undo(number: Number, config: Config = DEFAULT_CONFIG) -> None:
    """Take the last merge or join back: two tickets again, or the newest mail becomes a ticket of its own."""
    with desk_store(config) as (settings, store), store.writing() as connection:
        desk = numbering(settings)
        row = merging.exact(connection, number_in(number, desk.ticket_prefix))
        union = undoing.last_union(connection, row.id)
        undoing.undo(connection, row.id, union, by=me(), now=datetime.now(UTC))
    told = f"Mail {union.inbound_id} leaves {number} and becomes a ticket of its own with the next pass."
    out.print(f"{desk.ticket(union.merged_number)} stands by itself again." if union.merged_number else told, markup=False)
