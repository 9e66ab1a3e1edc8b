import time

import pytest

from portal.articles.markup import to_html


def test_the_biggest_heading_comes_below_the_title_of_the_page_and_no_level_is_left_out():
    assert to_html("# One\n\n### Two\n\n# Three") == (
        "<h2>One</h2>\n<h3>Two</h3>\n<h2>Three</h2>\n"
    )


@pytest.mark.parametrize(
    ("typed", "made"),
    [
        ("**bold** and *soft*", "<p><strong>bold</strong> and <em>soft</em></p>\n"),
        ("3. three\n4. four", '<ol start="3">\n<li>three</li>\n<li>four</li>\n</ol>\n'),
        ("[belt](/help/belt-care)", '<p><a href="/help/belt-care" rel="noopener">belt</a></p>\n'),
        ("[call](tel:+31241)", '<p><a href="tel:+31241" rel="noopener">call</a></p>\n'),
        ("2 < 3 & 4", "<p>2 &lt; 3 &amp; 4</p>\n"),
    ],
)
def test_what_authors_need_is_there(typed, made):
    assert to_html(typed) == made


def test_a_table_has_head_and_rows():
    made = to_html("| a | b |\n|---|---|\n| 1 | 2 |")

    assert "<th>a</th>" in made
    assert "<td>2</td>" in made


@pytest.mark.parametrize(
    "typed",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "<b onclick=alert(1)>x</b>",
        "[x](javascript:alert(1))",
        "[x](JAVASCRIPT&colon;alert(1))",
        "[x](data:text/html;base64,PHNjcmlwdD4=)",
        "[x](vbscript:x)",
        '[x](/y "a\\" onmouseover=\\"alert(1)")',
        "![x](https://evil.example/track.png)",
        '<https://evil.example/"onmouseover=alert(1)>',
        "<style>*{display:none}</style>",
        "<iframe src=//evil.example></iframe>",
        "<form action=/sign-out method=post><button>Win</button></form>",
        "| <b id=main>x</b> |\n|---|\n| <input name=q> |",
    ],
)
def test_nothing_runs_and_nothing_is_fetched(typed):
    made = to_html(typed)

    for bad in ("<script", "<img", "<style", "<iframe", "<form", "<input", "<b ", 'href="java',
                'href="data', 'href="vb'):  # fmt: skip
        assert bad not in made.lower()
    assert not [
        tag for tag in made.split("<") if " on" in tag.split(">")[0] and 'title="' not in tag
    ]


@pytest.mark.parametrize(
    "typed",
    ["[" * 20_000, "*a " * 15_000, "> " * 20_000, "- " * 20_000, "`" * 50_000, "|" * 50_000],
)
def test_hostile_text_is_rendered_in_time(typed):
    started = time.perf_counter()

    to_html(typed * (50_000 // len(typed)))

    assert time.perf_counter() - started < 5
