"""How mail servers say that a mail was not delivered: tables of words, no logic.

A newcomer would write a parser for each server. Their prose differs, but it is made of the same few moves: who speaks, that something
failed, whom it concerns, why, and where the returned mail begins. So there is one table for each move, and a new dialect is a new row.
"""

from __future__ import annotations

from ingest.phrases import any_of

#: subjects of delivery reports, in the languages that servers and Outlook use
FAILURE_SUBJECT = any_of(r"""
    undeliver(?:able|ed)|non[\- ]?deliver(?:y|able)
    (?:banned (?:contents?|file)|virus|unsolicited bulk e-?mail|bad[- ]header).{0,80} from you\b
    deliver(?:y|ed)? (?:status )?(?:notif|fail|problem|report|error|warning|incomplete|has failed)
    mail (?:delivery|system|transaction)? ?(?:fail|error|problem|warning)|delivery (?:of|to) .{1,80}fail
    delivery (?:has )?(?:failed|delayed)
    returned (?:mail|e-?mail|message|to sender)|return(?:ed|ing)? (?:message |mail )?to (?:the )?sender
    failure (?:notice|delivery)|fail(?:ed|ure) mail
    mail failure|(?:error|problem) (?:sending|delivering) your (?:e-?mail|mail|message)
    (?:could|can)(?: ?not|'t) be delivered|not (?:be(?:en)? |yet (?:been )?)?delivered
    message (?:delayed|delivery)|delayed mail
    \bdelay(?:ed)? \d{1,3} (?:hour|day)|message [\w\-]{8,40} delayed|user unknown|unknown user|processing error
    rejected mail|mail (?:could )?not (?:be )?deliver
    smtp server: errors from|(?:e-?mail|message) (?:was )?(?:not sent|rejected|bounced|undelivered)
    bounced (?:mail|message|e-?mail)|delivery failed
    unzustellbar|zustell\w{0,12} ?(?:fehl|nicht|status|prob)|nicht zu(?:ge)?stell|konnte nicht zugestellt
    fehler bei der zustellung|unzustellbarkeit
    non remis|[ée]chec (?:de (?:la )?)?(?:remise|distribution|livraison|d'envoi)|non d[ée]livr|non distribu
    impossible de (?:remettre|distribuer|livrer)
    no (?:se )?(?:puede|pudo|ha podido|ha sido|fue) (?:ser )?entreg|no entregado|error (?:al|en la|de) entreg
    correo devuelto|fallo (?:en la |de )entrega|entrega fallida
    mancat[oa] (?:recapito|consegna)|impossibile recapitare|recapito non riuscito|non recapitabile|consegna fallita
    messaggio non consegnato
    n[ãa]o (?:[ée] poss[íi]vel|foi poss[íi]vel|p[ôo]de ser) entreg|n[ãa]o (?:foi )?entregue|falha n[ao] (?:entrega|envio)
    mensagem devolvida
    onbestelbaar|niet (?:worden )?bezorgd|bezorging mislukt|olevererbar|går inte att leverera|kunde inte levereras
    kan inte leverera|leveransen misslyckades|kan ikke leveres|kunne ikke leveres|notice: mail delivery
    toimi(?:tus|ttaminen) ep[äa]onnistui|ei voi(?:da|tu)? toimittaa|niedostarcz
    nie (?:można|udało się|mogła?) (?:dostarczyć|zostać dostarczona)|nedoru[čc]i?teln|nelze doru[čc]it
    не ?достав|не удалось доставить|не удаётся доставить|не доставлен|недоставлен|возврат (?:письма|почты)|kézbesíthetetlen
    sikertelen kézbesítés|teslim edilemedi|iletilemedi
    nu (?:a|poate) (?:putut )?fi livrat|nelivrabil|配信(?:不能|でき|エラー|失敗|されません)|送信(?:でき|エラー|失敗)
    не вдалося доставити|недоставлен[ое]|не може бути доставлен|μη παραδοτέο|αποτυχία παράδοσης|αδύνατη η παράδοση
    לא ניתן למסירה|לא ניתן למסור|המסירה נכשלה|غير قابل للتسليم|فشل (?:في )?(?:التسليم|تسليم)
    không (?:gửi|thể gửi) được|ไม่สามารถส่ง|tidak terkirim
    届けられません|不達|退信|退件|无法(?:投递|传递|送达)
    無法(?:傳遞|投遞|送達)|未送达|投递失败
    投遞失敗|배달(?:되지|할 수|하지 못)|전(?:달|송)(?:되지|할 수| 실패)|반송
""")

