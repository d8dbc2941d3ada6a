"""Codes on stickers, photographed as people do it; and files that are no pictures."""

from __future__ import annotations

import io
from functools import cache

import pytest
import zxingcpp
from PIL import Image, ImageFilter

from classify.facts import find
from classify.pictures import codes
from tests.classify.letters import attached, letter
from tickets.facts import Place

STICKER = "{SN:6F0D58EPAZ56662,DT:IPMX-E40F-W1-LED,RC:7KQ2M1,NC:035D}"


@cache
def sticker(text: str = STICKER, *, bars: bool = False) -> Image.Image:
    kind = zxingcpp.BarcodeFormat.Code128 if bars else zxingcpp.BarcodeFormat.QRCode
    drawn = zxingcpp.create_barcode(text, kind).to_image(scale=4)
    height, width = drawn.shape
    return Image.frombytes("L", (width, height), bytes(memoryview(drawn).cast("B")))


def photograph(code: Image.Image, *, angle: float = 0, blur: float = 0, light: float = 1.0, kind: str = "JPEG") -> bytes:
    """The sticker on a grey box, turned, out of focus, in the light that there is."""
    box = Image.new("L", (900, 700), 170)
    box.paste(code, ((900 - code.width) // 2, (700 - code.height) // 2))
    seen = box.rotate(angle, fillcolor=150).filter(ImageFilter.GaussianBlur(blur)).point(lambda tone: int(40 + tone * light * 0.8))
    file = io.BytesIO()
    seen.save(file, kind)
    return file.getvalue()


@pytest.mark.parametrize("angle", [0, 8, 45, 90, 180, 263])
def test_a_code_is_read_however_the_phone_was_held(angle: float) -> None:
    assert codes([photograph(sticker(), angle=angle)]) == (STICKER,)


@pytest.mark.parametrize(("blur", "light"), [(1.2, 1.0), (0, 0.15), (0.8, 0.3)])
def test_a_code_is_read_out_of_focus_and_in_bad_light(blur: float, light: float) -> None:
    assert codes([photograph(sticker(), blur=blur, light=light)]) == (STICKER,)


def test_the_facts_of_a_sticker_are_of_the_picture_and_its_safety_code_is_masked() -> None:
    picture = attached("IMG_2041.jpg", "image/jpeg", photograph(sticker()))
    facts = find(letter("photo attached", attachments=(picture,)))
    assert [(s.value, s.where) for s in facts.serials] == [("6F0D58EPAZ56662", Place.PICTURE)]
    assert [m.value for m in facts.models] == ["IPMX-E40F-W1-LED"]
    assert "7KQ2M1" not in repr(facts)


def test_a_bar_code_of_the_serial_alone_is_read_and_a_parcels_is_no_serial() -> None:
    bars = attached("a.png", "image/png", photograph(sticker("4H0A6B1PAZ3C2D1", bars=True), kind="PNG"))
    parcel = attached("b.png", "image/png", photograph(sticker("1Z999AA10123456784", bars=True), kind="PNG"))
    assert [s.value for s in find(letter("", attachments=(bars, parcel))).serials] == ["4H0A6B1PAZ3C2D1"]


def test_the_same_code_on_two_photos_is_told_once() -> None:
    assert codes([photograph(sticker()), photograph(sticker(), angle=90)]) == (STICKER,)


@pytest.mark.parametrize(
    "content", [b"", b"not a picture", b"\xff\xd8\xff\xe0 broken", b"\x89PNG\r\n\x1a\n" + b"\x00" * 60, b"<svg onload='x'/>"]
)
def test_what_is_no_picture_shows_no_code(content: bytes) -> None:
    assert codes([content]) == ()


def test_half_a_picture_shows_no_code_and_does_no_harm() -> None:
    whole = photograph(sticker())
    assert codes([whole[: len(whole) // 3]]) == ()


def test_a_picture_of_too_many_pixels_is_not_decoded() -> None:
    file = io.BytesIO()
    Image.new("1", (12_000, 9_000)).save(file, "PNG")
    assert codes([file.getvalue()]) == ()


def test_icons_are_not_searched() -> None:
    file = io.BytesIO()
    sticker().resize((40, 40)).save(file, "PNG")
    assert codes([file.getvalue()]) == ()
