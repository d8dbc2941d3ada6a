"""Out-of-office notes, in the languages that mail programs write them in (`ingest.return_dates` reads when the sender is back).

A newcomer would look for "out of office" anywhere: people write "I was out of the office last week" to a support desk. The subject's
beginning is fixed by Outlook, Gmail and the like, so it counts; words in the text count only where the header already says "automatic".
Customers begin subjects in that way too ("On vacation: cameras offline"), so where no header proves a machine, the text must speak of an
absence and of nothing else.
"""

from __future__ import annotations

import re

from ingest.footers import QUESTION
from ingest.phrases import any_of
from tickets.message import Message

_TEXT_CHARS = 3_000
#: in the languages of the desk: customers begin their subjects in them too
_HERE = r"""
    auto\s{0,3}:
    automatic(?:ally)? (?:generated )?(?:reply|response)|automat(?:ic|ed) message\s{0,3}(?::|$)
    auto(?:mated)?[\- ]?(?:reply|response|responder|answer|antwort)
    out[\- ]of[\- ](?:the )?office|out of (?:the )?town|ooo\s{0,3}:|away from (?:my |the )?(?:mail|office|desk|e-?mail)|away until
    (?:i am |i'm )?(?:currently )?(?:on )?(?:annual leave|vacation|holiday|maternity leave|parental leave)(?: until| reply| notice|\s{0,3}:)
    automatische (?:antwort|r[üu]ckmeldung)|au(?:ß|ss)er haus|nicht im b[üu]ro|urlaub(?:snotiz)?\s{0,3}:
    abwesenheit(?:snotiz|smeldung|sbenachrichtigung|sassistent|sagent)?\b
    abwesend(?= bis| vom| ab |\s{0,3}[:(]|\s{0,3}$)|(?:im |betriebs)?(?:urlaub|ferien)(?= bis| vom| ab |\s{0,3}[:(])
    (?:ich )?bin (?:zur ?zeit |derzeit |momentan |aktuell )?(?:(?:bis|vom|ab) [\w. ]{1,30} )?(?:nicht im b[üu]ro|abwesend|im urlaub)
    r[ée]ponse automatique|message automatique\s{0,3}(?::|$)|absen(?:ce|t)(?: du bureau)?\s{0,3}[:(]|en (?:cong[ée]s?|vacances)\s{0,3}:
    notification d'absence|r[ée]ponse d'absence|absence du bureau
    (?:je (?:suis|serai) )?absente?(?= jusqu| du )|(?:je suis )?en (?:cong[ée]s?|vacances)(?= jusqu| du )
    respuesta autom[áa]tica|contestaci[óo]n autom[áa]tica|mensaje autom[áa]tico\s{0,3}(?::|$)|de vacaciones\s{0,3}:
    fuera de (?:la )?oficina|ausen(?:te|cia)(?: de la oficina| temporal)?\s{0,3}[:(]
    (?:estar[ée] |estoy )?(?:fuera de (?:la )?oficina|ausente|de vacaciones)(?= hasta| del )
    (?:estarei |estou )?(?:ausente|fora do escrit[óo]rio|de f[ée]rias)(?= at[ée] )
    resposta autom[áa]tica|fora do escrit[óo]rio|aus[êe]ncia tempor|mensagem autom[áa]tica\s{0,3}(?::|$)|de f[ée]rias\s{0,3}:
"""
#: and in others, where only programs do
_ELSEWHERE = r"""
    risposta automatica|fuori (?:sede|ufficio)|messaggio automatico\s{0,3}(?::|$)|assenza\s{0,3}:|in ferie\s{0,3}:
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
"""
_ANCHORED = r"\s{0,5}\[?(?:{})"
_SUBJECT = any_of(_HERE + _ELSEWHERE, anchored=_ANCHORED)
_SUBJECT_HERE = any_of(_HERE, anchored=_ANCHORED)
_GOES_ON = re.compile(
    r"\W{0,3}(?:[:：()\[\]\-–—|!.,\d]|$|(?:re|aw|sv|fw|wg|auto|repl|notice|messa|notif|ass|until|till|from|bis|vom|ab|jusqu|hasta|fino|tot|t[oi]l)"
    r"\w{0,12}\b)",
    re.IGNORECASE,
)
#: those that a program wrote, and our own subject behind the colon
_PROGRAM = any_of(r"""
    automatic(?:ally)? (?:generated )?(?:reply|response)|automat(?:ic|ed) message
    auto(?:mated)?[\- ]?(?:reply|response|responder|answer|antwort)
    out[\- ]of[\- ](?:the )?office[\- ](?:auto[\- ]?)?(?:reply|response|message|notification)
    automatische (?:antwort|r[üu]ckmeldung)|abwesenheit(?:snotiz|smeldung|sbenachrichtigung|sassistent|sagent)?
    r[ée]ponse automatique|message automatique|notification d'absence|r[ée]ponse d'absence
    respuesta autom[áa]tica|contestaci[óo]n autom[áa]tica|mensaje autom[áa]tico|resposta autom[áa]tica|mensagem autom[áa]tica
""", anchored=r"\s{0,5}\[?(?:{})\s{0,3}[:：\]]")
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
#: and what such notes say besides, enough beside their subject
_NOTE_WORDS = any_of(r"""
    (?:limited|no|little|intermittent|sporadic) (?:access|e-?mail)|back (?:in the office|on|at)
    (?:i['’]ll|i will|we['’]ll|we will) be (?:out|away|off|back)
    (?:am|i['’]m|are|we['’]re|currently) (?:currently )?(?:away|out|on leave|off)\b|\bpto\b|(?:upon|on|after) (?:my|our) return
    out (?:sick|today|until)
    no longer (?:with|works?|working|employed|at)|has left (?:the company|us)|closed (?:for|until|on)
    nicht mehr (?:bei|f[üu]r|im unternehmen)|zur[üu]ck (?:bin|sein|am|ab)|keinen zugriff|urlaub|(?:betriebs)?ferien
    je (?:ne )?(?:suis|serai) (?:pas |actuellement |de retour|absent)|(?:limit[ée]|sans) acc[èe]s|mon retour
    no (?:me encuentro|estoy|estar[ée]) (?:en|disponible)|estar[ée] (?:fuera|de vuelta|ausente)|mi regreso|acceso limitado
    n[ãa]o (?:estou|estarei)|estarei (?:fora|de volta|ausente)|meu retorno|acesso limitado
""")
_ANSWERED = any_of(r"""
    thank(?:s| you) for (?:contacting|reaching|writing|getting in touch|your (?:e-?mail|message|request|inquiry|enquiry|interest))
    (?:has been|was|have|we've) received|get back to you|automat|not (?:be )?monitored|vielen dank f[üu]r ihre|merci (?:de|pour) votre
    gracias por su|obrigad[oa] (?:pel[oa]|por)
""")
#: what people write to a desk for recorders about: a program knows nothing of it
_DEVICE = any_of(r"""
    \bc[áaâ]m(?:[ée]ra|ara)?s?\b|\bkameras?\b|\b(?:recorder|rekorder|grabador|gravador|enregistreur|videograbador)(?:e?s|as?)?\b|\bfirmware\b|\bs/n\b
    \b(?:nvr|dvr|xvr|hvr)(?:s\b|\b|-?\d)|\bch(?:annels?|\.)? ?\d|\b(?:canal|canales|canais|canaux|kan[äa]le?) ?\d
    \bserial\b|\bserien-?(?:nummer|nr)|n[úu]mero de s[ée]rie|\bhdd\b|\bhard (?:drive|disk)|\bfestplatte
    \bdisco (?:duro|r[íi]gido)|disque dur
    (?<!be )(?<!am )(?<!are )(?<!'m )(?<!'re )(?<!bin )(?<!currently )\boffline\b
    \b(?:black|no|blank) (?:video|picture|screen|image)\b|\bkein(?:e)? (?:bild|video)|\bschwarz(?:es bild|er bildschirm)
    \b(?:sin|sem) (?:v[íi]deo|imagen|imagem|se[ñn]al|sinal)|\bpantalla negra|\btela preta|\b(?:pas|plus) d['’]image|\b[ée]cran noir
    \bmotion (?:alert|detect|e-?mail)
""")
#: what a traveller wants, and no absence note
_WANTS = any_of(r"""
    \bplease (?:help|advise|reset|fix|check)\b|\bcan(?:no|['’])t (?:see|view|log|connect|reach (?:the|my|our))|\bpassword|\bpasswor[dt]\b
    contrase[ñn]a|\bsenha\b|mot de passe|\bpor favor ayud|\bbitte (?:helfen|um hilfe)
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


def has_programs_subject(message: Message) -> bool:
    """The same, in words that no customer begins with: a program's own, or in a language that only programs write here."""
    subject = message.subject[:200]
    return has_subject(message) and bool(_PROGRAM.match(subject) or not _SUBJECT_HERE.match(subject))


def is_note(message: Message) -> bool:
    """By its words alone, an absence note: nothing in its header proves one.

    Behind a program's beginning stands our own subject, which tells nothing of who answers; behind a person's, what he writes about.
    """
    if not has_subject(message):
        return False
    subject, said = message.subject[:200], message.new_text[:_TEXT_CHARS]
    is_foreign = not _SUBJECT_HERE.match(subject)
    is_programs = is_foreign or bool(_PROGRAM.match(subject))
    if is_a_matter(said) or _WANTS.search(said) or (not is_programs and is_a_matter(subject)):
        return False
    if is_foreign or _AWAY_WORDS.search(said) or _NOTE_WORDS.search(said):
        return True
    return is_programs and (not said or bool(_ANSWERED.search(said)))


def is_a_matter(said: str) -> bool:
    """A question, or words about a device: what a person writes to the desk."""
    return bool(QUESTION.search(said)) or speaks_of_a_device(said)


def speaks_of_a_device(said: str) -> bool:
    return bool(_DEVICE.search(said))


def is_announced(message: Message) -> bool:
    """A mail known to be automatic speaks of its sender's absence."""
    return has_subject(message) or bool(_AWAY_WORDS.search(f"{message.subject[:200]} {message.text[:_TEXT_CHARS]}"))
