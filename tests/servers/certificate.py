"""A certificate for localhost, made on the spot. Clients trust it through SSL_CERT_FILE, as they would a desk's own authority."""

from __future__ import annotations

import subprocess
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Certificate:
    chain: Path
    key: Path


def make(folder: Path) -> Certificate:
    """Valid for a day, for the name localhost alone: 127.0.0.1 is left out, so that a wrong name can be tested with it."""
    made = Certificate(folder / "chain.pem", folder / "key.pem")
    command = [
        *("openssl", "req", "-x509", "-nodes", "-days", "1", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1"),
        *("-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost", "-keyout", str(made.key), "-out", str(made.chain)),
    ]
    subprocess.run(command, check=True, capture_output=True)
    return made
