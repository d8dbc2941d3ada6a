"""The one place that knows the concrete parts: from settings to a desk that runs. Everything opens here and closes here."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, time

from ingest.mailbox import Mailbox, MailboxAccount
from mailroom import environment, occupancy, probing
from mailroom.access.keys import Keys, grants_of, keys_of
from mailroom.directories import Directories
from mailroom.enclosing import enclose
from mailroom.fetching import Fetching, Ring
from mailroom.foundation import desk_of, open_store, trust_of
from mailroom.glance.canary import flight_of
from mailroom.glance.pulse import Pulse
from mailroom.in_tray import InTray
from mailroom.lessons import model_of
from mailroom.live_files import LiveDesk, live_policy, live_staff
from mailroom.live_letters import LiveLetters
from mailroom.pipeline import Pipeline
from mailroom.points import point
from mailroom.publishing import Publishing
from mailroom.recalling import Rules
from mailroom.schedule import Schedule
from mailroom.settings import MailboxTable, OutgoingTable, Settings
from mailroom.workers import Workers
from responders.office import Office, Route
from responders.smtp import Smtp, Submission
from tickets import holder
from tickets.account import Account
from tickets.directory import Staff
from tickets.free_mail import FREE_MAIL
from tickets.identity import Desk
from tickets.outbox import Post
from tickets.policy import Policy
from tickets.store import Store


def utc_now() -> datetime:
    return datetime.now(UTC)


def account_of(table: MailboxTable, keys: Keys, shared: Account | None = None) -> MailboxAccount:
    return MailboxAccount(
        name=table.name,
        address=table.address,
        host=table.host,
        port=table.port,
        security=table.security,
        username=table.username,
        password=environment.password(table),
        access=keys.of(table),
        shared=shared,
        folder=table.folder,
        sent_folder=table.sent_folder,
        max_bytes=table.max_bytes,
        timeout_seconds=table.timeout_seconds,
    )


@dataclass(frozen=True, kw_only=True)
class House:
    """A desk with its doors open."""

    settings: Settings
    desk: Desk
    store: Store
    letters: LiveLetters
    publishing: Publishing
    pipeline: Pipeline
    schedule: Schedule
    mailboxes: dict[str, Mailbox]
    pulse: Pulse = field(default_factory=Pulse)

    def fetching(self, table: MailboxTable, ring: Ring) -> Fetching:
        return Fetching(
            store=self.store, table=table, mailbox=self.mailboxes[table.name], holder=self.pipeline.holder, ring=ring, clock=utc_now
        )


@contextmanager
def desk_keys(settings: Settings) -> Iterator[Keys]:
    """For commands that try the servers; where passwords alone are used, no database is needed for that."""
    if not grants_of(settings):
        yield Keys()
        return
    with closing(open_store(settings)) as store:
        yield keys_of(settings, store, holder.name(), utc_now).try_at_once()


def publishing_of(settings: Settings, store: Store) -> Publishing:
    """For commands on letters, which need neither mailboxes nor workers."""
    staff = live_staff(settings.path(settings.files.staff))
    desk, policy = desk_of(settings, staff()), live_policy(settings.path(settings.files.policy))
    letters = LiveLetters(store, desk.language)
    return Publishing(store=store, letters=letters, policy=policy, desk=desk, staff=staff, clock=utc_now)


@contextmanager
def open_house(settings: Settings, workers: Workers | None = None, *, reads: bool = True) -> Iterator[House]:
    """Everything that the kinds of process need; closed in order at the end, whatever happened. Workers that are lent stay open.

    One that `reads` mails spawns its worker processes at once, so that they import while the other doors open.
    """
    staff = live_staff(settings.path(settings.files.staff))
    desk_now = LiveDesk(settings, staff)
    desk = desk_now()
    policy = live_policy(settings.path(settings.files.policy))
    with ExitStack() as doors:
        readers = workers or doors.enter_context(Workers(desk_now, trust_of(settings), model=model_of(settings)))
        if reads:
            readers.begin()
        store = doors.enter_context(closing(open_store(settings)))
        occupancy.see_that_it_is_ours(store, desk, utc_now())
        directories = Directories(staff, policy, settings.path(settings.files.dealers))
        directories.take_over(store, utc_now())
        letters = LiveLetters(store, desk.language)
        publishing = Publishing(store=store, letters=letters, policy=policy, desk=desk, staff=staff, clock=utc_now)
        in_tray = InTray(publishing, settings.path(settings.files.templates))
        in_tray.take_in(at_once=True)
        me = holder.name()
        keys = keys_of(settings, store, me, utc_now).try_at_once()
        watched = (*settings.mailboxes, *settings.sent_folders())

        def shared(table: MailboxTable | OutgoingTable) -> Account:
            return _shared(table, store, me)

        mailboxes = {table.name: doors.enter_context(Mailbox(account_of(table, keys, shared(table)))) for table in watched}
        sent = [doors.enter_context(Mailbox(account_of(table, keys, shared(table)))) for table in settings.mailboxes if table.sent_folder]
        routes = [route_of(table, keys, shared(table)) for table in settings.outgoing]
        for route in routes:
            doors.callback(route.smtp.close)
        takes_tokens = probing.is_on(settings.desk, store)

        def rules() -> Rules:
            return _rules(settings, desk_now(), staff(), policy(), letters, takes_tokens=takes_tokens)

        yield House(
            settings=settings,
            desk=desk,
            store=store,
            letters=letters,
            publishing=publishing,
            mailboxes=mailboxes,
            pipeline=Pipeline(
                store=store,
                workers=readers,
                rules=rules,
                office=_office(desk, staff, store, readers, letters, policy, routes, sent, me, takes_tokens=takes_tokens),
                holder=me,
                clock=utc_now,
            ),
            schedule=Schedule(
                store=store,
                rules=rules,
                directories=directories,
                mailboxes=tuple(table.name for table in settings.mailboxes),
                digest_at=time.fromisoformat(settings.digest.at),
                in_tray=in_tray,
                keys=keys,
                outgoing=tuple(account_name(table) for table in settings.outgoing),
                folder=settings.folder,
                canary=flight_of(settings.canary, settings.mailboxes),
                clock=utc_now,
            ),
        )


def _rules(settings: Settings, desk: Desk, staff: Staff, policy: Policy, letters: LiveLetters, *, takes_tokens: bool) -> Rules:
    return Rules(
        desk=desk,
        policy=policy,
        free_mail=FREE_MAIL,
        first_number=settings.desk.first_number,
        answers_on=settings.desk.answers == "on",
        staff=staff,
        plus_addressing=takes_tokens,
        letters=letters,
    )


def account_name(table: MailboxTable | OutgoingTable) -> str:
    """Of an account on a server: what providers count by."""
    return f"{table.host}:{table.port} {table.username}".rstrip()


def _shared(table: MailboxTable | OutgoingTable, store: Store, holder: str) -> Account:
    """One connection's view of it; every Mailbox and every Smtp has its own."""
    per_minute = table.rate_per_minute if isinstance(table, OutgoingTable) else 0
    return Account(
        name=account_name(table), store=store, holder=holder, clock=utc_now, per_minute=per_minute, connections=table.max_connections
    )


