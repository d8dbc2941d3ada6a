"""A provider on loopback, and grants of it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.servers import token_endpoint
from tests.servers.certificate import Certificate
from tests.servers.token_endpoint import Provider


@pytest.fixture
def provider() -> Iterator[Provider]:
    """The client "app" speaks for support."""
    with token_endpoint.running(app="support") as server:
        yield server


@pytest.fixture
def provider_with_tls(own_certificate: Certificate, monkeypatch: pytest.MonkeyPatch) -> Iterator[Provider]:
    """The same behind a certificate that the provider libraries trust: msal takes no other."""
    for variable in ("REQUESTS_CA_BUNDLE", "SSL_CERT_FILE"):
        monkeypatch.setenv(variable, str(own_certificate.chain))
    with token_endpoint.running(own_certificate, app="support") as server:
        yield server
