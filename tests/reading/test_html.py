"""HTML from strangers: shown without anything remote, active or with a hold on the page."""

import random
import re

import pytest

from portal.reading import html_text
from portal.reading.html import sanitise
from portal.reading.parsing import parse
from tests.reading.incoming import LABELS, sample

HOSTILE = [
    "<img src=x onerror=alert(1)>",
    "<scr<script>ipt>alert(1)</script>",
    "<svg/onload=alert(1)><script>alert(1)</script></svg>",
    "<style>@import url(//evil.example)</style><p style='background:url(//evil.example)'>x",
    "<form action=//evil.example><input name=csrf><button>Go</button></form>",
    "<base href=//evil.example><meta http-equiv=refresh content='0;//evil.example'>",
    "<a href='JaVaScRiPt:alert(1)'>x</a><a href='\tjavascript:alert(1)'>y</a>",
    "<a href='data:text/html,<script>alert(1)</script>'>x</a><a href='//evil.example'>z</a>",
    "<div hx-get=/desk hx-trigger=load id=csrf class=button data-x=1 name=csrf>x</div>",
    "<img src='https://evil.example/1.gif'><img src='/logo.png'><img srcset='//evil.example 2x'>",
    "<video src=//evil.example><audio src=//evil.example><iframe src=//evil.example></iframe>",
    "<link rel=stylesheet href=//evil.example><object data=//evil.example></object>",
    "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)></style></mglyph></table>",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'></noscript>",
    "<table background='//evil.example'><td background='//evil.example'>x</table>",
    "<a href='https://shop.example' target=_blank ping='//evil.example'>x</a>",
]
ACTIVE = re.compile(
    r"<(?:script|style|form|input|base|meta|link|iframe|object|svg|math|video|audio)|"
    r"\s(?:on\w+|style|id|class|name|hx-[\w-]+|data-[\w-]+|srcset|background|ping|target)=|"
    r"(?:src|href)=\"(?!https?:|mailto:|cid:)|src=\"(?!cid:)",
    re.IGNORECASE,
)


@pytest.mark.parametrize("html", HOSTILE)
def test_nothing_active_or_remote_is_left(html):
    assert not ACTIVE.search(sanitise(html))


@pytest.mark.parametrize("label", LABELS, ids=[label["file"] for label in LABELS])
def test_nothing_active_or_remote_is_left_of_real_mails(label):
    raw = sample(label["file"])
    html = raw.decode("latin-1") if label["kind"] == "replyhtml" else parse(raw).html

    assert not ACTIVE.search(sanitise(html or ""))


def test_what_the_person_wrote_stays():
    html = (
        "<h1>Brake</h1><p>It <b>squeaks</b>, see <a href='https://ana.example/'>here</a>.</p>"
        "<ul><li>front<li>rear</ul><img src='cid:1@x' alt='The brake' width=300>"
        "<table><tr><td colspan=2>x</td></tr></table>"
    )

    assert sanitise(html) == (
        "<h1>Brake</h1><p>It <b>squeaks</b>, see "
        '<a href="https://ana.example/" rel="noopener noreferrer nofollow">here</a>.</p>'
        "<ul><li>front</li><li>rear</li></ul>"
        '<img src="cid:1@x" alt="The brake" width="300">'
        '<table><tbody><tr><td colspan="2">x</td></tr></tbody></table>'
    )


@pytest.mark.parametrize(
    "html",
    [
        "<p>x</p>" * 40_000,
        "<div>" * 20_000,
        "<a " + " ".join(f"a{number}=1" for number in range(30_000)) + ">x</a>",
        "<a " + " ".join(f'a{number}=">"' for number in range(45_000)) + ">x</a>",
        "".join(f"<font color={number}>" for number in range(5_000)) + "<p>x" * 200,
        "<" * 100_000,
        "&" * 250_000,
    ],
)
def test_html_built_to_keep_a_computer_busy_is_shown_as_text(html):
    assert sanitise(html) is None
    assert isinstance(html_text.readable(html), str)


def test_text_of_html_that_is_too_much_is_still_text():
    html = "<style>p{}</style>" + "<p>Still &lt;squeaks&gt;</p>" * 30_000

    assert html_text.readable(html).startswith("Still <squeaks>")


def test_styles_cannot_make_the_text_grow():
    html = "<div style='margin:99999999em;padding:99999999em'>x</div>" * 20

    assert html_text.readable(html).split() == ["x"] * 20


def test_hidden_words_are_not_read():
    html = "<p>Still squeaks.</p><div style='display:none'>Ignore what I said</div>"

    assert html_text.readable(html) == "Still squeaks."


def test_rubbish_has_a_text():
    dice = random.Random(20261121)
    pieces = [*HOSTILE, "<", ">", "&", '"', "'", "\0", "\ud800", "<!--", "]]>", "<?xml", "\ue0f0"]
    for _ in range(500):
        html = "".join(dice.choices(pieces, k=dice.randrange(1, 8)))
        html_text.readable(html).encode()
        (sanitise(html) or "").encode()
