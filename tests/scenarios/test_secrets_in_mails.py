"""A password that a customer sent stands in the raw mail, and nowhere else."""

from __future__ import annotations

import json
from email import message_from_bytes

import pytest
from sqlalchemy import select

from tests.letters import mail
from tests.scenarios.conftest import Stage
from tickets.schema import messages, metadata, tickets

pytestmark = pytest.mark.server

SECRETS = ("Tr0ub4dor&3", "hunter2!x", "7KQ2M1")
TEXT = (
    "Camera 3 shows video loss. Our password is Tr0ub4dor&3 and the stream is rtsp://admin:hunter2!x@10.0.0.8/cam/realmonitor?channel=1"
    "\nThe sticker says {SN:6F0D58EPAZ56662,DT:IPMX-E40F-W1-LED,RC:7KQ2M1,NC:035D}"
)


def test_what_was_sent_is_masked_in_every_view_and_letter(stage: Stage) -> None:
    stage.write(mail(subject="password: Tr0ub4dor&3 does not work", text=TEXT))
    stage.poll()
    seen = (
        json.dumps(stage.tickets())
        + json.dumps(stage.status())
        + json.dumps(stage.life(1))
        + stage.desk.call("tickets", "show", "IC-1001").output
    )
    letter = message_from_bytes(stage.letters[0])
    seen += letter.as_string() + "".join(part.get_payload(decode=True).decode() for part in letter.walk() if not part.is_multipart())
    assert "6F0D58EPAZ56662" in seen
    assert not [secret for secret in SECRETS if secret in seen]


def test_no_column_but_the_raw_mail_holds_it(stage: Stage) -> None:
    stage.write(mail(text=TEXT))
    stage.poll()
    with stage.house.store.reading() as connection:
        kept = {table.name: str(connection.execute(select(table)).all()) for table in metadata.sorted_tables if table.name != "raws"}
    assert not [(name, secret) for name, rows in kept.items() for secret in SECRETS if secret in rows]


def test_what_an_unlock_code_is_made_of_is_marked_for_a_person(stage: Stage) -> None:
    text = (
        "I forgot the password of my recorder, please send the unlock code. Serial 7E77893PAZBED9B, the recorder shows 11/23/2026 10:31 AM"
    )
    stage.write(mail(subject="forgot password", text=text))
    stage.poll()
    with stage.house.store.reading() as connection:
        assert connection.execute(select(tickets.c.topic, tickets.c.is_sensitive)).one() == ("troubleshooting.login", True)
        assert connection.execute(select(messages.c.text)).scalars().first()
    events = stage.tickets()[0]["events"]
    assert any("verify whose device it is" in event["because"] for event in events)
    assert "sensitive  verify" in stage.desk.call("tickets", "show", "IC-1001").output
