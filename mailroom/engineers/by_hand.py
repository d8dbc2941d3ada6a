"""Whether a person's hand wrote a mail of ours that answers a letter of this desk. Pure.

A newcomer would ask the verdict alone. Where nothing better is known it takes words for a sign, and what makes another desk's letter known
stands in honest answers too: the customer's "Case 4711 has been created" in the subject, "thank you for contacting us" in the first line.
A filter's mark is a guess as well. So of an engineer who is proven, and answers what was written to him, only a header is believed.
"""

from __future__ import annotations

from ingest import automatic, out_of_office
from mailroom.examine import Examined
from tickets.identity import Desk
from tickets.verdict import Kind


def is_by_hand(examined: Examined, desk: Desk) -> bool:
    """False where the header or the structure shows a machine, and for an absence note, whose subject its mail program wrote."""
    message, kind = examined.message, examined.verdict.kind
    if kind is Kind.PERSONAL:
        return True
    if kind is Kind.OWN or message.content_type.startswith("multipart/report") or out_of_office.has_subject(message):
        return False
    found = automatic.by_header(message, desk)
    return found is None or not found.proven
