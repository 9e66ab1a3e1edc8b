"""What describes a value before anybody used it: names, sentences and articles."""

from collections.abc import Sequence

from sqlalchemy import func, select

from portal.articles.models import Article, ArticleVersion, VersionState
from portal.database import session
from portal.departments.models import Department
from portal.learning.models import DepartmentLearning, Field
from portal.tickets.models import TicketKind
from portal.tickets.view_models import TicketTag

MOST_ARTICLES = 500
MOST_TOPICS = 100
LEAST_USES = 3
KINDS: dict[TicketKind, tuple[str, ...]] = {
    TicketKind.COMPLAINT: (
        "complaint", "I am not happy with this", "this is unacceptable", "very disappointed",
        "nobody answers me", "Beschwerde, ich bin unzufrieden", "réclamation, je suis déçu",
    ),
    TicketKind.QUESTION: (
        "question", "how do I", "can you tell me", "is it possible", "when will", "which one fits",
        "Frage, wie kann ich, wann kommt", "une question, comment puis-je",
    ),
    TicketKind.BROKEN: (
        "something broke", "it does not work", "stopped working", "makes a noise", "is broken",
        "kaputt, funktioniert nicht", "cassé, ne fonctionne pas",
    ),
    TicketKind.REQUEST: (
        "request", "please change my order", "I would like to book", "please send me an invoice",
        "Bitte ändern Sie, ich möchte", "je voudrais changer",
    ),
    TicketKind.IDEA: (
        "idea", "it would be great if you", "a suggestion for you", "have you thought about",
        "Vorschlag, eine Idee", "une suggestion",
    ),
    TicketKind.PRAISE: (
        "praise", "thank you so much", "great work", "I love it", "compliments to the team",
        "vielen Dank, großartig", "merci beaucoup, bravo",
    ),
}  # fmt: skip


def about(field: Field) -> dict[str, list[str]]:
    """By value, what describes it. A field that is not learned has none."""
    if field is Field.DEPARTMENT:
        return _departments()
    if field is Field.TOPIC:
        return _topics()
    if field is Field.KIND:
        return {kind.value: list(texts) for kind, texts in KINDS.items()}
    return {}


def _departments() -> dict[str, list[str]]:
    """Their names, what they are for, and the articles that a lead gave them."""
    articles = _articles()
    given = {each.department_id: each.topics.get("topics", []) for each in session.scalars(
        select(DepartmentLearning)
    )}  # fmt: skip
    found = {}
    for each in session.scalars(
        select(Department)
        .where(Department.retired_at.is_(None), Department.is_partner.is_(False))
        .order_by(Department.id)
    ):
        sentences = [line for line in each.purpose.replace(". ", ".\n").splitlines() if line]
        theirs = [text for topic, text in articles if topic in given.get(each.id, ())]
        found[str(each.id)] = [each.name, *sentences, *theirs]
    return found


def _topics() -> dict[str, list[str]]:
    """The tags that are used again and again; an article whose title has the tag is about it."""
    often = select(TicketTag.word).group_by(TicketTag.word).having(func.count() >= LEAST_USES)
    words = session.scalars(often.order_by(func.count().desc(), TicketTag.word).limit(MOST_TOPICS))
    articles = [text for _, text in _articles()]
    return {
        word: [word, *(text for text in articles if word in text.lower().partition("\n")[0])]
        for word in words
    }


def _articles() -> Sequence[tuple[str, str]]:
    """The topic of each published article, and its title and summary."""
    rows = session.execute(
        select(Article.topic, ArticleVersion.title, ArticleVersion.summary)
        .join(ArticleVersion.article)
        .where(ArticleVersion.state == VersionState.PUBLISHED)
        .order_by(ArticleVersion.id)
        .limit(MOST_ARTICLES)
    )
    return [(topic.value, f"{title}\n{summary}") for topic, title, summary in rows]
