"""How mail programs announce a quoted mail, in the languages they speak.

Each question is put to one short line, or four, with plain searches and anchored patterns only.
"""

import re

from portal.reading.phrases import phrases

# "On <date>, <somebody> wrote:" - the verb, and how such a line begins.
_VERBS = phrases("""
    wrote | writes | schrieb | geschrieben | a écrit | écrit | escribió | escribio | ha scritto |
    scrisse | schreef | geschreven | escreveu | skrev | kirjoitti | napisał | napisal | pisze |
    napsal | написал | пишет | писал | написа | írta | a scris | yazdı | έγραψε | đã viết |
    menulis | 写道 | 寫道 | 님이 | 作成 | 書きました
""")
_BEGINNING = re.compile(
    r"[-*_\s]{0,10}(?:On|Am|Le|El|Il|Op|Em|Den|På|Dnia|W dniu|Dne|Dňa|Pe|În|Στις|U|Fecha|В|Ma|"
    r"Pada|Vào|Kl)\b|[-\s]{0,10}(?:在|于|於)|[\w.]{2,12},? \d|\d{1,4}[-./年 년]"
)
_CLOCK = re.compile(r"\d{1,2}[:.h時点시]\s?\d\d|\d{1,2} ?(?:am|pm)\b|오[전후]", re.IGNORECASE)
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)|\d\d?[./]\d\d?[./]\d\d(?!\d)")
_COLONS = (":", "：")

# "From: … Sent: … To: … Subject: …" as Outlook puts it above the mail it quotes.
_LABELS = {
    label: kind
    for kind, labels in {
        "from": """from | von | de | da | van | från | fra | lähettäjä | od | от | feladó | dela |
            kimden | από | pengirim | 发件人 | 寄件者 | 寄件人 | 差出人 | 보낸사람""",
        "sent": """sent | date | gesendet | datum | envoyé | enviado | enviada | fecha | data |
            inviato | verzonden | skickat | sendt | dato | lähetetty | päivämäärä | wysłano |
            odesláno | отправлено | дата | elküldve | gönderilen | gönderildi | tarih | trimis |
            ημερομηνία | στάλθηκε | 发送时间 | 日期 | 日時 | 送信日時 | 寄件日期 | 傳送時間 |
            보낸날짜 | 날짜""",
        "to": """to | an | à | a | para | aan | till | til | vastaanottaja | do | komu | кому |
            címzett | kime | către | προς | 收件人 | 宛先 | 받는사람""",
        "copy": """cc | kopie | kopia | kopi | kopio | copia | копия | másolatot | bilgi | 抄送 |
            副本 | 참조""",
        "subject": """subject | betreff | objet | asunto | oggetto | onderwerp | assunto | ämne |
            emne | aihe | temat | předmět | тема | tárgy | konu | subiect | θέμα | 主题 | 主旨 |
            件名 | 제목""",
    }.items()
    for label in phrases(labels)
}
_RULES = "-_=*:—–~ >"
_ORIGINAL = phrases("""
    original message | original email | original appointment | reply message | mensaje original |
    ursprüngliche nachricht | ursprüngliche mail | originalnachricht | original-nachricht |
    message d'origine | message original | courriel original | messaggio originale |
    oorspronkelijk bericht | mensagem original | oprindelig meddelelse | original meddelelse |
    original besked | originalmeddelande | ursprungligt meddelande | opprinnelig melding |
    alkuperäinen viesti | oryginalna wiadomość | wiadomość oryginalna | původní zpráva |
    pôvodná správa | исходное сообщение | оригинальное сообщение | eredeti üzenet | özgün ileti |
    orijinal mesaj | mesaj original | αρχικό μήνυμα | 原始邮件 | 原始郵件 | 元のメッセージ |
    원본 메시지
""")
_FORWARDED = phrases("""
    begin forwarded message | forwarded message | forwarded by | weitergeleitete nachricht |
    anfang der weitergeleiteten | début du message | message transféré | message réexpédié |
    mensaje reenviado | messaggio inoltrato | inizio messaggio inoltrato | doorgestuurd bericht |
    begin doorgestuurd bericht | mensagem encaminhada | videresendt | vidarebefordrat |
    przekazana wiadomość | přeposlaná zpráva | пересылаемое сообщение | 转发邮件 | 转发的邮件 |
    轉寄郵件 | 轉寄的郵件 | 転送されたメッセージ | 전달된 메시지
""")
_SENT = re.compile(
    r"sent (?:from|via|with|using)|get outlook|gesendet (?:von|mit|über)|von mein|"
    r"(?:diese (?:nachricht|e-mail|mail) wurde )?(?:von|mit) .{2,60} (?:gesendet|verschickt)|"
    r"outlook (?:für|pour|para|per|voor)|holen sie sich|envoyé (?:de|depuis|à partir)|obtenir|"
    r"télécharger|enviado (?:desde|con|do|de|a partir|pelo)|obtener|obter|inviato (?:da|dal|con)|"
    r"ottieni|scarica|(?:verstuurd|verzonden) (?:vanaf|met|via|vanuit)|sendt fra|skickat från|"
    r"lähetetty|wysłan[eo] z|odesláno z|отправлено (?:с|из)|发自|發自|从我的|.{1,30}から送信|"
    r".{1,40}(?:에서 보냄|gönderildi)",
    re.IGNORECASE,
)
_DEVICE = re.compile(
    r"iphone|ipad|android|samsung|galaxy|huawei|xiaomi|nokia|blackberry|outlook|yahoo|gmail|mail|"
    r"mobil|móvil|mobiel|phone|telefon|téléphone|handy|tablet|device|gerät|appareil|dispositiv|"
    r"windows|gmx|aol|proton|spark|сотов|手机|手機|携帯",
    re.IGNORECASE,
)


