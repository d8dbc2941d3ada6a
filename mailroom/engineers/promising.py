"""Does an engineer's answer promise more ("I will look into it")? Then the ticket stays our turn (desk-rules 2). Pure.

Only the desk's own next step is a promise. "I will need the serial number" waits for the customer, and so does "let me know".
"""

from __future__ import annotations

import re

_SUBJECT = r"(?:i|we|our (?:team|engineers?|developers?)|somebody|someone|an engineer|a colleague)"
_WILL = rf"\b{_SUBJECT}(?:['’]ll| will| am going to| are going to|['’]m going to|['’]re going to)\b"
_WAITS = r"(?! (?:then )?(?:need|be needing|wait|require|close|be able))"
_LET = r"\blet (?:me|us) (?!see if you)(?:check|look|find|ask|test|try|see|talk|verify|confirm|get back|come back|dig|reproduce)\w*"
_LOOKING = (
    r"\b(?:i['’]m|i am|we['’]re|we are) (?:still )?"
    r"(?:looking into|checking|working on|testing|asking|investigating|waiting for our)\b"
)
_SPANISH = (
    r"\b(?:voy|vamos) a (?!necesitar|esperar|cerrar|requerir)\w+"
    r"|\b(?:lo|la|le|les) (?:reviso|revisaré|revisaremos|verifico|aviso|avisaré|avisamos|confirmo)\b"
    r"|\bd[eé]j[ae]me (?:revisar|verificar|consultar|ver|probar)|\b(?:estoy|estamos) (?:revisando|verificando|consultando|probando)\b"
    r"|\b(?:revisaremos|verificaremos|consultaremos|investigaremos|consultaré|investigaré)\b"
)
_PROMISE = re.compile(rf"{_WILL}{_WAITS}|{_LET}|{_LOOKING}|{_SPANISH}", re.IGNORECASE)
_LONGEST = 20_000


def promises(text: str) -> bool:
    return bool(_PROMISE.search(" ".join(text[:_LONGEST].split())))
