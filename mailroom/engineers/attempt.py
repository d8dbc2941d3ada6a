"""An engineer's mail in hand, with the right that it has proven: what replies, refusals and commands share."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from mailroom.engineers.job import Terms
from mailroom.engineers.proof import Proof
from mailroom.recalling import Mail, Recalled, Rules
from tickets import journal, outbox
from tickets.directory import Person
from tickets.letter import Letter, Owed
from tickets.tokens import mint

SILENCE = "engineers need no acknowledgement"


@dataclass(frozen=True, kw_only=True)
class Attempt:
    connection: Connection
    rules: Rules
    recalled: Recalled
    person: Person  # whom From names
    proof: Proof

    @property
    def mail(self) -> Mail:
        return self.recalled.mail

    @property
    def text(self) -> str:
        """What he wrote now, whole: for his own eyes."""
        return self.mail.examined.message.new_text

    @property
    def ticket_id(self) -> int | None:
        """Of his token, else the one that the mail names."""
        named = self.recalled.case.placement.ticket_id
        return self.proof.ticket_id if self.proof.ticket_id is not None else named

    @property
    def terms(self) -> Terms:
        rules = self.rules
        return Terms(desk=rules.desk, policy=rules.policy, staff=rules.staff, answers_on=rules.answers_on)

    def queue(self, letters: Sequence[Letter]) -> list[tuple[int, str]]:
        """Owe these letters; (outbound id, token) of each."""
        owed = [Owed(letter=letter, token=mint(secrets.token_bytes(10))) for letter in letters]
        ids = outbox.queue_all(self.connection, owed, domain=self.rules.desk.domain, now=self.mail.now)
        return [(outbound_id, one.token) for outbound_id, one in zip(ids, owed, strict=True)]

    def note(self, what: str, because: str, outbound_id: int | None = None) -> None:
        row = self.mail.row.id
        journal.note(self.connection, self.mail.now, what, because, inbound_id=row, ticket_id=self.ticket_id, outbound_id=outbound_id)
