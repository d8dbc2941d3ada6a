"""What a letter asks for, with where to find it, and what it only asks to confirm.

A fact that stands in a picture, a quotation or on an earlier ticket is never asked for as missing (desk-rules 11): "is this about
7E77893PAZBED9B? One word is enough".
"""

from __future__ import annotations

import re

from classify.missing import PROBLEM, to_ask, told_elsewhere
from responders.case import Case
from responders.vocabulary import Value
from tickets.facts import Facts, Place
from tickets.policy import Policy

_MOST_CONFIRMED = 8

# Facts that stand on one screen are asked for in one line.
_TOGETHER = ((("firmware", "build_date"), "firmware_build"), (("version", "build_date"), "version_build"))

# Model numbers tell the kind of device (Dahua-made ranges, domain notes of the trade); the topic tells it where none is named.
_KINDS = (
    ("recorder", re.compile(r"(?:[A-Z]{2,4}-)?(?:NVR|HDVR|DVR|XVR|HCVR)|MAX", re.IGNORECASE)),
    ("doorbell", re.compile(r"IPMX-DB|VTO|VTH|DB\d", re.IGNORECASE)),
    ("camera", re.compile(r"IP[A-Z]{1,2}-|ICIP|ICR-|HDE|AVS-|IPC|SD\d|DH-IPC", re.IGNORECASE)),
)
_KIND_OF_TOPIC = {
    "maintenance.disk_alarm": "recorder",
    "troubleshooting.disk_failure": "recorder",
    "troubleshooting.remote_access": "recorder",
    "installation.ptz": "camera",
    "installation.client": "app",
    "troubleshooting.software": "app",
}


def asked(case: Case, policy: Policy) -> tuple[str, ...]:
    """The facts to ask for. What a whole ticket lacks is asked for whatever its latest mail is about."""
    if case.still_missing is None:
        return to_ask(case.understanding, policy)
    told = told_elsewhere(case.understanding.reading.facts)
    return tuple(fact for fact in case.still_missing if fact not in policy.asking.never and fact not in told)


def asks(case: Case, wanted: tuple[str, ...]) -> list[Value]:
    """The numbered block: each fact once, with the code of where it is found on that kind of device."""
    confirmed = {"serial"} if case.earlier_serials else set()
    facts = [fact for fact in wanted if fact not in confirmed and fact != PROBLEM]
    kind = device_kind(case)
    return [{"fact": fact, "where": f"{fact}.{kind}" if kind else fact} for fact in _together(facts)]


def _together(facts: list[str]) -> list[str]:
    for pair, joint in _TOGETHER:
        if all(fact in facts for fact in pair):
            facts = [joint if fact == pair[0] else fact for fact in facts if fact != pair[1]]
    return facts


def device_kind(case: Case) -> str:
    """recorder, camera, doorbell or app; '' where the mail leaves it open or names several kinds."""
    facts = case.understanding.reading.facts
    named = {kind for model in facts.models for kind, shape in _KINDS if shape.match(model.value.strip())}
    if facts.software and not named and not facts.serials:
        return "app"
    if not named:
        return _KIND_OF_TOPIC.get(case.understanding.reading.topic.label, "")
    return named.pop() if len(named) == 1 else ""


def confirmations(case: Case, policy: Policy) -> list[Value]:
    """What the letter offers for a one-word answer: repaired serial numbers, and facts that stand elsewhere than in the new text."""
    facts = case.understanding.reading.facts
    if case.still_missing is None and case.understanding.scope.decision not in policy.asking.scopes:
        return []
    rows: list[Value] = [{"fact": "serial", "value": value} for value in _serials(case, facts)]
    if "firmware" in case.missing or "version" in case.missing:
        rows += [{"fact": "firmware", "value": f.version} for f in facts.firmware if f.version and f.where is not Place.NEW]
    return rows[:_MOST_CONFIRMED]


def _serials(case: Case, facts: Facts) -> list[str]:
    ours = [serial for serial in facts.serials if not serial.masked and not serial.other_maker]
    repaired = [serial.did_you_mean for serial in ours if serial.where is Place.NEW and serial.did_you_mean]
    elsewhere = [serial.did_you_mean or serial.value for serial in ours if serial.where is not Place.NEW]
    if "serial" not in case.missing:
        return list(dict.fromkeys(repaired))
    return list(dict.fromkeys((*repaired, *elsewhere, *case.earlier_serials)))
