from jinja2 import Environment

from portal.web.hx import hx


def draw(source: str) -> str:
    env = Environment(autoescape=True)
    env.globals.update(hx=hx, csp_nonce=lambda: "n0nce")
    return env.from_string(source).render()


def test_every_htmx_element_carries_the_pages_nonce():
    assert draw("{{ hx(post='/a?b=1&c=2', target='#x') }}") == (
        'hx-post="/a?b=1&amp;c=2" hx-target="#x" hx-nonce="n0nce"'
    )


def test_an_answer_of_a_status_may_go_elsewhere():
    assert 'hx-status:422="target:#errors swap:outerMorph"' in draw(
        "{{ hx(post='/a', status={422: 'target:#errors swap:outerMorph'}) }}"
    )


def test_a_value_cannot_leave_its_attribute():
    assert '"><script>' not in draw("""{{ hx(get='"><script>') }}""")
