"""A desk that shows itself: canaries that time the whole way, alarms that find a way out when no letter can leave (desk-rules 36)."""

from __future__ import annotations

import json
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from mailroom.glance.beside import lookout_of
from mailroom.glance.lookout import Lookout
from mailroom.glance.webhook import Webhook
from mailroom.wiring import House
from tests import desk as desks
from tests.bench.running_desk import running
from tests.desk import Desk
from tests.engineers import LEAD, letters_to, staff, text_of
from tests.letters import mail
from tests.mailroom.glance.ear import Ear, listening
from tests.scenarios.conftest import Stage, on_both_databases
from tests.servers.dovecot import Dovecot
from tests.servers.ports import free_port, soon
from tests.servers.smtp import Sink
from tickets import canaries
from tickets.canaries import Canary

pytestmark = pytest.mark.server

MINUTE = timedelta(minutes=1)
FLYING = "[canary]\nevery_minutes = 30\n"


@pytest.fixture
def desk(imap_server: Dovecot, sink: Sink, tmp_path: Path, database: str) -> Desk:
    ports = {"support": imap_server.port, "sales": imap_server.port}
    made = desks.make(tmp_path, imap=ports, smtp=(sink.port,), store=database, more=FLYING)
    (tmp_path / "staff.toml").write_text(staff(), encoding="utf-8")
    return made


@pytest.fixture
def ear() -> Iterator[Ear]:
    with listening() as open_ear:
        yield open_ear


def last(house: House) -> Canary:
    with house.store.reading() as connection:
        found = canaries.last(connection)
    assert found is not None
    return found


@on_both_databases
def test_a_canary_goes_the_whole_way_and_is_no_ticket(stage: Stage) -> None:
    (flown,) = stage.letters
    assert b"Subject: Canary" in flown
    stage.write(flown)
    stage.poll()
    home = last(stage.house)
    assert home.came_at is not None
    assert home.came_at > home.queued_at
    assert stage.tickets() == []
    assert len(stage.letters) == 1, "nobody answers it"
    assert stage.status()["inbound"]["IGNORED"] == 1


def test_a_canary_is_known_though_a_relay_gave_it_another_message_id(stage: Stage) -> None:
    (flown,) = stage.letters
    stage.write(flown.replace(b"Message-ID: <mr.", b"Message-ID: <010001.ses."))
    stage.poll()
    assert last(stage.house).came_at is not None


def test_a_canary_flies_at_its_interval_and_one_that_does_not_land_is_an_alarm(stage: Stage) -> None:
    now = datetime.now(UTC)
    for minutes in (9, 11, 14):
        stage.at(now + minutes * MINUTE).poll()
    (told,) = letters_to(stage.sink, LEAD)
    assert "The canary of" in text_of(told)
    stage.at(now + 31 * MINUTE).poll()
    assert len([letter for letter in stage.letters if b"Subject: Canary" in letter]) == 2


def lookout_at(stage: Stage, ear: Ear, moment: datetime) -> Lookout:
    return Lookout(stage.house.store, stage.house.desk.name, Webhook(ear.url), lambda: moment)


def test_desk_rule_36_when_no_letter_leaves_the_alarm_goes_by_the_webhook_once_and_again_when_it_is_over(stage: Stage, ear: Ear) -> None:
    stage.sink.switches.refuse_connections = True
    stage.house.pipeline.office.routes[0].smtp.close()  # the kept connection too
    stage.write(mail())
    now = datetime.now(UTC)
    for minutes in (0, 11, 14, 16):
        stage.at(now + minutes * MINUTE).poll()
        lookout_at(stage, ear, now + minutes * MINUTE).look()
    assert ("letters waiting", "sounding") in ear.told
    assert len(set(ear.told)) == len(ear.told), "each once"
    assert letters_to(stage.sink, LEAD) == []
    stage.sink.switches.refuse_connections = False
    for minutes in (17, 18):
        stage.at(now + minutes * MINUTE).poll()
        lookout_at(stage, ear, now + minutes * MINUTE).look()
    assert ("letters waiting", "over") in ear.told
    assert letters_to(stage.sink, LEAD), "the letter comes too, once letters leave"


def test_a_webhook_that_is_gone_takes_no_letter_with_it(stage: Stage) -> None:
    settings = stage.house.settings
    deaf = settings.model_copy(update={"alarms": settings.alarms.model_copy(update={"webhook": f"http://127.0.0.1:{free_port()}/"})})
    now = datetime.now(UTC)
    for minutes in (11, 14):
        stage.at(now + minutes * MINUTE).poll()
    lookout_of(replace(stage.house, settings=deaf)).look()
    assert letters_to(stage.sink, LEAD)


def test_a_running_desk_shows_its_figures_and_a_mailbox_that_is_shut_makes_it_unhealthy(
    imap_server: Dovecot, sink: Sink, tmp_path: Path
) -> None:
    port = free_port()
    more = f'[metrics]\nlisten = "127.0.0.1:{port}"\n[console]\nlisten = ""\n'
    desk = desks.make(tmp_path / "desk", imap={"support": imap_server.port}, smtp=(sink.port,), more=more)
    shut = desks.MAILBOX.format(name="sales", port=imap_server.port, more='folder = "gone"')
    desk.config.write_text(desk.config.read_text(encoding="utf-8") + shut, encoding="utf-8")
    with running(desk, tmp_path / "run.log"):
        assert soon(lambda: get(port, "/readyz")[0] == 200, 90)
        # Both were tried before the first look, which would serve for five seconds.
        assert soon(lambda: sum(bool(box["state"]) for box in desk.json("status")["mailboxes"]) == 2, 90)
        assert soon(lambda: [trouble["what"] for trouble in troubles(port)] == ["mailbox sales"], 90)
        assert get(port, "/healthz")[0] == 503
        assert soon(lambda: "there is no folder gone" in troubles(port)[0]["because"], 90)
        assert get(port, "/livez")[0] == 200, "a restart would not mend it"
        assert 'mailroom_mailbox_troubles_total{mailbox="sales"}' in get(port, "/metrics")[1]


def troubles(port: int) -> list[dict[str, str]]:
    found: list[dict[str, str]] = json.loads(get(port, "/healthz")[1])["troubles"]
    return found


def get(port: int, page: str) -> tuple[int, str]:
    """Its status and body; (0, '') before anybody listens."""
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}{page}", timeout=5) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as err:
        with err:
            return err.code, err.read().decode()
    except OSError:
        return 0, ""
