"""What a customer reads, by the desk's rules. Each test renders the shipped English letter, as it would be sent."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from responders.acknowledgement import values
from responders.case import Case
from responders.letters import Letters, Rendered
from responders.samples import BARE_DESK, DESK, case, cases
from tickets.facts import Facts, Firmware, Place, Serial
from tickets.identity import Desk
from tickets.message import Address
from tickets.policy import Policy
from tickets.understanding import Audience, ScopeDecision

POLICY = Policy.load_default()
LETTERS = Letters.load([])
SERIAL = "7E77893PAZBED9B"


def written(found: Case, desk: Desk = DESK, language: str = "en") -> Rendered:
    understanding = found.understanding
    return LETTERS.render(
        "acknowledgement",
        language=language,
        topic=understanding.reading.topic.label,
        audience=understanding.audience.label.value,
        values=values(found, desk, POLICY),
    )


def read(found: Case, desk: Desk = DESK, language: str = "en") -> str:
    """The text in one line, as a person reads it."""
    return " ".join(written(found, desk, language).text.split())


def request(topic: str, audience: Audience, **reading: object) -> Case:
    plain = case(POLICY, topic, audience)
    changed = replace(plain.understanding.reading, **reading)  # type: ignore[arg-type]
    return replace(plain, understanding=replace(plain.understanding, reading=changed))


VIDEO_LOSS = request("troubleshooting.video_loss", Audience.DEALER)


def test_the_values_can_wait_on_a_row_as_json() -> None:
    for _, found in cases(POLICY):
        json.dumps(values(found, DESK, POLICY))


def test_a_letter_has_number_facts_questions_hours_and_a_way_to_reply() -> None:
    facts = Facts(serials=(Serial(value=SERIAL),))
    found = request("troubleshooting.video_loss", Audience.DEALER, facts=facts)
    text = read(replace(found, understanding=replace(found.understanding, missing=("firmware", "build_date", "steps"))))
    for words in ("IC-1042", SERIAL, "1. Firmware version and build date", "2. What you did", "8:30 AM to 7:30 PM Eastern"):
        assert words in text
    assert "reply to this mail" in text
    assert "Serial number: on" not in text


def test_one_numbered_block_asks_for_everything() -> None:
    text = written(VIDEO_LOSS).text
    assert text.count("\n1. ") == 1


def test_the_place_of_a_serial_number_depends_on_the_device() -> None:
    assert "under or behind the recorder" in read(request("maintenance.disk_alarm", Audience.DEALER))
    assert "sticker of the camera" in read(request("installation.ptz", Audience.DEALER))


def test_desk_rule_11_a_serial_in_a_picture_is_confirmed_and_not_asked_for() -> None:
    found = request("troubleshooting.video_loss", Audience.DEALER, facts=Facts(serials=(Serial(value=SERIAL, where=Place.PICTURE),)))
    text = read(found)
    assert f"serial number {SERIAL}? One word is enough" in text
    assert "Serial number: on" not in text


def test_desk_rule_11_a_serial_of_an_earlier_ticket_is_confirmed_and_not_asked_for() -> None:
    text = read(replace(VIDEO_LOSS, earlier_serials=(SERIAL,)))
    assert f"serial number {SERIAL}? One word is enough" in text
    assert "Serial number: on" not in text


def test_desk_rule_11_several_serials_elsewhere_are_a_list() -> None:
    serials = tuple(Serial(value=f"7E77893PAZBED9{n}", where=Place.QUOTED) for n in "ABC")
    text = read(request("troubleshooting.video_loss", Audience.DEALER, facts=Facts(serials=serials)))
    assert "Which of them are right?" in text
    assert all(serial.value in text for serial in serials)


def test_firmware_in_a_picture_is_not_asked_for() -> None:
    facts = Facts(firmware=(Firmware(version="4.001.0000005.0.R", build_date="2022-11-25", where=Place.PICTURE),))
    text = read(request("troubleshooting.video_loss", Audience.DEALER, facts=facts))
    assert "4.001.0000005.0.R" in text
    assert "Firmware version and build date: " not in text


def test_desk_rule_13_another_makers_number_is_told_kindly() -> None:
    facts = Facts(serials=(Serial(value="DS7608NI", other_maker="Hikvision"),))
    text = read(request("troubleshooting.video_loss", Audience.DEALER, facts=facts))
    assert "DS7608NI has the form that Hikvision uses" in text
    assert "Serial number: DS7608NI" not in text


def test_desk_rule_12_a_mail_without_a_problem_gets_one_question() -> None:
    found = request("other", Audience.END_CUSTOMER, says_a_problem=False)
    text = read(replace(found, understanding=replace(found.understanding, missing=("problem",))))
    assert "What is happening, and what would you like to do?" in text
    assert "1." not in text


@pytest.mark.parametrize("audience", list(Audience))
def test_desk_rule_10_a_how_to_is_helped_before_anything_is_asked(audience: Audience) -> None:
    text = read(request("question.export", audience))
    assert "USB stick" in text
    assert "1. " not in text
    assert text.index("USB stick") < text.index("it is not a must")


@pytest.mark.parametrize("decision", [ScopeDecision.PERSON, ScopeDecision.SALES, ScopeDecision.REFER_TO_DEALER, ScopeDecision.UNSUPPORTED])
def test_desk_rule_10_nothing_is_asked_where_the_desk_does_not_work_on_it(decision: ScopeDecision) -> None:
    scope = replace(VIDEO_LOSS.understanding.scope, decision=decision, sla=False)
    text = read(replace(VIDEO_LOSS, understanding=replace(VIDEO_LOSS.understanding, scope=scope)))
    assert "1. " not in text


@pytest.mark.parametrize("topic", [topic for topic in POLICY.topics if topic not in ("spam", "privacy")])
def test_desk_rule_16_an_end_customer_who_is_steered_has_a_way_on(topic: str) -> None:
    found = request(topic, Audience.END_CUSTOMER)
    if found.understanding.scope.decision in (ScopeDecision.REFER_TO_DEALER, ScopeDecision.HELP_CENTER, ScopeDecision.DEALERS_ONLY):
        assert '"no dealer" with your ZIP code' in read(found)


def test_an_unknown_sender_is_asked_whether_he_is_a_dealer_and_refused_nothing() -> None:
    text = read(request("troubleshooting.video_loss", Audience.UNKNOWN))
    assert "If you are a dealer or installer, please add your company and account number" in text
    assert "no dealer" not in text
    assert "Our aim" not in text


def test_desk_rule_18_an_appointment_is_not_booked_by_mail_and_no_time_is_asked_for() -> None:
    text = read(request("appointment", Audience.DEALER))
    assert "this mail books nothing" in text
    assert "24 hours ahead" in text
    assert "preferred" not in text


def test_desk_rule_17_sales_is_passed_on_by_us() -> None:
    text = read(request("sales.question", Audience.END_CUSTOMER))
    assert "passed your question on" in text
    assert "no need to write again" in text


def test_desk_rule_14_two_matters_are_steered_apart() -> None:
    found = next(found for name, found in cases(POLICY) if name == "two matters")
    text = read(found)
    assert "For a camera without a picture, your dealer" in text
    assert "getting video out of the recorder, stays with us" in text


@pytest.mark.parametrize("lane", ["privacy", "legal", "vulnerability", "threat"])
def test_a_restricted_letter_says_number_time_and_that_a_person_reads_it(lane: str) -> None:
    facts = Facts(serials=(Serial(value=SERIAL),))
    letter = written(request("troubleshooting.video_loss", Audience.DEALER, lane=lane, facts=facts))
    assert "A responsible person will read this." in letter.text
    assert "IC-1042" in letter.text
    assert "10:04 AM" in letter.text
    for word in (SERIAL, "http", "1. ", "hotline", "system at our shop"):
        assert word not in letter.text + letter.subject
    assert "href" not in letter.html


def test_desk_rule_14_privacy_as_a_second_matter_decides_the_lane() -> None:
    found = request("question.usage", Audience.END_CUSTOMER)
    reading = found.understanding.reading
    also = replace(reading, topic=replace(reading.topic, also=("privacy",)))
    assert "A responsible person will read this." in read(replace(found, understanding=replace(found.understanding, reading=also)))


@pytest.mark.parametrize(
    ("urgent", "help_first"),
    [
        ("the recorder is smoking", "Please unplug the device now"),
        ("my son is hurt", "If somebody is hurt"),
        ("they broke in last night", "Please copy the recording now"),
        ("police need the footage today", "Please copy the recording now"),
        ("all sixteen cameras are down", "Please look at the monitor"),
        ("echa humo", "Please unplug"),
    ],
)
def test_an_urgent_letter_begins_with_help_and_then_the_hotline(urgent: str, help_first: str) -> None:
    text = read(request("troubleshooting.hardware", Audience.END_CUSTOMER, urgent=urgent))
    assert text.startswith(help_first)
    assert text.index("call our customer hotline: (877) 555-0101, Monday to Friday") < text.index("Hello")


def test_a_rule_that_does_not_fire_is_no_fire() -> None:
    text = read(request("installation.events", Audience.DEALER, urgent="Client had a break in, the alarm rule didn't fire"))
    assert "unplug" not in text
    assert "Please copy the recording now" in text


def test_desk_rule_20_safety_is_never_steered_away() -> None:
    assert "no dealer" not in read(request("troubleshooting.hardware", Audience.END_CUSTOMER, urgent="it smells burnt"))


def test_desk_rule_38_on_site_the_hotline_comes_first_and_one_photo_is_asked_for() -> None:
    letter = written(request("troubleshooting.video_loss", Audience.DEALER, on_site=True))
    text = " ".join(letter.text.split())
    assert text.startswith("While you are on site, calling is quickest: (877) 555-0100")
    assert text.count("a photo of the device's sticker") == 1
    assert "1. " not in text
    said = letter.text.split("IC Realtime Support")[0].strip()
    assert len(said.split("\n\n")) <= 6, "somebody reads it on a ladder"


@pytest.mark.parametrize("language", LETTERS.languages)
def test_desk_rule_38_on_site_no_photo_is_asked_for_that_tells_nothing_new(language: str) -> None:
    told = request("troubleshooting.video_loss", Audience.DEALER, on_site=True, facts=Facts(serials=(Serial(value=SERIAL),)))
    known = replace(told, understanding=replace(told.understanding, missing=("firmware", "build_date", "steps")))
    steered = request("troubleshooting.video_loss", Audience.END_CUSTOMER, on_site=True)
    for found in (known, steered):
        text = read(found, language=language).lower()
        assert not re.search(r"photo|foto|étiquette|etiqueta", text)
        assert "1. " not in text
    assert re.search(r"photo|foto", read(request("troubleshooting.video_loss", Audience.DEALER, on_site=True), language=language).lower())


def test_a_password_is_never_asked_for_nor_repeated() -> None:
    found = request("troubleshooting.login", Audience.END_CUSTOMER, secrets=("password",))
    letter = written(replace(found, subject="my password is hunter22"))
    assert "hunter22" not in letter.subject + letter.text + letter.html
    assert "please change it on your device" in " ".join(letter.text.split())


def test_a_weekend_mail_reads_when_we_open() -> None:
    text = read(replace(VIDEO_LOSS, received_at=datetime(2026, 3, 7, 20, 30, tzinfo=UTC)))
    assert "within one support hour. We open Monday, March 9, at 8:30 AM Eastern time" in text
    assert "open now" not in text


def test_a_clock_time_is_printed_only_where_it_may_be() -> None:
    by = datetime(2026, 3, 2, 16, 30, tzinfo=UTC)
    assert "11:30 AM" not in read(replace(VIDEO_LOSS, first_response_by=by))
    assert "by 11:30 AM Eastern time on Monday, March 2" in read(replace(VIDEO_LOSS, first_response_by=by, may_print_clock=True))
    steered = request("troubleshooting.video_loss", Audience.END_CUSTOMER)
    assert "11:30 AM" not in read(replace(steered, first_response_by=by, may_print_clock=True))


def test_a_late_letter_says_so_once() -> None:
    assert read(replace(VIDEO_LOSS, too_late=True)).count("later than it should") == 1


@pytest.mark.parametrize("change", [{"is_stub": True}, {"only_cc": True}, {"mails_together": 3}, {"may_ask": False}])
def test_desk_rule_27_some_are_acknowledged_and_asked_nothing(change: dict[str, object]) -> None:
    text = read(replace(VIDEO_LOSS, **change))  # type: ignore[arg-type]
    assert "IC-1042" in text
    assert "1. " not in text
    assert "?" not in text


def test_a_reply_that_brings_half_is_asked_for_the_rest_of_the_ticket() -> None:
    reply = replace(request("other", Audience.DEALER, facts=Facts(serials=(Serial(value=SERIAL),))), still_missing=("firmware",))
    shown = values(reply, DESK, POLICY)
    text = LETTERS.render("missing_information", language="en", topic="other", audience="dealer", values=shown).text
    assert f"Serial number: {SERIAL}" in text
    assert "1. Firmware version:" in text
    assert "2. " not in text


def test_angry_mails_are_told_that_they_are_together() -> None:
    text = read(replace(VIDEO_LOSS, mails_together=3))
    assert "no need to write again" in text
    assert "Thank you" not in text


def test_desk_rule_38_a_line_vanishes_when_its_setting_is_empty() -> None:
    letter = written(request("troubleshooting.login", Audience.END_CUSTOMER), BARE_DESK)
    assert "Help Center" not in letter.text
    assert "hotline" not in letter.text
    appointment = written(request("appointment", Audience.DEALER), BARE_DESK)
    assert "in the portal, 24 hours ahead" in " ".join(appointment.text.split())
    assert 'href=""' not in appointment.html


@pytest.mark.parametrize(
    ("name", "greeting"),
    [
        ("Tino Barrera", "Hello Tino Barrera,"),
        ("Barrera, Tino", "Hello Tino Barrera,"),
        ("José Ñandú", "Hello José Ñandú,"),
        ("O'Brien Jr.", "Hello O'Brien Jr.,"),
        ("Acme Security, LLC", "Hello Acme Security,"),
        ("Jane Doe, RCDD", "Hello Jane Doe,"),
        ("DOE, JANE", "Hello JANE DOE,"),
        ("'Ivan Petrov' via Facilities", "Hello Ivan Petrov,"),
        ("[click](http://evil.example)", "Hello,"),
        ("www.evil.example", "Hello,"),
        ("win a prize at evil.com", "Hello,"),
        ("Support", "Hello,"),
        ("Accounts Payable", "Hello,"),
        ("x" * 10_000, "Hello,"),
        ("Ann\r\nBcc: v@example.com", "Hello,"),
        ("", "Hello,"),
    ],
)
def test_a_name_is_said_only_where_it_reads_like_one(name: str, greeting: str) -> None:
    assert greeting in written(replace(VIDEO_LOSS, requester=Address("a@example.com", name))).text.split("\n")


@pytest.mark.parametrize(
    ("subject", "shown"),
    [
        ("Re: Fwd: RE: cameras down", "[IC-1042] Re: cameras down"),
        ("[IC-7] cameras down", "[IC-1042] Re: cameras down"),
        ("look at https://evil.example/x now", "[IC-1042] Re: look at now"),
        ("", "[IC-1042] We have your message"),
        ("line\r\nBcc: a@b", "[IC-1042] Re: line Bcc"),
        ("\u202edesrever", "[IC-1042] Re: desrever"),
    ],
)
def test_a_subject_is_shown_without_its_links_and_tags(subject: str, shown: str) -> None:
    assert written(replace(VIDEO_LOSS, subject=subject)).subject == shown


def test_a_subject_of_a_megabyte_is_cut_in_time() -> None:
    for unit in ("a", "Re: ", "://", "www.", "[IC-1] ", " \u202e", "a.com "):
        assert len(written(replace(VIDEO_LOSS, subject=unit * 300_000)).subject) <= 200


@pytest.mark.parametrize(
    ("language", "words"), [("es", "Gracias por escribirnos"), ("fr", "Merci de nous avoir écrit"), ("pt", "Obrigado por escrever")]
)
def test_the_letter_speaks_the_customers_language(language: str, words: str) -> None:
    assert words in read(replace(VIDEO_LOSS, language=language), language=language)


def test_desk_rule_37_a_language_without_letters_reads_english_and_that_an_engineer_may_answer_so() -> None:
    text = read(replace(VIDEO_LOSS, language="de"), language="de")
    assert "an engineer may answer in English" in text
    assert "an engineer may answer in English" not in read(replace(VIDEO_LOSS, language="en"))


@pytest.mark.parametrize("topic", ["integration.control", "integration.custom_code"])
def test_desk_rule_17_no_letter_grants_best_effort(topic: str) -> None:
    text = read(request(topic, Audience.DEALER))
    assert "engineer" in text
    assert "best effort" not in text.lower()
    assert "Our aim" not in text, "outside the service levels"


def test_desk_rule_17_a_defect_is_asked_what_changed_before() -> None:
    assert "If something changed shortly before it began" in read(request("defect.software", Audience.DEALER))


@pytest.mark.parametrize("language", LETTERS.languages)
def test_desk_rule_7_hours_are_told_and_never_that_we_are_open_now(language: str) -> None:
    for received in (datetime(2026, 11, 23, 16, 0, tzinfo=UTC), datetime(2026, 11, 22, 16, 0, tzinfo=UTC)):  # a Monday, a Sunday
        text = read(replace(VIDEO_LOSS, received_at=received), language=language).lower()
        assert re.search(r"8 ?[:h] ?30", text)
        assert not re.search(r"open (right )?now|currently open|abiert[oa]s? ahora|ouverts? maintenant|abert[oa]s? agora", text)


def test_desk_rule_22_a_third_mail_is_asked_nothing_and_thanked_for_nothing() -> None:
    text = read(replace(VIDEO_LOSS, mails_together=3))
    assert "We have your mails together in ticket IC-1042; there is no need to write again. The time of the first one counts." in text
    assert "1. " not in text
    assert "Thank you for writing" not in text
