"""Every shipped letter stands every sample, in every language that has it."""

from __future__ import annotations

import tomllib

import pytest

from responders.acknowledgement import values
from responders.catalogue import check
from responders.letters import Letters
from responders.lexicon import LETTERS
from responders.plain import WIDTH
from responders.samples import DESK, Sample, case, samples
from responders.sources import PHRASES, SHIPPED, Source, shipped
from responders.trial import problems
from tickets.policy import Policy
from tickets.understanding import Audience

POLICY = Policy.load_default()
CATALOGUE = Letters.load([])
WRITTEN = [(language, name) for language in CATALOGUE.languages for name in LETTERS if name in CATALOGUE.stems(language)]
SAMPLES = {name: tuple(samples(name, POLICY)) for name in LETTERS}
WORDS = {language: tomllib.loads((SHIPPED / language / "phrases.toml").read_text("utf-8")) for language in CATALOGUE.languages}


@pytest.mark.parametrize("source", [found for found in shipped() if found.stem != PHRASES], ids=lambda found: found.place[-40:])
def test_a_shipped_source_has_no_fault(source: Source) -> None:
    assert check(source, CATALOGUE.sections(source.language)) == ()


@pytest.mark.parametrize(("language", "name"), WRITTEN)
def test_a_shipped_letter_stands_every_sample(language: str, name: str) -> None:
    # The cases of a customer are many, and letters and languages share their structure: English walks them all, the rest a part.
    chosen = SAMPLES[name] if (language, name) == ("en", "acknowledgement") else SAMPLES[name][:13] + SAMPLES[name][13::5]
    found = {problem: sample.name for sample in chosen for problem in problems(CATALOGUE, name, language, sample)}
    assert found == {}


def test_english_and_spanish_have_every_letter() -> None:
    for language in ("en", "es"):
        assert set(LETTERS) <= set(CATALOGUE.stems(language))


def test_spanish_has_every_tip_that_english_has() -> None:
    assert set(CATALOGUE.stems("en")) == set(CATALOGUE.stems("es"))


@pytest.mark.parametrize("language", ["es", "fr", "pt"])
def test_every_topic_fact_and_place_has_words(language: str) -> None:
    for section in ("topic", "line", "contact", "zone"):
        assert set(WORDS[language][section]) == set(WORDS["en"][section])
    asked = {"product", "serial", "firmware", "build_date", "firmware_build", "version", "version_build", "steps", "expected_actual"}
    for section in ("fact", "where"):
        assert asked | {"third_party_docs"} <= set(WORDS[language][section])


@pytest.mark.parametrize("topic", POLICY.topics)
def test_every_topic_of_the_policy_can_be_said(topic: str) -> None:
    if topic != "spam":
        assert topic in WORDS["en"]["topic"]


@pytest.mark.parametrize("language", CATALOGUE.languages)
@pytest.mark.parametrize("audience", list(Audience))
def test_the_text_keeps_to_72_columns(language: str, audience: Audience) -> None:
    for topic in ("troubleshooting.video_loss", "appointment", "troubleshooting.login", "defect.software"):
        shown = values(case(POLICY, topic, audience, language=language), DESK, POLICY)
        rendered = CATALOGUE.render("acknowledgement", language=language, topic=topic, audience=audience.value, values=shown)
        assert all(len(line) <= WIDTH for line in rendered.text.split("\n"))


def test_a_code_that_is_shown_raw_is_found() -> None:
    sample = Sample("a raw code", "", "", {"ticket": {"subject": "refer_to_dealer", "number": "IC-1"}})
    assert any("refer_to_dealer" in problem for problem in problems(CATALOGUE, "closed", "en", sample))
