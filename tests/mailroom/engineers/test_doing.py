"""What each command does to a ticket, and when it does nothing."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from sqlalchemy import Connection, select

from mailroom.engineers.commands import split
from tests.mailroom.engineers.tickets_at_hand import (
    ANA,
    BEN,
    BOB,
    EVE,
    NOW,
    acknowledge,
    done,
    mail,
    now_is,
    refused,
    say,
    story,
    ticket,
)
from tickets import absences, notices, planning, recall
from tickets.hours import Calendar
from tickets.policy import Policy
from tickets.schema import appointments, corrections, facts, inbound, messages, outbound
from tickets.states import InboundState
from tickets.understanding import Audience

CALENDAR: Calendar = Policy.load_default().calendar(Audience.END_CUSTOMER)


# All or none


def test_one_refused_command_takes_the_others_back(connection: Connection) -> None:
    one = ticket(connection)
    mine, snooze = say(connection, one, "#mine\n#snooze soon\nHello")
    assert not mine.is_done
    assert "not done, since another command" in mine.text
    assert '"soon" is no time ahead of us' in snooze.text
    assert now_is(connection, one).owner is None
    assert story(connection, one) == []


def test_commands_are_done_in_their_order(connection: Connection) -> None:
    one = ticket(connection)
    assert all(deed.is_done for deed in say(connection, one, "#assign ben\n#promise fri\n#topic login"))
    assert [what for what, _ in story(connection, one)] == ["assigned", "an answer is promised", "topic corrected"]


def test_a_command_that_lacks_its_argument_says_how_it_is_written(connection: Connection) -> None:
    assert refused(connection, ticket(connection), "#assign") == "write #assign NAME"


def test_a_command_with_words_behind_it_that_it_does_not_take_is_refused(connection: Connection) -> None:
    assert "stands alone on its line" in refused(connection, ticket(connection), "#solve it tomorrow")


def test_help_lists_every_command(connection: Connection) -> None:
    assert any(line.startswith("#snooze WHEN:") for line in done(connection, ticket(connection), "#help").more)


# Whose it is, and when


def test_mine_takes_the_ticket_and_makes_it_our_turn(connection: Connection) -> None:
    one = ticket(connection, status="PENDING", owner="ben@icrealtime.example")
    done(connection, one, "#mine")
    assert (now_is(connection, one).owner, now_is(connection, one).status) == ("ana@icrealtime.example", "OPEN")


@pytest.mark.parametrize("name", ["ben", "Ben Ito", "BEN@icrealtime.example", "@ben", "Ito"])
def test_assign_finds_a_colleague_by_any_of_his_names(connection: Connection, name: str) -> None:
    one = ticket(connection)
    assert done(connection, one, f"#assign {name}").text == "assigned to Ben Ito"
    assert now_is(connection, one).owner == "ben@icrealtime.example"


def test_nobody_is_given_a_ticket_by_a_guess(connection: Connection) -> None:
    assert "did you mean Ben Ito?" in refused(connection, ticket(connection), "#assign Ben Itoh")


def test_a_team_takes_the_ticket_from_its_owner(connection: Connection) -> None:
    one = ticket(connection, owner=ANA.address)
    done(connection, one, "#team designs")
    assert (now_is(connection, one).owner, now_is(connection, one).team) == (None, "Designs")
    assert "teams are support, Designs" in refused(connection, one, "#team sales")


def test_quiet_is_for_one_engineer_and_one_ticket(connection: Connection) -> None:
    one, other = ticket(connection), ticket(connection, 1043)
    done(connection, one, "#quiet")
    assert notices.quiet(connection, [one, other]) == {(one, ANA.address)}


def test_a_snooze_hides_the_ticket_and_leaves_its_due_time(connection: Connection) -> None:
    one = ticket(connection)
    said = done(connection, one, "#snooze fri")
    assert said.text == "snoozed until Friday, November 27 at 8:30 AM Eastern, or until the customer writes"
    assert said.more == ("its due time goes on: Monday, November 23 at 1:00 PM Eastern",)
    assert now_is(connection, one).due_at == NOW + timedelta(hours=3)


def test_a_promise_is_a_due_time_in_the_engineers_own_zone(connection: Connection) -> None:
    one = ticket(connection, status="PENDING")
    assert "by Friday, November 27 at 9:00 AM Pacific" in done(connection, one, "#promise fri 9am", BEN).text
    row = now_is(connection, one)
    assert (row.status, row.owner, row.due_at) == ("OPEN", BEN.address, row.promised_for)
    assert row.due_at.isoformat() == "2026-11-27T17:00:00+00:00"


def test_desk_rule_18_an_appointment_is_recorded_moved_and_near(connection: Connection) -> None:
    one = ticket(connection)
    done(connection, one, "#appointment wed 10:00")
    moved = done(connection, one, "#appointment Tue 10:00")
    assert "moved from Wednesday, November 25 at 10:00 AM Eastern to Tuesday" in moved.text
    assert len(connection.execute(select(appointments)).all()) == 1
    assert planning.is_short_notice(planning.appointment(connection, one), NOW, CALENDAR)
    done(connection, one, "#appointment dec 1 10:00")
    assert not planning.is_short_notice(planning.appointment(connection, one), NOW, CALENDAR)


def test_desk_rule_31_away_until_a_day_and_back_again(connection: Connection) -> None:
    one = ticket(connection)
    done(connection, one, "#away until Jan 4")
    assert set(absences.away(connection, NOW)) == {ANA.address}
    done(connection, one, "#away no")
    assert absences.away(connection, NOW) == {}


def test_desk_rule_31_the_lead_gets_one_list_of_what_is_left_behind(connection: Connection) -> None:
    one = ticket(connection, owner=BEN.address, lane="legal", subject="A subpoena")
    ticket(connection, 1043, owner=BEN.address, status="PENDING")
    ticket(connection, 1044, owner=BEN.address, status="CLOSED")
    done(connection, one, "#away until Jan 4", BEN)
    done(connection, one, "#away until Jan 5", BEN)
    letter = connection.execute(select(outbound)).one()
    assert (letter.letter, letter.recipient) == ("hand_over", ANA.address)
    assert [(row["number"], row["subject"], row["is_ours"]) for row in letter.values["tickets"]] == [
        ("IC-1042", "", True),
        ("IC-1043", "No picture", False),
    ]


# Answers and endings


def test_desk_rule_1_a_call_is_an_answer_and_its_words_are_a_note(connection: Connection) -> None:
    one = ticket(connection)
    done(connection, one, "#called\nHe found the cable.")
    row = now_is(connection, one)
    assert (row.status, row.answered_at, row.is_unanswered, row.owner) == ("PENDING", NOW, False, ANA.address)
    kept = connection.execute(select(messages).where(messages.c.kind == "called")).one()
    assert (kept.direction, kept.text) == ("note", "He found the cable.")


def test_a_note_moves_no_turn(connection: Connection) -> None:
    one = ticket(connection)
    done(connection, one, "#note\nShe is angry.")
    assert now_is(connection, one).is_unanswered
    assert refused(connection, one, "#note") == "write #note TEXT"


def test_ask_alone_writes_the_desks_letter_in_the_customers_thread(connection: Connection) -> None:
    one = ticket(connection)
    said = done(connection, one, "#ask firmware, build date")
    assert said.text == "the customer is asked for firmware, build date, and has the turn"
    letter = connection.execute(select(outbound)).one()
    assert (letter.letter, letter.recipient, letter.in_reply_to) == ("missing_information", BOB, "1@example.org")
    assert [row["fact"] for row in letter.values["missing"]] == ["firmware_build"]
    assert now_is(connection, one).missing == ["serial", "firmware", "build_date"]


def test_ask_above_words_sends_no_letter_of_the_desk(connection: Connection) -> None:
    one = ticket(connection)
    assert "reminded of serial" in done(connection, one, "#ask\nHello Bob, the number please.").text
    assert connection.execute(select(outbound)).all() == []
    assert now_is(connection, one).is_unanswered
    assert split("#ask\nHello").asks


def test_desk_rule_19_nothing_is_asked_in_a_restricted_lane(connection: Connection) -> None:
    assert "restricted lane" in refused(connection, ticket(connection, lane="legal"), "#ask serial")


def test_what_the_desk_never_asks_for_is_named_back(connection: Connection) -> None:
    assert '"password" is nothing that the desk asks for' in refused(connection, ticket(connection), "#ask password")


def test_desk_rule_30_solve_without_words_sends_nothing(connection: Connection) -> None:
    one = ticket(connection)
    assert done(connection, one, "#solve").text.endswith("nothing was sent")
    assert now_is(connection, one).status == "SOLVED"
    assert connection.execute(select(outbound)).all() == []


@pytest.mark.parametrize("way", ["#close", "#solve"])
@pytest.mark.parametrize("answered_at", [None, NOW - timedelta(minutes=30)], ids=["nobody answered", "an answer promised to look into it"])
def test_clause_8_1_2_and_desk_rule_17_a_review_ends_with_a_word_to_the_customer(
    connection: Connection, way: str, answered_at: datetime | None
) -> None:
    one = ticket(connection, scope="review", answered_at=answered_at)
    assert "a review ends with its outcome" in refused(connection, one, way)
    assert done(connection, one, f"{way}\nWe will build it in spring.").is_done


def test_desk_rule_17_a_review_whose_outcome_was_told_ends_by_command_alone(connection: Connection) -> None:
    said = ticket(connection, scope="review", status="PENDING", is_unanswered=False, answered_at=NOW - timedelta(days=1))
    done(connection, said, "#solve")
    told_by_phone = ticket(connection, 1043, scope="review")
    assert all(deed.is_done for deed in say(connection, told_by_phone, "#called it comes in spring\n#solve"))


def test_desk_rule_19_a_hold_stands_until_it_is_ended(connection: Connection) -> None:
    one = ticket(connection)
    done(connection, one, "#hold")
    assert now_is(connection, one).hold == f"by {ANA.address}"
    done(connection, one, "#hold no")
    assert now_is(connection, one).hold == ""


# Corrections


def test_desk_rule_15_after_a_correction_scope_and_due_time_count_from_now(connection: Connection) -> None:
    one = ticket(connection, scope="refer_to_dealer", topic="troubleshooting.hardware")
    said = done(connection, one, "#audience dealer")
    row = now_is(connection, one)
    assert (row.audience, row.scope, row.clause, row.sla) == ("dealer", "supported", row.clause, True)
    assert said.text.startswith("now troubleshooting.hardware, dealer: supported (clause ")
    assert row.due_at == NOW + timedelta(hours=1)


def test_desk_rule_16_whoever_corrects_reads_what_the_customer_was_told(connection: Connection) -> None:
    one = ticket(connection, scope="refer_to_dealer", topic="troubleshooting.hardware")
    acknowledge(connection, one, way="refer_to_dealer")
    *_, quoted, move = done(connection, one, "#audience dealer").more
    assert quoted.startswith(
        'the letter "acknowledgement" went to bob@example.org on Monday, November 23 at 10:00 AM Eastern, and it said: "Your'
    )
    assert move == "put it right in your own words below a command, and they go to the customer"


@pytest.mark.parametrize(
    ("lane", "topic", "corrected", "then"),
    [
        ("privacy", "privacy", "question.usage", ""),
        ("", "question.usage", "privacy", "privacy"),
        ("legal", "question.usage", "maintenance.settings", "legal"),
    ],
)
def test_desk_rule_19_a_lane_follows_the_topic_unless_the_words_asked_for_it(
    connection: Connection, lane: str, topic: str, corrected: str, then: str
) -> None:
    one = ticket(connection, lane=lane, topic=topic)
    done(connection, one, f"#topic {corrected}")
    assert now_is(connection, one).lane == then


def test_a_correction_is_kept_with_the_mail_that_was_misread(connection: Connection) -> None:
    one = ticket(connection)
    done(connection, one, "#topic question.usage")
    kept = connection.execute(select(corrections)).one()
    assert (kept.what, kept.was, kept.became, kept.by) == ("topic", "troubleshooting.video_loss", "question.usage", ANA.address)
    assert kept.inbound_id is not None


@pytest.mark.parametrize(("written", "nearest"), [("vidio loss", "video_loss"), ("troubleshooting", "troubleshooting.")])
def test_a_topic_that_is_none_is_answered_with_its_neighbours(connection: Connection, written: str, nearest: str) -> None:
    assert nearest in refused(connection, ticket(connection), f"#topic {written}")


def test_a_serial_number_is_written_down_and_missing_no_more(connection: Connection) -> None:
    one = ticket(connection)
    done(connection, one, "#serial 7e77 893paz-bed9b")
    assert now_is(connection, one).missing == []
    assert connection.execute(select(facts.c.kind, facts.c.value)).one() == ("serial", "7E77893PAZBED9B")


# Which belong together


def test_desk_rule_28_tickets_of_one_person_merge_and_the_way_back_names_the_letters(connection: Connection) -> None:
    one, other = ticket(connection), ticket(connection, 1043)
    assert done(connection, one, "#merge IC-1043").text == "merged into IC-1043; later mail to either lands there"
    assert recall.standing(connection, one) == other
    done(connection, one, "#ask serial")
    said = done(connection, other, "#undo")
    assert said.text == "IC-1042 stands by itself again"
    assert said.more[0].startswith('since then the letter "missing information" is about to go to bob@example.org')


def test_desk_rule_28_tickets_of_two_people_are_only_linked(connection: Connection) -> None:
    one = ticket(connection)
    ticket(connection, 1043, EVE)
    assert "another person's, so do not quote it" in done(connection, one, "#merge 1043").text
    assert recall.standing(connection, one) == one


def test_a_merge_into_itself_is_refused(connection: Connection) -> None:
    assert "one already" in refused(connection, ticket(connection), "#merge 1042")


def test_desk_rule_19_nobody_merges_into_or_out_of_a_restricted_ticket_that_is_not_his(connection: Connection) -> None:
    restricted, mine = ticket(connection, lane="legal"), ticket(connection, 1043)
    assert refused(connection, mine, "#merge 1042", BEN) == "there is no ticket 1042 that you may see"
    assert "merge 1043 into 1042" in refused(connection, restricted, "#merge 1043")
    assert recall.standing(connection, mine) == mine
    done(connection, mine, "#merge 1042")
    assert recall.standing(connection, mine) == restricted


def test_split_takes_the_newest_mail_out(connection: Connection) -> None:
    one = ticket(connection)
    assert "no mail has joined" in refused(connection, one, "#split")
    newest = mail(connection, one)
    done(connection, one, "#split")
    row = connection.execute(select(inbound).where(inbound.c.id == newest)).one()
    assert (row.state, row.order) == ("RECEIVED", "separate")


def test_desk_rule_25_a_held_joiner_is_admitted_by_name_where_there_are_two(connection: Connection) -> None:
    one = ticket(connection)
    held = [mail(connection, one, sender, InboundState.HELD) for sender in (EVE, "carl@example.net", BEN.address)]
    assert "carl@example.net and eve@elsewhere.example are held" in refused(connection, one, "#admit")
    done(connection, one, f"#admit {EVE.upper()}")
    done(connection, one, "#separate")
    orders = [connection.execute(select(inbound.c.order).where(inbound.c.id == one_held)).scalar_one() for one_held in held]
    assert orders == ["admit", "separate", ""]


# Incidents


def test_desk_rule_21_an_incident_begins_after_a_count_and_a_confirmation(connection: Connection) -> None:
    one, other = ticket(connection), ticket(connection, 1043, EVE)
    acknowledge(connection, one)
    acknowledge(connection, other, EVE)
    assert "2 tickets on troubleshooting.video_loss would get one letter" in refused(connection, one, "#incident video loss")
    assert "2 tickets now, not 3" in refused(connection, one, "#incident video loss yes 3")
    begun = done(connection, one, "#incident video loss yes 2\nA server is down; nothing is needed from you.")
    assert "2 customers get one letter" in begun.text
    letters = connection.execute(select(outbound).where(outbound.c.letter == "incident")).all()
    assert {(row.recipient, row.values["known"]) for row in letters} == {
        (who, "A server is down; nothing is needed from you.") for who in (BOB, EVE)
    }


def test_desk_rule_21_the_leads_answer_goes_to_each_member_separately(connection: Connection) -> None:
    one = ticket(connection)
    ticket(connection, 1043, EVE)
    done(connection, one, "#incident video loss yes 2")
    assert "answer 2 above" in refused(connection, one, "#incident video loss")
    assert refused(connection, one, "#incident video loss answer 2\nFixed.", BEN) == "the lead answers for an incident"
    assert "goes to 2 customers, each separately" in done(connection, one, "#incident video loss answer 2\nFixed.").text
    assert now_is(connection, one).status == "PENDING"
