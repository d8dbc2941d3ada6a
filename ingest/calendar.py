"""An invitation (RFC 5545) in one line for the desk: "proposes a visit on …".

A newcomer would parse the calendar. The desk books nothing by mail (desk-rules 18); it needs to see who proposes what, and when, in the
words of the invitation: a time zone named in it stays named, since guessing its offset would print a wrong hour.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

_FOLD = re.compile(r"\n[ \t]")
_STAMP = re.compile(r"(\d{4})(\d\d)(\d\d)(?:T(\d\d)(\d\d)\d{0,2}(Z?))?")
_ESCAPED = re.compile(r"\\([\\;,nN])")
_LONGEST = 200_000  # characters that are read
_ANSWERS = {"ACCEPTED": "accepts", "DECLINED": "declines", "TENTATIVE": "may come to"}
_PARTSTAT = re.compile(r"PARTSTAT=([A-Z\-]{1,20})")
_VERBS = {"REQUEST": "proposes", "CANCEL": "cancels", "REPLY": "answers to", "COUNTER": "proposes another time for", "PUBLISH": "announces"}


@dataclass
class _Event:
    method: str = ""
    fields: dict[str, tuple[str, str]] = field(default_factory=dict)  # name -> (parameters, value), the first event's

    def value(self, name: str) -> str:
        value = self.fields.get(name, ("", ""))[1]
        return " ".join(_ESCAPED.sub(lambda found: " " if found[1] in "nN" else found[1], value).split())[:200]


def summary(text: str) -> str:
    """One sentence about the first event of a calendar; '' where it holds none."""
    event = _first_event(text)
    if not event.fields:
        return ""
    what = event.value("SUMMARY") or "a visit"
    where = event.value("LOCATION")
    does = _ANSWERS.get(_answer(event)) or _VERBS.get(event.method, "proposes")
    parts = [does, f'"{what}"' if event.value("SUMMARY") else what, _when(event), where and f"at {where}"]
    return " ".join(part for part in parts if part)


def accepts(text: str) -> bool:
    """An invitation of ours is accepted, without a word of the guest's own."""
    event = _first_event(text)
    return _answer(event) == "ACCEPTED" and not event.value("COMMENT")


def _answer(event: _Event) -> str:
    """What a guest answers (RFC 5546 3.2.3); '' where he answers nothing."""
    found = _PARTSTAT.search(event.fields.get("ATTENDEE", ("", ""))[0]) if event.method == "REPLY" else None
    return found[1] if found else ""


def _first_event(text: str) -> _Event:
    event, inside = _Event(), False
    for line in _FOLD.sub("", text[:_LONGEST].replace("\r\n", "\n")).split("\n"):
        name, _, value = line.partition(":")
        name, _, parameters = name.upper().partition(";")
        if name == "METHOD":
            event.method = value.strip().upper()
        elif name == "BEGIN":
            inside = value.strip().upper() == "VEVENT"
        elif name == "END" and inside:
            break
        elif inside:
            event.fields.setdefault(name, (parameters, value))
    return event


def _when(event: _Event) -> str:
    parameters, value = event.fields.get("DTSTART", ("", ""))
    found = _STAMP.match(value.strip())
    if not found:
        return ""
    day = f"on {found[1]}-{found[2]}-{found[3]}"
    if not found[4]:
        return day
    zone = parameters.partition("TZID=")[2].partition(";")[0].strip('"').title()
    return f"{day} at {found[4]}:{found[5]} {'UTC' if found[6] else zone}".rstrip()
