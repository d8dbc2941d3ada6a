from __future__ import annotations

import pytest

from responders.markdown import MarkdownFault, compile_markdown
from responders.phrases import Phrases
from responders.plain import WIDTH, finish
from responders.render import Engine

PHRASES = Phrases({}, ("Mon",) * 7, ("Jan",) * 12)
ENGINE = Engine(PHRASES)


def text(source: str, **values: object) -> str:
    return finish(ENGINE.text(compile_markdown(source).text)(values))  # type: ignore[arg-type]


def html(source: str, **values: object) -> str:
    return ENGINE.html(compile_markdown(source).html)(values)  # type: ignore[arg-type]


def test_a_value_never_becomes_markdown_or_html() -> None:
    evil = "[click](http://evil.example) <b>**x**</b>"
    assert "<a" not in html("Hello {{ name }},", name=evil)
    assert "&lt;b&gt;" in html("Hello {{ name }},", name=evil)
    assert "<strong" not in html("Hello {{ name }},", name=evil)
    assert text("Hello {{ name }},", name=evil) == f"Hello {evil},\n"


def test_html_in_a_source_is_shown_and_not_obeyed() -> None:
    assert "<script" not in html("<script>alert(1)</script>")
    assert "<img" not in html("![x](https://a.example/x.png)")


def test_a_loop_around_one_item_gives_one_list() -> None:
    source = "{% for row in rows %}\n1. **{{ row.a }}** there\n{% endfor %}"
    rows = [{"a": "x"}, {"a": "y"}]
    assert text(source, rows=rows) == "1. x there\n2. y there\n"
    assert html(source, rows=rows).count("<ol") == 1
    assert html(source, rows=rows).count("<li") == 2


def test_a_loop_over_two_items_is_refused() -> None:
    with pytest.raises(MarkdownFault, match="one list item"):
        compile_markdown("{% for row in rows %}\n- a\n- b\n{% endfor %}")


def test_conditional_paragraphs_leave_no_gaps() -> None:
    source = "One.\n\n{% if a %}\nTwo.\n\n{% endif %}\nThree."
    assert text(source, a=False) == "One.\n\nThree.\n"
    assert text(source, a=True) == "One.\n\nTwo.\n\nThree.\n"
    assert html(source, a=False).count("<p") == 2


def test_a_link_shows_its_address_in_the_text() -> None:
    assert text("See the [portal]({{ a_url }}).", a_url="https://a.example") == "See the portal (https://a.example).\n"
    assert 'href="https://a.example"' in html("See the [portal]({{ a_url }}).", a_url="https://a.example")
    assert text("Write to [a@b.example](mailto:a@b.example).") == "Write to a@b.example.\n"


@pytest.mark.parametrize("target", ["javascript:alert(1)", "http://plain.example", "data:text/html,x", "file:///etc/passwd"])
def test_a_link_leads_only_to_https_mail_or_phone(target: str) -> None:
    with pytest.raises(MarkdownFault, match="a link leads to where none may"):
        compile_markdown(f"[x]({target})")


THEIRS = ("{{ ticket.subject }}", "https://{{ subject }}", "https://{{ a }}.example/", "{{ link.fact }}", "{{ a }}{{ link }}")
OURS = ("{{ link }}", "{{ row.link }}", "{{ desk.portal_url }}", "https://a.example/?t={{ number }}", "mailto:{{ address }}")


@pytest.mark.parametrize("target", THEIRS)
def test_a_link_never_leads_where_a_customer_says(target: str) -> None:
    with pytest.raises(MarkdownFault, match="a link leads to"):
        compile_markdown(f"One.\n\n[x]({target})" if " " not in target else f"One.\n\n[x](<{target}>)")


@pytest.mark.parametrize("target", OURS)
def test_a_link_may_lead_to_a_link_of_ours(target: str) -> None:
    assert "<a" in compile_markdown(f"[x](<{target}>)").html


def test_an_if_in_the_address_of_a_link_is_refused() -> None:
    with pytest.raises(MarkdownFault, match="a link leads to"):
        compile_markdown("[{% if a %}x](https://{% endif %}y.example)")


def test_a_tag_over_two_lines_is_refused_with_its_line() -> None:
    with pytest.raises(MarkdownFault) as refused:
        compile_markdown("One.\n\n{{ a\n}}")
    assert refused.value.line == 3


def test_several_lines_keep_their_breaks() -> None:
    assert text("{{ body | lines }}", body="a\nb\n\nc") == "a\nb\n\nc\n"
    assert html("{{ body | lines }}", body="a\n<b>\n\nc").count("<p") == 2
    assert "a<br>" in html("{{ body | lines }}", body="a\nb")
    assert text("{{ body | quoted }}", body="a\n\nb") == "> a\n>\n> b\n"


def test_long_lines_are_wrapped_under_their_marker() -> None:
    wrapped = text("- " + "word " * 40)
    assert all(len(line) <= WIDTH for line in wrapped.splitlines())
    assert wrapped.splitlines()[1].startswith("  word")
    quoted = text("{{ body | quoted }}", body="word " * 40)
    assert all(line.startswith("> ") for line in quoted.splitlines())


def test_an_address_is_never_broken() -> None:
    url = "https://a.example/" + "x" * 200
    assert url in text("See {{ url }} there.", url=url)


def test_a_text_of_five_megabytes_in_one_line_is_wrapped_in_time() -> None:
    assert len(finish("x " * 500_000).splitlines()) > 10_000
    assert finish(" " * 1_000_000) == "\n"
    assert finish("> " * 300_000).startswith(">")
