"""Whether a mail is a mail server's word about another mail.

No single sign is enough: customers write "Delivery failed" about parcels, forward the server's
mail to ask what it means, and some are called Postmaster.
"""

import re

from portal.reading import delivery_status, returned_text
from portal.reading.contents import Report
from portal.reading.parsing import ParsedMail
from portal.reading.phrases import any_of

_OPENING = 4_000
_DAEMON = any_of(r"""
    mailer[-_ .]?daemon|mail[-_ .]?daemon|mdaemon|post[-_ ]?master|mail deliver
    delivery (?:sub)?system|system administrator|mail administrator
""")
_PERHAPS_A_DAEMON = any_of(r"""
    mail ?admin?\b|mailadm|mail(?:er)? (?:system|router|gateway|server)|administrator@|internet mail
    (?<![a-z])smtp(?![a-z])|microsoft exchange|symantec|mail ?sweeper|interscan|\bimss
""")
_SUBJECT = any_of(r"""
    undeliver
    delivery (?:status|notification|report|failure|failed|error|problem|has|warning|delay|\
        unsuccessful|to)
    failure (?:notice|delivery|notification)|failed (?:mail|delivery|to)
    mail (?:delivery|failure|error|system error|could not|not|was not|undeliverable|returned)
    return(?:ed|ing)? (?:mail|to sender|message|e-?mail)|non[- ]?deliver
    (?:your |the )?(?:e-?mail |mail )?message.{0,60}(?:not delivered|undeliverable|delivery|\
        delayed|could ?n.t|failed|blocked|rejected|returned)
    could not (?:send|deliver)|unable to (?:deliver|send)
    (?:user|recipient|address|mailbox) (?:unknown|not|is full|full)
    unknown (?:user|recipient|address)|bounce|warning: |delayed (?:mail|message)|nondelivery
    notification (?:d|:? ?delivery)|postmaster notify|e-?mail (?:delivery|could|not|bounce)
    (?:there was an )?error (?:sending|delivering|in delivery)|rejected
    invalid (?:recipient|address|user)|unzustell|nicht zustell|nicht zugestellt|zustell|fehler bei
    rückmeldung|retour|échec|non (?:remis|recapit|distrib)|message non|não entreg|nie można
    nedoručit|kézbesíthet|teslim|ei voitu|ej lever|ikke lever|kan ikke|kan inte|geweigerd|devolu
    entrega|correo (?:no|devuelto)|mensaje (?:no|devuelto)|mancat|consegna|impossibile
    onbestelbaar|niet bezorgd|fel vid|kunde inte|недостав|не доставлен|ошибка|配信|送信|エラー
    不達|戻り|退信|退回|投递|系统退信|傳送|반송|account.{0,30}(?:does not|not)|no such|mailbox
    over quota|failure
""")
_TAG = re.compile(r"^\W*(?:[\[(*]\w{1,20}[\])*])?\W*")
_ANSWER = re.compile(r"\s*(?:re|aw|fwd?|wg|tr|sv|vs|antw|rv|enc|odp|ynt)\s?(?:\[\d+\])?\s?:", re.I)
_PHRASE = any_of(r"""
    (?:could|can) ?(?:not|n't) be (?:delivered|sent|transmitted|completed)|undeliver
    (?:un|not |wasn't )able to deliver|not (?:been )?delivered|not deliverable
    (?:delivery|message|mail|address(?:es)?|recipient\(?s?\)?).{0,60}\bfailed|failed to deliver
    delivery (?:failure|error|problem|status|report|notification|attempt)|did ?n[o']t reach
    did not reach|trouble delivering|rejected recipient|has been returned
    returned (?:mail|message|to sender)|non-?delivery|fatal (?:delivery )?error
    permanent (?:error|failure|fatal)|error (?:was detected )?while
    unknown (?:user|recipient|address|host)|user unknown|no such user|mailbox.{0,20}full
    over ?quota|quota exceeded|rejected your message|was (?:automatically )?rejected
    invalid final delivery|problem with the e-?mail address|(?:following|these) address
    not yet been delivered|will (?:be retried|keep trying|continue)|has been delayed
    does not exist|doesn't exist|doesn't have a|rcpt to|said: [45]\d\d|\b55\d[ -]5\.\d\.\d
    failure reasons?|transcript of session|message log follows|did not like|could not send
    nicht (?:zugestellt|zustellbar|ausgeliefert)|unzustellbar|n'a (?:pas )?pu être
    n'ont? pas (?:été|pu)|no (?:pudo|ha podido|se ha podido|se pudo)|no fue entregad
    non (?:è stat|può essere|è stato possibile)|não (?:pôde|foi|pode)|nao pode
    kunde inte (?:leverer|skick)|kunne ikke (?:lever|send)|niet (?:worden )?(?:bezorgd|afgeleverd)
    не (?:удалось|может быть|был[оа]?) ?(?:доставлен)?|配信(?:できません|不能)|送信できません
    届きません|お届け|エラー|失敗|无法(?:投递|发送|送达)|退信|未能|無法|전송되지|배달
""")
_MAIL_FAILED = any_of(r"""
    (?:message|mail).{0,80}(?:could not be|was not|cannot be|has not been|\
        can't be) (?:deliver|sent)
    non-?delivery report|failed recipients?
""")
_SERVER_CODE = re.compile(r"(?<![\d.])[45]\.\d{1,2}\.\d{1,2}(?![\d.])|\b[45][0-5]\d[ -][<A-Z#]")


def is_bounce(mail: ParsedMail) -> bool:
    """Weigh who sent it, what it calls itself, what it says first, and what it brings along."""
    own_reports = [report for report in mail.reports if not report.is_embedded]
    if any(_reports_a_delivery(report) for report in own_reports):
        return True
    head, returned = returned_text.split(mail.text[:_OPENING])
    says_so = _PHRASE.search(head) is not None
    if says_so and (mail.failed_recipients or mail.report_type == "delivery-status"):
        return True
    is_called_so = _SUBJECT.match(_TAG.sub("", mail.subject)) is not None
    is_about_a_mail = bool(mail.returned or returned or _SERVER_CODE.search(head))
    signs = says_so + is_called_so + (is_about_a_mail or _names_an_address(mail, head))
    senders = f"{mail.from_text} {mail.return_path or ''}"
    if _DAEMON.search(senders):
        return says_so or (signs > 0 and not any(map(_is_receipt, own_reports)))
    if mail.return_path == "" or _PERHAPS_A_DAEMON.search(senders):
        return signs >= 2
    return signs == 3 and not mail.in_reply_to and not _ANSWER.match(mail.subject)


def _reports_a_delivery(report: Report) -> bool:
    return "delivery-status" in report.media_type and bool(delivery_status.recipients(report.text))


def _is_receipt(report: Report) -> bool:
    return "disposition-notification" in report.media_type


def _names_an_address(mail: ParsedMail, head: str) -> bool:
    own = {address.lower() for address in (*mail.recipients, mail.from_address)}
    return _MAIL_FAILED.search(head) is not None and returned_text.lists_an_address(head, own)
