"""What somebody sees who types `make demo`: mails come in one by one, each with its fate, and at the end one letter whole and a summary."""

from __future__ import annotations

import os
import re
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from email import message_from_bytes
from pathlib import Path
from typing import Any

from rich.table import Table

from mailroom import running
from mailroom.commands.shared import out
from mailroom.demo.evening import tell
from mailroom.demo.looking import offer
from mailroom.embedded import EmbeddedImap, EmbeddedSmtp
from mailroom.logs import to_standard_error
from mailroom.settings import Settings
from mailroom.watching import Watcher
from mailroom.wiring import House, open_house
from tickets import views

_MAILS = Path(__file__).parent / "mails"
_LETTER = re.compile(rb"\{(acknowledgement|notice):([^}]+)\}")
_PATIENCE = 30.0  # seconds for one mail, on a machine that does much else
_MAILBOXES = ("support", "sales")
_PASSWORD_VARIABLE = "MAILROOM_DEMO_PASSWORD"  # noqa: S105  (the variable's name)
_STAFF = """
[[people]]
name = "Ana Reyes"
addresses = ["ana@icrealtime.example"]
teams = ["support"]
signature = "Ana Reyes, IC Realtime"
receipts = "all"
lead = true

[[teams]]
name = "support"
"""
#: mails whose first letter is printed whole: an acknowledgement, and an engineer's answer as the customer gets it
_SHOWN = {10: "one acknowledgement", 16: "an engineer's answer, carried to the customer"}


@dataclass(frozen=True)
class Seed:
    """A mail of the demo: "03-a-spanish-shop.eml"."""

    number: int
    name: str
    raw: bytes

    @property
    def mailboxes(self) -> tuple[str, ...]:
        return _MAILBOXES if b"sales@" in self.raw.partition(b"\n\n")[0] else _MAILBOXES[:1]


def show() -> None:
    """Run the demo. Raises nothing but what a broken installation raises."""
    to_standard_error(level="error")
    with _stage() as (house, imap, smtp):
        out.print("A mail server, an SMTP sink and the desk run in this process. Mails come in now.\n")
        fates = [(seed, _deliver(house, imap, seed)) for seed in _seeds()]
        for seed, lives in fates:
            if seed.number in _SHOWN:
                _print_letter(_SHOWN[seed.number], lives, smtp)
        tell(house, smtp)
        _print_summary(fates, house)
        offer(house)


@contextmanager
def _stage() -> Iterator[tuple[House, EmbeddedImap, EmbeddedSmtp]]:
    """The desk, running, with its mailboxes met while they were empty."""
    with tempfile.TemporaryDirectory(prefix="mailroom-demo-") as folder, EmbeddedImap(_MAILBOXES) as imap, EmbeddedSmtp() as smtp:
        os.environ[_PASSWORD_VARIABLE] = imap.password
        settings = _settings(Path(folder), imap.port, smtp.port)
        (Path(folder) / "staff.toml").write_text(_STAFF, encoding="utf-8")
        stop = threading.Event()
        with open_house(settings) as house:
            running.poll(house)
            with running.working(house) as jobs:
                watchers = [Watcher(house.fetching(table, jobs.ring), stop) for table in settings.mailboxes]
                for watcher in watchers:
                    watcher.start()
                try:
                    yield house, imap, smtp
                finally:
                    stop.set()
                    for watcher in watchers:
                        watcher.join()


def _settings(folder: Path, imap_port: int, smtp_port: int) -> Settings:
    server = {"host": "127.0.0.1", "security": "none"}
    return Settings.model_validate(
        {
            "folder": folder,
            "store": {"url": "sqlite:///demo.db"},
            "mailboxes": [
                {"name": name, "address": f"{name}@icrealtime.example", "username": name, "port": imap_port, "sent_folder": "Sent"}
                | {"password_env": _PASSWORD_VARIABLE}
                | server
                for name in _MAILBOXES
            ],
            "outgoing": [{"port": smtp_port, "sent_copy": "append"} | server],
            "trust": {"verify_dkim": False, "authserv_ids": ["mx.icrealtime.example"]},
        }
    )


def _seeds() -> list[Seed]:
    files = sorted(_MAILS.glob("*.eml"))
    return [Seed(int(file.name[:2]), file.stem[3:].replace("-", " "), file.read_bytes()) for file in files]


