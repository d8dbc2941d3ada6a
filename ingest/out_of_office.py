"""Out-of-office notes, in the languages that mail programs write them in (`ingest.return_dates` reads when the sender is back).

A newcomer would look for "out of office" anywhere: people write "I was out of the office last week" to a support desk. The subject's
beginning is fixed by Outlook, Gmail and the like, so it counts; words in the text count only where the header already says "automatic".
"""

from __future__ import annotations

import re

from ingest.phrases import any_of
from tickets.message import Message

_TEXT_CHARS = 3_000
_SUBJECT = any_of(r"""
    auto\s{0,3}:
    automatic(?:ally)? (?:generated )?(?:reply|response)|automat(?:ic|ed) message\s{0,3}(?::|$)
    auto(?:mated)?[\- ]?(?:reply|response|responder|answer|antwort)
    out[\- ]of[\- ](?:the )?office|out of (?:the )?town|ooo\s{0,3}:|away from (?:my |the )?(?:mail|office|desk|e-?mail)|away until
    (?:i am |i'm )?(?:currently )?(?:on )?(?:annual leave|vacation|holiday|maternity leave|parental leave)(?: until| reply| notice|\s{0,3}:)
    automatische (?:antwort|r[üu]ckmeldung)|au(?:ß|ss)er haus|nicht im b[üu]ro|urlaub(?:snotiz)?\s{0,3}:
    abwesenheit(?:snotiz|smeldung|sbenachrichtigung|sassistent|sagent)?\b
    ich bin (?:zur ?zeit |derzeit )?(?:nicht im b[üu]ro|abwesend|im urlaub)
    r[ée]ponse automatique|message automatique\s{0,3}(?::|$)|absen(?:ce|t)(?: du bureau)?\s{0,3}[:(]|en (?:cong[ée]s?|vacances)\s{0,3}:
    notification d'absence|r[ée]ponse d'absence|absence du bureau
    respuesta autom[áa]tica|contestaci[óo]n autom[áa]tica|mensaje autom[áa]tico\s{0,3}(?::|$)|de vacaciones\s{0,3}:
    fuera de (?:la )?oficina|ausen(?:te|cia)(?: de la oficina| temporal)?\s{0,3}[:(]
    risposta automatica|fuori (?:sede|ufficio)|messaggio automatico\s{0,3}(?::|$)|assenza\s{0,3}:|in ferie\s{0,3}:
    resposta autom[áa]tica|fora do escrit[óo]rio|aus[êe]ncia tempor|mensagem autom[áa]tica\s{0,3}(?::|$)|de f[ée]rias\s{0,3}:
    automatisch(?: antwoord|e beantwoording|e reactie|e reply)|afwezig(?:heid\w{0,12})?\s{0,3}[:(]|niet aanwezig\b|buiten kantoor
    autosvar|automatiskt svar|automatisk svar|fr[åa]nvaro|frav[æa]r|ikke til ?stede|ute af huset
    automaattinen vastaus|poissaolo|poissa\s{0,3}:|odpowied[źz] automatyczna|automatyczna odpowied[źz]|nieobecno[śs][ćc]|poza biurem
    automatick[áa] odpov[ěe][ďd]|mimo kancel[áa][řr]|nep[řr][íi]tomnost|automatikus v[áa]lasz|t[áa]voll[ée]t|h[áa]zon k[íi]v[üu]l
    r[ăa]spuns automat|automatski odgovor|samodejni odgovor|otomatik (?:yan[ıi]t|cevap)|ofis d[ıi][şs][ıi]nda
    автоматический ответ|автоответ|вне офиса|отсутствую\b|отсутствие на|автоматична відповідь|αυτόματη απάντηση|εκτός γραφείου
    自動(?:応答|返信)|不在通知|不在のお知らせ|自动(?:回复|答复)|自動(?:回覆|答覆)|외출 중|부재 중|자동 ?(?:회신|응답)
    תשובה אוטומטית|رد تلقائي|پاسخ خودکار|trả lời tự động|balasan otomatis|ตอบกลับอัตโนมัติ|स्वचालित (?:उत्तर|जवाब)|부재중
    autoodpowied[źz]|автоматичен отговор|аутоматски одговор|automaatvastus|autom[āa]tisk[āa] atbilde|automatinis atsakymas
    resposta autom[àa]tica|sj[áa]lfvirkt svar|erantzun automatikoa|outomatiese antwoord
""", anchored=r"\s{0,5}\[?(?:{})")
_GOES_ON = re.compile(
    r"\W{0,3}(?:[:：()\[\]\-–—|!.,\d]|$|(?:re|aw|sv|fw|wg|auto|repl|notice|messa|notif|ass|until|till|from|bis|vom|ab|jusqu|hasta|fino|tot|t[oi]l)"
    r"\w{0,12}\b)",
    re.IGNORECASE,
)
_AWAY_WORDS = any_of(r"""
    out of (?:the |my )?(?:office(?! hours)|town)
    on (?:annual |maternity |parental |sick )?(?:leave|vacation|holiday)|away (?:from|until|on)
    limited access to (?:my )?e-?mail|(?:will|shall) (?:return|be back)|returning (?:to|on)|not in the office
    nicht im (?:b[üu]ro|hause)|im urlaub|abwesend|au(?:ß|ss)er haus|wieder (?:erreichbar|im b[üu]ro|f[üu]r sie)
    absen(?:t|te|ce)\b|en (?:cong[ée]|vacances)|de retour|fuera de la oficina|de vacaciones|ausente|vuelvo|regreso
    fuori (?:ufficio|sede)|in ferie|assente|rientr|fora do escrit[óo]rio|de f[ée]rias|retorn(?:o|arei)
    afwezig|niet (?:op kantoor|aanwezig)|met vakantie|p[åa] semester|ikke p[åa] kontoret|p[åa] ferie|lomalla
    urlop|nieobecn|dovolen|mimo kancel|в отпуске|отсутств|不在|休暇|休假|外出|휴가|부재
""")


def has_subject(message: Message) -> bool:
    """The subject begins as the mail programs' own automatic replies do.

    They go on with a colon or a day. "Out of office hours recording" does not; there the text must speak of an absence too.
    """
    found = _SUBJECT.match(message.subject[:200])
    if found is None:
        return False
    goes_on = _GOES_ON.match(message.subject, found.end())
    return bool(goes_on or found[0].endswith((":", "(")) or _AWAY_WORDS.search(message.text[:_TEXT_CHARS]))


def is_announced(message: Message) -> bool:
    """A mail known to be automatic speaks of its sender's absence."""
    return has_subject(message) or bool(_AWAY_WORDS.search(f"{message.subject[:200]} {message.text[:_TEXT_CHARS]}"))
