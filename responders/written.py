"""A letter as it leaves: its values checked again, its words of one edition, its bytes. What sends and what previews both come here."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from responders.compose import compose
from responders.enclosing import Enclosed
from responders.letters import Letters, Rendered
from responders.recheck import still_true
from tickets.identity import Desk
from tickets.outbox import Post
from tickets.policy import Policy


def words(post: Post, letters: Letters, policy: Policy, now: datetime) -> Rendered:
    values = still_true(post.values, post.queued_at, now, policy)
    return letters.render(post.letter, language=post.language, topic=post.topic, audience=post.audience, values=values)


def written(
    post: Post,
    letters: Letters,
    desk: Desk,
    policy: Policy,
    *,
    now: datetime,
    plus_addressing: bool,
    files: Sequence[Enclosed] = (),
) -> bytes:
    """The whole message. Raises `Unaddressable`."""
    return compose(post, words(post, letters, policy, now), desk, now=now, plus_addressing=plus_addressing, files=files)
