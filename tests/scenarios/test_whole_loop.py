"""The whole way, with an MTA: a customer's mail program → Postfix → Dovecot → this desk → Postfix → the customer's mailbox, and an
engineer in between who answers from his own."""

from __future__ import annotations

import imaplib
from collections.abc import Iterator
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

import pytest

from mailroom import running
from mailroom.wiring import House
from mailroom.workers import Workers
from tests import desk as desks
from tests.engineers import ANA, CARL, LEAD, reply, staff
from tests.letters import answer_to, mail
from tests.servers import dovecot, postfix
from tests.servers.dovecot import PASSWORD, Dovecot
from tests.servers.ports import soon
from tests.servers.postfix import Postfix

pytestmark = pytest.mark.server

DESK, BOB = "support@icrealtime.example", "bob@example.org"
USERS = {DESK: "support", ANA: "ana", CARL: "carl", LEAD: "lea", BOB: "bob"}


@pytest.fixture(scope="module")
def mailboxes(dovecot_is_here: None, postfix_is_here: None) -> Iterator[Dovecot]:
    with dovecot.running(tuple(USERS.values())) as server:
        yield server


@pytest.fixture(scope="module")
def mta(mailboxes: Dovecot) -> Iterator[Postfix]:
    with postfix.running(mailboxes, USERS) as server:
        yield server


@pytest.fixture
def house(mailboxes: Dovecot, mta: Postfix, readers: Workers, tmp_path: Path) -> Iterator[House]:
    made = desks.make(
        tmp_path,
        imap={"support": mailboxes.port},
        smtp=(mta.submission,),
        desk="plus_addressing = true",
        mailbox='sent_folder = "Sent"',
        outgoing='sent_copy = "append"',
    )
    (tmp_path / "staff.toml").write_text(staff(), encoding="utf-8")
    with made.house(readers) as house:
        running.poll(house)
        yield house


class Person:
    """Somebody with a mail program: SMTP to the MTA, IMAP to his mailbox."""

    def __init__(self, address: str, imap: Dovecot, mta: Postfix, *, door: int) -> None:
        self.address, self._imap, self._mta, self._door = address, imap, mta, door

    def sends(self, raw: bytes) -> None:
        recipients = [a.addr_spec for a in message_from_bytes(raw, policy=policy.default)["To"].addresses]
        self._mta.hand_over(self.address, recipients, raw, door=self._door)

    def has(self, number: int) -> bytes:
        """His mail of that number, once it is there."""
        assert soon(lambda: len(self._mails()) >= number), self._mta.log()[-3000:]
        return self._mails()[number - 1]

    def _mails(self) -> list[bytes]:
        with imaplib.IMAP4("127.0.0.1", self._imap.port) as session:
            session.login(USERS[self.address], PASSWORD)
            session.select("INBOX", readonly=True)
            numbers = session.search(None, "ALL")[1][0].split()
            return [session.fetch(number, "(BODY.PEEK[])")[1][0][1] for number in numbers]  # type: ignore[index,misc]


def gets_one(house: House) -> None:
    """The desk passes over its mailbox until the MTA has delivered there."""
    assert soon(lambda: running.poll(house).received > 0)


def read(raw: bytes) -> EmailMessage:
    found = message_from_bytes(raw, policy=policy.default)
    assert isinstance(found, EmailMessage)
    return found


def text_of(raw: bytes) -> str:
    body = read(raw).get_body(("plain",))
    assert body is not None
    return str(body.get_content())


def test_a_customer_writes_an_engineer_answers_and_each_has_it_in_his_own_mailbox(house: House, mailboxes: Dovecot, mta: Postfix) -> None:
    bob = Person(BOB, mailboxes, mta, door=mta.port)
    ana = Person(ANA, mailboxes, mta, door=mta.submission)

    bob.sends(mail(sender=f"Bob Jones <{BOB}>", to=DESK, text="Camera 3 shows video loss since Monday."))
    gets_one(house)
    acknowledgement = bob.has(1)
    assert "[IC-1001]" in str(read(acknowledgement)["Subject"])

    notice = read(ana.has(1))
    assert "video loss" in text_of(ana.has(1))
    ana.sends(reply(notice, "Please swap the cables of camera 3.\n\nAna", Authentication_Results=""))  # the MTA vouches for her
    gets_one(house)
    relay = bob.has(2)
    assert "Please swap the cables of camera 3." in text_of(relay)
    assert str(read(relay)["From"].addresses[0].addr_spec) == DESK
    for internal in ("¦", "ana@", "IC-1001 ·"):
        assert internal not in text_of(relay)

    bob.sends(answer_to(relay, sender=BOB, text="It works now, thank you so much! One more thing: camera 5 is black too."))
    gets_one(house)
    assert "camera 5 is black" in text_of(ana.has(2))
