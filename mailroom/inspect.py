"""`mailroom inspect`: what would be decided about a mail, and why; the JSON of contract.md. Touches no state.

The ticket is IC-0, now is the mail's own Date, and nothing is known of anybody: the same mail gives the same answer everywhere.
"""

from __future__ import annotations

import hashlib
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Any

from classify.decide import Known, decide
from classify.missing import to_ask
from ingest.thread import Place, Placement
from mailroom.examine import Examined
from mailroom.filing import Case, Filing, file
from mailroom.nudging import is_nudge
from mailroom.owing import Owed, letter
from responders.letters import Letters
from tickets.facts import Facts
from tickets.history import Account, History
from tickets.identity import Desk
from tickets.message import Address, Attachment, Message
from tickets.policy import Policy
from tickets.understanding import Understanding
from tickets.verdict import Trust, Verdict

Json = dict[str, Any]
_NEVER = datetime(2000, 1, 3, 12, tzinfo=UTC)  # stands for the Date that a mail lacks


@dataclass(frozen=True, kw_only=True)
class Inspector:
    desk: Desk
    policy: Policy
    letters: Letters

    def row(self, path: str, raw: bytes, examined: Examined, poison: str = "") -> Json:
        """One line of `inspect --jsonl`."""
        understanding = decide(examined.reading, Known(), self.policy)
        case = Case(
            examined=examined,
            placement=Placement(Place.NEW),
            understanding=understanding,
            history=History(),
            asked=() if is_nudge(examined) else to_ask(understanding, self.policy),
            poison=poison,
        )
        filing = file(case, self.policy, self.desk)
        message = examined.message
        defects = (*message.defects, poison) if poison else message.defects
        return {
            "path": path,
            "sha256": hashlib.sha256(raw).hexdigest(),
            **_message(message),
            "defects": list(defects),
            "notes": list(message.notes),
            **_verdict(examined.verdict, examined.trust),
            **_understanding(understanding),
            "outcome": {"state": filing.state.value, "because": filing.because},
            "answer": self._answer(filing, examined, understanding),
        }

    def _answer(self, filing: Filing, examined: Examined, understanding: Understanding) -> Json:
        if not filing.letter:
            return {"silence": filing.silence}
        at = examined.message.date or _NEVER
        owed = Owed(
            filing=filing,
            examined=examined,
            understanding=understanding,
            known=Account(),
            language=examined.message.language,
            inbound_id=None,
            ticket_id=None,
            ticket_number=0,
            received_at=at,
            now=at,
            lacks=() if is_nudge(examined) else None,
        )
        made = letter(owed, self.desk, self.policy)
        about = {"language": made.language, "topic": made.topic, "audience": made.audience}
        rendered = self.letters.render(made.letter, **about, values=made.values, is_text_alone=True)
        language = rendered.letter.rpartition("/")[2]
        return {"template": made.letter, "language": language, "subject": rendered.subject, "text": rendered.text}


def _message(message: Message) -> Json:
    forwarded = message.forwarded
    return {
        "message_id": message.message_id,
        "in_reply_to": list(message.in_reply_to),
        "references": list(message.references),
        "date": message.date.isoformat() if message.date else None,
        "from": _address(message.sender) if message.sender else None,
        "reply_to": [_address(a) for a in message.reply_to],
        "to": [_address(a) for a in message.to],
        "cc": [_address(a) for a in message.cc],
        "subject": message.subject,
        "language": message.language,
        "text": message.text,
        "new_text": message.new_text,
        "segments": [{"kind": s.kind.value, "text": s.text} for s in message.segments],
        "attachments": [_attachment(a) for a in message.attachments],
        "forwarded": forwarded
        and {
            "from": _address(forwarded.sender) if forwarded.sender else None,
            "subject": forwarded.subject,
            "date": forwarded.date.isoformat() if forwarded.date else None,
        },
    }


def _address(address: Address) -> Json:
    return {"name": address.name, "address": address.address}


def _attachment(attachment: Attachment) -> Json:
    return {
        "filename": attachment.filename,
        "content_type": attachment.content_type,
        "size": attachment.size,
        "sha256": attachment.sha256,
        "inline": attachment.inline,
    }


def _verdict(verdict: Verdict, proof: Trust) -> Json:
    bounce = verdict.bounce
    return {
        "kind": verdict.kind.value,
        "because": verdict.because,
        "asks_no_answer": verdict.asks_no_answer,
        "bounce": bounce and {"recipients": [asdict(r) for r in bounce.recipients], "message_id": bounce.message_id},
        "trust": {"level": proof.level.value, "because": proof.because, "warnings": list(proof.warnings)},
    }


def _understanding(understanding: Understanding) -> Json:
    reading, scope = understanding.reading, understanding.scope
    return {
        "facts": _facts(reading.facts),
        "audience": {
            "label": understanding.audience.label.value,
            "confidence": round(understanding.audience.confidence, 4),
            "because": list(understanding.audience.because),
        },
        "topic": {
            "label": reading.topic.label,
            "confidence": round(reading.topic.confidence, 4),
            "also": list(reading.topic.also),
            "because": list(reading.topic.because),
        },
        "scope": {"decision": scope.decision.value, "clause": scope.clause, "sla": scope.sla},
        "has": list(reading.has),
        "missing": list(understanding.missing),
        "lane": reading.lane,
        "urgent": reading.urgent,
        "sensitive": reading.is_sensitive,
    }


def _facts(facts: Facts) -> Json:
    return {
        "serials": [
            {"value": s.value, "where": s.where.value, "confidence": s.confidence, "did_you_mean": s.did_you_mean, "line": s.line}
            | ({"other_maker": s.other_maker} if s.other_maker else {})
            for s in facts.serials
            if not s.masked
        ],
        "firmware": [
            {"version": f.version, "build_date": f.build_date, "where": f.where.value, "confidence": f.confidence, "line": f.line}
            for f in facts.firmware
        ],
        "models": [{"value": m.value, "where": m.where.value} for m in facts.models],
        "software": [{"name": s.name, "version": s.version, "where": s.where.value} for s in facts.software],
    }
