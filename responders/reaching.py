"""How the desk is reached: its words, its hotlines and its hours, as they concern one audience. An empty setting gives no line."""

from __future__ import annotations

from responders.vocabulary import Value
from tickets.identity import Desk
from tickets.policy import Policy
from tickets.understanding import Audience


def hours(audience: Audience, policy: Policy) -> Value:
    calendar = policy.calendar(audience)
    return {
        "line": _line(audience),
        "first_day": min(calendar.weekdays),
        "last_day": max(calendar.weekdays),
        "opens": calendar.opens.isoformat("minutes"),
        "closes": calendar.closes.isoformat("minutes"),
    }


def _line(audience: Audience) -> str:
    return "dealer" if audience is Audience.DEALER else "consumer"


def phone(desk: Desk, audience: Audience) -> Value:
    return {"number": desk.dealer_phone if audience is Audience.DEALER else desk.consumer_phone, "line": _line(audience)}


def contact(desk: Desk, audience: Audience) -> list[Value]:
    """The hotlines this audience may call; somebody unknown sees both. An empty setting gives no line."""
    lines = {"dealer_phone": (desk.dealer_phone, Audience.END_CUSTOMER), "consumer_phone": (desk.consumer_phone, Audience.DEALER)}
    return [{"kind": kind, "value": number} for kind, (number, unfit) in lines.items() if number and audience is not unfit]


def desk_words(desk: Desk, policy: Policy) -> Value:
    """The [desk] table, with the zone in which every time of a letter is told: that of the support hours."""
    return {
        "name": desk.name,
        "address": desk.address,
        "timezone": policy.hours.timezone,
        "portal_url": desk.portal_url,
        "help_center_url": desk.help_center_url,
        "dealer_phone": desk.dealer_phone,
        "consumer_phone": desk.consumer_phone,
        "sales_address": desk.sales_address,
    }