#: prose of delivery reports; looked for only where the sender, the path or the subject already speaks for one
FAILURE_TEXT = any_of(r"""
    (?:could|can|was|were|has|have|had)(?: ?not|n't) (?:be(?:en)? )?(?:delivered|sent\b|reached|processed)
    (?:not|never) (?:yet )?(?:been |be )?delivered|un(?:able|successful) (?:to|in|attempt).{0,20}deliver
    (?:not|n't|never) (?:able|possible) to deliver|did(?: not|n't) reach
    d[ei]l[ei]very.{0,60}(?:fail|abort|delayed|suspended|problem|not possible|unsuccessful)|fail(?:ed|ure).{0,40}deliver
    following (?:e-?mail )?(?:address|recipient)(?:es|s|\(es\)|\(s\))?.{0,30}(?:fail|had|not|reject|error)
    (?:fatal|permanent|delivery) (?:delivery )?(?:errors?|failure|problem)|undeliver(?:able|ed)
    (?:has been|was|is being|being|been) (?:returned|rejected|refused|bounced)|non[\- ]delivery
    fail(?:ed|ing) (?:recipient|address)
    (?:user|recipient|mailbox|address|account|host|domain).{0,30}(?:unknown|not found|unavailable|rejected|disabled)
    (?:unknown|invalid|no such|no longer).{0,30}(?:user|recipient|address|mailbox|account|userid|valid)|no mailbox
    mail(?:box|folder).{0,20}full|full mailbox|over ?-?quota|quota exceeded|exceed\w{0,4} .{0,20}quota
    transcript of (?:the )?session
    not listed in|reject\w{1,3} recipient|(?:error|trouble|problem) (?:\w{1,12} ){0,4}(?:deliver|send)|attempting to deliver
    did not (?:exactly )?match|error was detected|(?:to|from).{0,60}postponed|not accepting (?:mail|messages)|were affected
    error-for:|errors? occurred|non (?:ha |è |e )?(?:stato )?(?:possibile )?(?:recapita|consegna)|nicht.{0,40}zugestellt
    zustellung.{0,60}(?:fehl|nicht)
    pas (?:pu |été |ete )?(?:[êe]tre )?(?:remis|d[ée]livr|distribu|livr)|no (?:se )?(?:pudo|puede|ha podido).{0,20}entreg
    no ha sido entregad|n[ãa]o (?:p[ôo]de|pode|foi|fo[ri]am).{0,30}(?:entreg|envi)
    impossible de.{0,30}(?:remettre|distribuer|livrer)
    niet.{0,30}bezorgd|niet.{0,30}afgeleverd|не (?:может|было|удалось|был|доставл).{0,40}|не достав|送信(?:でき|に失敗)|配信でき
    levera.{0,60}misslyckades|leverer\w{0,6} .{0,60}mislyk|levering .{0,60}mislyk
    toimi.{0,60}epäonnistui|не вдалося доставити|αποτυχία παράδοσης
    המסירה נכשלה|לא ניתן למסור|فشل التسليم|تعذر تسليم|không gửi được|ไม่สามารถส่ง
    届け.{0,10}でき|送达|投递|傳遞|无法发送|無法傳送|배달|전송
    Sent <<< RCPT|In:  RCPT|smtp error|delivery of the e-?mail was stopped|content (?:checker|filter) found
""")

#: somebody speaks, not a server
PERSON_SPEAKS = any_of(r"""
    i|i'm|i've|my|me|mine|hi|hello|dear|thanks|thank you|fyi|see below|help|please advise|can you|could you|why|what
    ich|mein|wir|hallo|danke|je|j'ai|mon|ma|bonjour|merci|yo|mi|hola|gracias|por favor|eu|meu|minha|ol[áa]|obrigado|io|mio|ciao|grazie
""", anchored=r"(?<![\w@.\-])(?:{})(?![\w@.\-])")

