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

# The word that stands directly before a version of something that is no device firmware.
_OTHER_VERSION = re.compile(
    r"""(?:
      (?:web|onvif|hardware|hw|hard\s?ware|security\s+baseline|baseline|boot(?:loader)?|encoder|encode|decoder|algorithm|sdk|api|plugin|plug-in
        |driver|controlador|pilote|treiber|bios|kernel|openssl|sqlite|python|node|java|lua|
        ios|ipados|android|windows|win|macos|os|chrome|firefox|safari|edge|smtp|tls|ssl|mpeg|h)
      [\s\w./-]{0,24}?[\s:=("'`|]{0,4}v?
    )$""",
    re.IGNORECASE | re.VERBOSE,
)

# "the clock on the television says", "la pantalla muestra", "date the recorder is set to": a date of the unlock code, never of a build.
_CLOCK = re.compile(
    r"\b(?:clock|screen|monitor|tv|television|osd|recorder'?s?\s+(?:date|time)|(?:date|time)\s+(?:on|of|the)|today|now|shows?|displays?|says|"
    r"reads|current(?:ly)?|reloj|pantalla|hora|marca|hoy|muestra|sale|horloge|heure|[ée]cran|affiche|indique|uhr|uhrzeit|bildschirm|anzeige|"
    r"zeigt|rel[óo]gio|tela|mostra|aparece|installed|install|purchased|bought|observed|since|sent|date:|on)\b",
    re.IGNORECASE,
)
_TIME_OF_DAY = re.compile(r"[T ,]{1,3}(?:at |a las |um |à )?\d{1,2}[:h]\d\d")


def is_number_of_another_kind(token: str) -> bool:
    """Is this upper-case token a MAC address, hash, parcel, order, ticket, date or bare number, and so no serial?"""
    return _NUMBERS_OF_OTHERS.fullmatch(token) is not None


def is_version_of_another_kind(before: str) -> bool:
    """Does the text directly before a version (some 30 characters of its line) say web, ONVIF, hardware, driver or operating system?"""
    return _OTHER_VERSION.search(before) is not None


def tells_a_clock(before: str, after: str) -> bool:
    """Is a date between these the recorder's clock, or of a purchase or observation, rather than of a build?"""
    return _TIME_OF_DAY.match(after) is not None or _CLOCK.search(before) is not None
