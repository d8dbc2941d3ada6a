"""What looks like a serial number, a firmware version or a build date and is another thing.

A shape alone proves nothing: parcels, orders, MAC addresses, web and ONVIF versions, phone systems and the recorder's own clock are
written beside the facts that are wanted, in the same letters. What is refused here was seen taken for a fact elsewhere.
"""

from __future__ import annotations

import re

_NUMBERS_OF_OTHERS = re.compile(
    r"""
      [0-9A-F]{12}                                      # MAC without separators
    | [0-9A-F]{24,}                                     # MD5, SHA, nonce
    | 0X[0-9A-F]+                                       # CRC, error code
    | 1Z[0-9A-Z]{14,16}                                 # UPS
    | \d+                                               # FedEx, PO, case, phone: no serial of ours is digits alone
    | (?:RMA|INV|INC|SO|PO|WO|RA|SOW|CASE|TICKET|REF|AP|KB|CVE|SR|HD)[#:-]?\d[0-9A-Z-]*   # papers of the trade
    | (?:19|20)\d\d-\d\d-\d\d(?:T[0-9:.Z+-]*)?           # a date
    | [0-9A-F]{8}(?:-[0-9A-F]{4}){3}-[0-9A-F]{12}       # UUID
    | (?:[0-9A-F]{2}[:-]){5}[0-9A-F]{2}                 # MAC
    """,
    re.VERBOSE,
)

# What stands directly before a version of something that is no device firmware.
_OTHER_VERSION = re.compile(
    r"""(?<![0-9A-Za-z])(?:
        web|onvif|hardware|hw|security[ ]baseline|baseline|boot|encoder|decoder|algorithm|sdk|api|plug-?in|driver|integration|bios|kernel
      | ios|ipados|android|windows|macos|os|chrome|firefox|safari|edge|python|openssl|sqlite
    )(?:[ _-]?(?:server|client|servidor|cliente))?(?:[ _-]?(?:version|versi[oó]n|vers[aã]o|ver))?[ \t]{0,8}[:=|("'`]{0,3}\s{0,4}v?$""",
    re.IGNORECASE | re.VERBOSE,
)

# "the clock on the television says", "la pantalla muestra", "the date the recorder is set to".
_CLOCK = re.compile(
    r"\b(?:clocks?|screen|monitor|tv|television|osd|(?:recorder|unit|box|nvr|dvr)(?:'?s)? (?:date|time|clock|says|shows|reads|is set)|"
    r"date (?:and time )?(?:on|of|the)|says today|reloj|pantalla|hora|muestra|horloge|heure|[ée]cran|affiche|uhr(?:zeit)?|"
    r"bildschirm|anzeige|zeigt|rel[óo]gio|tela|mostra|orologio|schermo)\b",
    re.IGNORECASE,
)
_TIME_OF_DAY = re.compile(r"[T ,]{1,3}(?:at |a las |um |à )?\d{1,2}[:h]\d\d")


def is_number_of_another_kind(token: str) -> bool:
    """Is this upper-case token a MAC address, hash, parcel, order, ticket, date or bare number, and so no serial?"""
    return _NUMBERS_OF_OTHERS.fullmatch(token) is not None


def is_version_of_another_kind(before: str) -> bool:
    """Does the text directly before a version (some 30 characters of its line) say web, ONVIF, hardware, driver or operating system?"""
    return _OTHER_VERSION.search(before) is not None


def is_followed_by_a_time(after: str) -> bool:
    """Does a time of day follow a date? Then it is a moment: of the recorder's clock, of a log, of a mail; builds have none."""
    return _TIME_OF_DAY.match(after) is not None


def speaks_of_a_clock(before: str) -> bool:
    """Do the words before a date say that the recorder or its screen shows it?"""
    return _CLOCK.search(before) is not None
