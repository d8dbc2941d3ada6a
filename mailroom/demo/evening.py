"""The end of the demo's day: the digest leaves at once, whatever the clock says, and is shown as its reader gets it."""

from __future__ import annotations

import time
from email import message_from_bytes, policy
from email.message import EmailMessage

from mailroom.commands.shared import out
from mailroom.digest import Evening, queue
from mailroom.embedded import EmbeddedSmtp
from mailroom.wiring import House, utc_now

_PATIENCE = 30.0  # seconds: another thread may be the one that delivers


def tell(house: House, smtp: EmbeddedSmtp) -> None:
    """Send tonight's digest to everybody who gets one, and print the first."""
    rules, schedule = house.pipeline.rules(), house.schedule
    evening = Evening(
        store=house.store, desk=rules.desk, policy=rules.policy, staff=rules.staff, at=schedule.digest_at, now=utc_now()
    )
    queue(evening, evening.now.astimezone(evening.zone).date())
    house.pipeline.deliver()
    message = _digest(smtp)
    body = message.get_body(("plain",))
    out.rule("the nightly digest (text part)")
    out.print(f"To: {message['To']}\nSubject: {message['Subject']}\n", markup=False)
    out.print(body.get_content() if body else "", markup=False)


def _digest(smtp: EmbeddedSmtp) -> EmailMessage:
    until = time.monotonic() + _PATIENCE
    while time.monotonic() < until:
        for letter in list(smtp.letters):
            message: EmailMessage = message_from_bytes(letter.raw, policy=policy.default)
            if "digest" in message["Subject"]:
                return message
        time.sleep(0.02)
    raise RuntimeError(f"the demo's digest did not leave within {_PATIENCE:.0f} s")
