"""The help of Marlow Cycles: what its customers ask most, some of it in four languages."""

from collections.abc import Iterator
from pathlib import Path

from portal.access import Actor
from portal.articles import publishing, queries, writing
from portal.articles.models import NOTHING_YET, Topic
from portal.articles.texts import Text
from portal.database import atomic, session
from portal.web.languages import FALLBACK

FOLDER = Path(__file__).parent / "content" / "articles"


@atomic()
def add_articles(*, by: Actor) -> int:
    """Write and publish those that are not there yet; how many that were."""
    return sum(_add(path, by=by) for path in sorted(FOLDER.glob(f"*.{FALLBACK}.md")))


def _add(path: Path, *, by: Actor) -> bool:
    slug = path.name.removesuffix(f".{FALLBACK}.md")
    if session.scalars(queries.article_at_the_desk(slug)).one_or_none():
        return False
    topic, text = _read(path)
    article = writing.begin(slug=slug, topic=Topic(topic), language=FALLBACK, text=text, by=by)
    publishing.publish(article, FALLBACK, seen=article.stamp(FALLBACK), by=by)
    for language, translation in _translations(slug):
        publishing.publish_text(article, language, text=translation, seen=NOTHING_YET, by=by)
    return True


def _translations(slug: str) -> Iterator[tuple[str, Text]]:
    for path in sorted(FOLDER.glob(f"{slug}.*.md")):
        language = path.name.split(".")[1]
        if language != FALLBACK:
            yield language, _read(path)[1]


def _read(path: Path) -> tuple[str, Text]:
    """A few `name: value` lines, a blank one, and then the article."""
    head, _, body = path.read_text().partition("\n\n")
    fields = dict(line.split(": ", 1) for line in head.splitlines())
    text = Text(title=fields["title"], summary=fields["summary"], body=body.strip())
    return fields.get("topic", ""), text
