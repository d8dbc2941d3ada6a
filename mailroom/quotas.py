"""What a submission server lets leave in an hour, in words for `mailroom doctor` (desk-rules 32). Pure."""

from __future__ import annotations

#: letters a minute that a provider permits one account, by the end of its server's name
_PERMITTED = {".office365.com": ("Microsoft 365", 30)}


def told(host: str, rate_per_minute: int) -> str:
    """Of an `[[outgoing]]` table; '' where nobody named a limit and none is known."""
    known = next((of for ending, of in _PERMITTED.items() if f".{host.lower()}".endswith(ending)), None)
    provider, permitted = known or ("", 0)
    rate = min(filter(None, (rate_per_minute, permitted)), default=0)
    if not rate:
        return ""
    said = f"at {rate} a minute it can acknowledge {rate * 60} mails an hour"
    if permitted and not 0 < rate_per_minute <= permitted:
        said += f", which is all that {provider} permits an account: write rate_per_minute = {permitted}"
    return said
