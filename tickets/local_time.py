"""The time zone of a state or province, where the whole of it keeps one: else nothing, since a wrong local time is worse than none.

Florida, Texas, Tennessee and the other states that are cut by a zone line are left out on purpose.
"""

from __future__ import annotations

_STATES = {
    "America/New_York": "CT DC DE GA MA MD ME NC NH NJ NY OH PA RI SC VA VT WV",
    "America/Chicago": "AL AR IA IL LA MN MO MS OK WI",
    "America/Denver": "CO MT NM UT WY",
    "America/Phoenix": "AZ",
    "America/Los_Angeles": "CA WA",
    "Pacific/Honolulu": "HI",
    "America/Puerto_Rico": "PR VI",
}
_ZONE_OF = {state: zone for zone, states in _STATES.items() for state in states.split()}


def zone_of_state(state: str) -> str:
    """The IANA name for a two-letter code of the United States, in any case; '' where the code does not tell."""
    return _ZONE_OF.get(state.strip().upper(), "")