#: the mail is still on its way; it wins over the words of failure that stand in the same report
DELAY_SUBJECT = any_of(r"""
    delay(?:ed)?\b|not yet been delivered|mail delivery warning|still being retried|verz[öo]ger|retard[ée]|retras(?:o|ad)
    ritard|atrasad|vertraag|försenad|配信遅延|延迟|延遲|задерж
""")
DELAY_TEXT = any_of(r"""
    warning (?:message )?only|advisory[\- ]only|this is (?:just|only) a warning|not yet been delivered
    has (?:not|n't) been delivered.{0,40}(?:yet|so far)
    (?:will|shall) (?:be retried|be tried again|continue (?:to|trying)|keep trying|retry)
    attempts? (?:to deliver )?.{0,40}will (?:continue|be made)|still being retried
    delivery .{0,60}(?:has been|is|was) delayed|(?:has been|is) (?:delayed|postponed)|do not need to resend|do not resend
    weiterhin versucht|nouvelle tentative|se seguir[áa] intentando
""")
#: "Undeliverable: shipping delay" is no delay
GIVEN_UP_SUBJECT = any_of(r"undeliver|returned|fail|unzustellbar|non remis|no se puede entregar|onbestelbaar")
#: the report speaks of the past although words of delay stand in it
GIVEN_UP = any_of(r"""
    giv(?:en|ing) up|fail(?:ed|ing) permanently|permanent (?:error|failure|fatal)|will not (?:be retried|retry|try)
    no (?:further|more) (?:delivery )?attempts|not going to try again
""")

#: a line like these ends what the server says; below stands (a part of) the mail that came back
RETURNED_BELOW = any_of(r"""
    ^[>\s\-_=*|.]{0,80}(?:(?:this|here|included|attached|enclosed) is )?(?:a |the )?cop(?:y|ies) of
    below this line|below the next line|copy of the (?:first|message)
    ^[>\s\-_=*|]{0,80}(?:start of )?(?:original|returned|unsent|undelivered|forwarded) (?:e-?mail )?(?:message|mail)[\s\-_=*|.:]{0,80}$
    ^[>\s\-_=*|]{0,80}(?:the )?(?:message|unsent|mail)(?: mail| message)? (?:headers?|text|body|source|contents?) (?:follows?|below|of)
    (?:original|returned|unsent|undelivered) (?:message|mail)(?: headers?| text)? (?:follow|below|as received|attach|info|header|received)
    header of the original message|original message details|original (?:mail|message) (?:info|header)|old message:?$
    message reads|summary of the undelivered|first \d{1,4} lines of (?:your|the)|the header and top|returned mail follows
    copia del (?:messaggio|mensaje)|mensaje original|nachrichtenkopf|kopie der nachricht|urspr[üu]ngliche nachricht
    copie du message|message d'origine|附件中的内容|原信件|元のメール
""")

#: what stands right before an address that failed
BEFORE_FAILED = any_of(r"""
    recipients?|rcpt to|to address|error-for|mailbox|user(?:id| ?name)?|undeliverable(?: to)?|account|addressee|destinat\w{2,8}
    address(?:es)?|addressed? to|deliver(?:ed|y)?(?: failed)?.{0,30} (?:to|for|attempts)|could not be (?:sent|delivered) to
    (?:mail|message|nachricht|mensaje|e-?mail)(?: sent)? (?:to|an|para|a|pour)|reach|delivre a|problems to|empf[äa]nger|destinatario
    destinataire|smtp|rcpt|an
""", anchored=r"(?:{})[\s:;=<\"'\[(*\-]{0,12}$")
#: what stands before an address that only helps, or that sent the mail
BEFORE_BYSTANDER = any_of(r"""
    (?<!generated )(?<!expanded )from|sender|sent by|return-path|errors from|message-id|id|by|via|at|cc|bcc
    contact|assistance|help|write to|mailto|e-?mail us|reply[\- ]to|complain to|questions to|report to
    dear|hello|hi|bonjour|hola|hallo
""", anchored=r"(?:{})[\s:;=<\"'\[(,*\-]{0,12}$")
#: what follows an address that failed, on its line or the next one
REASON = any_of(r"""
    \b[45]\d\d\b|\b[45]\.\d{1,3}\.\d{1,3}\b|unknown|no such
    not (?:found|known|exist|listed|accept|recogni|allow|deliver|valid)|n't (?:exist|have|find)|invalid|full|quota|reject
    refus|denied|fail|error|disabled|discontinued|inactive|unavailable|undeliver|timed? ?out|smtp|\bhost\b|retry|delay
    does not|wrong|said:|doesn't|died|permission
""")
