"""Rules about topics that a person can read: which ideas together mean which topic.

A rule explains, it does not decide: the model weighs the same ideas, and every pair of them, as it has learned from labelled mails. A rule
that agrees with it is shown to the engineer as the reason. The ideas stand in `ideas.toml`.
"""

from __future__ import annotations

from collections.abc import Set as AbstractSet
from dataclasses import dataclass


@dataclass(frozen=True)
class Rule:
    topic: str
    all: str  # ideas that must stand in the mail, separated by blanks
    none: str = ""  # ideas that must not

    def holds(self, ideas: AbstractSet[str]) -> bool:
        return ideas >= set(self.all.split()) and ideas.isdisjoint(self.none.split())


@dataclass(frozen=True)
class Aside:
    """A second matter is told by two ideas within a breath of each other, in the later half of the mail."""

    topic: str
    idea: str
    beside: str


# Only what was right on labelled mails nine times of ten: "what does a new one cost" is more often a part of the first matter.
ASIDES = (
    Aside("appointment", "appointment", "weekday_time"),
    Aside("question.export", "export", "how_to"),
)

RULES = (
    Rule("maintenance.disk_alarm", "beep disk_error", "not_recording not_seen"),
    Rule("maintenance.disk_alarm", "beep disk", "not_recording not_seen"),
    Rule("troubleshooting.disk_failure", "disk not_seen"),
    Rule("troubleshooting.disk_failure", "not_recording", "beep"),
    Rule("defect.software", "disk_error after_update"),
    Rule("defect.software", "after_update expected"),
    Rule("defect.software", "after_update wrong_result"),
    Rule("troubleshooting.login", "login", "isp outside code control deploy privacy"),
    Rule("troubleshooting.login", "login former_owner"),
    Rule("privacy", "privacy", "spam"),
    Rule("troubleshooting.remote_access", "outside isp", "new_install"),
    Rule("troubleshooting.remote_access", "outside phone used_to_work", "new_install"),
    Rule("installation.network", "p2p new_install"),
    Rule("installation.network", "address_set new_install"),
    Rule("installation.wireless", "wireless camera", "isp outside"),
    Rule("installation.discovery", "discovery"),
    Rule("installation.initialization", "initialize", "discovery"),
    Rule("installation.ptz", "ptz"),
    Rule("installation.events", "events how_to", "after_update"),
    Rule("installation.client", "deploy"),
    Rule("maintenance.cameras", "add_camera how_to", "price"),
    Rule("maintenance.settings", "time"),
    Rule("maintenance.settings", "mail_set"),
    Rule("maintenance.system_error", "system_alarm", "disk_error"),
    Rule("troubleshooting.video_loss", "video_loss camera", "control code poe_dead"),
    Rule("troubleshooting.hardware", "reboots", "app"),
    Rule("troubleshooting.hardware", "heat recorder"),
    Rule("troubleshooting.hardware", "poe_dead power"),
    Rule("troubleshooting.software", "app crash", "after_update expected deploy"),
    Rule("question.export", "export how_to"),
    Rule("question.export", "export police"),
    Rule("question.usage", "playback how_to", "export"),
    Rule("question.usage", "share app"),
    Rule("question.general", "which", "price"),
    Rule("enhancement.product", "feature", "solution"),
    Rule("enhancement.solution", "solution"),
    Rule("appointment", "appointment weekday_time"),
    Rule("sales.question", "price", "design rma"),
    Rule("sales.question", "dealership"),
    Rule("sales.design", "design price"),
    Rule("integration.control", "control"),
    Rule("integration.custom_code", "code", "control"),
    Rule("rma", "rma"),
    Rule("spam", "spam"),
    Rule("other", "office"),
)


def rule_for(topic: str, ideas: AbstractSet[str]) -> tuple[str, ...]:
    """The first rule that gives this topic, in words: ("the mail speaks of beep and disk error",)."""
    held = (" and ".join(rule.all.split()).replace("_", " ") for rule in RULES if rule.topic == topic and rule.holds(ideas))
    return tuple(f"the mail speaks of {spoken}" for spoken, _ in zip(held, range(1), strict=False))
