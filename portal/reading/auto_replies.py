"""Mails that machines write by themselves: out-of-office notes, acknowledgements, receipts.

They are logged, open nothing and are never answered (RFC 3834). A person's mail taken for one
would be lost, so words in a subject count only together with another sign.
"""

import re

from portal.reading.contents import Report
from portal.reading.parsing import ParsedMail
from portal.reading.phrases import phrases

_NOBODY = re.compile(
    r"(?:no|do-?not|don-?t|nicht|ne-?pas)[-_.]?(?:reply|respond|answer|antworten|repondre)|"
    r"(?:mailer-?daemon|postmaster|listserv|majordomo)@|bounces?[-+@]|^owner-|-(?:request|bounces)@",
    re.IGNORECASE,
)
_MASS = ("bulk", "list", "junk")
_SUBJECTS = phrases("""
    auto reply | auto-reply | autoreply | auto response | auto-response | autoresponse |
    auto: | [auto | automatic reply | automatic response | automated reply | automated response |
    out of office | out of the office | out-of-office | ooo: | vacation | on vacation | on holiday |
    on leave | away | i am away | i'm away | automatische antwort | automatische rückantwort |
    autoantwort | abwesen | réponse automatique | reponse automatique | message d'absence |
    absence du bureau | absent du bureau | notification d'absence | respuesta automática |
    respuesta automatica | autorrespuesta | fuera de la oficina | fuera de oficina | ausente |
    risposta automatica | fuori sede | fuori ufficio | assente | automatisch antwoord | afwezig |
    niet aanwezig | resposta automática | resposta automatica | fora do escritório | ausência |
    automatisk svar | automatiskt svar | autosvar | frånvaro | fraværende | fravær |
    ikke til stede | poissa | lomalla | automaattinen | automaatvastus | odpowiedź automatyczna |
    automatyczna odpowiedź | autoodpowiedź | nieobecn | automatická odpověď |
    automatická odpoveď | mimo kancelář | automatikus válasz | házon kívül | răspuns automat |
    otomatik yanıt | otomatik cevap | автоответ | автоматический ответ | автоматична відповідь |
    αυτόματη απάντηση | 自動応答 | 自動返信 | 自動回覆 | 自动回复 | 自动答复 | 不在 | 부재중 |
    자동 회신 | 자동 응답 | tự động trả lời
""")


def sign(mail: ParsedMail) -> str:
    """Why this is a machine's answer; empty when it may be a person's."""
    if any("disposition-notification" in one.media_type for one in _own_reports(mail)):
        return "It is a read receipt."
    if mail.auto_submitted.startswith(("auto-replied", "auto-notified")):
        return f"It says so itself: {mail.auto_submitted}."
    if mail.precedence in ("auto_reply", "auto-reply"):
        return "It says so itself by its precedence."
    if answering := [name for name in mail.automatic_markers if "suppress" not in name]:
        return f"It says so itself by {answering[0]}."
    is_answer = bool(mail.in_reply_to or mail.references)
    is_called_so = mail.subject.lower().startswith(_SUBJECTS)
    is_by_machine = mail.return_path == "" or _is_automatic(mail) or bool(mail.automatic_markers)
    if is_called_so and (is_answer or is_by_machine or mail.precedence in _MASS):
        return "Its subject is that of an automatic answer."
    if is_answer and (mail.return_path == "" or _is_automatic(mail)):
        return "A machine answered one of our mails."
    return ""


def may_be_answered(mail: ParsedMail) -> bool:
    """Whether a machine of ours may answer without starting a conversation of machines."""
    return not (
        _is_automatic(mail)
        or mail.automatic_markers
        or mail.loop
        or mail.return_path == ""
        or mail.precedence in _MASS
        or mail.list_id
        or _NOBODY.search(mail.from_address)
    )


def _is_automatic(mail: ParsedMail) -> bool:
    return mail.auto_submitted not in ("", "no")


def _own_reports(mail: ParsedMail) -> list[Report]:
    return [report for report in mail.reports if not report.is_embedded]
