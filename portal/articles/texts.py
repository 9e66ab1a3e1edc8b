"""What is written in one language. Pure."""

from dataclasses import dataclass

from portal.articles.models import ArticleVersion


@dataclass(frozen=True, kw_only=True)
class Text:
    title: str
    summary: str
    body: str

    @classmethod
    def of(cls, version: ArticleVersion) -> "Text":
        return cls(title=version.title, summary=version.summary, body=version.body)
