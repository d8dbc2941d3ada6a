"""How mail servers say that a mail was not delivered: tables of words, no logic.

A newcomer would write a parser for each server. Their prose differs, but it is made of the same few moves: who speaks, that something
failed, whom it concerns, why, and where the returned mail begins. So there is one table for each move, and a new dialect is a new row.
All patterns are searched in bounded, untrusted text: no row may hold two open-ended repeats that can match the same characters.
"""

from __future__ import annotations

import re


def _any_of(*rows: str) -> re.Pattern[str]:
    return re.compile("|".join(rows), re.IGNORECASE)


#: local parts of the addresses that delivery reports come from
DAEMON = _any_of(
    r"mailer[\-._]?daemon", r"mail[\-._]?daemon", r"daemon", r"mdaemon", r"post(?:master|_master|-master)", r"mail[.\-]delivery[.\-](?:sub)?system",
    r"microsoftexchange[0-9a-f]{32}", r"mmdf", r"bounces?", r"e500_smtp_mail_service", r"symantec_antivirus\w{0,40}", r"imss", r"mailmarshal",
    r"non-?delivery", r"undeliver(?:ed|able)",
)  # fmt: skip
#: the ones that no person ever writes from, whatever they may say
SURE_DAEMON = _any_of(r"mailer[\-._]?daemon", r"mail[\-._]?daemon", r"microsoftexchange[0-9a-f]{32}", r"mdaemon")
#: display names of the same
DAEMON_NAME = _any_of(
    r"mail(?:er)?[\- ]daemon", r"mail deliver[a-z]{0,3} (?:sub)?system", r"delivery subsystem", r"(?:internet )?mail (?:transport|transfer|delivery) ",
    r"^system administrator$", r"^mail administrator$", r"^postmaster\b", r"^microsoft outlook$", r"^(?:the )?mail (?:system|server|service)$",
    r"^systemadministrator$", r"delivery (?:status )?notif", r"^administrator(?:a)? ?(?:del|de|du|di|des)? ?s[iy]ste?ma$",
)  # fmt: skip

#: subjects of delivery reports, in the languages that servers and Outlook use
FAILURE_SUBJECT = _any_of(
    r"undeliver(?:able|ed)", r"non[\- ]?deliver(?:y|able)", r"deliver(?:y|ed)? (?:status )?(?:notif|fail|problem|report|error|warning|incomplete|has failed)",
    r"mail (?:delivery|system|transaction)? ?(?:fail|error|problem|warning)", r"delivery (?:of|to) .{1,80}fail", r"delivery (?:has )?(?:failed|delayed)",
    r"returned (?:mail|e-?mail|message|to sender)", r"return(?:ed|ing)? (?:message |mail )?to (?:the )?sender", r"failure (?:notice|delivery)", r"fail(?:ed|ure) mail",
    r"mail failure", r"(?:could|can)(?: ?not|'t) be delivered", r"not (?:be(?:en)? |yet (?:been )?)?delivered", r"message (?:delayed|delivery)", r"delayed mail",
    r"\bdelay(?:ed)? \d{1,3} (?:hour|day)", r"message [\w\-]{8,40} delayed", r"user unknown", r"unknown user", r"processing error", r"rejected mail", r"mail (?:could )?not (?:be )?deliver",
    r"smtp server: errors from", r"(?:e-?mail|message) (?:was )?(?:not sent|rejected|bounced|undelivered)", r"bounced (?:mail|message|e-?mail)", r"delivery failed",
    r"unzustellbar", r"zustell\w{0,12} ?(?:fehl|nicht|status|prob)", r"nicht zu(?:ge)?stell", r"konnte nicht zugestellt", r"fehler bei der zustellung", r"unzustellbarkeit",
    r"non remis", r"[ée]chec (?:de (?:la )?)?(?:remise|distribution|livraison|d'envoi)", r"non d[ée]livr", r"non distribu", r"impossible de (?:remettre|distribuer|livrer)",
    r"no (?:se )?(?:puede|pudo|ha podido|ha sido|fue) (?:ser )?entreg", r"no entregado", r"error (?:al|en la|de) entreg", r"correo devuelto", r"fallo (?:en la |de )entrega", r"entrega fallida",
    r"mancat[oa] (?:recapito|consegna)", r"impossibile recapitare", r"recapito non riuscito", r"non recapitabile", r"consegna fallita", r"messaggio non consegnato",
    r"n[ãa]o (?:[ée] poss[íi]vel|foi poss[íi]vel|p[ôo]de ser) entreg", r"n[ãa]o (?:foi )?entregue", r"falha n[ao] (?:entrega|envio)", r"mensagem devolvida",
    r"onbestelbaar", r"niet (?:worden )?bezorgd", r"bezorging mislukt", r"olevererbar", r"går inte att leverera", r"kunde inte levereras", r"kan ikke leveres", r"kunne ikke leveres",
    r"toimi(?:tus|ttaminen) ep[äa]onnistui", r"ei voi(?:da|tu)? toimittaa", r"niedostarcz", r"nie (?:można|udało się|mogła?) (?:dostarczyć|zostać dostarczona)", r"nedoru[čc]i?teln", r"nelze doru[čc]it",
    r"не ?достав", r"не удалось доставить", r"не удаётся доставить", r"не доставлен", r"недоставлен", r"возврат (?:письма|почты)", r"kézbesíthetetlen", r"sikertelen kézbesítés", r"teslim edilemedi", r"iletilemedi",
    r"nu (?:a|poate) (?:putut )?fi livrat", r"nelivrabil", r"配信(?:不能|でき|エラー|失敗|されません)", r"送信(?:でき|エラー|失敗)", r"届けられません", r"不達", r"退信", r"退件", r"无法(?:投递|传递|送达)", r"無法(?:傳遞|投遞|送達)", r"未送达", r"投递失败",
    r"投遞失敗", r"배달(?:되지|할 수|하지 못)", r"전(?:달|송)(?:되지|할 수| 실패)", r"반송",
)  # fmt: skip

