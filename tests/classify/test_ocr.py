"""System Information on a monitor and stickers on a box, photographed as people do it. Needs the extra `ocr`: `make ocr` runs these."""

from __future__ import annotations

import io

import pytest
from PIL import Image, ImageDraw, ImageFilter, ImageFont

from classify import ocr
from classify.facts import find
from classify.ocr import Readings, read
from tests.classify.letters import attached, letter
from tickets.facts import Facts, Place

needs_ocr = pytest.mark.skipif(not ocr.is_installed(), reason="the extra `ocr` is not installed; `make ocr` installs it")

SCREEN = (
    ("Device Model", "NVR7032K"),
    ("Record Channel", "32"),
    ("System Version", "4.001.0000003.1.R"),
    ("Build Date", "2021-07-13"),
    ("Web Version", "5.01.1.1234"),
    ("S/N", "7E77893PAZBED9B"),
)
STICKER = (("MODEL:", "IPEL-E80F-IRW3"), ("S/N:", "6F0D58EPAZ56662"), ("MAC:", "3C:EF:8C:12:34:56"))


def drawn(rows: tuple[tuple[str, str], ...], *, size: int = 24, dark: bool = False) -> Image.Image:
    paper, ink = ((28, 32, 40), (225, 225, 225)) if dark else ((236, 236, 230), (20, 20, 20))
    image = Image.new("RGB", (size * 32, size * (3 + 3 * len(rows))), paper)
    pen, font = ImageDraw.Draw(image), ImageFont.load_default(size)
    for number, (label, value) in enumerate(rows):
        for left, text in ((2, label), (15, value)):
            pen.text((size * left, size * (2 + 3 * number)), text, font=font, fill=ink)
    return image


def photographed(image: Image.Image, *, angle: float = 0, blur: float = 0, light: float = 1.0) -> bytes:
    seen = image.rotate(angle, expand=True, fillcolor=(120, 118, 112)).filter(ImageFilter.GaussianBlur(blur))
    file = io.BytesIO()
    seen.point(lambda tone: int(8 + tone * light * 0.9)).save(file, "JPEG", quality=80)
    return file.getvalue()


def facts_of(*pictures: bytes, words: str = "see the photo") -> Facts:
    return find(letter(words, attachments=tuple(attached("IMG_1.jpg", "image/jpeg", content) for content in pictures)))


@needs_ocr
@pytest.mark.parametrize(
    ("angle", "blur", "light"),
    [(0, 0, 1), (7, 0, 1), (90, 0, 1), (180, 0, 1), (268, 0.6, 0.7), (0, 2.0, 1), (0, 0, 0.15), (-4, 1.0, 0.35)],
)
def test_system_information_is_read_however_it_was_photographed(angle: float, blur: float, light: float) -> None:
    facts = facts_of(photographed(drawn(SCREEN, dark=True), angle=angle, blur=blur, light=light))
    assert [(s.value, s.where) for s in facts.serials] == [("7E77893PAZBED9B", Place.PICTURE)]
    assert [(f.version, f.build_date) for f in facts.firmware] == [("4.001.0000003.1.R", "2021-07-13")]


@needs_ocr
def test_a_sticker_without_a_code_tells_its_serial_and_model_and_not_its_mac() -> None:
    facts = facts_of(photographed(drawn(STICKER), angle=12, blur=0.8, light=0.5))
    assert [s.value for s in facts.serials] == ["6F0D58EPAZ56662"]
    assert [m.value for m in facts.models] == ["IPEL-E80F-IRW3"]


@needs_ocr
def test_a_number_from_a_picture_is_never_certain_and_corrects_nobody() -> None:
    facts = facts_of(photographed(drawn(STICKER)), words="S/N 6F0D58EPAZS6662, no picture")
    assert all(s.confidence < 0.9 for s in facts.serials if s.where is Place.PICTURE)
    assert not any(s.did_you_mean for s in facts.serials if s.where is Place.NEW and s.value == "6F0D58EPAZS6662")


@needs_ocr
def test_a_page_of_small_print_is_not_read_to_its_end() -> None:
    page = Image.new("L", (1600, 1600), 255)
    pen, font = ImageDraw.Draw(page), ImageFont.load_default(14)
    for top in range(0, 1600, 20):
        pen.text((10, top), "lorem ipsum dolor sit amet consectetur", font=font)
    found = read([photographed(page.convert("RGB"))] * 3, seconds=1.0)
    assert sum(len(readings.text.splitlines()) for readings in found) <= ocr.MOST_LINES


@needs_ocr
@pytest.mark.parametrize("content", [b"", b"no picture", b"\x89PNG\r\n\x1a\n" + b"\x00" * 60])
def test_what_is_no_picture_says_nothing(content: bytes) -> None:
    assert read([content]) == ()


@needs_ocr
def test_an_empty_wall_and_a_logo_say_nothing() -> None:
    wall, logo = Image.new("RGB", (800, 600), (180, 180, 170)), drawn(STICKER).resize((300, 90))
    assert read([photographed(wall), photographed(logo)]) == ()


def test_what_the_two_readings_do_not_agree_on_is_doubtful(monkeypatch: pytest.MonkeyPatch) -> None:
    said = "S/N\t7E77893PAZBED9B\nS/N\t6F0D58EPAZ56662"
    monkeypatch.setattr(ocr, "is_installed", lambda: True)
    monkeypatch.setattr(ocr, "read", lambda pictures: (Readings(said, said.replace("BED9B", "8ED98")),))
    facts = facts_of(b"any picture")
    assert [(s.value, s.confidence < 0.5) for s in facts.serials] == [("7E77893PAZBED9B", True), ("6F0D58EPAZ56662", False)]


def test_no_picture_is_read_where_the_words_told_device_and_version(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[object] = []
    monkeypatch.setattr(ocr, "is_installed", lambda: True)
    monkeypatch.setattr(ocr, "read", lambda pictures: asked.append(pictures) or ())
    facts_of(b"any picture", words="S/N 7E77893PAZBED9B\nSystem Version 4.001.0000003.1.R\nBuild Date 2021-07-13")
    assert not asked
