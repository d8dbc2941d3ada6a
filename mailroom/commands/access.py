"""`access`: how the desk gets into its mail servers by OAuth2, and a person's sign-in on a terminal."""

from __future__ import annotations

from datetime import datetime

import typer

from ingest.mailbox import Mailbox
from mailroom.access import warning
from mailroom.access.keys import grant_of, sign_in_of
from mailroom.access.signing_in import Invitation
from mailroom.commands.shared import DEFAULT_CONFIG, USAGE, AsJson, Config, fail, out, refusals, settings_of, show_json, show_table
from mailroom.settings import MailboxTable, Server, Settings
from mailroom.wiring import account_of, desk_keys, utc_now
from tickets.access import Access

access = typer.Typer(no_args_is_help=True, help="OAuth2: the desk's tokens.")


@access.command("list")
def list_(config: Config = DEFAULT_CONFIG, as_json: AsJson = False) -> None:
    """Every grant, how long its token and its secret last, and what is wrong with it."""
    with refusals(), desk_keys(settings_of(config)) as keys:
        standing, now = keys.standing(), utc_now()
    if as_json:
        show_json([_row(known, now) for known in standing])
        return
    rows = [(known.name, *_words(known, now)) for known in standing]
    show_table("Access", ("grant", "", "why"), rows, empty="No server is signed in to by OAuth2.")


@access.command("sign-in")
def sign_in(name: str, config: Config = DEFAULT_CONFIG) -> None:
    """Sign in once for a mailbox or a submission server (NAME, or HOST:PORT) whose login is "person"."""
    settings = settings_of(config)
    server = _server(settings, name)
    grant = grant_of(server, settings.folder)
    with refusals(), desk_keys(settings) as keys:
        keys.keepers[grant.name].take_in(sign_in_of(grant.provider)(grant, _invite))
        if isinstance(server, MailboxTable):
            with Mailbox(account_of(server, keys)) as mailbox:
                out.print(f"{name}: {mailbox.select().exists} mails in {server.folder}", markup=False)
    out.print(f"Signed in for {server.username}. The desk renews this by itself; a running one uses it from now on.", markup=False)


def _server(settings: Settings, name: str) -> Server:
    server = dict(settings.servers()).get(name)
    if server is None:
        known = ", ".join(known for known, _ in settings.servers())
        fail(f"there is no server {name}; the settings have: {known}", USAGE)
    if server.oauth is None or server.oauth.login != "person":
        fail(f'{name} has no oauth table with login = "person": nobody needs to sign in for it', USAGE)
    return server


def _invite(invitation: Invitation) -> str:
    out.print(
        f"Open this address, as the account of the mailbox, until {invitation.until:%H:%M} UTC:\n\n  {invitation.address}\n", markup=False
    )
    if invitation.code:
        out.print(f"Enter the code {invitation.code}. This waits until you have.", markup=False)
        return ""
    out.print(
        "At the end your browser says that it cannot reach 127.0.0.1. That is right: copy its whole address line to here.", markup=False
    )
    return input("address: ")


def _words(known: Access, now: datetime) -> tuple[str, str]:
    is_well, because = warning.in_words(known, now)
    return "ok" if is_well else "MEND", because


def _row(known: Access, now: datetime) -> dict[str, object]:
    is_well, because = warning.in_words(known, now)
    expires = known.expires_at.isoformat() if known.expires_at else None
    return {"grant": known.name, "ok": is_well, "because": because, "expires_at": expires, "days_left": warning.days_left(known, now)}
