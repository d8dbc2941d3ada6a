"""One token a grant for every process of the desk: renewed early, once, and told before mail stops."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from mailroom.access import warning
from mailroom.access.grant import Grant, Issued
from mailroom.access.keeper import Keeper
from mailroom.access.sealing import Seal
from tickets import access, alarms
from tickets.errors import Permanent, Transient, WorldError
from tickets.store import Store

NOON = datetime(2026, 3, 3, 12, tzinfo=UTC)
KEY, OTHER_KEY = "k" * 43 + "=", "j" * 42 + "g="


@dataclass
class Clock:
    now: datetime = NOON

    def __call__(self) -> datetime:
        return self.now

    def forward(self, **span: float) -> None:
        self.now += timedelta(**span)


class Counted:
    """A provider whose tokens are numbered."""

    def __init__(self) -> None:
        self.count = 0
        self.trouble: WorldError | None = None
        self.refreshes: list[str] = []
        self.is_asked = threading.Event()
        self.gate = threading.Event()
        self.gate.set()

    def __call__(self, grant: Grant, refresh: str) -> Issued:
        self.is_asked.set()
        self.gate.wait(5)
        self.refreshes.append(refresh)
        self.count += 1
        if self.trouble:
            raise self.trouble
        return Issued(token=f"token {self.count}", lasts=timedelta(hours=1), refresh=f"refresh {self.count}")


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with closing(Store(f"sqlite:///{tmp_path / 'desk.db'}")) as opened:
        opened.upgrade()
        yield opened


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def provider() -> Counted:
    return Counted()


@pytest.fixture
def keeper(store: Store, clock: Clock, provider: Counted) -> Keeper:
    grant = Grant(provider="generic", login="app", client_id="app", token_url="https://tokens.example/")
    return Keeper(grant=grant, store=store, seal=Seal(KEY, "KEY"), issuer=provider, holder="here:1:1", clock=clock, used_by=("support",))


def another(keeper: Keeper, **changes: object) -> Keeper:
    """Of another process."""
    return replace(keeper, holder="there:2:2", _turn=threading.Lock(), **changes)  # type: ignore[arg-type]


def test_every_process_signs_in_with_one_token(keeper: Keeper, provider: Counted) -> None:
    assert [keeper(), another(keeper)(), keeper()] == ["token 1"] * 3
    assert provider.count == 1


def test_a_token_is_renewed_when_a_third_of_its_life_is_left(keeper: Keeper, clock: Clock) -> None:
    keeper()
    clock.forward(minutes=39)
    assert keeper() == "token 1"
    clock.forward(minutes=2)
    assert keeper() == "token 2"


def test_a_quiet_desk_renews_too(keeper: Keeper, clock: Clock, provider: Counted) -> None:
    keeper.keep_fresh()
    clock.forward(minutes=45)
    keeper.keep_fresh()
    keeper.keep_fresh()
    assert provider.count == 2


def test_a_refused_token_is_replaced_at_once_and_by_one_of_those_who_hold_it(keeper: Keeper, provider: Counted) -> None:
    refused = keeper()
    assert keeper(refused=refused) == "token 2"
    assert another(keeper)(refused=refused) == "token 2"
    assert provider.count == 2


def test_many_at_once_ask_the_provider_once(keeper: Keeper, provider: Counted) -> None:
    provider.gate.clear()
    keepers = [keeper, another(keeper), another(keeper)]
    with ThreadPoolExecutor(12) as pool:
        asked = [pool.submit(keepers[number % 3]) for number in range(12)]
        provider.gate.set()
        assert {one.result() for one in asked} == {"token 1"}
    assert provider.count == 1


def told(store: Store, clock: Clock, keeper: Keeper) -> list[str]:
    warning.watch(store, [keeper.grant.name], clock())
    with store.reading() as connection:
        return [alarm.text for alarm in alarms.untold(connection, clock() + timedelta(minutes=3)) if not alarm.is_over]


def test_while_the_token_lives_a_provider_that_is_down_is_an_alarm_and_mail_goes_on(
    keeper: Keeper, clock: Clock, provider: Counted, store: Store
) -> None:
    keeper()
    assert told(store, clock, keeper) == []
    provider.trouble = Transient("generic app: the provider cannot be reached: refused")
    clock.forward(minutes=41)
    assert keeper() == "token 1"
    (text,) = told(store, clock, keeper)
    assert "cannot be reached" in text
    assert "Mail goes on until March 3, 13:00 UTC" in text
    provider.trouble = None
    clock.forward(minutes=1)
    assert keeper() == "token 3"
    assert told(store, clock, keeper) == []


def test_nobody_waits_for_a_provider_that_hangs_while_the_token_lives(keeper: Keeper, clock: Clock, provider: Counted) -> None:
    keeper()
    clock.forward(minutes=41)
    provider.gate.clear()
    with ThreadPoolExecutor(1) as pool:
        hanging = pool.submit(keeper.keep_fresh)
        while not keeper._turn.locked():
            assert not hanging.done()
        assert keeper() == "token 1"
        provider.gate.set()
    assert keeper() == "token 2"


def test_a_provider_in_trouble_is_asked_less_and_less_and_every_mailbox_hears_the_same(
    keeper: Keeper, clock: Clock, provider: Counted
) -> None:
    provider.trouble = Permanent("generic app: the client secret has expired")
    for _ in range(20):
        with pytest.raises(Permanent, match="secret has expired"):
            keeper()
        clock.forward(seconds=10)
    assert provider.count == 1
    clock.forward(minutes=5)
    with pytest.raises(Permanent):
        keeper()
    assert provider.count == 2


def test_processes_that_wait_for_one_renewal_hear_its_refusal_and_do_not_ask_again(keeper: Keeper, provider: Counted) -> None:
    provider.gate.clear()
    provider.trouble = Permanent("generic app: the client secret has expired")
    with ThreadPoolExecutor(3) as pool:
        asked = [pool.submit(each) for each in (keeper, another(keeper), another(keeper))]
        assert provider.is_asked.wait(5)
        provider.gate.set()
        assert {str(one.exception()) for one in asked} == {str(provider.trouble)}
    assert provider.count == 1


def test_what_failed_while_the_clock_was_a_day_ahead_is_asked_again_when_it_is_right(
    keeper: Keeper, clock: Clock, provider: Counted
) -> None:
    provider.trouble = Transient("generic app: the provider cannot be reached", timedelta(days=2))
    clock.forward(days=1)
    with pytest.raises(Transient):
        keeper()
    provider.trouble = None
    clock.forward(days=-1)
    assert keeper() == "token 2"


def test_a_sign_in_stands_although_a_renewal_with_what_was_before_fails_after_it(keeper: Keeper, clock: Clock, provider: Counted) -> None:
    theirs = replace(keeper, grant=replace(keeper.grant, login="person", username="support"))
    theirs.take_in(Issued(token="first", lasts=timedelta(hours=1), refresh="revoked since"))
    clock.forward(minutes=41)
    provider.gate.clear()
    provider.trouble = Permanent("generic support: what was granted is revoked or over")
    with ThreadPoolExecutor(1) as pool:
        late = pool.submit(theirs.keep_fresh)
        assert provider.is_asked.wait(5)
        another(theirs).take_in(Issued(token="second", lasts=timedelta(hours=1), refresh="new"))
        provider.gate.set()
        late.result()
    assert theirs.standing().trouble == ""
    assert theirs() == "second"


def test_a_dead_process_leaves_its_renewal_to_the_next(keeper: Keeper, clock: Clock, store: Store) -> None:
    with store.writing() as connection:
        assert access.claim_renewal(connection, keeper.standing(), "elsewhere:9:9", clock())
    clock.forward(minutes=2)
    assert keeper() == "token 1"


def test_a_persons_refresh_token_is_kept_sealed_and_replaced_with_each_renewal(
    keeper: Keeper, clock: Clock, provider: Counted, store: Store
) -> None:
    theirs = replace(keeper, grant=replace(keeper.grant, login="person", username="support"))
    theirs.keep_fresh()
    assert provider.count == 0, "nobody has signed in: there is nothing to ask with"
    with pytest.raises(Permanent, match="nobody has signed in yet: call `mailroom access sign-in support`"):
        theirs()
    theirs.take_in(Issued(token="first", lasts=timedelta(hours=1), refresh="signed in"))
    assert theirs() == "first"
    for _ in range(2):
        clock.forward(minutes=50)
        theirs()
    assert provider.refreshes == ["signed in", "refresh 1"]
    with store.reading() as connection:
        row = access.read(connection, theirs.grant.name)
    assert not {"signed in", "refresh 2", "token 2"} & {row.refresh, row.sealed}
    assert "refresh" not in row.refresh


def test_a_new_key_in_front_seals_what_the_old_one_still_opens(keeper: Keeper, clock: Clock, provider: Counted) -> None:
    assert keeper() == "token 1"
    both = another(keeper, seal=Seal(f"{OTHER_KEY}, {KEY}", "KEY"))
    assert both() == "token 1"
    clock.forward(minutes=50)
    assert both() == "token 2"
    assert another(keeper, seal=Seal(OTHER_KEY, "KEY"))() == "token 2"
    assert provider.count == 2


@pytest.mark.parametrize("keys", ["", "short", "not base64!", KEY + ",short"])
def test_what_is_no_key_is_told_with_how_to_make_one(keys: str) -> None:
    with pytest.raises(Permanent, match="openssl rand -base64 32"):
        Seal(keys, "MAILROOM_TOKEN_KEY")


def test_the_end_of_a_client_secret_is_told_two_weeks_before(keeper: Keeper, clock: Clock, store: Store) -> None:
    with store.writing() as connection:
        access.meet(connection, keeper.grant.name, NOON + timedelta(days=20))
    keeper()
    assert told(store, clock, keeper) == []
    clock.forward(days=7)
    keeper()
    (text,) = told(store, clock, keeper)
    assert "ends on March 23, 2026: make a new client secret" in text


def test_a_secret_whose_day_has_passed_is_said_to_have_ended(keeper: Keeper, clock: Clock) -> None:
    keeper()
    standing = replace(keeper.standing(), lasts_until=NOON - timedelta(days=3))
    is_well, because = warning.in_words(standing, clock())
    assert not is_well
    assert "its secret has ended" in because