def is_quoted(line: str) -> bool:
    return line.startswith((">", "＞")) and not line.startswith(">=")


def is_original_follows(line: str) -> bool:
    """`-----Original Message-----` and its like."""
    return line[0] in _RULES and line.strip(_RULES).lower() in _ORIGINAL


def is_forward_follows(line: str) -> bool:
    """`---------- Forwarded message ---------` and its like."""
    return line[0] in _RULES + "BbAaDdIi" and line.strip(_RULES).lower().startswith(_FORWARDED)


def is_ruler(line: str) -> bool:
    return len(line) >= 5 and not line.strip(_RULES)


def is_mobile_signature(line: str) -> bool:
    return len(line) < 120 and bool(_SENT.match(line)) and bool(_DEVICE.search(line))


def introduction(lines: list[str]) -> tuple[int, bool]:
    """How many of these lines (at most 4) say "On …, … wrote:", and whether that is beyond doubt.

    0 when they do not. Without a time and a year or an address, only quoted lines after it prove
    that this was no sentence of the person's own.
    """
    joined = ""
    for count, line in enumerate(lines[:4], start=1):
        if count > 1 and (not line or _begins(line)):
            break
        joined = f"{joined} {line}".strip()
        if len(joined) > 500 or is_quoted(line):
            break
        if joined.endswith(_COLONS) or (joined.startswith("--") and joined.endswith("--")):
            return _judged(joined, count)
        if not _begins(joined):
            break
    return 0, False


def _begins(line: str) -> bool:
    return _BEGINNING.match(line) is not None and any(letter.isdigit() for letter in line)


def _judged(joined: str, count: int) -> tuple[int, bool]:
    lowered = joined.lower()
    has_verb = any(verb in lowered for verb in _VERBS)
    has_time = _CLOCK.search(joined) is not None
    has_address = "@" in joined
    if not has_verb and not (has_time and has_address and joined[:-1].endswith(">")):
        return 0, False
    return count, has_time and (has_address or _YEAR.search(joined) is not None)


def is_header_block(lines: list[str]) -> bool:
    """Whether a mail's header lines start here: who, and two of when, to whom, about what."""
    if _label(lines[0]) is None:
        return False
    kinds, unlabelled = set(), 0
    for line in lines[:10]:
        kind = _label(line)
        unlabelled = 0 if kind else unlabelled + 1
        if unlabelled > 2:
            break
        kinds.add(kind)
    return "from" in kinds and len(kinds - {None}) >= 3


def _label(line: str) -> str | None:
    head, colon, _ = line[:60].replace("：", ":").partition(":")
    return _LABELS.get("".join(head.lower().strip(" *>\t_").split())) if colon else None
