"""The wordings people agree to, each version in every language. A wording is for ever: somebody
agreed to exactly these words. To say it differently, add a version with a new name at the end."""

from collections.abc import Mapping
from dataclasses import dataclass

from portal.consent.models import Basis, Purpose
from portal.web.languages import FALLBACK


@dataclass(frozen=True, kw_only=True)
class Wording:
    version: str
    purpose: Purpose
    basis: Basis
    texts: Mapping[str, str]
    """By language; %(company)s is who writes."""


@dataclass(frozen=True, kw_only=True)
class Shown:
    """The exact words that somebody had before them."""

    version: str
    language: str
    text: str


def shown(wording: Wording, language: str, company: str) -> Shown:
    spoken = language if language in wording.texts else FALLBACK
    text = wording.texts[spoken] % {"company": company}
    return Shown(version=wording.version, language=spoken, text=text)


def current(purpose: Purpose, basis: Basis = Basis.CONSENT) -> Wording:
    """The newest wording for this purpose on this basis."""
    return next(
        each for each in reversed(WORDINGS) if (each.purpose, each.basis) == (purpose, basis)
    )


WORDINGS: tuple[Wording, ...] = (
    Wording(
        version="check-ins 1",
        purpose=Purpose.CHECK_INS,
        basis=Basis.CONSENT,
        texts={
            "en": "%(company)s may ask me by e-mail at this address how a product that I bought "
            "does. I can stop this at any time, here or with a link in each mail.",
            "de": "%(company)s darf mich per E-Mail an diese Adresse fragen, wie sich ein Produkt "
            "bewährt, das ich gekauft habe. Ich kann das jederzeit beenden, hier oder über einen "
            "Link in jeder E-Mail.",
            "fr": "%(company)s peut me demander par e-mail à cette adresse si un produit que j’ai "
            "acheté me convient. Je peux arrêter cela à tout moment, ici ou par un lien dans "
            "chaque e-mail.",
            "ar": "يجوز لـ %(company)s أن تسألني بالبريد الإلكتروني على هذا العنوان عن أداء منتج "
            "اشتريته. يمكنني إيقاف ذلك في أي وقت، هنا أو عبر رابط في كل رسالة.",
        },
    ),
    Wording(
        version="advice 1",
        purpose=Purpose.ADVICE,
        basis=Basis.CONSENT,
        texts={
            "en": "%(company)s may send me advice by e-mail to this address about products that I "
            "own. I can stop this at any time, here or with a link in each mail.",
            "de": "%(company)s darf mir per E-Mail an diese Adresse Ratschläge zu Produkten "
            "senden, die ich besitze. Ich kann das jederzeit beenden, hier oder über einen Link "
            "in jeder E-Mail.",
            "fr": "%(company)s peut m’envoyer par e-mail à cette adresse des conseils sur les "
            "produits que je possède. Je peux arrêter cela à tout moment, ici ou par un lien dans "
            "chaque e-mail.",
            "ar": "يجوز لـ %(company)s أن ترسل إليّ نصائح بالبريد الإلكتروني على هذا العنوان عن "
            "المنتجات التي أملكها. يمكنني إيقاف ذلك في أي وقت، هنا أو عبر رابط في كل رسالة.",
        },
    ),
    Wording(
        version="news 1",
        purpose=Purpose.NEWS,
        basis=Basis.CONSENT,
        texts={
            "en": "%(company)s may send me news by e-mail to this address about the company and "
            "its products. I can stop this at any time, here or with a link in each mail.",
            "de": "%(company)s darf mir per E-Mail an diese Adresse Neuigkeiten über das "
            "Unternehmen und seine Produkte senden. Ich kann das jederzeit beenden, hier oder "
            "über einen Link in jeder E-Mail.",
            "fr": "%(company)s peut m’envoyer par e-mail à cette adresse des nouvelles de "
            "l’entreprise et de ses produits. Je peux arrêter cela à tout moment, ici ou par un "
            "lien dans chaque e-mail.",
            "ar": "يجوز لـ %(company)s أن ترسل إليّ بالبريد الإلكتروني على هذا العنوان أخبارًا عن "
            "الشركة ومنتجاتها. يمكنني إيقاف ذلك في أي وقت، هنا أو عبر رابط في كل رسالة.",
        },
    ),
    Wording(
        version="offers 1",
        purpose=Purpose.OFFERS,
        basis=Basis.CONSENT,
        texts={
            "en": "%(company)s may send me offers, coupons and thank-you notes by e-mail to this "
            "address, chosen by what I bought. I can stop this at any time, here or with a link "
            "in each mail.",
            "de": "%(company)s darf mir per E-Mail an diese Adresse Angebote, Gutscheine und "
            "Dankesgrüße senden, passend zu dem, was ich gekauft habe. Ich kann das jederzeit "
            "beenden, hier oder über einen Link in jeder E-Mail.",
            "fr": "%(company)s peut m’envoyer par e-mail à cette adresse des offres, des bons et "
            "des remerciements, choisis selon mes achats. Je peux arrêter cela à tout moment, ici "
            "ou par un lien dans chaque e-mail.",
            "ar": "يجوز لـ %(company)s أن ترسل إليّ بالبريد الإلكتروني على هذا العنوان عروضًا "
            "وقسائم ورسائل شكر تُختار وفق ما اشتريته. يمكنني إيقاف ذلك في أي وقت، هنا أو عبر "
            "رابط في كل رسالة.",
        },
    ),
    Wording(
        version="surveys 1",
        purpose=Purpose.SURVEYS,
        basis=Basis.CONSENT,
        texts={
            "en": "%(company)s may invite me to surveys by e-mail at this address. Answering is "
            "always free. I can stop this at any time, here or with a link in each mail.",
            "de": "%(company)s darf mich per E-Mail an diese Adresse zu Umfragen einladen. Ob ich "
            "antworte, ist immer freigestellt. Ich kann das jederzeit beenden, hier oder über "
            "einen Link in jeder E-Mail.",
            "fr": "%(company)s peut m’inviter par e-mail à cette adresse à des enquêtes. Y "
            "répondre reste toujours libre. Je peux arrêter cela à tout moment, ici ou par un "
            "lien dans chaque e-mail.",
            "ar": "يجوز لـ %(company)s أن تدعوني إلى استبيانات بالبريد الإلكتروني على هذا العنوان. "
            "الإجابة اختيارية دائمًا. يمكنني إيقاف ذلك في أي وقت، هنا أو عبر رابط في كل رسالة.",
        },
    ),
    *(
        Wording(
            version=f"{purpose.value.replace('_', '-')} when you order 1",
            purpose=purpose,
            basis=Basis.SOFT_OPT_IN,
            texts={
                "en": "We use the address of this order to write to you about it and about what "
                "goes with it. You can object now or at any time, at no cost beyond that of "
                "sending the objection.",
                "de": "Wir nutzen die Adresse dieser Bestellung, um Ihnen über sie und Passendes "
                "zu schreiben. Sie können dem jetzt oder jederzeit widersprechen, ohne andere "
                "Kosten als die der Übermittlung.",
                "fr": "Nous utilisons l’adresse de cette commande pour vous écrire à son sujet et "
                "sur ce qui s’y accorde. Vous pouvez vous y opposer maintenant ou à tout moment, "
                "sans autre frais que celui de l’envoi.",
                "ar": "نستخدم عنوان هذا الطلب لنكتب إليك عنه وعمّا يناسبه. يمكنك الاعتراض الآن أو "
                "في أي وقت دون أي تكلفة سوى تكلفة إرسال الاعتراض.",
            },
        )
        for purpose in (Purpose.CHECK_INS, Purpose.ADVICE, Purpose.OFFERS)
    ),
)
"""Oldest first."""
