"""A change of address that an automatic reply announces: "my new address is …". A suggestion for the desk, and never acted upon.

A newcomer would take any other address of an out-of-office note: most name a colleague to ask meanwhile. Only an address right behind
words of change counts; and since anybody can have such a reply sent, a person decides what becomes of it.
"""

from __future__ import annotations

from ingest import written_addresses
from ingest.phrases import any_of
from tickets.message import Message

_TEXT_CHARS = 3_000
_BEHIND = 200  # characters in which the address must follow
_CHANGE = any_of(r"""
    (?:my|our|the) (?:e-?mail(?: address)?|address) (?:is now|has (?:been )?changed|is changing|will (?:change|be))
    (?:changed|moved) (?:my|our) (?:e-?mail|address)|changed my e-?mail address|new e-?mail(?: address)?\b|my new address
    (?:this|my old|the old) (?:e-?mail )?(?:address|mailbox|account|e-?mail) (?:is|will) (?:no longer|not be|not)\b
    (?:update|change) your (?:records|contacts|address ?book)
    (?:i am|i'm|is) no longer (?:with|at|working|employed)|(?:has|have) left the company
    (?:mi|nuestra) nueva direcci[óo]n|nuevo correo|nueva direcci[óo]n de correo|(?:mi|este) correo (?:ha cambiado|ya no)
    ya no (?:trabaj[oa]|labor[oa])|actualice sus contactos
    nouvelle adresse|mon adresse (?:a chang[ée]|change)|cette adresse n'est plus|ne (?:travaille|fais) plus
    neue (?:e-?mail-?)?adresse|(?:meine|diese) (?:e-?mail-?)?adresse (?:hat sich|lautet|wird|ist nicht mehr)
    nicht mehr (?:im unternehmen|bei)
    novo (?:e-?mail|endere[çc]o)|meu e-?mail mudou|n[ãa]o trabalho mais|nuovo indirizzo|nuova (?:e-?mail|mail)|nieuwe? (?:e-?mail)?adres
""")


def announced(message: Message) -> str:
    """The new address in an automatic reply, in lower case; '' where none is announced."""
    text = message.text[:_TEXT_CHARS]
    old = message.sender.address.lower() if message.sender else ""
    for change in _CHANGE.finditer(text):
        for found in written_addresses.every(text[change.end() : change.end() + _BEHIND]):
            if found.address.lower() != old:
                return found.address.lower()
    return ""
