"""Senders that are no people: mail systems, and addresses that nobody reads.

A newcomer would put postmaster and "System Administrator" among the machines for good: in a small company a person writes from there.
So a mail system is sure only by an address that nobody chooses, or by the empty return path.
"""

from __future__ import annotations

from ingest.phrases import any_of
from tickets.message import Message

#: local parts of the addresses that delivery reports come from
DAEMON = any_of(r"""
    mailer[\-._]?daemon|mail[\-._]?daemon|daemon|mdaemon|post(?:master|_master|-master)|mail[.\-]delivery[.\-](?:sub)?system
    microsoftexchange[0-9a-f]{32}|mmdf|bounces?|e500_smtp_mail_service|symantec_antivirus\w{0,40}|imss|mailmarshal
    non-?delivery|undeliver(?:ed|able)
""")
#: the ones that no person ever writes from, whatever they may say
_SURE_DAEMON = any_of(r"""
    mailer[\-._]?daemon|mail[\-._]?daemon|microsoftexchange[0-9a-f]{32}|mdaemon
""")
#: display names of the same
_DAEMON_NAME = any_of(r"""
    mail(?:er)?[\- ]daemon|mail deliver[a-z]{0,3} (?:sub)?system|delivery subsystem
    (?:internet )?mail (?:transport|transfer|delivery)[ ]
    ^system administrator$|^mail administrator$|^postmaster\b|^microsoft outlook$|^(?:the )?mail (?:system|server|service)$
    ^systemadministrator$|delivery (?:status )?notif|^administrator(?:a)? ?(?:del|de|du|di|des)? ?s[iy]ste?ma$
""")
#: local parts that no person reads or writes from
_UNATTENDED = any_of(r"""
    (?:no|do|not|dont|don't|never|ne|nao|non)[\-_.]?(?:not)?[\-_.]?(?:reply|respond|r[ée]pondre|responda|rispondere|antworten)(?:[\-_.+]\S{0,60})?
    noreply\S{0,60}|nicht[\-_.]?antworten|keine[\-_.]?antwort|auto(?:mated|mailer|responder|reply)|autosvar
    cron|nagios|zabbix|icinga|alerts?|alarms?|alarm-?center|notifications?|notify|notifier
    nvr\d{0,4}|dvr\d{0,4}|ipc\d{0,4}
""")


def is_daemon(message: Message) -> bool:
    """The sender may be the mail system itself, by address or by name; or there is no sender."""
    if message.sender is None or not message.sender.address:
        return True
    return bool(DAEMON.fullmatch(_local(message)) or _DAEMON_NAME.search(message.sender.name[:200]))


def is_surely_daemon(message: Message) -> bool:
    """No person writes from this address; a postmaster may be one."""
    return message.sender is None or bool(_SURE_DAEMON.fullmatch(_local(message)))


def is_unattended(message: Message) -> bool:
    """The sender's address is one that no person reads or writes from: no-reply, alerts, a recorder's."""
    return bool(_UNATTENDED.fullmatch(_local(message)))


def came_by_null_path(message: Message) -> bool:
    """RFC 5321 4.5.5: what must not be answered travels with an empty return path; the server that delivered it wrote that down."""
    path = message.header("return-path").strip().upper()
    return path == "<>" or path.startswith(("<MAILER-DAEMON", "MAILER-DAEMON"))


def _local(message: Message) -> str:
    return message.sender.address.partition("@")[0][:128] if message.sender else ""
