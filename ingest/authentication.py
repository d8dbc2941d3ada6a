"""What trusted servers say about the sender: Authentication-Results (RFC 8601), ARC (RFC 8617), Exchange's word on internal mail.

A newcomer would search the header for "dmarc=pass". Anybody can write that line: only the topmost one of a server that the desk names is
read, and one of its results counts only for the domain that stands in From. The border server must remove forged ones in its own name
(RFC 8601 5); nothing in a mail shows whether it did.

The field is read here and not by authres: that refuses "smtp.mailfrom=<>", an empty clause and the form of Microsoft 365, drops the
comment that holds the published policy, and takes longer than the rest of this package together.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from ingest.domains import are_aligned, organisational
from tickets.identity import TrustSettings
from tickets.message import Address, Message
from tickets.verdict import TrustLevel

_VALUE_CHARS = 16_000
_PIECE = re.compile(r'"(?:[^"\\]|\\.)*"|[()]|;|[^();"]+|"', re.DOTALL)
_UNQUOTED = re.compile(r'[();"]|[^();"]+')
_METHOD = re.compile(r"\s{0,50}([a-z][a-z0-9\-]{1,40})(?:/\d{1,3})?\s{0,10}=\s{0,10}([a-z]{2,20})", re.IGNORECASE)
#: RFC 8601 2.2: a value may be a quoted local part and "@domain" behind it. What stands in other quotes is no property; the last group is
#: what stands behind a quote that never closes.
_QUOTED = r'"(?:[^"\\]|\\.)*"'
_PROPERTY = re.compile(
    r"([a-z][a-z0-9\-]{0,40}(?:\.[a-z][a-z0-9\-]{0,60})?)\s{0,10}=\s{0,10}"
    rf'((?:{_QUOTED}|[^\s;"]|\s{{1,10}}(?=@)|(?<=@)\s{{1,10}}(?=[^\s;"]))++)|{_QUOTED}|(".*)',
    re.IGNORECASE | re.DOTALL,
)
_WHOLLY_QUOTED = re.compile(rf"{_QUOTED}\Z", re.DOTALL)
_ESCAPED = re.compile(r"\\(.)", re.DOTALL)
_DOMAINS = re.compile(r"@([^\s<>()\",;:]{0,255})")
_POLICY = re.compile(r"\b(s?p)\s{0,3}[=:]\s{0,3}(none|quarantine|reject)", re.IGNORECASE)
_INSTANCE = re.compile(r"\s{0,10}i\s{0,5}=\s{0,5}(\d{1,3})\s{0,10};")
_SEALER = re.compile(r"(?:^|[;\s])d\s{0,5}=\s{0,5}([^\s;]{1,255})")
#: properties and the actions of Microsoft 365 that tell the published policy where no comment does
_POLICY_PROPERTIES = ("policy.dmarc", "policy.published-domain-policy", "policy.published", "policy.p", "policy.policy")
_POLICY_OF_ACTION = {"oreject": "reject", "reject": "reject", "quarantine": "quarantine", "o.reject": "reject", "none": "none"}


@dataclass(frozen=True, kw_only=True)
class Finding:
    level: TrustLevel
    because: str
    policy: str = ""


@dataclass(frozen=True, kw_only=True)
class Result:
    """One "method=result" with its properties, "header.from" to "a.example"."""

    method: str
    result: str
    properties: dict[str, str] = field(default_factory=dict)
    comments: str = ""


def of_servers(message: Message, sender: Address, settings: TrustSettings) -> Finding | None:
    """What the topmost Authentication-Results of a named server says of the From domain; a named ARC sealer's pass mends a fail."""
    host, results = _trusted_results(message, settings)
    if not host:
        return None
    finding = _judged(results, sender, host, is_plain=_is_plain(message, sender))
    if finding.level is not TrustLevel.ALIGNED and _has(results, "arc", "pass"):
        return of_sealer(message, sender, settings) or finding
    return finding


def of_sealer(message: Message, sender: Address, settings: TrustSettings) -> Finding | None:
    """What the newest ARC sealer saw, if the desk names it; None otherwise. The caller has made sure that the chain holds."""
    sealed = [(int(i[1]), value) for value in message.header_all("arc-seal")[:50] if (i := _INSTANCE.match(value))]
    newest, seal = max(sealed, default=(0, ""))
    sealer = _SEALER.search(seal[:_VALUE_CHARS])
    if not sealer or not any(sealer[1].lower() == named.lower() for named in settings.arc_sealers):
        return None
    for value in message.header_all("arc-authentication-results")[:50]:
        instance = _INSTANCE.match(value)
        if instance and int(instance[1]) == newest:
            results = tuple(_results(value[instance.end() : _VALUE_CHARS]))
            return _only_aligned(_judged(results, sender, f"{sealer[1]} (ARC)", is_plain=_is_plain(message, sender)))
    return None


def of_exchange(message: Message, sender: Address, own_domains: frozenset[str]) -> Finding | None:
    """Mail inside one Microsoft 365 tenant carries no other proof (decisions 8); asked only where the desk has said that it is one."""
    is_internal = message.header("x-ms-exchange-organization-authas").strip().lower() == "internal"
    if not is_internal or organisational(sender.domain) not in own_domains:
        return None
    return Finding(level=TrustLevel.ALIGNED, because="our Exchange says that it was sent inside our own tenant")


