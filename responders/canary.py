"""The letter that times the way of all letters: from the desk to its own mailbox. Pure. No template: nobody reads it."""

from __future__ import annotations

from datetime import datetime

from responders.compose import compose
from responders.letters import Rendered
from tickets.identity import Desk
from tickets.letter import Letter, Post
from tickets.letter_kinds import CANARY
from tickets.message import Address
from tickets.tokens import CANARY as PURPOSE
from tickets.tokens import in_message_id

_WORDS = "The support desk times its mail by this one. Nothing is to be done, and it may be deleted."


def canary(to: str, desk: Desk) -> Letter:
    return Letter(kind=CANARY, recipient=Address(to), letter=CANARY, language=desk.language, values={}, purpose=PURPOSE)


def written(post: Post, desk: Desk, now: datetime) -> bytes:
    """Its subject holds the token, by which it is known where a relay changes the Message-ID."""
    rendered = Rendered(
        subject=f"Canary {in_message_id(post.message_id)}", text=f"{_WORDS}\n", html=f"<p>{_WORDS}</p>\n", letter=CANARY, version=""
    )
    return compose(post, rendered, desk, now=now, plus_addressing=False)
