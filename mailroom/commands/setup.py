"""`init`, `doctor`, `db`: from an empty folder to a desk that runs."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Annotated

import typer

from mailroom.commands.moving import move
from mailroom.commands.shared import (
    DEFAULT_CONFIG,
    USAGE,
    WRONG,
    AsJson,
    Config,
    desk_store,
    err,
    fail,
    out,
    settings_of,
    show_json,
    write_file,
)
from mailroom.doctor import examine
from mailroom.engineers.shaking_hands import ask
from mailroom.foundation import desk_of
from mailroom.live_files import live_policy
from mailroom.wiring import utc_now
from responders.sources import SHIPPED
from tickets import backups
from tickets.directory import Staff
from tickets.errors import shown
from tickets.policy import DEFAULT

db = typer.Typer(no_args_is_help=True, help="The database.")
db.command()(move)

Notices = Annotated[bool, typer.Option("--notices", help="also send each engineer a test notice; its answer shows which proof comes back")]

_STARTER = Path(__file__).parent.parent / "starter"
_NOT_LETTERS = shutil.ignore_patterns("__init__.py", "__pycache__")


def init(folder: Path) -> None:
    """Write a desk to edit: settings, policy, letters, dealers, staff. Refuses to overwrite."""
    wanted = [folder / name for name in ("mailroom.toml", "policy.toml", "templates", "dealers.csv", "staff.toml")]
    there = [str(path) for path in wanted if path.exists()]
    if there:
        fail(f"these stand already, and nothing was written: {', '.join(there)}", USAGE)
    write_file(folder, lambda: _furnish(folder))
    out.print(
        f"A desk stands in {folder}. Edit mailroom.toml, export the passwords that it names, then:\n"
        f"  mailroom doctor --config {folder}/mailroom.toml\n"
        f"  mailroom run --config {folder}/mailroom.toml",
        markup=False,
    )


def _furnish(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for name in ("mailroom.toml", "dealers.csv", "staff.toml"):
        shutil.copyfile(_STARTER / name, folder / name)
    shutil.copyfile(DEFAULT, folder / "policy.toml")
    shutil.copytree(SHIPPED, folder / "templates", ignore=_NOT_LETTERS)


def doctor(notices: Notices = False, config: Config = DEFAULT_CONFIG, as_json: AsJson = False) -> None:
    """Try every server, password, letter, directory and the database, and say what to mend. 0 when nothing is left."""
    if notices:
        _shake_hands(config)
    findings = examine(settings_of(config))
    if as_json:
        show_json([{"what": f.what, "ok": f.is_well, "because": f.because} for f in findings])
    else:
        for finding in findings:
            out.print(f"{'ok  ' if finding.is_well else 'MEND'}  {finding.what}: {finding.because}", markup=False)
    if not all(finding.is_well for finding in findings):
        raise typer.Exit(WRONG)


def _shake_hands(config: Path) -> None:
    with desk_store(config) as (settings, store):
        staff = Staff.load(settings.path(settings.files.staff))
        policy = live_policy(settings.path(settings.files.policy))()
        queued = ask(store, desk_of(settings, staff), policy, staff, utc_now())
    err.print(f"{queued} test notices are queued and leave with the next letters; ask each to be answered with ok, then call doctor again.")


@db.command()
def where(config: Config = DEFAULT_CONFIG) -> None:
    """Where the desk's database is, without its password: for sqlite3, pg_dump and psql."""
    settings = settings_of(config)
    out.print(settings.store_place(), markup=False)


Failed = Annotated[str | None, typer.Option("--failed", metavar="BECAUSE", help="it failed: an alarm, until one succeeds")]
NoMore = Annotated[bool, typer.Option("--no-more", help="nobody saves the desk in this way any more, and none is missed")]


@db.command()
def saved(failed: Failed = None, no_more: NoMore = False, config: Config = DEFAULT_CONFIG) -> None:
    """Note that a whole backup of the desk was made, or failed: `deploy/backup` does, and whatever else saves it."""
    if failed is not None and no_more:
        fail("--failed and --no-more are two things: write one", USAGE)
    with desk_store(config) as (_, store), store.writing() as connection:
        if no_more:
            backups.no_more(connection)
        elif failed is not None:
            backups.failed(connection, shown(failed) if failed.strip() else "no reason was given", utc_now())
        else:
            backups.succeeded(connection, utc_now())
    out.print("Noted.")


@db.command()
def upgrade(config: Config = DEFAULT_CONFIG) -> None:
    """Bring the tables to this version. Running it twice changes nothing."""
    with desk_store(config):
        out.print("The tables are those of this version.")
