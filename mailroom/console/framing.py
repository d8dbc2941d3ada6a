"""HTML of others in a frame: it has no origin, runs nothing, fetches nothing, and leads nowhere."""

from __future__ import annotations

from starlette.responses import HTMLResponse

POLICY = (
    "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'self'"
)


def in_frame(html: str) -> HTMLResponse:
    """An answer that only a frame of our own pages shows. `html` is a whole document."""
    return HTMLResponse(html, headers={"content-security-policy": POLICY, "x-frame-options": "SAMEORIGIN"})
