"""Fixtures over the real servers."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest
from hypothesis import settings

from ingest.mailbox import MailboxAccount
from tests.servers import brokers, certificate, dovecot, postfix, postgresql, proxy, smtp
from tests.servers.accounts import account_on
from tests.servers.brokers import Broker
from tests.servers.certificate import Certificate
from tests.servers.dovecot import Dovecot
from tests.servers.postgresql import Postgresql
from tests.servers.proxy import Proxy
from tests.servers.smtp import Sink

_DATABASES = frozenset({"connection", "store", "url"})  # fixtures

OpenProxy = Callable[[int], Proxy]


def pytest_configure() -> None:
    """Ended by a signal, a session stops its servers as it does at Ctrl-C."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)


settings.register_profile("unhurried", deadline=None)  # a busy machine is no fault of the code
settings.load_profile("unhurried")


@pytest.hookimpl(tryfirst=True)  # before -m chooses
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What opens a database is not part of `make pure`."""
    for item in items:
        if _DATABASES.intersection(getattr(item, "fixturenames", ())):
            item.add_marker("database")


def needed(absence: str) -> None:
    """Absent at home: skipped, with the reason. Absent on CI: a failure, since nothing would be proven."""
    if absence and os.environ.get("CI", "").lower() in ("true", "1"):
        pytest.fail(absence)
    if absence:
        pytest.skip(absence)


@pytest.fixture(scope="session")
def dovecot_is_here() -> None:
    needed(dovecot.absence())


@pytest.fixture(scope="session")
def postfix_is_here() -> None:
    needed(postfix.absence())


@pytest.fixture(scope="session")
def running_postgresql() -> Iterator[Postgresql]:
    needed(postgresql.absence())
    with postgresql.running() as server:
        yield server


@pytest.fixture(scope="module", params=["redis", "amqp"])
def broker(request: pytest.FixtureRequest) -> Iterator[Broker]:
    """Each broker in turn."""
    needed(brokers.absence(request.param))
    with brokers.running(request.param) as server:
        yield server


@pytest.fixture(scope="session")
def running_dovecot(dovecot_is_here: None, own_certificate: Certificate) -> Iterator[Dovecot]:
    with dovecot.running(("support", "sales"), own_certificate) as server:
        yield server


@pytest.fixture
def imap_server(running_dovecot: Dovecot) -> Dovecot:
    """A Dovecot with the users support and sales, whose mailboxes are empty."""
    running_dovecot.wipe()
    return running_dovecot


@pytest.fixture
def account(imap_server: Dovecot) -> MailboxAccount:
    """The support mailbox on `imap_server`."""
    return account_on(imap_server.port)


@pytest.fixture
def sink() -> Iterator[Sink]:
    with smtp.running() as server:
        yield server


@pytest.fixture
def open_proxy() -> Iterator[OpenProxy]:
    with ExitStack() as stack:
        yield lambda port: stack.enter_context(proxy.running(port))


@pytest.fixture(scope="session")
def own_certificate(tmp_path_factory: pytest.TempPathFactory) -> Certificate:
    return certificate.make(tmp_path_factory.mktemp("tls"))


@pytest.fixture
def trusted_certificate(own_certificate: Certificate, monkeypatch: pytest.MonkeyPatch) -> Certificate:
    """For localhost, and trusted by this test as a desk would trust its own authority."""
    monkeypatch.setenv("SSL_CERT_FILE", str(own_certificate.chain))
    return own_certificate
