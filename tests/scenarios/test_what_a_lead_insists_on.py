"""What a desk lead would try on the first day, where no other scenario tries it; each test names its desk-rule."""

from __future__ import annotations

import pytest
from sqlalchemy import insert, select

from tests.desk import Desk
from tests.engineers import ANA, answer, bounce_of, letters_to, reply, told
from tests.letters import mail
from tests.scenarios.conftest import Stage
from tickets import suppression
from tickets.policy import DEFAULT
from tickets.schema import dealers, tickets

pytestmark = pytest.mark.server

BOB = "bob@example.org"


@pytest.fixture
def desk(desk_of_engineers: Desk) -> Desk:
    return desk_of_engineers


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


def test_desk_rule_16_a_steer_stays_open_and_whoever_has_no_dealer_is_heard_by_a_person(stage: Stage) -> None:
    stage.write(mail(subject="channel 3 video loss", text="Camera 3 at my house shows video loss since last night. I am the homeowner."))
    stage.poll()
    (ticket,) = stage.tickets()
    assert (ticket["audience"], ticket["scope"], ticket["status"], ticket["owner"]) == ("end_customer", "refer_to_dealer", "OPEN", None)
    assert '"no dealer" with your ZIP code' in told(letters_to(stage.sink, BOB)[0])
    stage.write(answer(letters_to(stage.sink, BOB)[0], sender=BOB, text="No dealer, 33012"))
    stage.poll()
    assert "No dealer, 33012" in told(letters_to(stage.sink, ANA)[-1])
    assert (stage.tickets()[0]["status"], stage.tickets()[0]["unanswered"]) == ("OPEN", True)
    assert len(letters_to(stage.sink, BOB)) == 1, "he is not told again what he has just said"


def test_desk_rule_35_a_reply_to_a_thread_of_the_old_system_is_acknowledged_and_asked_nothing(stage: Stage) -> None:
    dealer = "Our client's recorder will not find the second disk since yesterday.\n\nGulf Pines Security, dealer, TX Lic. B-12345"
    stage.write(mail(subject="Re: [IC-77] disk not seen", text=dealer))
    stage.poll()
    letter = told(letters_to(stage.sink, BOB)[0])
    assert "IC-1001" in letter
    assert "1. " not in letter
    assert "One thing helps us" not in letter


def test_desk_rule_36_a_dead_address_gets_no_automatic_letter_and_a_relay_is_tried_all_the_same(stage: Stage) -> None:
    stage.write(mail())
    stage.poll()
    notice = letters_to(stage.sink, ANA)[0]
    stage.write(bounce_of(letters_to(stage.sink, BOB)[0], BOB))
    stage.poll()
    stage.write(reply(notice, "Please reboot it."))
    stage.poll()
    assert "Please reboot it." in told(letters_to(stage.sink, BOB)[-1])
    with stage.house.store.reading() as connection:
        assert suppression.stopped(connection, {BOB}), "and no word of an engineer's lifts that"


@pytest.fixture
def strict(desk: Desk) -> None:
    """A policy whose cap on near-identical mail of one domain is one."""
    text = DEFAULT.read_text(encoding="utf-8")
    assert "alike_letters_a_domain = 20" in text
    (desk.folder / "policy.toml").write_text(text.replace("alike_letters_a_domain = 20", "alike_letters_a_domain = 1"), encoding="utf-8")


def test_desk_rule_26_no_free_mail_and_no_dealers_domain_is_capped_as_a_whole(strict: None, stage: Stage) -> None:
    dealer = {"key": "brightcams.example", "company": "Bright Cams", "account": "4711", "tier": "gold", "is_active": True}
    with stage.house.store.writing() as connection:
        connection.execute(insert(dealers).values(dealer))
    held = {}
    for domain in ("gmail.com", "brightcams.example", "other.example"):
        people = [f"p{number}@{domain}" for number in range(2)]
        for person in people:
            stage.write(mail(sender=person))
        stage.poll()
        held[domain] = sum(len(letters_to(stage.sink, person)) for person in people)
    assert held == {"gmail.com": 2, "brightcams.example": 2, "other.example": 1}
