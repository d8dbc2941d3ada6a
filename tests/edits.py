"""Edits of letters, good and bad, for the gate, the in-tray and the running desk."""

from __future__ import annotations

from responders.sources import shipped


def words(stem: str = "acknowledgement", language: str = "en") -> str:
    """The shipped words of a letter."""
    return next(source.words for source in shipped() if (source.language, source.stem) == (language, stem))


def with_body(body: str, subject: str = "[{{ ticket.number }}] Ours") -> str:
    return f'---\nsubject: "{subject}"\n---\n{body}\n'


#: what somebody might do to the acknowledgement, and what he is told
BROKEN = {
    # syntax
    with_body("{{ ticket.number"): "line 4, column 1",
    with_body("{{ ticket.number }"): "line 4, column 1",
    with_body("{% if lane %}never closed"): "endif",
    with_body("{% endif %}"): "line 4, column 1",
    with_body("{% for row in missing %}x"): "endfor",
    with_body("{% else %}"): "else",
    with_body("{{ }}"): "line 4, column",
    with_body("{{ 'unclosed }}"): "line 4, column",
    with_body("words\n\n{{ ticket.number\n}}"): "line 6, column 1: a tag must end on the line on which it begins",
    with_body("[link]({% if lane %}https://x.example{% endif %})"): "line 4, column 1: a link leads to",
    # unknown names and wrong shapes
    with_body("Hello {{ persn.name }},"): "line 4, column 10: persn is not known: did you mean `person`?",
    with_body("Your number is {{ ticket.numbr }}."): "line 4, column 26: ticket.numbr is not known: did you mean `ticket.number`?",
    with_body("{% for row in mising %}{% endfor %}"): "mising is not known: did you mean `missing`?",
    with_body("{{ ticket.number | uper }}"): "the filter uper is not known",
    with_body("{{ request.topic | phrase('topics') }}"): "did you mean `topic`?",
    with_body("{{ ticket }}"): "cannot be shown whole: write ticket.number",
    with_body("{{ missing }}"): "write {% for row in missing %}",
    with_body(
        "about {{ request.topic }}"
    ): 'line 4, column 10: request.topic is a word of the desk\'s own: write {{ request.topic | phrase("topic") }}',
    with_body("it is {{ urgent }}"): "compare with it",
    with_body("words {{ tip | lines }} words"): "stands alone on its line",
    with_body("{% if ticket.number > 3 %}x{% endif %}"): "only numbers are more or less",
    # escapes from the sandbox
    with_body("{{ ''.__class__.__mro__ }}"): "is not known",
    with_body("{{ ticket.__class__ }}"): "is not known",
    with_body("{{ desk['__init__'] }}"): "[ ] is not allowed",
    with_body("{{ self._TemplateReference__context }}"): "is not known",
    with_body("{{ cycler.__init__.__globals__.os.popen('id').read() }}"): "line 4, column",
    with_body("{{ lipsum() }}"): "calling something with ( ) is not allowed",
    with_body("{{ desk.name.format(desk) }}"): "calling",
    with_body("{{ ticket.number | attr('__class__') }}"): "the filter attr is not known",
    with_body("{% include '/etc/passwd' %}"): "{% include %} is not allowed",
    with_body("{% import 'os' as os %}"): "{% import %} is not allowed",
    with_body("{% extends 'frame.md' %}"): "{% extends %} is not allowed",
    with_body("{% macro m() %}x{% endmacro %}"): "{% macro %} is not allowed",
    with_body("{% set x = 1 %}"): "{% set %} is not allowed",
    with_body("{% raw %}{{ x }}{% endraw %}"): "{% raw %} is not allowed",
    # endless loops and huge output
    with_body("{% for i in range(1000000000) %}{{ i }}{% endfor %}"): "calling",
    with_body("{% for a in missing %}{% for b in missing %}x{% endfor %}{% endfor %}"): "a for within a for",
    with_body("{{ 'x' * 1000000000 }}"): "calculating is not allowed",
    with_body("{{ 9 ** 9 ** 9 }}"): "calculating is not allowed",
    with_body("{{ 'x'.center(1000000000) }}"): "calling",
    with_body("{{ '%1000000000d' | format(1) }}"): "line 4, column",
    with_body("{{" + "(" * 4000 + "1" + ")" * 4000 + "}}"): "nested too deep",
    with_body("{% if lane %}" * 200 + "{% endif %}" * 200): "ifs within each other",
    with_body("x" * 20_001): "a letter has at most 20000",
    # headers
    with_body("words", subject="Ours\nBcc: victim@example.com"): "line 3, column 1: Bcc: is not known here",
    with_body("words", subject="Ours\x0bBcc: victim@example.com"): "line 2, column 15: a hidden character stands here (U+000B",
    with_body("words", subject="Ours\u2028Bcc: victim@example.com"): "a hidden character stands here (U+2028 LINE SEPARATOR)",
    with_body("words", subject="{{ tiket.number }}"): "line 2, column 14: tiket is not known: did you mean `ticket`?",
    with_body("words", subject="{{ ticket.subject }}"): "line 2, column 1: the subject is empty",
    "words without a subject\n": 'a letter begins with "---"',
    "---\nsubjet: x\n---\nwords\n": "line 2, column 1: subjet: is not known here: did you mean `subject`?",
    "---\nsubject: x\nuntil: 2026-12-24\n---\nwords\n": "line 3, column 1: only a banner or a variant can end by itself",
    "": 'a letter begins with "---"',
    # what only the finished letter shows
    with_body("Hello,\n\nask your [portal]({{ desk.portal_url }})"): "line 6, column 17: a link leads to ''",
    with_body("Hello,\n\nthis goes refer_to_dealer"): "line 6, column 11: shows the desk's own word refer_to_dealer",
    with_body("[click](http://evil.example/{{ person.name }})"): "line 4, column 1: a link leads to where none may: write its address",
    with_body("[click](javascript:alert)"): "line 4, column 1: a link leads to where none may: write its address",
    with_body("turned \u202earound"): "a hidden character stands here (U+202E RIGHT-TO-LEFT OVERRIDE)",
}
