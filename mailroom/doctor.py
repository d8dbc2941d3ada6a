"""`mailroom doctor`: try everything the desk depends on, and say in one line each what to mend. One trouble never hides the next."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from ingest.mailbox import Mailbox
from mailroom import checkup, environment, landlock, probing, quotas
from mailroom.access import warning
from mailroom.access.keys import Keys
from mailroom.environment import NoSecret
from mailroom.foundation import desk_of, open_store
from mailroom.glance import advice
from mailroom.live_files import live_policy
from mailroom.occupancy import stranger_in
from mailroom.settings import MailboxTable, OutgoingTable, Settings
from mailroom.wiring import account_of, desk_keys, route_of
from tickets import canaries, handshakes
from tickets.directory import Staff
from tickets.errors import WorldError
from tickets.handshakes import Handshake
from tickets.policy import Policy
from tickets.store import REPEATED

_HOW_TO_PROVE = (
    "add your mail server's name, the first word of its Authentication-Results header, to trust.authserv_ids;"
    " within one Microsoft 365 tenant set trust.exchange_internal"
)


@dataclass(frozen=True)
class Finding:
    what: str
    is_well: bool
    because: str


def examine(settings: Settings) -> list[Finding]:
    """Every check, in the order in which a mail meets them."""
    return [
        *_secrets(settings),
        *_servers(settings),
        *_files(settings),
        *_own(settings),
        _readers(),
        *_watching(settings),
        *_proofs(settings),
        *_phones(settings),
    ]


def _secrets(settings: Settings) -> Iterator[Finding]:
    """Each that is missing; a desk does not start without them."""
    yield from (Finding("secret", False, line) for line in environment.missing(settings))


def _servers(settings: Settings) -> list[Finding]:
    try:
        with desk_keys(settings) as keys:
            tried = [*_mailboxes(settings, keys), *_submission(settings, keys), *_plus_addressing(settings, keys)]
            return [*tried, *_access(keys)]  # after the servers: a login renews what is due
    except WorldError as err:
        return [*_with_passwords(settings), Finding("access", False, f"no other server was tried: {str(err).removesuffix(REPEATED)}")]


def _with_passwords(settings: Settings) -> Iterator[Finding]:
    """The servers that are tried although the grants of OAuth2 cannot be had."""
    boxes, outgoing = ([one for one in tables if not one.oauth] for tables in (settings.mailboxes, settings.outgoing))
    if boxes:
        yield from _mailboxes(settings.model_copy(update={"mailboxes": boxes}), Keys())
    if outgoing:
        yield from _submission(settings.model_copy(update={"outgoing": outgoing}), Keys())


def _access(keys: Keys) -> Iterator[Finding]:
    for known in keys.standing():
        yield Finding(f"access {known.name}", *warning.in_words(known, datetime.now(UTC)))


def _mailboxes(settings: Settings, keys: Keys) -> Iterator[Finding]:
    if not settings.mailboxes:
        yield Finding("mailboxes", False, "none is configured: add a [[mailboxes]] table, or let the MTA call `mailroom receive`")
    for table in settings.mailboxes:
        yield _tried(f"mailbox {table.name}", lambda table=table: _mailbox(table, keys))  # type: ignore[misc]


def _mailbox(table: MailboxTable, keys: Keys) -> str:
    with Mailbox(account_of(table, keys)) as mailbox:
        folder = mailbox.select()
        if table.sent_folder:
            mailbox.find_message_id(table.sent_folder, "doctor@mailroom.invalid", "0")
    sent = f"; {table.sent_folder} can be searched" if table.sent_folder else "; no sent_folder: a letter in doubt may go twice"
    return f"{folder.exists} mails in {table.folder}{sent}"


def _submission(settings: Settings, keys: Keys) -> Iterator[Finding]:
    if not settings.outgoing:
        yield Finding("outgoing", False, "no [[outgoing]] table: letters are queued and never leave")
    for table in settings.outgoing:
        yield _tried(f"outgoing {table.host}:{table.port}", lambda table=table: _server(table, keys))  # type: ignore[misc]


def _server(table: OutgoingTable, keys: Keys) -> str:
    route = route_of(table, keys)
    try:
        route.smtp.check()
    finally:
        route.smtp.close()
    return "; ".join(filter(None, ("answers", quotas.told(table.host, table.rate_per_minute))))


def _files(settings: Settings) -> Iterator[Finding]:
    yield _tried("policy", lambda: _policy(live_policy(settings.path(settings.files.policy))()))
    yield _tried("letters", lambda: checkup.letters(settings))
    yield _tried("staff", lambda: checkup.staff(settings, live_policy(settings.path(settings.files.policy))()))
    yield _tried("dealers", lambda: checkup.dealers(settings))


def _own(settings: Settings) -> Iterator[Finding]:
    yield _tried("broker", lambda: checkup.broker(settings))
    yield _tried("database", lambda: _database(settings))
    yield _tried("disk", lambda: checkup.disk(settings.folder))
    yield _tried("backups", lambda: checkup.backed_up(settings))
    yield _tried("outbox", lambda: checkup.outbox(settings))
    yield _tried("processes", lambda: checkup.processes(settings))


def _policy(policy: Policy) -> str:
    year = datetime.now(UTC).year
    if year not in policy.holidays.confirmed_years:
        raise WorldError(f"the holidays of {year} are not confirmed: check them in policy.toml and add {year} to confirmed_years")
    return f"{policy.title}, {len(policy.topics)} topics"


def _database(settings: Settings) -> str:
    store = open_store(settings)
    try:
        if stranger := stranger_in(store, desk_of(settings, Staff()), datetime.now(UTC)):
            raise WorldError(f"the desk of {stranger} works in it too: give each desk a database of its own, by store.url")
        with store.writing():
            return f"can be written ({store.engine.dialect.name})"
    finally:
        store.close()


def _readers() -> Finding:
    """What stands between a hostile mail and the desk, beside limits of time and memory (deploy/SECURITY.md, T2)."""
    found = landlock.version()
    told = f"they read code alone, by Landlock {found}" if found else "this kernel has no Landlock: a worker may read what this user may"
    return Finding("worker processes", True, told)


def _watching(settings: Settings) -> Iterator[Finding]:
    """Whether somebody would hear of it if mail stopped."""
    yield Finding("alarms", True, advice.of_alarms(settings.alarms))
    if settings.canary.every_minutes:
        yield _canary(settings)


def _canary(settings: Settings) -> Finding:
    try:
        with closing(open_store(settings)) as store, store.reading() as connection:
            missed, home = canaries.missed(connection), canaries.last_home(connection)
    except WorldError as err:
        return Finding("canary", False, str(err).removesuffix(REPEATED))
    return Finding("canary", *advice.of_canary(missed, home, timedelta(minutes=settings.canary.late_minutes), datetime.now(UTC)))


def _plus_addressing(settings: Settings, keys: Keys) -> Iterator[Finding]:
    if settings.desk.plus_addressing == "auto":
        yield _tried("plus addressing", lambda: _probe(settings, keys))


def _probe(settings: Settings, keys: Keys) -> str:
    routes = [route_of(table, keys) for table in settings.outgoing]
    with closing(open_store(settings)) as store:
        try:
            return probing.ask(store, desk_of(settings, Staff()), routes, datetime.now(UTC))
        finally:
            for route in routes:
                route.smtp.close()


def _proofs(settings: Settings) -> Iterator[Finding]:
    """What the answers to `doctor --notices` showed (decisions 8)."""
    try:
        staff, asked = Staff.load(settings.path(settings.files.staff)), _asked(settings)
    except WorldError:
        return  # what is wrong with them is told above
    if staff.people and not asked:
        yield Finding("proof of engineers", True, "not tried yet: `mailroom doctor --notices` sends each of them a test notice")
    elif asked:
        yield from (proof(person.address, asked.get(person.address)) for person in staff.people)


def _asked(settings: Settings) -> dict[str, Handshake]:
    store = open_store(settings)
    try:
        with store.reading() as connection:
            return handshakes.asked(connection)
    finally:
        store.close()


def proof(address: str, shake: Handshake | None) -> Finding:
    what = f"proof of {address}"
    if shake is None:
        return Finding(what, True, "has no test notice yet: `mailroom doctor --notices` sends one")
    if not shake.is_answered:
        return Finding(what, True, "has not answered yet" if shake.has_left else "the test notice has not left yet")
    if shake.is_proven:
        return Finding(what, True, f"proven by {shake.because}")
    return Finding(what, False, f"answered, and nothing proved it ({shake.because}): {_HOW_TO_PROVE}")


def _phones(settings: Settings) -> Iterator[Finding]:
    """Lines of a letter vanish where their setting is empty; nobody should find that out from a customer (desk-rules 38)."""
    for key in ("help_center_url", "dealer_phone", "consumer_phone", "sales_address"):
        if not getattr(settings.desk, key):
            yield Finding(f"desk.{key}", True, "empty: the lines of the letters that show it are left out")


def _tried(what: str, check: Callable[[], str]) -> Finding:
    try:
        return Finding(what, True, check())
    except NoSecret as lacks:
        return Finding(what, False, f"not tried without {lacks.variable}")
    except WorldError as err:
        return Finding(what, False, str(err).removesuffix(REPEATED))
