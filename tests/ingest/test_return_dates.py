"""When the sender of an absence note is back: many languages, and the dates that are none."""

from __future__ import annotations

import pytest

from ingest.return_dates import back_on
from tests.ingest.mails import mail

#: text, language of the mail, announced date; all are sent on Tuesday, 3 March 2026
NOTES = [
    ("I will be away until March 16th.", "en", "2026-03-16"),
    ("I am on vacation from March 5 to 12 and will return to the office on 13 March 2026.", "en", "2026-03-13"),
    ("Away until 3/20", "en", "2026-03-20"),
    ("Out of office until 2026-04-01.", "en", "2026-04-01"),
    ("I will be back on Monday.", "en", "2026-03-09"),
    ("I am out until January 4 with no access to e-mail.", "en", "2027-01-04"),
    ("Ich bin bis zum 20. März nicht im Büro.", "de", "2026-03-20"),
    ("Ich bin ab dem 23.03.2026 wieder erreichbar.", "de", "2026-03-23"),
    ("Je suis absente jusqu'au 16 mars.", "fr", "2026-03-16"),
    ("De retour le lundi 16 mars 2026", "fr", "2026-03-16"),
    ("Estaré fuera de la oficina hasta el 15 de abril.", "es", "2026-04-15"),
    ("Vuelvo el lunes 9 de marzo.", "es", "2026-03-09"),
    ("Estou de férias até 10/04/2026.", "pt", "2026-04-10"),
    ("Sarò assente fino al 12 marzo.", "it", "2026-03-12"),
    ("Ik ben afwezig tot en met 9 maart.", "nl", "2026-03-09"),
    ("I am out of the office. Call 561-555-0100, suite 12, order 3/4.", "en", ""),
    ("I will be away until further notice.", "en", ""),
    ("I will be away until 9999-12-31.", "en", ""),
    ("Out of office until 0001-01-01, back on 16 March.", "en", "2026-03-16"),
    ("Away until February 30.", "en", ""),
]


@pytest.mark.parametrize(("text", "language", "day"), NOTES)
def test_the_announced_day_is_read(text: str, language: str, day: str) -> None:
    assert back_on(mail(text, language=language)) == day


def test_the_last_of_several_days_counts() -> None:
    assert back_on(mail("Away until March 6, then in training. I will be back on March 12.")) == "2026-03-12"


def test_the_subject_may_tell_it() -> None:
    assert back_on(mail("Only sleeping.", subject="Away until May 5")) == "2026-05-05"
