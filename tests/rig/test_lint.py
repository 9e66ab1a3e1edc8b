"""The rig notices what it says it notices."""

import pytest
from jinja2 import ChoiceLoader, DictLoader
from lxml import html

from portal.access import EVERYONE, open_to
from portal.web.rendering import render
from tests.rig.browserless import Browser
from tests.rig.lint import PageIsWrong
from tests.rig.swapping import swapped

GOOD = (
    '<html lang="en"><head><title>T</title></head><body><main><h1>T</h1>'
    '<form action="/sign-out" method="post">{{ ui.csrf() }}<label for="a">A</label>'
    '<input id="a" name="a"><button>Go</button></form></main></body></html>'
)
FAULTS = {
    "0 h1": GOOD.replace("<h1>T</h1>", ""),
    "2 h1": GOOD.replace("<h1>T</h1>", "<h1>T</h1><h1>U</h1>"),
    "no title": GOOD.replace("<title>T</title>", ""),
    "no lang": GOOD.replace(' lang="en"', ""),
    "main": GOOD.replace("main>", "div>"),
    "the id 'a' 2 times": GOOD.replace("</main>", '<p id="a"></p></main>'),
    "unlabelled": GOOD.replace('for="a"', ""),
    "without a name": GOOD.replace("Go</button>", "</button>"),
    "without action": GOOD.replace('action="/sign-out"', ""),
    "without method": GOOD.replace('method="post"', ""),
    "without csrf_token": GOOD.replace("{{ ui.csrf() }}", ""),
    "no route": GOOD.replace("/sign-out", "/nowhere"),
    "does not take POST": GOOD.replace("/sign-out", "/healthz"),
    "inline script": GOOD.replace("</main>", "<script>1</script></main>"),
    "the policy stops": GOOD.replace("</main>", '<script src="/healthz"></script></main>'),
    "style=": GOOD.replace("<h1>", '<h1 style="color:red">'),
    "style element": GOOD.replace("</head>", "<style>p{}</style></head>"),
    "onclick=": GOOD.replace("<h1>", '<h1 onclick="x()">'),
    "a link to 'javascript": GOOD.replace("</main>", '<a href="javascript:x()">x</a></main>'),
    "which is nowhere": GOOD.replace("</main>", '<a href="#nowhere">x</a></main>'),
    "no file": GOOD.replace("</main>", '<img alt="" src="/static/img/none.png"></main>'),
    "without alt": GOOD.replace("</main>", '<img src="/healthz"></main>'),
    "without hx-nonce": GOOD.replace("<h1>", '<h1 hx-get="/">'),
    "a filter": GOOD.replace("<h1>", '<h1 hx-trigger="click[ctrlKey]">'),
}


@pytest.fixture
def page(portal, app):
    other = portal.other_app()
    shown = {"t.html": GOOD}
    other.jinja_env.loader = ChoiceLoader([DictLoader(shown), other.jinja_env.loader])
    other.jinja_env.auto_reload = True
    other.add_url_rule("/page", "page", open_to(EVERYONE)(lambda: render("t.html")))

    def visit(text: str):
        shown["t.html"] = text
        return Browser(other).visit("/page")

    yield visit
    other.extensions["portal_database"].dispose()


@pytest.mark.one_database
def test_a_good_page_passes(page):
    assert page(GOOD).h1 == "T"


@pytest.mark.one_database
@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_is_noticed(page, fault):
    with pytest.raises(PageIsWrong, match=fault):
        page(FAULTS[fault])


class Answer:
    status_code = 200
    headers: dict[str, str] = {}


def test_a_fragment_must_be_one_element_with_the_targets_id():
    tree = html.fromstring('<div><form hx-target="#part" hx-swap="outerMorph"></form>'
                           '<p id="part">old</p></div>')  # fmt: skip
    (form,) = tree.iter("form")

    with pytest.raises(AssertionError, match="goes to #part"):
        swapped(tree, form, Answer, html.fragments_fromstring('<p id="other">new</p>'))
    with pytest.raises(AssertionError, match="2 roots"):
        swapped(tree, form, Answer, html.fragments_fromstring('<p id="part"></p><p></p>'))

    after = swapped(tree, form, Answer, html.fragments_fromstring('<p id="part">new</p>'))
    assert after.xpath("string(//p)") == "new"
