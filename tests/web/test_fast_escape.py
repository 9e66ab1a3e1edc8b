"""The fast escape prints the same bytes as MarkupSafe's own."""

import jinja2
import markupsafe
import pytest
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import Markup

from portal.web.fast_escape import FastEscapeCodeGenerator, PortalEnvironment, fast_escape


class Shouting(str):
    """A text with an opinion."""

    def __str__(self) -> str:
        return f"{super().__str__()}!<"


class WithHtml:
    def __html__(self) -> str:
        return "<b>bold</b>"


VALUES = [
    "", "<script>", "a&b", "\"'", "é🚲", "<" * 1000, 0, -1, 10**30, True, None, 1.5, b"<b>",
    ["<", 1], {"<": ">"}, Markup("<b>"), Shouting("a<"), WithHtml(), ValueError("<"),
]  # fmt: skip
TEMPLATES = [
    "{{ value }}",
    "{{ value|upper }}",
    "{{ value|safe }}",
    "{{ value|e }}",
    "{{ value ~ '<' }}",
    "{{ '<b>' }}{{ value }}",
    "{% set kept %}<i>{{ value }}</i>{% endset %}{{ kept }}",
    "{% macro shown(v) %}<i>{{ v }}</i>{% endmacro %}{{ shown(value) }}",
    "{% for each in [value, '<'] %}{{ loop.index }}{{ each }}{% endfor %}",
    "{% filter upper %}{{ value }}<{% endfilter %}",
    "{% call(x) outer() %}{{ x }}{{ value }}{% endcall %}",
    "{% autoescape false %}{{ value }}{% endautoescape %}",
    "{{ value if value else '<none>' }}",
    "{{ {'a': value} }}",
    "{{ 'x%s' % value if value is string }}",
]
OUTER = "{% macro outer() %}<p>{{ caller('<') }}</p>{% endmacro %}"


@given(st.text())
def test_any_text(text):
    assert fast_escape(text) == markupsafe.escape(text)


@pytest.mark.parametrize("value", VALUES, ids=lambda value: type(value).__name__)
def test_any_value(value):
    assert fast_escape(value) == str(markupsafe.escape(value))


@pytest.mark.parametrize("template", TEMPLATES)
@pytest.mark.parametrize("value", VALUES, ids=lambda value: type(value).__name__)
def test_in_any_construct(template, value):
    plain = jinja2.Environment(autoescape=True)
    fast = jinja2.Environment(autoescape=True)
    fast.code_generator_class = FastEscapeCodeGenerator
    fast.fast_escape = PortalEnvironment.fast_escape

    def printed(environment: jinja2.Environment) -> str:
        return environment.from_string(OUTER + template).render(value=value)

    assert printed(fast) == printed(plain)