#: prose of delivery reports; looked for only where the sender, the path or the subject already speaks for one
FAILURE_TEXT = _any_of(
    r"(?:could|can|was|were|has|have|had)(?: ?not|n't) (?:be(?:en)? )?(?:delivered|sent\b|reached|processed)", r"(?:not|never) (?:yet )?(?:been |be )?delivered", r"un(?:able|successful) (?:to|in|attempt).{0,20}deliver",
    r"(?:not|n't|never) (?:able|possible) to deliver", r"did(?: not|n't) reach", r"d[ei]l[ei]very.{0,60}(?:fail|abort|delayed|suspended|problem|not possible|unsuccessful)", r"fail(?:ed|ure).{0,40}deliver",
    r"following (?:e-?mail )?(?:address|recipient)(?:es|s|\(es\)|\(s\))?.{0,30}(?:fail|had|not|reject|error)", r"(?:fatal|permanent|delivery) (?:delivery )?(?:errors?|failure|problem)", r"undeliver(?:able|ed)",
    r"(?:has been|was|is being|being|been) (?:returned|rejected|refused|bounced)", r"non[\- ]delivery", r"fail(?:ed|ing) (?:recipient|address)", r"(?:user|recipient|mailbox|address|account|host|domain).{0,30}(?:unknown|not found|unavailable|rejected|disabled)",
    r"(?:unknown|invalid|no such|no longer).{0,30}(?:user|recipient|address|mailbox|account|userid|valid)", r"no mailbox", r"mail(?:box|folder).{0,20}full", r"full mailbox", r"over ?-?quota|quota exceeded|exceed\w{0,4} .{0,20}quota", r"transcript of (?:the )?session",
    r"did not (?:exactly )?match", r"error was detected", r"(?:to|from).{0,60}postponed", r"not accepting (?:mail|messages)", r"were affected", r"error-for:", r"errors? occurred", r"non (?:ha |è |e )?(?:stato )?(?:possibile )?(?:recapita|consegna)", r"nicht.{0,40}zugestellt", r"zustellung.{0,60}(?:fehl|nicht)",
    r"pas (?:pu |été |ete )?(?:[êe]tre )?(?:remis|d[ée]livr|distribu|livr)", r"no (?:se )?(?:pudo|puede|ha podido).{0,20}entreg", r"no ha sido entregad", r"n[ãa]o (?:p[ôo]de|pode|foi|fo[ri]am).{0,30}(?:entreg|envi)", r"impossible de.{0,30}(?:remettre|distribuer|livrer)",
    r"niet.{0,30}bezorgd|niet.{0,30}afgeleverd", r"не (?:может|было|удалось|был|доставл).{0,40}", r"не достав", r"送信(?:でき|に失敗)", r"配信でき", r"届け.{0,10}でき", r"送达|投递|傳遞|无法发送|無法傳送", r"배달|전송",
    r"Sent <<< RCPT", r"In:  RCPT", r"smtp error",
)  # fmt: skip