def route_of(table: OutgoingTable, keys: Keys, account: Account | None = None) -> Route:
    server = Submission(
        host=table.host,
        port=table.port,
        security=table.security,
        username=table.username,
        password=environment.password(table),
        access=keys.of(table),
        rate_per_minute=table.rate_per_minute,
        timeout_seconds=table.timeout_seconds,
    )
    return Route(smtp=Smtp(server, account=account), name=f"{table.host}:{table.port}", sent_copy=table.sent_copy)


def _office(
    desk: Desk,
    staff: Callable[[], Staff],
    store: Store,
    workers: Workers,
    letters: LiveLetters,
    policy: Callable[[], Policy],
    routes: Sequence[Route],
    sent: Sequence[Mailbox],
    me: str,
    *,
    takes_tokens: bool,
) -> Office:
    def find_sent(post: Post) -> Sequence[str] | None:
        """Only where copies are filed can their absence mean anything."""
        if not sent or all(route.sent_copy == "none" for route in routes):
            return None
        return [found for mailbox in sent for found in mailbox.find_message_id(mailbox.account.sent_folder, post.message_id, post.mark)]

    def append_sent(raw: bytes) -> None:
        if sent:
            sent[0].append(sent[0].account.sent_folder, raw, utc_now())

    return Office(
        store=store,
        desk=desk,
        staff=staff,
        letters=letters,
        policy=policy,
        routes=routes,
        find_sent=find_sent,
        append_sent=append_sent,
        enclose=lambda post: enclose(store, workers, post),
        plus_addressing=takes_tokens,
        holder=me,
        clock=utc_now,
        point=point,
    )
