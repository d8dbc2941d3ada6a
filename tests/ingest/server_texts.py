"""What mail servers write that send no machine-readable part; each text is our own wording in the form of that server."""

from __future__ import annotations

#: server: (status that it tells, its text)
SAMPLES: dict[str, tuple[str, str]] = {
    "postfix": (
        "5.1.1",
        """\
This is the mail system at host out.icrealtime.example.

For further assistance, please send mail to <postmaster>

<jo@brightcams.example>: host mx.brightcams.example[192.0.2.1] said: 550 5.1.1
    <jo@brightcams.example>: User unknown (in reply to RCPT TO command)
""",
    ),
    "exim": (
        "5.0.0",
        """\
A message that you sent could not be delivered to one or more of its
recipients. This is a permanent error. The following address(es) failed:

  jo@brightcams.example
    SMTP error from remote mail server after MAIL FROM:<support@icrealtime.example>:
    host mx.brightcams.example [192.0.2.1]: 550 Unrouteable address
""",
    ),
    "qmail": (
        "5.1.1",
        """\
Hi. This is the qmail-send program at out.icrealtime.example.
I'm afraid I wasn't able to deliver your message to the following addresses.

<jo@brightcams.example>:
Sorry, no mailbox here by that name. (#5.1.1)

--- Below this line is a copy of the message.

Return-Path: <support@icrealtime.example>
To: somebody@else.example
""",
    ),
    "sendmail": (
        "5.2.2",
        """\
   ----- The following addresses had permanent fatal errors -----
<jo@brightcams.example>
    (reason: 552 5.2.2 Over quota)

   ----- Transcript of session follows -----
... while talking to mx.brightcams.example.:
>>> DATA
<<< 552 5.2.2 Over quota
""",
    ),
    "domino": (
        "5.1.1",
        """\
Your message

  Subject: [IC-1042] No picture

was not delivered to:

  jo@brightcams.example

because:

  User jo (jo@brightcams.example) not listed in Domino Directory
""",
    ),
    "notes": (
        "5.0.0",
        """\
------- Failure Reasons  --------

User not listed in public Name & Address Book
jo@brightcams.example


------- Returned Message --------
""",
    ),
    "james": (
        "5.1.1",
        """\
Hi. This is the James mail server at mail.brightcams.example.
I'm afraid I wasn't able to deliver your message to the following addresses.
This is a permanent error; I've given up.

Message details:
  Subject: No picture
  MAIL FROM: support@icrealtime.example
  RCPT TO: jo@brightcams.example

Error message below:
550 - Requested action not taken: no such user
""",
    ),
    "opensmtpd": (
        "5.2.2",
        """\
    Hi!

    This is the MAILER-DAEMON, please DO NOT REPLY to this email.

    An error has occurred while attempting to deliver a message for
    the following list of recipients:

jo@brightcams.example: 550 5.2.2 Mailbox Full
""",
    ),
    "dragonfly": (
        "5.1.1",
        """\
This is the DragonFly Mail Agent v0.13 at out.icrealtime.example.

There was an error delivering your mail to <jo@brightcams.example>.

mx.brightcams.example [192.0.2.1] did not like our RCPT TO:
550 5.1.1 User unknown

Message headers follow.
""",
    ),
    "activehunter": (
        "5.1.1",
        """\
  ----- The following addresses had permanent fatal errors -----

>>> jo@brightcams.example <jo@brightcams.example>

  ----- Transcript of session follows -----
550 sorry, no mailbox here by that name (#5.1.1)
""",
    ),
    "interscan": (
        "5.1.1",
        """\
Sent <<< RCPT TO:<jo@brightcams.example>
Received >>> 550 5.1.1 unknown user.
Unable to deliver message to <jo@brightcams.example>.
""",
    ),
    "x6": (
        "5.1.1",
        """\
We had trouble delivering your message. Full details follow:

1 error(s):

SMTP Server <mx.brightcams.example> rejected recipient <jo@brightcams.example>
  (Error following RCPT command). It responded as follows: [550 5.1.1 User unknown]
""",
    ),
    "gmail in Spanish": (
        "5.1.1",
        """\
No se ha podido entregar el mensaje a jo@brightcams.example porque no se ha encontrado la dirección.

550 5.1.1 The email account does not exist
""",
    ),
    "gateway in German": (
        "5.7.1",
        """\
Ihre Nachricht konnte nicht zugestellt werden. Empfänger:

  jo@brightcams.example

550 5.7.1 Relaying denied
""",
    ),
}
