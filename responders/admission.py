"""The whole gate: may this edit go LIVE? The grammar first (`catalogue.check`), then every sample and the last real letters of its kind.

Files, commands and the console all come through here. What is found is told with line, column and what to write instead; an edit in which
nothing is found renders for everything that the desk can know.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import islice

from responders.catalogue import check
from responders.culprit import line_of
from responders.faults import Fault, did_you_mean
from responders.front import split
from responders.letters import Letters
from responders.lexicon import LETTERS, STAFF, TO_STAFF
from responders.samples import Sample, samples
from responders.sources import PHRASES, Source
from responders.trial import problems
from responders.vocabulary import Kind, Shape, complete
from tickets.policy import Policy
from tickets.understanding import Audience

_EACH = 20  # samples of each letter, where an edit stands around all of them
_SNIPPET = "snippets"
_MARK = {Kind.LINES: "the words themselves", Kind.TEXT: "the words themselves", Kind.LINK: "https://icrealtime.example/the-link"}


def objections(edit: Source, serving: Letters, policy: Policy, real: Sequence[Sample] = ()) -> tuple[Fault, ...]:
    """Everything that keeps an edit from serving; none where it may go LIVE. `real` are the last letters of its kind."""
    faults = _of_phrases(edit, serving) if edit.stem == PHRASES else _of_letter(edit, serving, policy)
    return faults or tuple(_of_trials(edit, serving, policy, real))


def _of_phrases(edit: Source, serving: Letters) -> tuple[Fault, ...]:
    return tuple(found.fault for found in serving.over([edit]).faults if found.place == edit.place)


def _of_letter(edit: Source, serving: Letters, policy: Policy) -> tuple[Fault, ...]:
    if edit.language not in serving.languages:
        return (Fault(1, 1, f"{edit.language} has no words yet: write {edit.language}/{PHRASES}.toml first"),)
    return (*_of_name(edit, policy), *check(edit, serving.sections(edit.language)))


def _of_name(edit: Source, policy: Policy) -> Iterator[Fault]:
    """A variant for nobody would never be sent, and its editor would wait for it."""
    known = (*policy.topics, *Audience, STAFF)
    if edit.variant and edit.variant not in known:
        yield Fault(1, 1, f"no topic or audience is named {edit.variant}: {did_you_mean(edit.variant, known) or ', '.join(known)}")
    kind, _, topic = edit.stem.partition("/")
    if kind == "tips" and topic not in policy.topics:
        yield Fault(1, 1, f"no topic is named {topic}: {did_you_mean(topic, policy.topics) or ', '.join(policy.topics)}")


def _of_trials(edit: Source, serving: Letters, policy: Policy, real: Sequence[Sample]) -> Iterator[Fault]:
    """Each problem once, with the first sample that shows it."""
    letters = serving.over([edit])
    told: set[str] = set()
    for name, sample in trials(edit, serving, policy, real):
        for problem in (*problems(letters, name, edit.language, sample), *_losses(letters, edit, sample)):
            if problem not in told:
                told.add(problem)
                line, column = line_of(problem, edit, serving, name, sample)
                yield Fault(line, column, f"{problem} (as for “{sample.name}”)")


def _losses(letters: Letters, edit: Source, sample: Sample) -> Iterator[str]:
    """What a letter must show whatever else it says: an engineer's answer without his words would be worse than none."""
    found = letters.spoken[edit.language].letters[edit.stem] if edit.stem != PHRASES else None
    for name, shape in found.shapes.items() if found else ():
        if found and shape.is_vital:
            shown = found.text(complete(found.shapes, {**sample.values, name: _MARK[shape.kind]}))
            if _MARK[shape.kind] not in shown:
                yield f"{name} is missing, and must stand outside of every if: {_written(name, shape)}"


def _written(name: str, shape: Shape) -> str:
    return f"{{{{ {name} | lines }}}} on a line of its own" if shape.kind is Kind.LINES else f"{{{{ {name} }}}}"


def trials(edit: Source, serving: Letters, policy: Policy, real: Sequence[Sample]) -> Iterator[tuple[str, Sample]]:
    """The letters in which an edit is seen, each with what it is tried on; on a day on which the edit stands."""
    front = split(edit.words)
    today = front.value("from") or front.value("until")
    for name, sample in _seen_in(edit, serving, policy, real):
        yield name, replace(sample, values={**sample.values, "today": today}) if today else sample


def _seen_in(edit: Source, serving: Letters, policy: Policy, real: Sequence[Sample]) -> Iterator[tuple[str, Sample]]:
    if edit.name in LETTERS:
        yield from ((edit.name, _for_variant(sample, edit.variant)) for sample in (*samples(edit.name, policy), *real))
    elif edit.name == "tips":
        topic = edit.stem.partition("/")[2]
        for sample in samples("acknowledgement", policy):
            yield "acknowledgement", replace(sample, topic=topic, values={**sample.values, "tip_wanted": True})
    elif edit.name == _SNIPPET:
        yield from ((edit.stem, sample) for sample in samples(_SNIPPET, policy))
    else:
        yield from _around(edit, serving, policy)


def _around(edit: Source, serving: Letters, policy: Policy) -> Iterator[tuple[str, Sample]]:
    """What stands around letters is seen in each of them."""
    for name in (name for name in serving.stems(edit.language) if name in LETTERS):
        if (name in TO_STAFF) == (edit.variant == STAFF) or not edit.variant:
            count = None if name == "acknowledgement" else _EACH
            yield from ((name, _for_variant(sample, edit.variant)) for sample in islice(samples(name, policy), count))


def _for_variant(sample: Sample, variant: str) -> Sample:
    """The sample as a case for which this variant is chosen."""
    if not variant or variant == STAFF:
        return sample
    return replace(sample, audience=variant) if variant in tuple(Audience) else replace(sample, topic=variant)
