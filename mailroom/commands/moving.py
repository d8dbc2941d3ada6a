"""`db move`: a desk that has outgrown its SQLite file goes on in PostgreSQL."""

from __future__ import annotations

import os
from contextlib import closing
from typing import Annotated

import typer

from mailroom.commands.progress import bar
from mailroom.commands.shared import DEFAULT_CONFIG, USAGE, Config, desk_store, fail, out, refusals
from mailroom.server_urls import store_faults, with_password
from mailroom.settings import Settings
from mailroom.wiring import utc_now
from tickets import moving
from tickets.store import Store

To = Annotated[str, typer.Option("--to", help="postgresql+psycopg://USER@HOST/NAME of an empty database; without its password")]
PasswordEnv = Annotated[str, typer.Option("--password-env", help="the environment variable that holds the target's password")]
Force = Annotated[bool, typer.Option("--force", help="although a process of the desk seems to be at work")]


def move(to: To, password_env: PasswordEnv = "", force: Force = False, config: Config = DEFAULT_CONFIG) -> None:
    """Carry the desk from SQLite to an empty PostgreSQL, and say what to change in mailroom.toml. Stop the desk first."""
    with desk_store(config) as (settings, store), refusals(), closing(Store(_target(to, password_env, settings))) as target:
        target.upgrade()
        with bar() as progress:
            moved = moving.move(store, target, utc_now(), progress, is_forced=force)
    rows = sum(moved.values())
    out.print(f"{rows} rows of {len(moved)} tables carried and compared. The old desk sends nothing any more. In mailroom.toml write:\n")
    secret = f'\npassword_env = "{password_env}"' if password_env else ""
    out.print(
        f'[store]\nurl = "{to}"{secret}\n\nThen start the desk. Keep the old file until you have a backup of the new one.', markup=False
    )


def _target(to: str, password_env: str, settings: Settings) -> str:
    wrong = [f"--to {fault}" for fault in store_faults(to, settings.trust.private_hosts)]
    wrong += [] if to.startswith("postgresql+psycopg://") else ["--to: write postgresql+psycopg://USER@HOST/NAME"]
    wrong += [f"the environment has no {password_env}"] if password_env and not os.environ.get(password_env) else []
    if wrong:
        fail("\n".join(wrong), USAGE)
    return with_password(to, os.environ.get(password_env, ""))
