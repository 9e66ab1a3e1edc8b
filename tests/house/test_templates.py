"""What holds for every template, and for every fragment that Python names."""

import re
from functools import cache
from pathlib import Path

import jinja2
import pytest
from lxml import html

from tests.house.templates import (
    JINJA,
    PAGES,
    TEMPLATES,
    block_in,
    block_source,
    fragments_in_python,
    source,
)
from tests.rig.portals import app_for, settings_for

FORBIDDEN = {
    r"<script(?![^>]*\bsrc=)": "an inline script",
    r"<style": "a style element",
    r"[\s\"']style\s*=": "a style attribute",
    r"<[^>]*\son[a-z]+\s*=": "a script in an attribute",
    r"hx-on[:-]": "hx-on, which needs eval",
    r"['\"=]\s*(js|javascript):": "js:, which needs eval",
    r"trigger=['\"][^'\"]*\[": "a filter in a trigger, which the content policy lets through",
    r"\shx-(get|post|put|patch|delete|target|swap)=": "htmx attributes that hx() did not write",
    r"\|\s*safe\b": "|safe",
    r"autoescape\s+false": "autoescape switched off",
    r"hx-boost|boost=": "hx-boost",
}


@cache
def environment() -> jinja2.Environment:
    return app_for(settings_for(Path("unused"), "sqlite:///unused.db")).jinja_env


@pytest.mark.parametrize("name", [n for n in TEMPLATES if n.endswith((".html", ".txt"))])
def test_every_template_compiles(name):
    environment().get_template(name)


@pytest.mark.parametrize("name", PAGES)
def test_no_page_needs_what_the_content_policy_refuses(name):
    text = re.sub(r"{#.*?#}", "", source(name), flags=re.DOTALL)

    found = [why for pattern, why in FORBIDDEN.items() if re.search(pattern, text)]

    assert not found


@pytest.mark.parametrize("name", [n for n in PAGES if not n.startswith("ui/")])
def test_no_page_imports_its_macros(name):
    """A block that is rendered alone would not have them; `ui` is always there."""
    assert not re.search(r"{%-?\s*(import|from)\b", source(name))


PROVED_BY_THEIR_ADDRESS = ("followups/answer.html", "followups/choices.html")
"""Links of a mail: the secret in them is the proof, and no cookie is there to go with a token."""


@pytest.mark.parametrize("name", PAGES)
def test_every_form_works_without_scripts_and_is_ours(name):
    for form in re.findall(r"<form\b.*?</form>", source(name), flags=re.DOTALL):
        tag = form[: _end_of_tag(form)]
        assert "action=" in tag, tag
        assert "method=" in tag, tag
        if re.search(r"method=['\"]?post", tag, re.IGNORECASE):
            assert name in PROVED_BY_THEIR_ADDRESS or re.search(r"csrf\(\)|csrf_token", form), tag


@pytest.mark.parametrize("fragment", fragments_in_python(), ids=lambda each: each.where)
def test_a_fragment_is_a_block_with_one_root_of_its_name(fragment):
    assert fragment.template, "say the template's name in the call, or as a constant"
    assert fragment.block, "say the fragment's name in the call, or as a constant"
    text = block_source(fragment.template, fragment.block)
    assert text is not None, f"{fragment.template} has no block {fragment.block}"

    roots = [each for each in html.fragments_fromstring(JINJA.sub(" ", text))
             if not (isinstance(each, str) and not each.strip())]  # fmt: skip

    assert len(roots) == 1, f"{len(roots)} roots: {roots}"
    assert roots[0].get("id") == fragment.block.replace("_", "-")


def test_the_rig_finds_roots():
    assert block_in(
        "{% block a %}<p id='a'>{% block b %}x{% endblock %}</p>{% endblock %}", "a"
    ) == ("<p id='a'>{% block b %}x{% endblock %}</p>")


def _end_of_tag(text: str) -> int:
    """Where the first tag ends; a > inside {{ }} does not end it."""
    blank = JINJA.sub(lambda jinja: "x" * len(jinja[0]), text)
    return blank.index(">")