def _trusted_results(message: Message, settings: TrustSettings) -> tuple[str, tuple[Result, ...]]:
    """The server's name and its results. Microsoft 365 names no server: a desk behind it lists the empty id."""
    named = {host.lower() for host in settings.authserv_ids}
    for value in message.header_all("authentication-results")[:50]:
        host = _authserv_id(value)
        if host in named:
            return host or "Microsoft 365", tuple(_results(value[:_VALUE_CHARS]))
    return "", ()


def _authserv_id(value: str) -> str:
    words = next(_clauses(value[:2_000]), ("", ""))[0].split()
    return "" if not words or "=" in words[0] else words[0].lower().strip('"')


def _results(value: str) -> Iterator[Result]:
    for text, comments in _clauses(value):
        found = _METHOD.match(text)
        if found:
            said = _PROPERTY.findall(text[found.end() :])
            named = {(name.lower(), _unquoted(value)) for name, value, _ in said if name}
            properties, result = dict(named), found[2].lower()
            if result == "pass" and (len(properties) < len(named) or any(broken for _, _, broken in said)):
                continue  # it was cut, is forged, or says two things of one: it proves nothing
            yield Result(method=found[1].lower(), result=result, properties=properties, comments=comments)


def _unquoted(said: str) -> str:
    """A value that is quoted as a whole loses its quotes; around a local part they stay, for behind them stands the domain."""
    return _ESCAPED.sub(r"\1", said[1:-1]) if _WHOLLY_QUOTED.match(said) else said


def _clauses(value: str) -> Iterator[tuple[str, str]]:
    """The parts between semicolons, and apart from them the words of their comments, which nest (RFC 5322 3.2.2)."""
    text: list[str] = []
    comments: list[str] = []
    depth = 0
    for piece in _pieces(value):
        if piece in "()":
            depth = max(0, depth + (1 if piece == "(" else -1))
        elif depth:
            comments.append(piece)
        elif piece == ";":
            yield "".join(text), " ".join(comments)
            text, comments = [], []
        else:
            text.append(piece)
    yield "".join(text), " ".join(comments)


def _pieces(value: str) -> Iterator[str]:
    """Once a quote does not close, none behind it does: each would be followed to the end again."""
    for found in _PIECE.finditer(value):
        yield found[0]
        if found[0] == '"':
            yield from _UNQUOTED.findall(value, found.end())
            return


def _judged(results: tuple[Result, ...], sender: Address, host: str, *, is_plain: bool) -> Finding:
    """DMARC decides where it was checked; else an aligned DKIM, SPF or login, which is what DMARC would have asked for."""
    dmarc = next((r for r in results if r.method == "dmarc" and _speaks_of(r, sender, is_plain=is_plain)), None)
    if dmarc and dmarc.result == "fail":
        because = f"{host} says that the sender's domain disowns this mail (DMARC)"
        return Finding(level=TrustLevel.FAILED, because=because, policy=_policy(dmarc, sender))
    if dmarc and dmarc.result == "pass":
        because = f"{host} says that the sender's domain vouches for it (DMARC)"
        return Finding(level=TrustLevel.ALIGNED, because=because, policy=_policy(dmarc, sender))
    for result in results:
        if result.result == "pass" and (how := _vouching(result, sender)):
            return Finding(level=TrustLevel.ALIGNED, because=f"{host} says that {how}")
    return Finding(level=TrustLevel.NONE, because=f"{host} found no proof for the sender's domain")


def _speaks_of(result: Result, sender: Address, *, is_plain: bool) -> bool:
    """A server that does not say whose From it looked at may have read another one in it than we do. A fail is believed all the same."""
    stated = result.properties.get("header.from", "")
    return are_aligned(_domain(stated), sender.domain) if stated else is_plain or result.result != "pass"


def _is_plain(message: Message, sender: Address) -> bool:
    """From names nobody but its sender, as it stands: not in a list, a name, a comment or an encoded word."""
    domains = _DOMAINS.findall(message.header("from"))
    return bool(domains) and all(domain.lower().rstrip(".") == sender.domain for domain in domains)


def _domain(stated: str) -> str:
    """Behind the last @, for a quoted local part may hold others (RFC 5321 4.1.2)."""
    return stated.strip("<> ").rpartition("@")[2].strip()


def _vouching(result: Result, sender: Address) -> str:
    """How a passed result vouches for the From address; '' where it speaks of another domain."""
    said = result.properties
    if result.method == "dkim" and are_aligned(_domain(said.get("header.d") or said.get("header.i", "")), sender.domain):
        return "the sender's domain has signed it (DKIM)"
    if result.method == "spf" and are_aligned(_domain(said.get("smtp.mailfrom", "")), sender.domain):
        return "a server of the sender's domain sent it (SPF)"
    if result.method == "auth" and said.get("smtp.auth", "").lower() == sender.address.lower():
        return "the sender was logged in as this address"
    return ""


def _policy(dmarc: Result, sender: Address) -> str:
    """What the failing domain asks for: the subdomain policy where From is a subdomain and one is told."""
    stated = {name.lower(): policy.lower() for name, policy in reversed(_POLICY.findall(dmarc.comments[:2_000]))}
    is_subdomain = organisational(sender.domain) != sender.domain.lower()
    told = (stated.get("sp") if is_subdomain else None) or stated.get("p") or ""
    named = next((dmarc.properties[name].lower() for name in _POLICY_PROPERTIES if name in dmarc.properties), "")
    return told or named or _POLICY_OF_ACTION.get(dmarc.properties.get("action", "").lower(), "")


def _has(results: tuple[Result, ...], method: str, result: str) -> bool:
    return any(r.method == method and r.result == result for r in results)


def _only_aligned(finding: Finding) -> Finding | None:
    return finding if finding.level is TrustLevel.ALIGNED else None
