"""Charts as a page draws them: bars in a box of 100 by 40, which the page stretches. Pure; the words for who sees none stand beside."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

_WIDTH, _HEIGHT = 100.0, 40.0
_GAP = 0.25  # of a bar's share of the width


@dataclass(frozen=True, kw_only=True)
class Point:
    label: str
    value: float | None  # None: nothing to tell
    told: str  # the value in words


@dataclass(frozen=True, kw_only=True)
class Bar:
    x: float
    y: float
    width: float
    height: float
    told: str
    is_short: bool  # it misses the target


@dataclass(frozen=True, kw_only=True)
class Chart:
    title: str
    summary: str
    points: tuple[Point, ...]
    bars: tuple[Bar, ...]
    target_y: float | None
    target: str


def chart(title: str, summary: str, points: Sequence[Point], *, top: float = 0.0, goal: float | None = None, target: str = "") -> Chart:
    """Bars as high as their share of `top`, or of the highest. `goal` is the value that none should fall below."""
    highest = max([top, *(point.value for point in points if point.value is not None)], default=0.0) or 1.0
    share = _WIDTH / max(1, len(points))
    bars = [_bar(at * share, share, point, highest, goal) for at, point in enumerate(points) if point.value is not None]
    return Chart(
        title=title,
        summary=summary,
        points=tuple(points),
        bars=tuple(bars),
        target_y=None if goal is None else round(_HEIGHT * (1 - goal / highest), 2),
        target=target,
    )


def _bar(x: float, share: float, point: Point, highest: float, goal: float | None) -> Bar:
    value = point.value or 0.0
    height = max(0.6, _HEIGHT * value / highest)  # a zero is drawn too: nothing and none are different
    return Bar(
        x=round(x + share * _GAP / 2, 2),
        y=round(_HEIGHT - height, 2),
        width=round(share * (1 - _GAP), 2),
        height=round(height, 2),
        told=f"{point.label}: {point.told}",
        is_short=goal is not None and value < goal,
    )
