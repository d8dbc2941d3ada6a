"""Text in screenshots and in photographs of stickers: the extra `ocr`. Without it pictures tell nothing but their codes.

The only module that knows rapidocr, which is imported with the first picture: it takes a second, and most mails have none. Its engine reads
a page of small print for minutes, so it is never given a page: text is searched in a small picture, and read line by line until the lines
or the seconds of a mail are spent. Every line that may hold a number is read twice, the second time from a negative: what the two readings
do not agree on is doubtful.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from itertools import pairwise
from time import monotonic
from typing import Any

import numpy as np
from numpy.typing import NDArray

from classify.pictures import grey

SECONDS = 4.0  # a mail; parsing has ten, and its words matter more
MOST_LINES = 80  # a mail; System Information has a dozen, a sticker six
_MOST_PICTURES = 3
_SEARCHED, _READ = 1_280, 2_560  # the longer side in which text is searched, and from which lines are cut
_SMALLEST = 120  # pixels; logos of signatures are smaller
_THINNEST = 8  # pixels of a line's height: beneath it nobody can read
_SURE = 0.5
_TALL = 1.5  # a line higher than wide runs upwards: the picture lies on its side
_ASKED_WHICH_WAY_UP = 6  # lines
_NEEDS_A_SECOND_READING = 5  # characters, a figure among them
_PARAMETERS = {
    "Global.log_level": "critical",  # it tells every picture without text
    "EngineConfig.onnxruntime.intra_op_num_threads": 1,  # one worker, one core
    "EngineConfig.onnxruntime.inter_op_num_threads": 1,
    "Det.limit_type": "max",  # its default enlarges a narrow strip without bound
    "Det.limit_side_len": _SEARCHED,
}

Pixels = NDArray[np.uint8]  # (height, width, 3)
Boxes = NDArray[np.float32]  # (lines, 4 corners clockwise from the upper left, x and y)


@dataclass(frozen=True)
class Readings:
    """What a picture says, a row a line, its cells parted by tabs; and the same read again from a negative."""

    text: str
    again: str


@cache
def is_installed() -> bool:
    return all(find_spec(name) is not None for name in ("rapidocr", "onnxruntime"))


def read(pictures: Iterable[bytes], seconds: float = SECONDS) -> tuple[Readings, ...]:
    """The text of the first few pictures; nothing of what is no picture, an icon, or beyond the seconds and lines of a mail.

    The same pictures read the same, unless the machine is so busy that the seconds run out.
    """
    _engine()  # its start is counted apart: a worker has one
    ends, lines = monotonic() + seconds, MOST_LINES
    found = []
    for content in list(pictures)[:_MOST_PICTURES]:
        if monotonic() < ends and lines > 0:
            rows = _picture(content, ends, lines)
            lines -= sum(map(len, rows))
            found.append(Readings(_text(rows, 0), _text(rows, 1)))
    return tuple(readings for readings in found if readings.text)


Line = tuple[str, str]  # both readings


def _picture(content: bytes, ends: float, most: int) -> list[list[Line]]:
    image = grey(content, _READ)
    if image is None or min(image.size) < _SMALLEST:
        return []
    try:
        return _rows(np.asarray(image), ends, most)
    except Exception:  # noqa: BLE001  (one picture meets a foreign engine: whatever it does to it costs its text, never the mail)
        return []


def _rows(tones: NDArray[np.uint8], ends: float, most: int) -> list[list[Line]]:
    picture = np.repeat(tones[:, :, None], 3, axis=2)
    boxes = _engine()(picture, use_det=True, use_cls=False, use_rec=False).boxes
    if boxes is None:
        return []
    picture, boxes = _upright(picture, np.asarray(boxes, np.float32))
    legible = boxes[_heights(boxes) >= _THINNEST]
    return [list(_lines(picture, row, ends)) for row in _in_rows(legible[:most])]


def _lines(picture: Pixels, row: Sequence[Boxes], ends: float) -> Iterator[Line]:
    for box in row:
        if monotonic() >= ends:
            return
        cut = _engine().crop_text_regions(picture, [box])[0]
        seen = _said(cut)
        if seen:
            yield seen, (_said(_negative(cut)) if _may_hold_a_number(seen) else seen)


def _said(cut: Pixels) -> str:
    """The text of one line, or '' where it cannot be read."""
    result = _engine()(cut, use_det=False, use_cls=False, use_rec=True)
    sure = result.txts and result.scores and result.scores[0] >= _SURE
    return str(result.txts[0]).strip() if sure else ""


def _negative(cut: Pixels) -> Pixels:
    """White on black for black on white, its contrast stretched: other pixels that say the same."""
    low, high = int(cut.min()), int(cut.max())
    turned: Pixels = (255 - (cut.astype(np.float32) - low) * (255 / max(high - low, 1))).astype(np.uint8)
    return turned


def _may_hold_a_number(text: str) -> bool:
    return len(text) >= _NEEDS_A_SECOND_READING and any(c.isdigit() for c in text)


def _upright(picture: Pixels, boxes: Boxes) -> tuple[Pixels, Boxes]:
    """The picture and its lines as they are read: turned by quarters where it lies on its side or stands on its head."""
    if np.median(_heights(boxes) / np.maximum(_widths(boxes), 1)) > _TALL:
        picture, boxes = _turned(picture, boxes, 1)
    cuts = _engine().crop_text_regions(picture, list(boxes[:_ASKED_WHICH_WAY_UP]))
    said = [str(_engine()(cut, use_det=False, use_cls=True, use_rec=False).cls_res[0][0]) for cut in cuts]
    return _turned(picture, boxes, 2) if said.count("180") > len(said) / 2 else (picture, boxes)


def _turned(picture: Pixels, boxes: Boxes, quarters: int) -> tuple[Pixels, Boxes]:
    for _ in range(quarters):
        width = picture.shape[1]
        picture = np.rot90(picture)  # against the clock: what was the upper right corner is the upper left
        boxes = np.roll(np.stack([boxes[:, :, 1], width - boxes[:, :, 0]], axis=2), -1, axis=1)
    return np.ascontiguousarray(picture), np.ascontiguousarray(boxes, np.float32)


def _in_rows(boxes: Boxes) -> Iterator[list[Boxes]]:
    """Lines side by side, from the left; the rows from above. A slanting photo has slanting rows."""
    if not len(boxes):
        return
    slant = float(np.median(np.arctan2(*(boxes[:, 1] - boxes[:, 0]).T[::-1])))
    centres = boxes.mean(axis=1)
    across = centres @ np.array([np.cos(slant), np.sin(slant)], np.float32)
    down = centres @ np.array([-np.sin(slant), np.cos(slant)], np.float32)
    order = np.argsort(down)
    near = float(np.median(_heights(boxes))) * 0.6
    breaks = [at for at, (one, other) in enumerate(pairwise(down[order]), start=1) if other - one > near]
    for row in np.split(order, breaks):
        yield [boxes[at] for at in sorted(row, key=lambda at: across[at])]


def _heights(boxes: Boxes) -> NDArray[np.float32]:
    heights: NDArray[np.float32] = np.linalg.norm(boxes[:, 3] - boxes[:, 0], axis=1)
    return heights


def _widths(boxes: Boxes) -> NDArray[np.float32]:
    widths: NDArray[np.float32] = np.linalg.norm(boxes[:, 1] - boxes[:, 0], axis=1)
    return widths


def _text(rows: Sequence[Sequence[Line]], reading: int) -> str:
    return "\n".join("\t".join(line[reading] for line in row) for row in rows if row)


@cache
def _engine() -> Any:
    return import_module("rapidocr").RapidOCR(params=_PARAMETERS)
