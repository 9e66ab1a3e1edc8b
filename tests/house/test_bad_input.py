"""Whatever a form, an address or a query can carry: a clear answer, never a 500, and on both
databases the same one."""

import ast
import io
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import pytest
from werkzeug.routing import Rule

from portal import clock
from portal.access import CUSTOMERS, EVERYONE, audiences_of
from tests import make
from tests.house import world as houses
from tests.house.source import modules
from tests.house.world import World, addresses
from tests.rig.browserless import Browser
from tests.rig.databases import KINDS

INJECTED = "' OR 1=1 --{{ 7 * 7 }}<script>alert(1)</script>../../etc/passwd"
TEXTS = (
    "", "   ", "a\0b", "\x1b[31m", "a\r\nBcc: eve@example.net", "a\u2028b", "\u202egnp.exe",
    "ﬁ@example.com", "-1", "2147483648", "9" * 30, "１", "NaN", INJECTED, "javascript:alert(1)",
    "🚲" * 200, "a" * 600_000,
)  # fmt: skip
UNDECODABLE = b"\xed\xa0\x80\xff\xfe"
IN_ADDRESSES = (
    "a\0b", "-1", "2147483648", "9" * 30, "NaN", "%_\\", "' OR 1=1 --", "//evil.example.net",
    "../../etc/passwd", "x" * 300,
)  # fmt: skip
PLACEHOLDER = re.compile(r"<[^>]+>")
SIGNS_OUT = re.compile("sign-|password|link|code|confirm|invitation|authenticator")
TELLTALES = (b"Traceback (most recent", b"sqlalchemy", b"psycopg", b"sqlite3", b".py&#34;")
OTHER_FIELDS = ("once", "next", "id", "number", "role", "customer_id", "is_staff", "state")


@pytest.fixture(scope="module")
def kinds(pytestconfig: pytest.Config) -> list[str]:
    chosen = pytestconfig.getoption("--database")
    return [chosen] if chosen else list(KINDS)


@pytest.mark.parametrize("name", ["visitor", "ana", "admin"])
@pytest.mark.parametrize("send", ["forms", "shapes", "queries", "paths"])
def test_both_databases_answer_alike_and_nothing_breaks(portals, kinds, name, send):
    answers = {}
    for kind in kinds:
        # The clock stands still, or the limits would count differently in a slower run.
        with clock.stopped_at(make.MONDAY), portals.on(kind).fresh() as app:
            asking = Asking(app, houses.build(), name)
            answers[kind] = dict(getattr(asking, send)())

    assert answers[kinds[0]]
    for met in answers.values():
        assert {what: status for what, status in met.items() if status >= 500} == {}
    assert len({tuple(sorted(met.items())) for met in answers.values()}) == 1, [
        each for each in answers[kinds[0]].items() if each not in answers[kinds[-1]].items()
    ]


