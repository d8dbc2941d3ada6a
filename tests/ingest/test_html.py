"""HTML as a person reads it: links with their true target, quotations marked, nothing hidden."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.html import to_text
from ingest.segments import split
from tickets.message import SegmentKind


def said(html: str, subject: str = "Re: camera") -> str:
    pieces = split(to_text(html).text, html, subject)
    return "\n".join(piece.text for piece in pieces if piece.kind is SegmentKind.NEW).strip()


def test_blocks_become_lines_and_paragraphs_are_parted() -> None:
    assert to_text("<div>one</div><div>two<br>three</div><p>four</p><p>five</p>").text == "one\ntwo\nthree\n\nfour\n\nfive"


def test_a_link_shows_its_true_target() -> None:
    html = '<a href="https://evil.example/x">https://bank.example</a>'
    assert to_text(html).text == "https://bank.example <https://evil.example/x>"


@pytest.mark.parametrize("href", ["https://a.example", "https://a.example/"])
def test_a_link_that_says_its_target_says_it_once(href: str) -> None:
    assert to_text(f'<a href="{href}">a.example</a>').text == "a.example"


def test_an_address_is_shown_unless_it_is_written() -> None:
    assert to_text('<a href="mailto:a@b.example">Ana</a>').text == "Ana <a@b.example>"
    assert to_text('<a href="mailto:a@b.example">a@b.example</a>').text == "a@b.example"


def test_a_script_leads_nowhere() -> None:
    assert to_text('<a href="javascript:alert(1)">press</a><script>x</script><style>y</style>').text == "press"


@pytest.mark.parametrize(
    "hidden",
    ['<div style="display: none">secret</div>', "<p hidden>secret</p>", '<span style="font-size:0px">secret</span>',
     '<div style="max-height:0px;overflow:hidden">secret</div>', '<i style="visibility:hidden">secret</i>',
     '<img src="t.gif" width="1" height="1">'],
)  # fmt: skip
def test_what_no_reader_sees_is_dropped_and_counted(hidden: str) -> None:
    read = to_text(f"<p>seen</p>{hidden}")
    assert (read.text, read.hidden) == ("seen", 1)


def test_a_size_set_inside_a_cell_of_no_size_is_seen() -> None:
    assert to_text('<td style="font-size:0"><div style="font-size:14px">seen</div></td>').text == "seen"


def test_a_table_keeps_its_rows_and_cells() -> None:
    html = "<table><tr><td>Model</td><td>NVR7000K</td></tr><tr><td>SN</td><td>7E</td></tr></table>"
    assert to_text(html).text == "Model\tNVR7000K\nSN\t7E"


def test_lists_and_preformatted_text_keep_their_shape() -> None:
    assert to_text("<ul><li>one</li><li>two</li></ul><pre>a\n  b</pre>").text == "- one\n- two\n\na\n  b"


def test_a_blockquote_is_marked_as_in_plain_mail() -> None:
    assert to_text("yes<blockquote>did it?<blockquote>no</blockquote></blockquote>").text == "yes\n\n> did it?\n>\n>> no"


def test_an_increased_indent_is_no_quotation() -> None:
    assert said('<div>do</div><blockquote style="margin:0 0 0 40px;border:none;padding:0px">this</blockquote>') == "do\n\nthis"


CLIENTS = {
    "Gmail": '<div>Yes</div><div class="gmail_quote">Ana, in no known words:<br><blockquote class="gmail_quote">Q</blockquote></div>',
    "Outlook web": '<div>Yes</div><div id="appendonsend"></div><hr><div id="divRplyFwdMsg"><b>Nie:</b> a<br><b>Wann:</b> x</div>'
    "<div>Q</div>",
    "Outlook 2007": '<p class=MsoNormal>Yes</p><div><p class=MsoNormal><b>From:</b> A <a@b.c><br><b>Sent:</b> Monday<br>'
    "<b>To:</b> B<br><b>Subject:</b> x</p></div><p>Q</p>",
    "Apple Mail": '<div>Yes</div><blockquote type="cite"><div>On Nov 12, 2014, at 11:07 PM, A &lt;a@b.c&gt; wrote:</div>Q</blockquote>',
    "Thunderbird": '<p>Yes</p><div class="moz-cite-prefix">On 26.06.2014 14:41, A wrote:<br></div><blockquote type="cite">Q</blockquote>',
    "Yahoo": '<div>Yes</div><div class="ydp9b1f0a55yahoo_quoted" id="ydp9b1f0a55yahoo_quoted_58"><div>Q</div></div>',
    "ProtonMail": '<div>Yes</div><div class="protonmail_quote">------- Original Message -------<br>Q</div>',
    "Zimbra": '<div>Yes</div><hr id="zwchr"><div>Q</div>',
    "Exchange for Mac": '<div>Yes</div><span id="OLK_SRC_BODY_SECTION"><div>Q</div></span>',
    "Front": '<div>Yes</div><blockquote class="front-blockquote">Q</blockquote>',
    "QQ": '<div>Yes</div><div><includetail><div>------------------ 原始邮件 ------------------</div><div>Q</div></includetail></div>',
    "Outlook mobile": '<div>Yes</div><div id="mail-editor-reference-message-container"><div>Q</div></div>',
    "Hotmail": '<div>Yes<hr id="stopSpelling">Q</div>',
    "our own letter": '<div>Yes</div><div class="x_mr.abcdefghij234567" id="x_mr.abcdefghij234567"><p>Q</p></div>',
}


@pytest.mark.parametrize("html", CLIENTS.values(), ids=CLIENTS.keys())
def test_each_clients_quotation_is_told_from_the_answer(html: str) -> None:
    assert said(html) == "Yes"


def test_an_interleaved_answer_inside_gmails_container_stays() -> None:
    html = (
        '<div class="gmail_quote">On Tue, Mar 3, 2026 at 9:12 AM S &lt;s@b.c&gt; wrote:<br>'
        '<blockquote class="gmail_quote">Which?</blockquote>'
        '<div>NVR7000K</div><blockquote class="gmail_quote">Since when?</blockquote><div>Monday</div></div>'
    )
    assert said(html) == "NVR7000K\n\nMonday"


@pytest.mark.parametrize("mark", ['class="gmail_signature"', 'id="Signature"', 'class="moz-signature"', 'id="ms-outlook-mobile-signature"'])
def test_a_marked_signature_is_a_signature(mark: str) -> None:
    assert said(f"<div>It beeps.</div><div {mark}>Ana<br>Acme</div>") == "It beeps."


def test_words_below_a_marked_signature_are_new() -> None:
    assert said('<div>It beeps.</div><div id="Signature">Ana</div><div>P.S. loudly</div>') == "It beeps.\nAna\nP.S. loudly"


@given(st.text())
def test_any_string_is_read(html: str) -> None:
    assert to_text(html).hidden >= 0


@pytest.mark.parametrize(
    "html",
    ["<div>" * 200_000, "<blockquote>x<br>" * 5_000, "<br>" * 100_000, '<a href="http://x.example">z</a>' * 20_000, "<" * 500_000,
     "<div class=gmail_quote>x</div>" * 20_000, "<div id=Signature>x</div>" * 20_000, '<div style="' + "a" * 1_000_000],
    ids=["deep", "deep quotations", "lines", "links", "brackets", "quotations", "signatures", "style"],
)  # fmt: skip
def test_hostile_html_takes_no_time(html: str) -> None:
    began = time.perf_counter()
    to_text(html)
    assert time.perf_counter() - began < 2


def test_what_is_too_deep_is_cut_and_said() -> None:
    assert to_text("<div>" * 20_000 + "x").cut
    assert not to_text("<div>x</div>").cut


def test_of_many_links_the_first_fifty_show_their_targets() -> None:
    read = to_text("".join(f'<a href="https://a.example/{number}">more</a> ' for number in range(60)))
    assert read.text.count("<https://") == 50
    assert (read.text.count("more"), read.bare_links) == (60, 10)
