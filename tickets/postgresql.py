"""Connections to PostgreSQL that never wait for ever: for a server that vanished, hangs, or holds a lock that a stopped process has.

TCP notices a host that is gone and no process that is stopped: the kernel still acknowledges for it. So the limit stands at three
places: in TCP for the line, in the server for its statements, and in the driver for a server that does neither.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any

from sqlalchemy import Engine, event

_CONNECT = timedelta(seconds=10)
#: libpq, "Parameter Key Words": a line without an answer is cut after half a minute, a quiet one is asked
_LINE: dict[str, int] = {
    "tcp_user_timeout": 30_000,
    "keepalives_idle": 30,
    "keepalives_interval": 10,
    "keepalives_count": 3,
}
_GRACE = 1.1  # times as long: the server's own word, "canceling statement due to statement timeout", says more than its silence


def be_patient(engine: Engine, patience: timedelta | None) -> None:
    """Let each of this engine's connections wait that long for an answer, and no longer; None: for ever, as a migration must."""
    connect = min(_CONNECT, patience or _CONNECT)
    event.listen(engine, "do_connect", partial(_care_for_the_line, {"connect_timeout": int(connect.total_seconds()), **_LINE}))
    if patience is not None:
        event.listen(engine, "connect", partial(_limit, patience, engine.dialect.loaded_dbapi.OperationalError))


def _care_for_the_line(limits: dict[str, int], dialect: object, record: object, arguments: object, parameters: dict[str, Any]) -> None:  # noqa: ARG001
    for name, value in limits.items():
        parameters.setdefault(name, value)


def _limit(patience: timedelta, failure: type[Exception], driver: Any, record: object) -> None:  # noqa: ARG001
    milliseconds = int(patience.total_seconds() * 1000)
    driver.autocommit = True
    # A process that was stopped in a transaction would keep its locks, and every other would wait for them.
    driver.execute(f"SET statement_timeout = {milliseconds}; SET idle_in_transaction_session_timeout = {milliseconds}")
    driver.autocommit = False
    driver.wait = partial(_wait, driver, failure, driver.wait, patience.total_seconds() * _GRACE)


def _wait(driver: Any, failure: type[Exception], wait: Callable[..., Any], seconds: float, steps: Any, interval: float = 0.1) -> Any:
    """psycopg's own wait, ended. What the server may still say belongs to no later question, so the connection ends with it."""
    try:
        return wait(steps, interval=interval, timeout=seconds)
    except failure as err:
        if getattr(err, "sqlstate", None) is None:  # not the server's word: the time is over, or the line is cut
            driver.pgconn.finish()
        raise