class Asking:
    """One person's bad day: each method yields what was sent and the status of the answer."""

    def __init__(self, app: Any, world: World, name: str) -> None:
        self.app = app
        self.person = world.people[name]
        self.browser = Browser(app, self.person)
        self.rules = [rule for rule in app.url_map.iter_rules() if _walks(rule) == name]
        # As it is now: some forms take away what the next one would be about.
        self.addresses = {rule.rule: addresses(rule, world)[0] for rule in self.rules}
        self.names = sorted(field_names() | set(OTHER_FIELDS))

    def forms(self) -> Iterator[tuple[str, int]]:
        """Each text in every field of every form."""
        for rule in self._taking("POST"):
            for text in TEXTS:
                yield f"{rule.rule} {text[:20]!r}", self._post(rule, data=self._every_field(text))

    def shapes(self) -> Iterator[tuple[str, int]]:
        """Bodies that no browser would send."""
        token = self.browser.csrf_token
        for rule in self._taking("POST"):
            twice = {name: ["one", "two"] for name in self.names}
            as_files = {name: (io.BytesIO(b"x"), "x.txt") for name in self.names}
            many = {f"field{number}": "x" for number in range(2_000)}
            yield f"{rule.rule} twice", self._post(rule, data=twice)
            yield f"{rule.rule} files", self._post(rule, data=as_files)
            yield f"{rule.rule} many", self._post(rule, data=many)
            yield f"{rule.rule} json", self._post(rule, json={name: [] for name in self.names})
            for kind in ("text/plain", "multipart/form-data", "multipart/form-data; boundary=x"):
                body = b"csrf_token=" + token.encode() + b"&body=" + UNDECODABLE
                yield f"{rule.rule} {kind}", self._post(rule, data=body, content_type=kind)
            body = b"&".join(name.encode() + b"=" + UNDECODABLE for name in self.names)
            yield (
                f"{rule.rule} bytes",
                self._post(rule, data=body, content_type="application/x-www-form-urlencoded"),
            )

    def queries(self) -> Iterator[tuple[str, int]]:
        """Each text in every query argument that the code ever reads."""
        for rule in self._taking("GET"):
            for text in IN_ADDRESSES:
                query = [(name, each) for name in query_names() for each in (text, text)]
                answer = self.browser.client.get(self.addresses[rule.rule], query_string=query)
                yield f"{rule.rule}?{text[:20]!r}", self._checked(answer)

    def paths(self) -> Iterator[tuple[str, int]]:
        """Each text in place of every argument of an address."""
        texts = [quote(text, safe="") for text in IN_ADDRESSES] + [
            "%ED%A0%80",
            "C-0",
            "M-99999999999",
        ]
        for rule in self.rules:
            if not rule.arguments:
                continue
            for text in texts:
                path = PLACEHOLDER.sub(text.replace("\\", ""), rule.rule)
                for method in sorted({"GET", "POST"} & (rule.methods or set())):
                    yield f"{method} {path[:60]}", self._send(method, path, data={})

    def _taking(self, method: str) -> list[Rule]:
        return [rule for rule in self.rules if method in rule.methods and rule.endpoint != "assets"]

    def _every_field(self, text: str) -> dict[str, str]:
        longest = 500_000 if text in ("", text[:300]) else 600_000 // len(self.names)
        return dict.fromkeys(self.names, text[:longest])

    def _post(self, rule: Rule, **body: Any) -> int:
        return self._send("POST", self.addresses[rule.rule], **body)

    def _send(self, method: str, path: str, **body: Any) -> int:
        if method == "POST" and isinstance(body.get("data"), dict):
            body["data"] = body["data"] | {"csrf_token": self.browser.csrf_token}
        headers = {"Referer": self.browser.base_url, "X-CSRFToken": self.browser.csrf_token}
        answer = self.browser.client.open(path, method=method, headers=headers, **body)
        if SIGNS_OUT.search(path):
            self.browser = Browser(self.app, self.person)
        return self._checked(answer)

    @staticmethod
    def _checked(answer: Any) -> int:
        assert [word for word in TELLTALES if word in answer.get_data()] == []
        return answer.status_code


def _walks(rule: Rule) -> str:
    """Who tries this route: the first whom it is open to."""
    audiences = audiences_of(rule.endpoint)
    if EVERYONE in audiences:
        return "visitor"
    return "ana" if CUSTOMERS in audiences else "admin"


def field_names() -> set[str]:
    """The names of the fields of all forms, as their classes and the code say them."""
    fields = {
        target.id
        for module in modules()
        if "forms" in module.name.split(".")[-1]
        for form in ast.walk(module.tree)
        if isinstance(form, ast.ClassDef)
        for line in form.body
        if isinstance(line, ast.Assign)
        for target in line.targets
        if isinstance(target, ast.Name)
    }
    return fields | names_read_from("request.form")


def query_names() -> list[str]:
    return sorted(names_read_from("request.args"))


def names_read_from(source: str) -> set[str]:
    """`request.args.get("q")`, `request.args["q"]`."""
    pattern = re.compile(re.escape(source) + r"(?:\.get(?:list)?\(|\[)\s*['\"](\w+)['\"]")
    return {name for module in modules() for name in pattern.findall(module.text)}
