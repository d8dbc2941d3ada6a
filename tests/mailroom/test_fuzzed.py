"""What the fuzzer found worth keeping is still read, whole and soon (`make fuzz`); a crash that it finds stands here first."""

from __future__ import annotations

import json
import time
from pathlib import Path

import pytest

from mailroom.examine import examine
from tickets.identity import Desk, TrustSettings

KEPT = sorted((Path(__file__).parent.parent / "mail" / "fuzzed").glob("*.eml"))


@pytest.mark.parametrize("path", KEPT, ids=lambda path: path.stem)
def test_a_fuzzed_mail_is_read_whole_and_soon(path: Path) -> None:
    began = time.process_time()
    examined = examine(path.read_bytes(), Desk(), TrustSettings(verify_dkim=False))
    assert time.process_time() - began < 2
    message = examined.message
    assert "\n".join(segment.text for segment in message.segments) == message.text
    kept = json.dumps([message.subject, message.text, message.headers, message.notes], ensure_ascii=False)
    assert "\\u0000" not in kept
    assert kept.encode("utf-8")
