"""The second half of the gate: a letter rendered for every sample, and looked at as its reader would see it.

The first half (`gate`) makes sure that a letter renders at all; this one finds what only the result shows: a code that slipped through
without its words, a link that leads nowhere where a setting is empty, HTML that does not close.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from html.parser import HTMLParser

from responders.letters import Letters, Rendered
from responders.render import RenderFault
from responders.samples import Sample
from responders.vocabulary import Value

MOST_OCTETS = 400_000  # of one part; a digest of a hundred rows has 60,000
# Codes of the desk: refer_to_dealer, troubleshooting.video_loss. Addresses are taken out before.
_TYPES = "question|defect|maintenance|installation|troubleshooting|integration|enhancement|sales"
_CODE = re.compile(rf"(?<![\w@./-])(?:[a-z]{{1,40}}_[a-z_]{{1,40}}|(?:{_TYPES})\.[a-z_]{{1,40}})\b")
_ADDRESS = re.compile(r"[a-z]+://\S{0,2000}|\S{1,200}@\S{1,200}")
_UNRENDERED = re.compile(r"\{\{|\{%|%\}|\}\}|\bNone\b|\bundefined\b", re.IGNORECASE)
_VOID = frozenset(("meta", "br", "hr"))
_SCHEMES = ("https://", "mailto:", "tel:")


def problems(letters: Letters, name: str, language: str, sample: Sample) -> tuple[str, ...]:
    """What is wrong with a letter for one sample, in words; none where it may go live."""
    try:
        rendered = letters.render(name, language=language, topic=sample.topic, audience=sample.audience, values=sample.values)
    except RenderFault as err:
        return (f"does not render: {err}",)
    found = [*_of_size(rendered), *_of_html(rendered.html)]
    return tuple(dict.fromkeys(found if sample.is_hostile else [*found, *_of_words(rendered, sample)]))


def _of_size(rendered: Rendered) -> Iterator[str]:
    if not rendered.subject.strip() and not rendered.letter.startswith("snippets/"):
        yield "the subject is empty"
    if "\n" in rendered.subject or "\r" in rendered.subject:
        yield "the subject has a line break"
    for part, content in (("text", rendered.text), ("HTML", rendered.html)):
        if len(content.encode()) > MOST_OCTETS:
            yield f"the {part} part is larger than {MOST_OCTETS} octets"


def _of_words(rendered: Rendered, sample: Sample) -> Iterator[str]:
    words = _ADDRESS.sub("", f"{rendered.subject}\n{rendered.text}")
    ours = frozenset(_whole_texts(dict(sample.values))) if sample.is_real else None
    for code in dict.fromkeys(_CODE.findall(words)):
        if ours is None or code in ours:
            yield f"shows the desk's own word {code}: say it through | phrase"
    if sample.is_real:
        return
    for mark in dict.fromkeys(_UNRENDERED.findall(words)):
        yield f"shows {mark!r}"


def _whole_texts(value: Value) -> Iterator[str]:
    """Every text among the values. A code of ours stands there alone, never within a sentence of the customer's."""
    if isinstance(value, str):
        yield value
    for inner in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from _whole_texts(inner)


def _of_html(html: str) -> Iterable[str]:
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return [*reader.problems, *(f"<{tag}> is not closed" for tag in reader.open)]


class _Reader(HTMLParser):
    """Follows tags and links."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.problems: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in _VOID:
            self.open.append(tag)
        self.handle_startendtag(tag, attrs)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """`<br />` opens nothing; what may be wrong with its attributes is the same."""
        for name, value in attrs:
            if name == "href" and not (value or "").startswith(_SCHEMES):
                self.problems.append(f"a link leads to {value!r}: put it within {{% if … %}}, or begin it with https://")
            if name in ("src", "background", "srcset") or name.startswith("on"):
                self.problems.append(f"<{tag} {name}> is not allowed in mail")

    def handle_endtag(self, tag: str) -> None:
        if self.open and self.open[-1] == tag:
            self.open.pop()
        else:
            self.problems.append(f"</{tag}> closes nothing")
