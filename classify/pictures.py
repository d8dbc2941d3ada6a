"""Pictures opened safely, and the QR and bar codes in them: stickers photographed by hand, rotated, small in the frame, in bad light.

The only module that imports zxing-cpp and Pillow. A picture is hostile: its pixels are counted from the header before any is decoded,
and a mail has a budget of pixels, which bounds memory and time alike. A QR code of a device holds more than its serial number: the
text that comes back may carry a safety code (`RC`), so it is masked before it is shown.
"""

from __future__ import annotations

import io
import struct
import warnings
from collections.abc import Iterable

import zxingcpp
from PIL import Image, UnidentifiedImageError

_MOST_BYTES = 15_000_000  # of one picture; phones make 3 to 8 MB
_MOST_PIXELS = 60_000_000  # of one picture, from its header: 50 MP phones exist
_BUDGET = 30_000_000  # pixels searched a mail, after shrinking: about a second of one core
_SIDES = (1_800, 3_600)  # the longer side: most codes are found in the small one; a sticker far away needs the large one
_SMALLEST = 48  # icons, tracking pixels and spacers
_FORMATS = ("JPEG", "PNG", "GIF", "BMP", "TIFF", "WEBP")  # no format that starts another program or a script

# What Pillow raises on broken files; a picture that cannot be read shows no code.
_BROKEN = (
    UnidentifiedImageError, Image.DecompressionBombError, Image.DecompressionBombWarning,
    OSError, SyntaxError, ValueError, struct.error, EOFError, IndexError, TypeError,
)  # fmt: skip


def codes(pictures: Iterable[bytes]) -> tuple[str, ...]:
    """The texts of all codes in these pictures, in order, none twice. Anything unreadable gives none."""
    texts: dict[str, None] = {}
    budget = _BUDGET
    for content in pictures:
        for side in _SIDES:
            image = grey(content, side) if budget > 0 else None
            if image is None:
                break
            budget -= image.width * image.height
            found = _read(image)
            texts.update(dict.fromkeys(found))
            if found or max(image.size) < side:
                break
    return tuple(texts)


def grey(content: bytes, side: int) -> Image.Image | None:
    """The picture in grey and of a bounded size, or None where it is no picture, too large, or an icon."""
    if len(content) > _MOST_BYTES:
        return None
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            image = Image.open(io.BytesIO(content), formats=_FORMATS)
        if image.width * image.height > _MOST_PIXELS or min(image.size) < _SMALLEST:
            return None
        image.draft("L", (side, side))  # JPEG decodes at a half or a quarter, which spares the time of the full one
        image.thumbnail((side, side))
        return image.convert("L")
    except _BROKEN:
        return None


def _read(image: Image.Image) -> list[str]:
    """Texts of up to 16 codes; where the whole picture shows none, its contrast is stretched once."""
    found = zxingcpp.read_barcodes(image) or zxingcpp.read_barcodes(_stretched(image))
    return [code.text[:500] for code in found[:16] if code.text]


def _stretched(image: Image.Image) -> Image.Image:
    """The darkest tone made black and the lightest white: flash and dusk leave a narrow band between."""
    low, high = image.getextrema()
    if not isinstance(low, int | float) or not isinstance(high, int | float) or high <= low:
        return image
    return image.point([int(255 * min(max(tone - low, 0), high - low) / (high - low)) for tone in range(256)])