#: the mail is still on its way; it wins over the words of failure that stand in the same report
DELAY_SUBJECT = _any_of(
    r"delay(?:ed)?\b", r"not yet been delivered", r"mail delivery warning", r"still being retried", r"verz[öo]ger", r"retard[ée]", r"retras(?:o|ad)", r"ritard", r"atrasad", r"vertraag", r"försenad", r"配信遅延", r"延迟|延遲", r"задерж",
)  # fmt: skip
DELAY_TEXT = _any_of(
    r"warning (?:message )?only", r"advisory[\- ]only", r"this is (?:just|only) a warning", r"not yet been delivered", r"has (?:not|n't) been delivered.{0,40}(?:yet|so far)",
    r"(?:will|shall) (?:be retried|be tried again|continue (?:to|trying)|keep trying|retry)", r"attempts? (?:to deliver )?.{0,40}will (?:continue|be made)", r"still being retried",
    r"delivery .{0,60}(?:has been|is|was) delayed", r"(?:has been|is) (?:delayed|postponed)", r"do not need to resend", r"do not resend", r"weiterhin versucht", r"nouvelle tentative", r"se seguir[áa] intentando",
)  # fmt: skip
#: the report speaks of the past although words of delay stand in it
GIVEN_UP = _any_of(r"giv(?:en|ing) up", r"fail(?:ed|ing) permanently", r"permanent (?:error|failure|fatal)", r"will not (?:be retried|retry|try)", r"no (?:further|more) (?:delivery )?attempts", r"not going to try again")

#: a line like these ends what the server says; below stands (a part of) the mail that came back
RETURNED_BELOW = _any_of(
    r"^[>\s\-_=*|.]{0,80}(?:this is |here is |below (?:this|the next) line is |included is |attach\w{0,10} is |enclosed is )?(?:a |the )?cop(?:y|ies) of (?:the|your|the first)", r"below this line", r"below the next line", r"^[>\s\-_=*|]{0,80}(?:start of )?(?:original|returned|unsent|undelivered|forwarded) (?:e-?mail )?(?:message|mail)(?: (?:text|header|info|mail info|as received|received|follows?|headers?|attached|below).{0,60})?[\s\-_=*|.:]{0,80}$",
    r"^[>\s\-_=*|]{0,80}(?:the )?(?:message|unsent|mail)(?: mail| message)? (?:headers?|text|body|source|contents?) (?:follows?|below|of)", r"(?:original|returned|unsent) (?:message|mail)(?: headers?)? (?:follows|below|as received|attached)", r"message reads", r"header of the original message", r"first \d{1,4} lines of (?:your|the)", r"the header and top", r"old message:?$", r"summary of the undelivered", r"original message details", r"copia del (?:messaggio|mensaje)", r"mensaje original", r"nachrichtenkopf|kopie der nachricht|urspr[üu]ngliche nachricht", r"original (?:mail|message) (?:info|header)", r"附件中的内容", r"原信件",
)  # fmt: skip

#: what stands right before an address that failed
BEFORE_FAILED = _any_of(
    r"(?:recipients?|rcpt to|to address|error-for|mailbox|user(?:id| ?name)?|undeliverable|account|addressee|destinat\w{2,8}|addressed? to|address(?:es)?|deliver(?:ed|y)?(?: failed)?.{0,30} (?:to|for|attempts)|(?:mail|message|nachricht|mensaje|e-?mail)(?: sent)? (?:to|an|para|a|pour)|could not be (?:sent|delivered) to|reach|delivre a|problems to|empf[äa]nger|destinatario|destinataire|smtp|rcpt|an)[\s:;=<\"'\[(*\-]{0,12}$",
)  # fmt: skip
#: what stands before an address that only helps, or that sent the mail
BEFORE_BYSTANDER = _any_of(
    r"(?:(?<!generated )(?<!expanded )from|sender|sent by|contact|reply[\- ]to|assistance|write to|mailto|help|dear|hello|hi|bonjour|hola|hallo|message-id|id|by|via|e-?mail us|complain to|questions to|report to|return-path|mail from|errors from|at|cc|bcc)[\s:;=<\"'\[(,*\-]{0,12}$",
)  # fmt: skip
#: what follows an address that failed, on its line or the next one
REASON = _any_of(
    r"\b[45]\d\d\b", r"\b[45]\.\d{1,3}\.\d{1,3}\b", r"unknown", r"no such", r"not (?:found|known|exist|listed|accept|recogni|allow|deliver|valid)", r"n't (?:exist|have|find)", r"invalid", r"full", r"quota", r"reject", r"refus", r"denied", r"fail", r"error", r"disabled|discontinued|inactive", r"unavailable", r"undeliver", r"timed? ?out", r"smtp", r"\bhost\b", r"retry", r"delay", r"does not", r"wrong", r"said:", r"doesn't", r"died", r"permission",
)  # fmt: skip
