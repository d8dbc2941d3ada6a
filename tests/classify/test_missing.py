"""What a request lacks, and what of that a letter asks."""

from __future__ import annotations

from dataclasses import replace

from classify.decide import Known, decide
from classify.missing import missing, to_ask, told_elsewhere
from tickets.facts import Facts, Firmware, Place, Serial, Software
from tickets.policy import Policy
from tickets.understanding import Audience, AudienceLabel, Reading, TopicLabel

POLICY = Policy.load_default()


def reading(topic: str, *has: str, facts: Facts | None = None, audience: Audience = Audience.DEALER) -> Reading:
    return Reading(
        facts=facts or Facts(),
        audience=AudienceLabel(label=audience, confidence=0.95),
        topic=TopicLabel(label=topic, confidence=0.95),
        has=has,
    )


def asked(read: Reading) -> tuple[str, ...]:
    return to_ask(decide(read, Known(), POLICY), POLICY)


def test_only_what_the_type_requires_can_be_missing() -> None:
    assert missing(reading("question.usage"), POLICY) == ("product",)
    assert missing(reading("troubleshooting.login", "product"), POLICY) == ("serial",)
    assert missing(reading("sales.design"), POLICY) == ()


def test_desk_rule_12_a_mail_without_a_problem_gets_the_one_question() -> None:
    empty = replace(reading("troubleshooting.video_loss"), says_a_problem=False)
    assert missing(empty, POLICY) == asked(empty) == ("problem",)


def test_thanks_lacks_nothing() -> None:
    assert missing(replace(reading("other"), is_thanks=True, says_a_problem=False), POLICY) == ()


def test_a_defect_on_a_device_needs_its_serial_even_where_an_app_shows_it() -> None:
    facts = Facts(software=(Software(name="IC View"),), firmware=(Firmware(version="4.001.0000005.0.R"),))
    assert "serial" in missing(reading("defect.software", facts=facts), POLICY)


def test_desk_rule_10_nothing_is_asked_where_we_do_not_help() -> None:
    homeowner = reading("troubleshooting.video_loss", audience=Audience.END_CUSTOMER)
    assert missing(homeowner, POLICY)
    assert asked(homeowner) == ()


def test_desk_rule_10_the_state_of_a_return_asks_nothing() -> None:
    assert asked(reading("rma")) == ()


def test_desk_rule_10_a_plain_how_to_is_helped_before_the_product_is_asked() -> None:
    assert missing(reading("question.export"), POLICY) == ("product",)
    assert asked(reading("question.export")) == ()


def test_a_preferred_time_is_never_asked() -> None:
    assert "preferred_time" in missing(reading("appointment"), POLICY)
    assert asked(reading("appointment")) == ("product",)


def test_desk_rule_11_what_stands_elsewhere_in_the_mail_is_confirmed_and_not_asked() -> None:
    facts = Facts(
        serials=(Serial(value="7E77893PAZBED9B", where=Place.QUOTED),),
        firmware=(Firmware(version="4.001.0000005.0.R", build_date="2022-11-25", where=Place.PICTURE),),
    )
    read = reading("troubleshooting.video_loss", "product", facts=facts)
    assert missing(read, POLICY) == ("serial", "firmware", "build_date", "steps")
    assert told_elsewhere(facts) == {"serial", "firmware", "version", "build_date"}
    assert asked(read) == ("steps",)


def test_a_masked_serial_in_a_quotation_is_still_asked() -> None:
    facts = Facts(serials=(Serial(value="4F0733", where=Place.QUOTED, masked=True),))
    assert "serial" in asked(reading("maintenance.settings", "product", "firmware", facts=facts))
