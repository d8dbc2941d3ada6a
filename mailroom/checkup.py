"""What `mailroom doctor` finds of the desk itself: what its people edit, the broker, the disk, and whether it is alive.

Each check raises WorldError with what to mend, or says what is well. None of it changes anything: the dealers are imported into a
transaction that is taken back.
"""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from contextlib import closing, suppress
from datetime import UTC, datetime
from pathlib import Path

from mailroom import environment, templates_check
from mailroom.foundation import open_store
from mailroom.jobs import MEMORY, broker_of
from mailroom.settings import Settings
from mailroom.wiring import publishing_of
from tickets import backups, brake, coverage, heartbeat, spoken
from tickets.directory import Staff, import_dealers
from tickets.errors import WorldError, shown
from tickets.liveness import is_alive
from tickets.policy import Policy

_TOLD = 5  # faults of a file; its own command tells all
_ROOM = 0.05  # of a disk: full, it stops the fetching of mail


class _TakenBack(Exception):  # noqa: N818
    """Ends a transaction of which nothing is to stay."""


def letters(settings: Settings) -> str:
    """As `mailroom templates check` does, every letter against every sample: some seconds."""
    with closing(open_store(settings)) as store:
        publishing = publishing_of(settings, store)
        serving = publishing.letters()
        found = (
            *templates_check.check_edits(publishing, settings.path(settings.files.templates)),
            *templates_check.check(serving, publishing.policy()),
        )
    _raise_first([str(finding) for finding in found if not finding.is_warning], "mailroom templates check")
    return f"in {', '.join(serving.languages)}; they stand their samples"


def staff(settings: Settings, policy: Policy) -> str:
    directory = Staff.load(settings.path(settings.files.staff))
    _raise_first(coverage.faults(directory, policy.topics), "mailroom staff check")
    return f"{len(directory.people)} listed; every topic has a team, every lane a person"


def dealers(settings: Settings) -> str:
    path = settings.path(settings.files.dealers)
    if not path.exists():
        return f"there is no {path}: nobody is known as a dealer by a file"
    rows = None
    try:
        with closing(open_store(settings)) as store, suppress(_TakenBack), store.writing() as connection:
            rows = import_dealers(connection, path)
            raise _TakenBack
    except OSError as err:
        raise WorldError(f"{path}: cannot be read ({err.strerror})") from err
    return "as imported" if rows is None else f"{rows} can be imported"


def broker(settings: Settings) -> str:
    """Logs in: a port that answers says nothing about the password."""
    if settings.broker.url.startswith(MEMORY):
        return "in memory: for `mailroom run` alone"
    made = broker_of(environment.broker_url(settings))
    try:
        _log_in(made)
    except Exception as err:  # each broker's library has its own
        said = shown(err, environment.secret(settings.broker.password_env, "broker.password_env")) or type(err).__name__
        raise WorldError(f"{settings.broker.url}: {said}; see that it runs, and that broker.password_env holds its password") from err
    finally:
        with suppress(Exception):
            made.close()
    return "logged in"


def _log_in(made: object) -> None:
    client = getattr(made, "client", None)
    if client is not None:  # Redis
        client.ping()
    else:  # RabbitMQ: asked for its connection, it opens one
        _ = made.connection  # type: ignore[attr-defined]


def disk(folder: Path) -> str:
    room = shutil.disk_usage(folder)
    free = f"{room.free / 1024**3:.1f} GB free on the disk of {folder}"
    if room.free < _ROOM * room.total:
        raise WorldError(f"only {free}, less than 5 %: full, it stops the fetching of mail. Remove old backups and logs")
    return free


def backed_up(settings: Settings) -> str:
    with closing(open_store(settings)) as store, store.reading() as connection:
        made, now = backups.read(connection), datetime.now(UTC)
    if made.failed_at:
        raise WorldError(f"the last one failed: {made.because}. Mend that, then `systemctl start mailroom-backup.service`")
    if made.last is None:
        return "none was ever made: `systemctl enable --now mailroom-backup.timer`, or let what saves the desk call `mailroom db saved`"
    told = f"the last one was made on {spoken.moment(made.last)}"
    if made.is_late(now):
        raise WorldError(f"{told}, longer ago than is usual: see `systemctl list-timers 'mailroom*'`")
    return told


def outbox(settings: Settings) -> str:
    with closing(open_store(settings)) as store, store.reading() as connection:
        because = brake.reason(connection)
    if because:
        raise WorldError(f"shut, and nothing leaves: {because}. `mailroom outbox resume` opens it")
    return "open"


def processes(settings: Settings) -> str:
    """Before the first start none is missed."""
    with closing(open_store(settings)) as store, store.reading() as connection:
        alive_at = heartbeat.last(connection)
    if alive_at is None:
        return "none has run yet"
    if not is_alive(alive_at, datetime.now(UTC)):
        raise WorldError(f"none is alive since {alive_at.isoformat()[:16]} UTC: start `mailroom run` (or, under cron, `mailroom poll`)")
    return "a schedule is alive"


def _raise_first(faults: Sequence[str], command: str) -> None:
    if faults:
        more = f"; and {len(faults) - _TOLD} more" if len(faults) > _TOLD else ""
        raise WorldError(f"{'; '.join(faults[:_TOLD])}{more}. `{command}` tells all")
