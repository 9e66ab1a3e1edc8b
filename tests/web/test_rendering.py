"""A page, or only the part that was asked for."""

import pytest
from jinja2 import ChoiceLoader, DictLoader

from portal.access import EVERYONE, open_to
from portal.web.rendering import render
from tests.rig.browserless import Browser

PAGE = """<h1>Page</h1>{% block a_list %}<ul id="a-list">{% for each in things %}
<li>{{ each }}{{ ui.pill('new') }}</li>{% endfor %}</ul>{% endblock %}"""


@pytest.fixture
def ask(portal, app):
    other = portal.other_app()
    other.jinja_env.loader = ChoiceLoader([DictLoader({"t.html": PAGE}), other.jinja_env.loader])

    @open_to(EVERYONE)
    def page():
        return render("t.html", fragment="a_list", status=422, things=["<one>"])

    other.add_url_rule("/page", "page", page)
    yield lambda **headers: Browser(other).client.get(
        "/page", headers={name.replace("_", "-"): value for name, value in headers.items()}
    )
    other.extensions["portal_database"].dispose()


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"HX_Request": "true", "HX_Request_Type": "full"},
        {"HX_Request": "true", "HX_History_Restore_Request": "true"},
    ],
    ids=["plain", "boosted", "history"],
)
def test_the_whole_page(ask, headers):
    answer = ask(**headers)

    assert (answer.status_code, "<h1>" in answer.text) == (422, True)


def test_only_the_part_with_its_macros_and_its_status(ask):
    answer = ask(HX_Request="true", HX_Request_Type="partial")

    assert answer.status_code == 422
    assert answer.text.startswith('<ul id="a-list">')
    assert "&lt;one&gt;" in answer.text
    assert "pill" in answer.text
    assert "<h1>" not in answer.text