def _deliver(house: House, imap: EmbeddedImap, seed: Seed) -> list[dict[str, Any]]:
    """Put a mail into its mailboxes, wait for its fate, tell it. The lives of its rows, one a mailbox."""
    raw = _LETTER.sub(lambda found: _letter_of(house, found[1].decode(), found[2].decode()), seed.raw)
    first = sum(_status(house)["inbound"].values()) + 1
    began = time.monotonic()
    for mailbox in seed.mailboxes:
        imap.add(mailbox, raw)
    lives = _await(house, range(first, first + len(seed.mailboxes)))
    seconds = time.monotonic() - began
    mail = lives[0]["inbound"]
    out.print(f"{seed.number:2}  {seed.name}", markup=False)
    out.print(f"    {mail['state']} {lives[0]['ticket'] or ''}: {mail['because']}", markup=False)
    out.print(f"    {_answer(lives[0])} ({seconds:.2f} s)\n", markup=False)
    return lives


def _await(house: House, ids: range) -> list[dict[str, Any]]:
    """The lives of these rows, once each has its outcome and its letter has left."""
    until = time.monotonic() + _PATIENCE
    while time.monotonic() < until:
        lives = _lives(house, ids)
        if len(lives) == len(ids) and all(_is_over(life) for life in lives):
            return lives
        time.sleep(0.02)
    raise RuntimeError(f"the demo's mail {ids[0]} had no outcome after {_PATIENCE:.0f} s")


def _lives(house: House, ids: range) -> list[dict[str, Any]]:
    with house.store.reading() as connection:
        known = [row for row in ids if views.find_inbound(connection, str(row))]
        return [views.life(connection, row, house.desk.ticket) for row in known]


def _is_over(life: dict[str, Any]) -> bool:
    return life["inbound"]["state"] != "RECEIVED" and all(letter["state"] in ("SENT", "FAILED") for letter in life["outbound"])


def _answer(life: dict[str, Any]) -> str:
    if life["outbound"]:
        return "; ".join(f"{letter['letter']} to {letter['recipient']}: {letter['state']}" for letter in life["outbound"])
    silence = next((event["because"] for event in life["events"] if event["what"] == "no letter"), "")
    return f"no letter: {silence}"


def _letter_of(house: House, kind: str, message_id: str) -> bytes:
    """The Message-ID of our letter about this mail, to the customer or to the engineer: what the people of the demo answer to."""
    with house.store.reading() as connection:
        (row,) = views.find_inbound(connection, message_id)[:1]
        life = views.life(connection, row, house.desk.ticket)
    return next(str(letter["message_id"]) for letter in life["outbound"] if letter["kind"] == kind).encode()


def _status(house: House) -> dict[str, Any]:
    with house.store.reading() as connection:
        return views.status(connection)


def _print_letter(title: str, lives: list[dict[str, Any]], smtp: EmbeddedSmtp) -> None:
    message_id = lives[0]["outbound"][0]["message_id"]
    message = next(found for found in map(message_from_bytes, (letter.raw for letter in smtp.letters)) if message_id in found["Message-ID"])
    part = next(part for part in message.walk() if part.get_content_type() == "text/plain")
    text = bytes(part.get_payload(decode=True)).decode("utf-8")
    out.rule(f"{title} (text part)")
    for name in ("From", "To", "Subject", "Auto-Submitted", "In-Reply-To", "Message-ID"):
        if message[name]:
            out.print(f"{name}: {message[name]}", markup=False)
    out.print(f"\n{text}", markup=False)


def _print_summary(fates: list[tuple[Seed, list[dict[str, Any]]]], house: House) -> None:
    out.rule("summary")
    table = Table(box=None, pad_edge=False)
    for column in ("mail", "outcome", "ticket", "letter"):
        table.add_column(column, overflow="ellipsis", no_wrap=True)
    for seed, lives in fates:
        letters = [letter["letter"] for life in lives for letter in life["outbound"]]
        table.add_row(seed.name, lives[0]["inbound"]["state"], lives[0]["ticket"] or "", ", ".join(letters))
    out.print(table)
    seen = _status(house)
    states = ", ".join(f"{count} {state}" for state, count in seen["inbound"].items() if count)
    mails = sum(seen["inbound"].values())
    out.print(f"\n{mails} mails received, {mails - seen['inbound']['RECEIVED']} accounted for: {states}.", markup=False)
    out.print(f"{sum(seen['tickets'].values())} tickets; {seen['outbound']['SENT']} letters sent.", markup=False)
