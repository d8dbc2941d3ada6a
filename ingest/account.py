"""What is configured of an IMAP mailbox, and how its folder stands. The server knows `username`, customers `address`."""

from __future__ import annotations

from dataclasses import dataclass, field

from ingest.fetch import Limits
from tickets.account import Account
from tickets.sasl import Access
from tickets.transport import Security


@dataclass(frozen=True, kw_only=True)
class MailboxAccount:
    """One `[[mailboxes]]` table with its password, or with `access` to sign in by OAuth2."""

    name: str
    address: str
    host: str
    port: int = 993
    security: str = Security.TLS
    username: str
    password: str = field(default="", repr=False)
    access: Access | None = field(default=None, repr=False)
    shared: Account | None = field(default=None, repr=False)  # the account as all processes use it
    folder: str = "INBOX"
    sent_folder: str = "Sent"
    max_bytes: int = 30_000_000  # a larger mail is a giant (decisions 13)
    batch_count: int = 100  # more is no faster
    batch_bytes: int = 16_000_000  # what one fetch may hold in memory
    timeout_seconds: float = 60  # of silence

    @property
    def where(self) -> str:
        return f"mailbox {self.name} ({self.host}:{self.port})"

    def sit(self) -> bool:
        """Have one of the connections that are permitted; True where it is the one we had. Raises Transient: all are taken."""
        return self.shared is None or self.shared.sit()

    def rise(self) -> None:
        if self.shared is not None:
            self.shared.rise()

    @property
    def limits(self) -> Limits:
        return Limits(max_bytes=self.max_bytes, batch_count=self.batch_count, batch_bytes=self.batch_bytes)


@dataclass(frozen=True, kw_only=True)
class FolderState:
    """What the server says when the folder is opened."""

    uidvalidity: int
    uidnext: int
    exists: int

    @property
    def highest_uid(self) -> int:
        """No mail has a higher one: the cursor of a mailbox whose old mail is left alone."""
        return self.uidnext - 1
