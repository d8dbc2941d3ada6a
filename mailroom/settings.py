"""`mailroom.toml`: every setting of contract.md, checked as a whole. A wrong or unknown key stops the start; all faults are told at once.

Secrets never stand in the file: `…_env` names the environment variable that holds one, and `mailroom.environment` asks for it.
"""

from __future__ import annotations

import tomllib
from datetime import date
from pathlib import Path
from typing import Annotated, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator

from mailroom import server_urls
from mailroom.access.table import OAuthTable
from mailroom.console import listening
from mailroom.glance.tables import AlarmsTable, CanaryTable, LogsTable, MetricsTable
from tickets.folders import sent_folder_of
from tickets.transport import exposure

_EXTRA = "Extra inputs are not permitted"  # pydantic's words for a key that it does not know


class ConfigurationError(Exception):
    """What is wrong with the configuration: one line a fault, each naming its key and what to write there."""

    def __init__(self, faults: list[str]) -> None:
        super().__init__("\n".join(faults))
        self.faults = faults


class _Table(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class DeskTable(_Table):
    name: str = "IC Realtime Support"
    address: str = "support@icrealtime.example"
    plus_addressing: Literal["auto"] | bool = "auto"
    answers: Literal["on", "off"] = "on"
    ticket_prefix: Annotated[str, Field(pattern=r"^[A-Z]{1,6}$")] = "IC"
    timezone: str = "America/New_York"
    language: str = "en"
    portal_url: str = "https://store.icrealtime.example"
    help_center_url: str = ""
    dealer_phone: str = ""
    consumer_phone: str = ""
    sales_address: str = ""
    first_number: Annotated[int, Field(ge=1)] = 1001

    @field_validator("address")
    @classmethod
    def _address(cls, value: str) -> str:
        local, at, domain = value.partition("@")
        if not (local and at and domain) or "+" in local:
            raise ValueError("write one plain address, such as support@example.com")
        return f"{local}@{domain.lower()}"

    @field_validator("timezone")
    @classmethod
    def _timezone(cls, value: str) -> str:
        try:
            ZoneInfo(value)
        except (ZoneInfoNotFoundError, ValueError) as err:
            raise ValueError("no such time zone; write one such as America/New_York") from err
        return value


class _WithPassword(_Table):
    password_env: str = ""


class StoreTable(_WithPassword):
    url: str = "sqlite:///var/mailroom.db"
    raw_days: Annotated[int, Field(ge=1)] = 400
    token_key_env: str = "MAILROOM_TOKEN_KEY"  # noqa: S105  (the name of a variable)
    timeout_seconds: Annotated[int, Field(ge=1)] = 60


class BrokerTable(_WithPassword):
    url: str = "memory://"


class Server(_WithPassword):
    host: str
    security: Literal["tls", "starttls", "none"] = "tls"
    username: str = ""
    oauth: OAuthTable | None = None
    timeout_seconds: Annotated[int, Field(ge=1)] = 60

    @model_validator(mode="after")
    def _plain_text_stays_at_home(self) -> Server:
        exposed = exposure(self.host, self.security)
        if exposed:
            raise ValueError(exposed)
        return self

    @model_validator(mode="after")
    def _signs_in_in_one_way(self) -> Server:
        if self.oauth is not None and self.password_env:
            raise ValueError("password_env and an oauth table are two ways to sign in: take one of them out")
        if self.oauth is not None and not self.username:
            raise ValueError("username is missing: write the account that is signed in to by OAuth2")
        return self


class MailboxTable(Server):
    name: Annotated[str, Field(min_length=1, max_length=100, pattern="^[^/]*$")]
    address: str
    port: Annotated[int, Field(ge=1, le=65535)] = 993
    folder: str = "INBOX"
    sent_folder: str = ""
    start: Literal["new", "all"] | date = "new"
    after: Annotated[str, Field(pattern=r"^(leave|seen|move:.+)$")] = "leave"
    poll_seconds: Annotated[int, Field(ge=5)] = 60
    max_bytes: Annotated[int, Field(ge=65536)] = 30 * 1024 * 1024
    max_connections: Annotated[int, Field(ge=0)] = 10

    def sent(self) -> MailboxTable | None:
        """Its Sent folder as a mailbox to watch, in which nothing is ever flagged or moved; None where none is named."""
        if not self.sent_folder:
            return None
        name = sent_folder_of(self.name, self.sent_folder)
        return self.model_copy(update={"name": name, "folder": self.sent_folder, "sent_folder": "", "after": "leave"})


class OutgoingTable(Server):
    port: Annotated[int, Field(ge=1, le=65535)] = 587
    security: Literal["tls", "starttls", "none"] = "starttls"
    sent_copy: Literal["server", "append", "none"] = "none"
    rate_per_minute: Annotated[int, Field(ge=0)] = 0
    max_connections: Annotated[int, Field(ge=0)] = 3


class FormTable(_Table):
    name: str
    sender: str
    requester: Annotated[str, Field(pattern=r"^(reply_to|label:.+)$")] = "reply_to"
    channel: str = ""


class TrustTable(_Table):
    authserv_ids: tuple[str, ...] = ()
    verify_dkim: bool = True
    exchange_internal: bool = False
    arc_sealers: tuple[str, ...] = ()
    private_hosts: tuple[str, ...] = ()


class FilesTable(_Table):
    policy: str = "policy.toml"
    templates: str = "templates"
    dealers: str = "dealers.csv"
    staff: str = "staff.toml"
    model: str = "var/model"


class DigestTable(_Table):
    at: Annotated[str, Field(pattern=r"^([01]\d|2[0-3]):[0-5]\d$")] = "21:00"


class ConsoleTable(_Table):
    listen: str = "127.0.0.1:8025"
    public_url: str = ""
    tls_cert: str = ""
    tls_key: str = ""
    proxies: tuple[str, ...] = ()
    proxy_header: str = ""

    @model_validator(mode="after")
    def _is_not_open_to_others(self) -> ConsoleTable:
        if faults := list(listening.faults(**self.model_dump())):
            raise ValueError("; ".join(faults))
        return self


class Settings(_Table):
    """The whole file. `folder` is where it lies: relative paths start there."""

    desk: DeskTable = DeskTable()
    store: StoreTable = StoreTable()
    broker: BrokerTable = BrokerTable()
    mailboxes: tuple[MailboxTable, ...] = ()
    outgoing: tuple[OutgoingTable, ...] = ()
    forms: tuple[FormTable, ...] = ()
    trust: TrustTable = TrustTable()
    files: FilesTable = FilesTable()
    digest: DigestTable = DigestTable()
    console: ConsoleTable = ConsoleTable()
    metrics: MetricsTable = MetricsTable()
    alarms: AlarmsTable = AlarmsTable()
    canary: CanaryTable = CanaryTable()
    logs: LogsTable = LogsTable()
    folder: Path = Path()

    @model_validator(mode="after")
    def _names_are_unique(self) -> Settings:
        names = [mailbox.name for mailbox in self.mailboxes]
        twice = sorted({name for name in names if names.count(name) > 1})
        if twice:
            raise ValueError(f"two mailboxes are named {', '.join(twice)}; each needs its own name")
        if self.canary.mailbox not in ("", *names):
            raise ValueError(f"canary.mailbox: no mailbox is named {self.canary.mailbox}")
        return self

    @model_validator(mode="after")
    def _urls_hold_no_secret_and_show_none(self) -> Settings:
        private = self.trust.private_hosts
        found = [f"store.url {fault}" for fault in server_urls.store_faults(self.store.url, private)]
        found += [f"broker.url {fault}" for fault in server_urls.broker_faults(self.broker.url, private)]
        if found:
            raise ValueError("; ".join(found))
        return self

    def sent_folders(self) -> tuple[MailboxTable, ...]:
        """Where engineers answer from the shared mailbox, and copies of our letters lie."""
        return tuple(sent for mailbox in self.mailboxes if (sent := mailbox.sent()) is not None)

    def servers(self) -> tuple[tuple[str, Server], ...]:
        """Every mail server by its name: a mailbox's own, a submission server's host and port."""
        return (*((each.name, each) for each in self.mailboxes), *((f"{each.host}:{each.port}", each) for each in self.outgoing))

    def path(self, relative: str) -> Path:
        return self.folder / relative

    def store_place(self) -> str:
        """Where the database is, in the words that pg_dump and psql know."""
        return self.store_address().replace("postgresql+psycopg://", "postgresql://", 1)

    def store_address(self) -> str:
        """The database's URL without its password. A relative SQLite path starts at the folder of the settings, wherever a command runs."""
        prefix = "sqlite:///"
        if not self.store.url.startswith(prefix) or self.store.url.startswith("sqlite:////"):
            return self.store.url
        return prefix + str((self.folder / self.store.url.removeprefix(prefix)).resolve())


def load(path: Path) -> Settings:
    """Read and check a `mailroom.toml`.

    Raises ConfigurationError with every fault: a file that cannot be read, TOML that does not parse, keys that are unknown or wrong.
    """
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as err:
        raise ConfigurationError([f"{path}: cannot be read ({err.strerror}); `mailroom init DIR` writes one to edit"]) from err
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as err:
        raise ConfigurationError([f"{path}: is not TOML: {err}"]) from err
    if "folder" in table:
        raise ConfigurationError([_fault(path, ("folder",), _EXTRA)])
    try:
        return Settings.model_validate({**table, "folder": path.resolve().parent})
    except ValidationError as err:
        raise ConfigurationError([_fault(path, fault["loc"], fault["msg"]) for fault in err.errors()]) from err


def _fault(path: Path, location: tuple[int | str, ...], text: str) -> str:
    place = ": ".join(filter(None, [str(path), ".".join(str(part) for part in location)]))
    hint = "unknown key; the README lists the known ones" if text == _EXTRA else text.removeprefix("Value error, ")
    return f"{place}: {hint}"
