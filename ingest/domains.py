"""Organisational domains: which names belong to one owner (RFC 7489 3.2), by the public suffix list that ships with its package."""

from __future__ import annotations

from functools import lru_cache

from publicsuffixlist import PublicSuffixList

#: anybody can have an address there, so sharing such a domain proves no company; the great ones, not a census


@lru_cache(maxsize=1)
def _suffixes() -> PublicSuffixList:
    return PublicSuffixList(accept_encoded_idn=False)  # a quarter of the start-up time; rules with IDN below a plain TLD are few


@lru_cache(maxsize=4096)
def organisational(domain: str) -> str:
    """The registrable part of a domain, "example.co.uk"; the domain itself where it has none."""
    name = domain.lower().rstrip(".")[:255]
    return _suffixes().privatesuffix(name) or name


def are_aligned(left: str, right: str) -> bool:
    """Relaxed alignment (RFC 7489 3.1): the same organisational domain."""
    return bool(left and right) and organisational(left) == organisational(right)
