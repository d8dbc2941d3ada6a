from __future__ import annotations

import pytest

from ingest import charsets


@pytest.mark.parametrize(
    ("label", "codec"),
    [
        ("latin1", "cp1252"),
        ("ISO-8859-1", "cp1252"),
        ("gb2312", "gb18030"),
        ("GBK", "gb18030"),
        ("ks_c_5601-1987", "cp949"),
        ("Shift_JIS", "cp932"),
        ("windows-1258", "cp1258"),
        ("ISO-2022-JP", "iso2022_jp_ext"),
        ("utf8", "utf-8"),
        ("cp-850", "cp850"),
        ("us-ascii", None),
        ("x-user-defined", None),
    ],
)
def test_labels_mean_what_browsers_mean_by_them(label: str, codec: str | None) -> None:
    assert charsets.codec(label) == codec


@pytest.mark.parametrize("label", ["zlib", "hex", "rot13", "unicode_escape", "idna", "punycode", "undefined", "nonsense"])
def test_codecs_that_are_no_charsets_are_never_asked(label: str) -> None:
    assert charsets.codec(label) is None


def test_a_declared_charset_is_no_guess() -> None:
    assert charsets.decode("Größe".encode("latin-1"), "iso-8859-1") == charsets.Decoded("Größe", "cp1252")


@pytest.mark.parametrize("declared", ["", "us-ascii", "iso-8859-1", "x-unknown"])
def test_valid_utf8_is_read_as_such_whatever_is_declared_and_told(declared: str) -> None:
    read = charsets.decode("Größe und Übermut".encode(), declared)
    assert read.text == "Größe und Übermut"
    assert read.guess.startswith("charset-guessed: utf-8")


@pytest.mark.parametrize(
    ("text", "charset"),
    [
        ("Пожалуйста, помогите: камера не работает со вчерашнего дня", "koi8-r"),
        ("Пожалуйста, помогите: камера не работает со вчерашнего дня", "cp1251"),
        ("こんにちは、カメラが動作しません。助けてください。", "shift_jis"),
        ("您好，摄像机无法工作，请帮忙。谢谢", "gb18030"),
        ("Größe", "cp1252"),
        ("摄像机故障照片.pdf", "gb18030"),
        ("攝影機無法連線", "big5"),
        ("กล้องไม่ทำงาน", "cp874"),
    ],
)
def test_without_a_declaration_the_charset_is_detected_and_told(text: str, charset: str) -> None:
    read = charsets.decode(text.encode(charset), "")
    assert read.text == text
    assert read.guess.startswith("charset-guessed:")


def test_a_few_foreign_words_in_much_english_are_detected() -> None:
    octets = b"Message-ID: <1@x>\n" * 400 + "机房环境法规\n".encode("gb18030")
    assert "机房环境法规" in charsets.decode(octets, "").text


def test_one_broken_character_does_not_change_the_charset() -> None:
    read = charsets.decode("Größe und Übermut tun selten gut. ".encode() * 20 + b"\xff", "utf-8")
    assert read.charset == "utf-8"
    assert read.guess == "charset-damaged: utf-8"


def test_undeclared_utf8_that_was_cut_is_still_utf8() -> None:
    octets = "Картинка с очень длинным именем".encode()[:-1] + b'".png'
    assert charsets.decode(octets, "").text.startswith("Картинка с очень длинным имене")


def test_stateful_charsets_of_pure_ascii_octets_are_decoded() -> None:
    assert charsets.decode("テスト".encode("iso-2022-jp"), "iso-2022-jp").text == "テスト"
    assert charsets.decode(b"Fr+APY-sche", "utf-7").text == "Frösche"


@pytest.mark.parametrize("octets", [b"+2JU- a", b"a +3JU 5kAAA \xff"])
def test_halves_of_characters_are_no_text(octets: bytes) -> None:
    assert charsets.decode(octets, "utf-7").text.encode("utf-8")


def test_a_wide_charset_over_plain_octets_is_a_lie() -> None:
    assert charsets.decode(b"hello", "utf-16").text == "hello"
    assert charsets.decode("hello".encode("utf-16"), "utf-16").text == "hello"


@pytest.mark.parametrize("label", ["", "utf-8", "us-ascii"])
@pytest.mark.parametrize("charset", ["utf-16-le", "utf-16-be"])
def test_a_byte_order_mark_says_more_than_a_label(label: str, charset: str) -> None:
    assert charsets.decode("\ufeffКамера".encode(charset), label).text == "Камера"


@pytest.mark.parametrize("charset", ["utf-16-le", "utf-16-be"])
def test_the_byte_order_that_no_mark_tells_is_told_by_blanks(charset: str) -> None:
    assert charsets.decode("Камера не работает\n".encode(charset), "utf-16").text == "Камера не работает\n"


def test_what_holds_not_one_character_of_utf8_is_not_utf8_whatever_is_declared() -> None:
    assert charsets.decode(b"Jos\xe9", "utf-8").text == "José"
