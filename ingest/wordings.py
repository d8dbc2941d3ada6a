"""How mail programs of each language introduce an earlier mail: the words, as data.

A newcomer would look for one language of the mail: there is none. A German Outlook quotes a French mail with German labels, so every
word of every language is looked up at once. Words are compared folded (`fold`): no case, no accents. Alternatives are parted by `|`.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Wording:
    """The words of one language."""

    sender: str  # the labels of a header block: "From:"
    date: str
    to: str
    subject: str
    copy: str = "cc"
    reply_to: str = ""
    wrote: str = ""  # the verb of "On … X wrote:"
    on: str = ""  # its first word
    original: str = ""  # "-----Original Message-----"
    forwarded: str = ""  # "---------- Forwarded message ----------"
    fw: str = ""  # subject prefixes
    re: str = ""


WORDINGS: dict[str, Wording] = {
    "en": Wording(
        sender="from", date="sent|date|sent on|date sent|sent at", to="to", subject="subject", copy="cc|bcc|carbon copy",
        reply_to="reply-to|reply to", wrote="wrote|writes|sent|replied|quoting", on="on",
        original="original message|reply message|original email|original mail|original appointment|previous message",
        forwarded="forwarded message|begin forwarded message|forwarded mail|forwarded email|start of forwarded message",
        fw="fw|fwd", re="re",
    ),
    "de": Wording(
        sender="von", date="gesendet|datum|gesendet am|gesendet um", to="an", subject="betreff|thema", copy="cc|kopie|bcc",
        reply_to="antwort an|antwort-an", wrote="schrieb|schrieb am|geschrieben|hat geschrieben|schreibt|zitat von", on="am|den",
        original="ursprüngliche nachricht|originalnachricht|antwort nachricht|original-nachricht|ursprüngliche mail"
        "|urspruengliche nachricht",
        forwarded="weitergeleitete nachricht|anfang der weitergeleiteten nachricht|anfang der weitergeleiteten e-mail"
        "|weitergeleitete e-mail",
        fw="wg|wtrlt", re="aw|antw|antwort",
    ),
    "fr": Wording(
        sender="de|expéditeur", date="envoyé|envoyé le|date|date d'envoi|message du", to="à|pour|destinataire", subject="objet|sujet",
        copy="cc|copie à|copie", reply_to="répondre à", wrote="a écrit|écrit|a wrote|citation de", on="le",
        original="message d'origine|message original|message initial", fw="tr|tf", re="re|ré",
        forwarded="message transféré|début du message réexpédié|début du message transféré|message transmis|message réexpédié",
    ),
    "es": Wording(
        sender="de", date="enviado|enviado el|fecha|enviada", to="para|a", subject="asunto", copy="cc|copia", reply_to="responder a",
        wrote="escribió|ha escrito|citando", on="el", original="mensaje original|mensaje original enviado", fw="rv|reenv", re="re|resp",
        forwarded="mensaje reenviado|inicio del mensaje reenviado|mensaje enviado|comienzo del mensaje reenviado",
    ),
    "ca": Wording(
        sender="de", date="enviat|data", to="a|per a", subject="assumpte|tema", on="el|a la",
        wrote="va escriure|ha escrit|escrigué|missatge de",
        original="missatge original", forwarded="missatge reenviat|inici del missatge reenviat", fw="rv",
    ),
    "pt": Wording(
        sender="de", date="enviado|enviada|enviado em|enviada em|data|data de envio", to="para", subject="assunto", copy="cc|com cópia",
        reply_to="responder para", wrote="escreveu|escreveu em|escreveram", on="em|no dia|a", original="mensagem original",
        forwarded="mensagem encaminhada|mensagem reencaminhada|início da mensagem encaminhada|início da mensagem reencaminhada",
        fw="enc|res-enc", re="re|res",
    ),
    "it": Wording(
        sender="da|mittente", date="inviato|data|inviato il|data invio", to="a|destinatario", subject="oggetto", copy="cc|c.c.",
        reply_to="rispondi a", wrote="ha scritto|scrive|scrisse", on="il|in data|il giorno",
        original="messaggio originale|messaggio originario", fw="i|inoltro", re="r|rif",
        forwarded="messaggio inoltrato|inizio messaggio inoltrato|inizio del messaggio inoltrato",
    ),
    "nl": Wording(
        sender="van", date="verzonden|datum|verstuurd", to="aan", subject="onderwerp", copy="cc|kopie", fw="doorst|dst", re="antw|betr",
        reply_to="antwoord aan|beantwoorden aan", wrote="schreef|geschreven|heeft geschreven", on="op",
        original="oorspronkelijk bericht|origineel bericht|oorspronkelijke bericht",
        forwarded="doorgestuurd bericht|begin doorgestuurd bericht|doorgestuurde bericht",
    ),
    "sv": Wording(
        sender="från", date="skickat|datum", to="till", subject="ämne", copy="kopia|cc", reply_to="svara till", wrote="skrev", on="den",
        original="ursprungligt meddelande|originalmeddelande", fw="vb", re="sv",
        forwarded="vidarebefordrat meddelande|vidarebefordrat brev|början på vidarebefordrat meddelande",
    ),
    "da": Wording(
        sender="fra", date="sendt|dato", to="til", subject="emne", copy="cc|kopi", reply_to="svar til", wrote="skrev|har skrevet", on="den",
        original="oprindelig meddelelse|original meddelelse|oprindelig besked", re="sv",
        forwarded="videresendt meddelelse|videresendt besked|start på videresendt besked|videresendt mail",
    ),
    "no": Wording(
        sender="fra", date="sendt|dato", to="til", subject="emne", copy="kopi", wrote="skrev|skreiv", on="på|den",
        original="opprinnelig melding|original melding", re="sv",
        forwarded="videresendt melding|begynnelse på videresendt melding|start på videresendt melding",
    ),
    "fi": Wording(
        sender="lähettäjä", date="lähetetty|päiväys|päivämäärä|lähetysaika", to="vastaanottaja", subject="aihe|otsikko", copy="kopio",
        reply_to="vastausosoite", wrote="kirjoitti|kirjoittaa", original="alkuperäinen viesti", fw="vl", re="vast",
        forwarded="välitetty viesti|edelleenlähetetty viesti|välitetty viesti alkaa",
    ),
    "is": Wording(
        sender="frá", date="sent|dags|dagsetning", to="til", subject="efni", copy="afrit", wrote="skrifaði", on="þann",
        original="upprunaleg skilaboð|upphafleg skilaboð", forwarded="áframsend skilaboð|áframsent",
    ),
    "pl": Wording(
        sender="od|nadawca", date="wysłano|wysłane|data|wysłana|data wysłania", to="do|adresat", subject="temat",
        copy="dw|do wiadomości|udw", reply_to="odpowiedz do",
        wrote="napisał|napisała|napisał(a)|pisze", on="w dniu|dnia|użytkownik", fw="pd", re="odp",
        original="oryginalna wiadomość|wiadomość oryginalna|wiadomość źródłowa|treść oryginalna",
        forwarded="treść przekazanej wiadomości|przekazana wiadomość|początek przekazywanej wiadomości|wiadomość przekazana",
    ),
    "cs": Wording(
        sender="od|odesílatel", date="odesláno|datum|posláno", to="komu|pro", subject="předmět|věc", copy="kopie",
        wrote="napsal|napsal(a)|napsala", on="dne", original="původní zpráva|původní e-mail", re="odp",
        forwarded="přeposlaná zpráva|začátek přeposílané zprávy|předaná zpráva",
    ),
    "sk": Wording(
        sender="od|odosielateľ", date="odoslané|dátum|poslané", to="komu|pre", subject="predmet", copy="kópia",
        wrote="napísal|napísala|napísal(a)|písal", on="dňa", original="pôvodná správa|originálna správa", re="odp",
        forwarded="preposlaná správa|začiatok preposlanej správy",
    ),
    "hu": Wording(
        sender="feladó", date="elküldve|dátum|küldve|küldés dátuma", to="címzett", subject="tárgy", copy="másolatot kap|másolat",
        wrote="írta|ezt írta|írta a következőt", original="eredeti üzenet", fw="tov", re="vá",
        forwarded="továbbított üzenet|továbbított levél|a továbbított üzenet kezdete",
    ),
    "ro": Wording(
        sender="de la|expeditor|din partea", date="trimis|data|trimis la", to="către|la", subject="subiect|subiectul", wrote="a scris",
        on="în|pe|la data", original="mesaj original|mesajul original",
        forwarded="mesaj redirecționat|mesaj retransmis|mesaj transmis mai departe",
    ),
    "hr": Wording(
        sender="od|šalje", date="poslano|datum|poslato", to="za|prima", subject="predmet|naslov|tema", copy="kopija", on="dana|dne",
        wrote="napisao|napisala|je napisao|je napisala|je napisao/la|piše", original="originalna poruka|izvorna poruka",
        forwarded="proslijeđena poruka|prosleđena poruka",
    ),
    "sl": Wording(
        sender="od|pošiljatelj", date="poslano|datum", to="za|prejemnik", subject="zadeva", copy="kp", on="dne|v",
        wrote="je napisal|je napisala|je oseba", original="originalno sporočilo|prvotno sporočilo|izvirno sporočilo",
        forwarded="posredovano sporočilo",
    ),
    "sr": Wording(
        sender="од|шаље|пошиљалац", date="послато|датум", to="за|прима", subject="тема|наслов", on="дана",
        wrote="је написао|је написала|написао", original="оригинална порука|изворна порука", forwarded="прослеђена порука",
    ),
    "bg": Wording(
        sender="от|подател", date="изпратено|дата", to="до|кому", subject="относно|тема", copy="копие", wrote="написа|пише", on="на",
        original="оригинално съобщение|първоначално съобщение", forwarded="препратено съобщение|начало на препратено съобщение",
    ),
    "ru": Wording(
        sender="от|от кого|отправитель", date="отправлено|дата|отправлен", to="кому", subject="тема", copy="копия",
        reply_to="кому ответить", on="в|пользователь", fw="пересл", re="отв|на",
        wrote="написал|написала|пишет|писал|писала|написал(а)|сообщил|сообщила",
        original="исходное сообщение|оригинальное сообщение|исходное письмо|первоначальное сообщение",
        forwarded="пересылаемое сообщение|перенаправленное сообщение|начало переадресованного сообщения|пересланное сообщение"
        "|начало пересылаемого сообщения|пересылаемое письмо|пересланное письмо",
    ),
    "uk": Wording(
        sender="від|від кого|відправник", date="надіслано|дата|відправлено", to="кому|до", subject="тема", copy="копія",
        wrote="пише|написав|написала|писав|писала",
        original="вихідне повідомлення|оригінальне повідомлення|початкове повідомлення",
        forwarded="переслане повідомлення|перенаправлене повідомлення|початок переадресованого повідомлення",
    ),
    "el": Wording(
        sender="από|αποστολέας", date="στάλθηκε|ημερομηνία|αποστολή", to="προς|παραλήπτης", subject="θέμα", copy="κοιν|κοινοποίηση",
        wrote="έγραψε|γράφει|έγραψε στις", on="στις|την", original="αρχικό μήνυμα|πρωτότυπο μήνυμα", fw="πρθ|πρωθ", re="απ|σχετ",
        forwarded="προωθημένο μήνυμα|έναρξη προωθημένου μηνύματος|προωθούμενο μήνυμα",
    ),
    "tr": Wording(
        sender="kimden|gönderen", date="gönderildi|tarih|gönderme tarihi|gönderim tarihi|gönderilme tarihi", to="kime|alıcı",
        subject="konu", copy="bilgi", wrote="yazdı|şunu yazdı|şunları yazdı", fw="ilt", re="ynt",
        original="özgün ileti|orijinal mesaj|orijinal ileti|özgün mesaj",
        forwarded="iletilen mesaj|iletilmiş mesaj|yönlendirilen ileti|başlangıç - iletilen mesaj|iletilen ileti",
    ),
    "et": Wording(
        sender="saatja|kellelt", date="saadetud|kuupäev", to="saaja|kellele|adressaat", subject="teema", copy="koopia", wrote="kirjutas",
        original="algne sõnum|originaalsõnum|algne kiri", forwarded="edastatud sõnum|edastatud kiri|edasisaadetud kiri",
    ),
    "lv": Wording(
        sender="no|sūtītājs", date="nosūtīts|datums", to="kam|saņēmējs", subject="tēma|temats", copy="kopija", wrote="rakstīja",
        original="sākotnējais ziņojums|oriģinālais ziņojums", forwarded="pārsūtīts ziņojums|pārsūtītais ziņojums",
    ),
    "lt": Wording(
        sender="nuo|siuntėjas", date="išsiųsta|data|siųsta", to="kam|iki|gavėjas", subject="tema", copy="kopija", wrote="rašė|parašė",
        original="pradinis laiškas|originalus laiškas|pradinis pranešimas",
        forwarded="persiųstas laiškas|persiunčiamas laiškas|persiųsta žinutė",
    ),
    "zh": Wording(
        sender="发件人|發件人|寄件人|寄件者|发送人|来自",
        date="发送时间|发送日期|日期|時間|时间|寄件日期|傳送時間|傳送日期|發送時間|发件时间|已傳送|已发送",
        to="收件人|收件者|至", subject="主题|主題|主旨|标题|標題", copy="抄送|副本|副本抄送", reply_to="回复地址|回覆地址",
        wrote="写道|寫道|写到|寫到|撰写|写信", on="在|于|於",
        original="原始邮件|原始郵件|邮件原件|原邮件|原始信件|原始訊息",
        forwarded="转发邮件|轉寄郵件|转发的邮件|转发信息|轉寄的郵件|转发邮件信息|已转发的邮件|下面是被转发的邮件"
        "|以下是轉寄的郵件|轉寄訊息|转发的信息|开始转发的邮件",
        fw="转发|轉寄|转寄|轉發", re="回复|答复|回覆|答覆|回復",
    ),
    "ja": Wording(
        sender="差出人|送信者|発信者", date="送信日時|日時|日付|送信日|送信済み", to="宛先|受信者", subject="件名|題名", copy="写し",
        reply_to="返信先", wrote="のメッセージ|書きました|のメール|さんは書きました|は書きました",
        original="元のメッセージ|オリジナルメッセージ|元のメール", fw="転送", re="返信",
        forwarded="転送されたメッセージ|転送メッセージ|転送されたメール|転送メール|開始：転送されたメッセージ",
    ),
    "ko": Wording(
        sender="보낸 사람|보낸사람|발신자|발신", date="보낸 날짜|보낸날짜|날짜|보냄|일시|발송일", to="받는 사람|받는사람|수신자|수신",
        subject="제목", copy="참조", wrote="작성|님이 작성|썼습니다|님이 씀|쓴 글", original="원본 메시지|원본 메일|원래 메시지",
        forwarded="전달된 메시지|전달된 메일|전달한 메시지|전달받은 메시지", fw="전달", re="회신|답장",
    ),
    "vi": Wording(
        sender="từ|người gửi", date="gửi|đã gửi|ngày|đã gửi lúc|ngày gửi", to="đến|tới|người nhận", subject="chủ đề|tiêu đề",
        wrote="đã viết|viết", on="vào|ngày", original="thư gốc|tin nhắn gốc|thông báo gốc|thư ban đầu", fw="chuyển tiếp", re="trả lời",
        forwarded="thư được chuyển tiếp|thư đã chuyển tiếp|tin nhắn được chuyển tiếp",
    ),
    "id": Wording(
        sender="dari|daripada", date="dikirim|tanggal|terkirim|dihantar|tarikh", to="kepada|untuk|ke", subject="perihal|subjek|subyek|hal",
        wrote="menulis|menulis sebagai berikut|tulis", on="pada", original="pesan asli|mesej asal|surat asli", fw="trs", re="bls",
        forwarded="pesan terusan|pesan yang diteruskan|mesej dimajukan|pesan diteruskan",
    ),
    "he": Wording(
        sender="מאת", date="נשלח|תאריך|נשלח ב", to="אל|לכבוד", subject="נושא|הנדון", copy="עותק|העתק", wrote="כתב/ה|כתב|כתבה|מאת",
        on="בתאריך|ב", original="הודעה מקורית|ההודעה המקורית", fw="הועבר|העברה", re="תשובה",
        forwarded="הודעה שהועברה|הודעה מועברת|תחילת ההודעה שהועברה",
    ),
    "ar": Wording(
        sender="من|المرسل", date="التاريخ|تاريخ الإرسال|أرسلت|تم الإرسال|تاريخ", to="إلى|الى|المستلم", subject="الموضوع|موضوع",
        copy="نسخة|نسخة إلى", wrote="كتب|كتبت|كتب/ت|تمت كتابة ما يلي",
        on="في|بتاريخ", original="الرسالة الأصلية|رسالة أصلية", fw="إعادة توجيه", re="رد",
        forwarded="رسالة معاد توجيهها|رسالة محولة|الرسالة المعاد توجيهها|بداية الرسالة المعاد توجيهها",
    ),
    "fa": Wording(
        sender="از|فرستنده", date="تاریخ|فرستاده شده", to="به|گیرنده", subject="موضوع", wrote="نوشت", on="در", original="پیام اصلی",
        forwarded="پیام هدایت‌شده|پیام بازارسال‌شده|پیام فوروارد شده",
    ),
    "th": Wording(
        sender="จาก", date="วันที่|ส่งเมื่อ|ส่ง", to="ถึง", subject="เรื่อง|หัวข้อ|หัวเรื่อง", copy="สำเนา", wrote="เขียนว่า|เขียน|ได้เขียนว่า",
        on="เมื่อ|ใน|วันที่", original="ข้อความต้นฉบับ|ข้อความเดิม", forwarded="ข้อความที่ส่งต่อ|ข้อความส่งต่อ",
    ),
    "hi": Wording(
        sender="प्रेषक|से", date="दिनांक|भेजा गया|तारीख", to="प्रति|सेवा में", subject="विषय", wrote="ने लिखा", on="को",
        original="मूल संदेश", forwarded="अग्रेषित संदेश|फ़ॉरवर्ड किया गया संदेश",
    ),
}  # fmt: skip


def fold(said: str) -> str:
    """Without case, accents and doubled blanks: what two spellings of one label have in common."""
    plain = said if said.isascii() else "".join(c for c in unicodedata.normalize("NFKD", said) if not unicodedata.combining(c))
    return " ".join(plain.casefold().split())


def words(field: str) -> frozenset[str]:
    """Every language's words for one field of `Wording`, folded."""
    return frozenset(fold(word) for wording in WORDINGS.values() for word in getattr(wording, field).split("|") if word)
