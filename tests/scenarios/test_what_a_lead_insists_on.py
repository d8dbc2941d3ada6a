"""What a desk lead would try on the first day, where no other scenario tries it; each test names its desk-rule."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import select

from tests import desk as desks
from tests.desk import Desk
from tests.engineers import ANA, answer, letters_to, reply, staff, told
from tests.letters import mail
from tests.scenarios.conftest import Stage
from tests.servers.dovecot import Dovecot
from tests.servers.smtp import Sink
from tickets.schema import tickets

pytestmark = pytest.mark.server

BOB = "bob@example.org"


@pytest.fixture
def desk(imap_server: Dovecot, sink: Sink, tmp_path: Path, database: str) -> Desk:
    """A desk with two engineers and a lead."""
    ports = {"support": imap_server.port, "sales": imap_server.port}
    made = desks.make(tmp_path, imap=ports, smtp=(sink.port,), desk="plus_addressing = true", store=database)
    (tmp_path / "staff.toml").write_text(staff(), encoding="utf-8")
    return made


def test_an_unlock_code_that_two_mails_bring_together_is_marked_in_the_notice(stage: Stage) -> None:
    clock = "I forgot the password of my recorder, please send the unlock code. The recorder shows 11/23/2026 10:31 AM."
    stage.write(mail(subject="forgot password", text=clock))
    stage.poll()
    assert "verify whose device it is" not in told(letters_to(stage.sink, ANA)[-1])
    stage.write(answer(letters_to(stage.sink, BOB)[0], sender=BOB, text="It is 7E77893PAZBED9B."))
    stage.poll()
    (ticket,) = stage.tickets()
    assert ticket["sensitive"]
    assert [event["what"] for event in ticket["events"]].count("sensitive") == 1
    assert "verify whose device it is" in told(letters_to(stage.sink, ANA)[-1])


def test_desk_rule_37_the_first_mail_in_a_sure_language_fixes_that_of_the_ticket(stage: Stage) -> None:
    stage.write(mail(subject="NVR7000K", text="7E77893PAZBED9B"))
    stage.poll()
    spanish = "El grabador no muestra ninguna imagen desde el lunes y ya reiniciamos el equipo dos veces."
    for words in (spanish, "Since this morning the second recorder at our warehouse does not show any picture either."):
        stage.write(answer(letters_to(stage.sink, BOB)[0], sender=BOB, text=words))
        stage.poll()
    with stage.house.store.reading() as connection:
        assert connection.execute(select(tickets.c.language)).scalar_one() == "es"


def test_desk_rules_27_and_29_an_engineer_at_an_address_that_nobody_listed_gets_his_words_back(stage: Stage) -> None:
    stage.write(mail())
    stage.poll()
    notice = letters_to(stage.sink, ANA)[0]
    alias = "a.reyes@icrealtime.example"
    stage.write(reply(notice, "Please reboot it.", sender=f"Ana Reyes <{alias}>"))
    stage.poll()
    (back,) = letters_to(stage.sink, alias)
    words = told(back)
    assert "NOT SENT" in str(back["Subject"])
    assert f"{alias} is not in staff.toml" in words
    assert "Please reboot it." in words
    assert "reply to this mail" not in words
    stage.write(reply(back, "Please reboot it now.", sender=f"Ana Reyes <{alias}>"))
    stage.write(reply(notice, "Out.", sender=f"Ana Reyes <{alias}>", subject="Automatic reply: away", Auto_Submitted="auto-replied"))
    stage.poll()
    assert len(letters_to(stage.sink, alias)) == 2, "his answer to it comes back as well, and no machine of his is answered"
    assert len(letters_to(stage.sink, BOB)) == 1, "nothing but the acknowledgement"
    stage.write(reply(notice, "Please reboot it."))
    stage.poll()
    assert "Please reboot it." in told(letters_to(stage.sink, BOB)[-1]), "in the right hands the address works still"
