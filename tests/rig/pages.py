"""A page as a test sees it: its words, links, fields and buttons."""

import json
import re
from typing import TYPE_CHECKING, Any, Union

from lxml import html
from werkzeug.test import TestResponse

from tests.rig.forms import Form, button_called, form_holding

if TYPE_CHECKING:
    from tests.rig.browserless import Browser

UNSEEN = ("script", "style", "template", "svg")


class Element:
    """One element of a page."""

    def __init__(self, node: html.HtmlElement) -> None:
        self.node = node

    @property
    def text(self) -> str:
        """What is seen of it: without scripts, and without what only screen readers are told."""
        return " ".join(" ".join(_seen(self.node)).split())

    @property
    def heard(self) -> str:
        """All its text, with what only screen readers are told."""
        return " ".join(self.node.text_content().split())

    @property
    def tag(self) -> str:
        return self.node.tag

    def __getitem__(self, attribute: str) -> str:
        return self.node.attrib[attribute]

    def get(self, attribute: str, default: str | None = None) -> str | None:
        return self.node.get(attribute, default)

    def by_class(self, name: str) -> list["Element"]:
        return self.all(f'.//*[contains(concat(" ", normalize-space(@class), " "), " {name} ")]')

    def all(self, xpath: str) -> list["Element"]:
        return [Element(node) for node in self.node.xpath(xpath)]

    def __repr__(self) -> str:
        return f"<{self.tag} {self.text[:60]!r}>"


def _seen(node: html.HtmlElement) -> list[str]:
    if not isinstance(node.tag, str) or node.tag in UNSEEN or "hidden" in node.attrib:
        return []
    if "vh" in (node.get("class") or "").split():
        return []
    words = [node.text or ""]
    for child in node:
        words += [*_seen(child), child.tail or ""]
    return words


class Page:
    """What the browser shows after one answer. `status` and `headers` are of the last answer."""

    def __init__(
        self, browser: "Browser", url: str, answer: TestResponse, tree: html.HtmlElement | None
    ) -> None:
        self.browser = browser
        self.url = url
        self.answer = answer
        self.status = answer.status_code
        self.headers = answer.headers
        self.tree = tree
        self._filled: dict[str, Any] = {}

    @property
    def path(self) -> str:
        return self.url.split("#")[0]

    @property
    def content(self) -> bytes:
        return self.answer.get_data()

    @property
    def json(self) -> Any:
        return json.loads(self.content)

    @property
    def html(self) -> str:
        """The last answer's own text, byte for byte; after an htmx swap that is the fragment."""
        return self.answer.get_data(as_text=True)

    @property
    def root(self) -> Element:
        assert self.tree is not None, f"{self.url} is not a page: {self.headers['Content-Type']}"
        return Element(self.tree)

    @property
    def text(self) -> str:
        return self.root.text

    @property
    def title(self) -> str:
        return self.root.all("//title")[0].text

    @property
    def h1(self) -> str:
        return self.root.all("//h1")[0].text

    @property
    def links(self) -> list[Element]:
        return self.all("//a[@href]")

    @property
    def errors(self) -> list[str]:
        """The words beside the fields that are wrong."""
        return [each.text for each in self.by_class("field__error")]

    @property
    def flashes(self) -> list[str]:
        return [each.text for each in self.by_class("flash")]

    def by_class(self, name: str) -> list[Element]:
        return self.root.by_class(name)

    def by_id(self, name: str) -> Element:
        found = self.all(f'//*[@id="{name}"]')
        assert found, f"{self.url} has no element with the id {name!r}"
        return found[0]

    def has_id(self, name: str) -> bool:
        return bool(self.all(f'//*[@id="{name}"]'))

    def all(self, xpath: str) -> list[Element]:
        return self.root.all(xpath)

    def buttons(self) -> list[str]:
        return [each.text or each.get("aria-label") or "" for each in self.all("//form//button")]

    def value(self, field: str) -> Any:
        """What the field of this label or name holds now, as a browser would send it."""
        for form in self.all("//form"):
            form_ = Form(form.node, self.tree)
            if form_.control(field) is not None:
                return form_.value(field)
        raise AssertionError(f"{self.url} has no field {field!r}")

    def fill(self, values: dict[str, Any] | None = None, **more: Any) -> "Page":
        """Type into fields, by name or by label: `fill(your_reply="Thanks")`.

        Choices take a value or the text beside it, tick boxes True or False, and file fields a
        `(name, content)` pair or a list of them.
        """
        self._filled |= (values or {}) | more
        return self

    def press(self, text: str, *, htmx: bool = False, within: str | None = None) -> "Page":
        """Press the button that says `text` (`within` the element of that id), and see the answer.

        With `htmx`, the form must carry hx- attributes, and the answer is swapped into the page.
        """
        assert self.tree is not None, f"{self.url} is not a page"
        place = self.by_id(within).node if within else self.tree
        button = button_called(text, place, self)
        form = form_holding(button, self.tree)
        submission = form.submission(button, self._filled)
        self._filled = {}
        if htmx:
            return self.browser.submit_as_htmx(self, submission)
        return self.browser.submit(self, submission)

    def follow(self, text: str) -> "Page":
        """Click the link that says `text`."""
        found = [
            each
            for each in self.links
            if text in (each.text, each.heard, each.get("aria-label"), each.get("title"))
        ]
        found = found or [each for each in self.links if text in each.heard]
        assert found, f"{self.url} has no link {text!r}; it has {[e.heard for e in self.links]}"
        return self.browser.visit(found[0]["href"], referrer=self.url)

    def __repr__(self) -> str:
        return f"<Page {self.status} {self.url}>"


def parsed(answer: TestResponse) -> html.HtmlElement | None:
    if answer.mimetype != "text/html" or not answer.get_data():
        return None
    return html.document_fromstring(answer.get_data(), parser=html.HTMLParser(encoding="utf-8"))


def fragments(text: str) -> list[Union[html.HtmlElement, str]]:  # noqa: UP007
    return html.fragments_fromstring(text)


def words_of(text: str) -> str:
    """A label as a Python keyword: "Your reply (optional)" is your_reply."""
    text = text.replace("(optional)", "")
    return re.sub(r"\W+", "_", text.strip().lower()).strip("_")
