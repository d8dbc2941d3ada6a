"""What people do at the console, in a real browser, on a desk that runs: each change is seen where it counts, at the customer."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.console.browser.conftest import ANA, LIA, Front
from tests.engineers import text_of
from tests.letters import answer_to, mail
from tests.mailroom.hostile import RAISE
from tickets.states import InboundState

pytestmark = pytest.mark.server


def test_one_of_us_signs_in_by_the_link_in_his_mail(front: Front) -> None:
    page = front.page()
    page.goto("/letters")
    page.get_by_label("Your address at the desk").fill(LIA)
    page.get_by_role("button", name="Mail me a link").click()
    expect(page.get_by_role("status")).to_contain_text("a mail with a link is on its way")
    front.sweep()
    link = re.search(r"http://\S+/sign-in/[\w-]+", text_of(front.letter_to(LIA)))
    assert link is not None
    page.goto(link[0])
    page.get_by_role("button", name="Sign in here").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Letters")
    page.goto(link[0])
    page.get_by_role("button", name="Sign in here").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("This link does not work")
    page.context.close()


def test_a_ticket_is_found_by_its_serial_and_its_topic_corrected(front: Front) -> None:
    front.write(mail(sender="sam@shop.example", text="The recorder 7E77893PAZBED9B shows video loss on camera 3 since Monday."))
    front.letter_to("sam@shop.example")
    front.sweep()
    page = front.page(ANA)
    page.goto("/")
    page.keyboard.press("/")
    page.keyboard.type("7E77893PAZBED9B")
    page.keyboard.press("Enter")
    page.get_by_role("row").filter(has_text="sam@shop.example").get_by_role("link").first.click()
    expect(page.get_by_role("complementary")).to_contain_text("7E77893PAZBED9B")
    page.get_by_text("Something was misread").click()
    page.get_by_label("Topic").select_option("maintenance.disk_alarm")
    page.get_by_role("button", name="Correct the topic").click()
    expect(page.get_by_role("region", name="What it is about")).to_contain_text("disk alarm")
    expect(page.get_by_role("region", name="Facts")).to_contain_text(f"became disk alarm by {ANA}")
    page.context.close()


def test_a_held_joiner_is_let_in(front: Front) -> None:
    front.write(mail(sender="Bob Jones <bob@joined.example>", text="Camera 3 shows video loss since Monday."))
    letter = front.letter_to("bob@joined.example").as_bytes()
    front.write(answer_to(letter.replace(b"\n", b"\r\n"), sender="Mary <mary@elsewhere.example>", text="It is camera 4 too."))
    mail_id = front.await_waiting(InboundState.HELD, "mary@elsewhere.example")["id"]
    page = front.page(ANA)
    page.goto("/held")
    row = page.get_by_role("row").filter(has_text="mary@elsewhere.example")
    expect(row).to_contain_text("Without a word it becomes a ticket of its own")
    row.get_by_role("button", name="Let in").click()
    expect(page.get_by_role("status")).to_contain_text(f"Mail {mail_id} joins the ticket that it names.")
    front.sweep()
    front.await_waiting(InboundState.FILED, "mary@elsewhere.example")
    page.goto(f"/life/{mail_id}")
    expect(page.get_by_role("region", name="What happened")).to_contain_text(f"Admitted by {ANA}")
    page.context.close()


def test_a_failed_mail_is_read_again_and_mended(front: Front) -> None:
    sender = "mallory@broken.example"
    front.write(mail(sender=sender, subject="my recorder", text=RAISE.decode()))
    mail_id = front.await_waiting(InboundState.FAILED, sender)["id"]
    page = front.page(ANA)
    page.goto("/failed")
    page.get_by_role("row").filter(has_text=sender).get_by_role("button", name="Read it again").click()
    expect(page.get_by_role("status")).to_contain_text(f"Mail {mail_id} is read again.")
    front.sweep()
    front.await_waiting(InboundState.FAILED, sender)
    page.goto(f"/life/{mail_id}")
    expect(page.locator(".head")).to_contain_text("Subject: my recorder")
    with page.expect_download() as exported:
        page.get_by_role("link", name="The raw mail, byte for byte").click()
    assert RAISE in exported.value.path().read_bytes()
    mended = exported.value.path().read_bytes().replace(RAISE, b"It beeps all night long. What can I do?")
    page.get_by_label("The mended mail").set_input_files({"name": "mended.eml", "mimeType": "message/rfc822", "buffer": mended})
    page.get_by_role("button", name="Feed it back").click()
    expect(page.get_by_role("status")).to_contain_text(f"Mail {mail_id} is replaced and read again.")
    front.sweep()
    front.await_waiting(InboundState.FILED, sender)
    page.context.close()


def test_a_letter_is_edited_refused_mended_published_sent_and_restored(front: Front) -> None:
    page = front.page(LIA)
    page.goto("/letters")
    page.get_by_role("row").filter(has_text="acknowledgement").get_by_role("link").first.click()
    field = page.get_by_role("textbox", name="Words")
    shipped = field.input_value()
    field.fill(f"{shipped}\nSee you, {{{{ persn.name }}}}.\n")
    expect(page.get_by_role("heading", name="1 fault to mend")).to_be_visible()
    expect(page.locator(".marks")).to_contain_text("did you mean `person`?")
    page.get_by_role("button", name=re.compile("Line .*, column")).click()
    assert page.evaluate("document.activeElement.value.slice(document.activeElement.selectionStart)").startswith("persn.name")
    page.get_by_role("button", name="Publish").click()
    expect(page.get_by_role("alert")).to_contain_text("Not published")
    assert "persn" in page.get_by_role("textbox", name="Words").input_value(), "what was typed is still there"

    page.get_by_role("textbox", name="Words").fill(f"{shipped}\nSee you in the mail room.\n")
    expect(page.get_by_role("heading", name="It may be published")).to_be_visible()
    expect(page.frame_locator("iframe").get_by_text("See you in the mail room.")).to_be_visible()
    page.get_by_role("button", name="Publish").click()
    expect(page.get_by_role("status").first).to_contain_text("acknowledgement/en is LIVE")
    front.write(mail(sender="cora@first.example", text="The doorbell app shows a grey screen since the update."))
    assert "See you in the mail room." in text_of(front.letter_to("cora@first.example"))

    page.get_by_role("link", name="Last change").click()
    expect(page.locator(".diff .added")).to_contain_text(["+", "+See you in the mail room."])
    page.get_by_role("link", name="Versions").click()
    page.get_by_role("button", name="Send the shipped one again").click()
    expect(page.get_by_role("status")).to_contain_text("is the shipped one again")
    front.write(mail(sender="dora@second.example", text="How do I export video from my recorder?"))
    assert "See you in the mail room." not in text_of(front.letter_to("dora@second.example"))

    page.get_by_role("button", name="Send this one again").first.click()
    expect(page.get_by_role("status")).to_contain_text("acknowledgement/en is LIVE")
    page.context.close()
