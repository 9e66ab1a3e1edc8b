import hashlib
import re
from pathlib import Path

import brotli
import flask
import pytest
from werkzeug.exceptions import NotFound

from portal.settings import ROOT
from portal.web.assets import FOR_EVER, Assets, squeeze
from portal.web.colours import BRAND_ROLES, hex_of

STATIC = ROOT / "static"
KILOBYTE = 1024


@pytest.fixture(scope="module")
def assets() -> Assets:
    return Assets(STATIC, 212, 0.085)


def fetch(assets: Assets, address: str, **headers: str) -> flask.Response:
    with flask.Flask("browser").test_request_context(headers=headers):
        return assets.serve(address.removeprefix("/static/"))


def css(assets: Assets) -> str:
    return fetch(assets, assets.url("css/app.css")).get_data(as_text=True)


def test_a_file_by_its_hashed_name_may_be_kept_for_ever(assets: Assets):
    answer = fetch(assets, assets.url("js/app.js"))
    assert answer.headers["Cache-Control"] == FOR_EVER
    assert answer.content_type == "text/javascript; charset=utf-8"


def test_a_browser_that_knows_brotli_gets_brotli(assets: Assets):
    url = assets.url("vendor/htmx.min.js")
    answer = fetch(assets, url, **{"Accept-Encoding": "gzip, br"})
    assert answer.headers["Content-Encoding"] == "br"
    assert "Accept-Encoding" in answer.headers["Vary"]
    assert brotli.decompress(answer.data) == (STATIC / "vendor/htmx.min.js").read_bytes()
    assert "Content-Encoding" not in fetch(assets, url).headers


def test_a_page_of_the_version_before_still_finds_its_stylesheet_but_may_not_keep_it(assets):
    answer = fetch(assets, "css/app.0123456789ab.css")
    assert answer.status_code == 200
    assert "no-cache" in answer.headers["Cache-Control"]


@pytest.mark.parametrize("name", ["nothing.css", "../wsgi.py", "css/01-tokens.css", "js/../app.js"])
def test_there_is_nothing_else_to_fetch(assets: Assets, name: str):
    with pytest.raises(NotFound):
        fetch(assets, name)


def test_every_address_in_the_stylesheet_is_one_we_serve(assets: Assets):
    addresses = re.findall(r'url\("\.\./([^"]+)"\)', css(assets))
    assert addresses
    for address in addresses:
        assert fetch(assets, address).headers["Cache-Control"] == FOR_EVER


def test_comments_do_not_travel():
    assert squeeze("/* why */ a { color : red; }\n b{}") == "a{color : red}b{}"


def test_two_numbers_repaint_the_portal():
    red = Assets(STATIC, 25, 0.1)
    assert "--brand-h:25;--brand-c:0.1" in fetch(red, red.url("css/brand.css")).get_data(
        as_text=True
    )
    assert red.palette["brand"] == hex_of(0.42, 0.1, 25)
    with pytest.raises(ValueError, match="hue"):
        Assets(STATIC, 25, 0.4)


def test_the_company_s_logo_is_served_like_our_own_files(tmp_path: Path):
    logo = tmp_path / "Logo.PNG"
    logo.write_bytes(b"\x89PNG")
    assets = Assets(STATIC, 212, 0.085, logo=logo)
    assert assets.logo_url
    assert fetch(assets, assets.logo_url).content_type == "image/png"


def test_a_misspelt_icon_is_found_when_the_page_is_first_drawn(assets: Assets):
    with pytest.raises(KeyError, match="hose"):
        assets.icon("hose")
    assert 'aria-hidden="true"' in assets.icon("house")
    assert 'aria-label="Home"' in assets.icon("house", "Home")


def test_every_icon_that_a_template_names_is_in_the_sprite(assets: Assets):
    named = {
        name
        for template in (ROOT / "templates").rglob("*.html")
        for name in re.findall(r"\b(?:icon|draw)\('([\w-]+)'", template.read_text())
    }
    assert named
    assert named <= assets.icon_names


def test_vendored_files_are_the_ones_published():
    for line in (STATIC / "vendor/SHA256SUMS").read_text().splitlines():
        digest, name = line.split()
        assert hashlib.sha256((STATIC / "vendor" / name).read_bytes()).hexdigest() == digest


@pytest.mark.parametrize(("name", "most"), [("css/app.css", 16), ("js/app.js", 6)])
def test_the_look_stays_small(assets: Assets, name: str, most: int):
    assert len(fetch(assets, assets.url(name), **{"Accept-Encoding": "gzip"}).data) < (
        most * KILOBYTE
    )


def test_browsers_without_light_dark_get_the_same_day_colours():
    tokens = (STATIC / "css/01-tokens.css").read_text()
    fallback = (STATIC / "css/02-fallback.css").read_text()
    day = re.findall(r"--([\w-]+):\s+light-dark\(oklch\(([\d.]+)% ([\d.]+) ([\d.]+)\)", tokens)
    assert len(day) > 25
    for role, lightness, chroma, hue in day:
        colour = hex_of(float(lightness) / 100, float(chroma), float(hue))
        assert f"--{role}: {colour};" in fallback, role
    themed = set(re.findall(r"--([\w-]+):\s+light-dark", tokens))
    assert themed - {role for role, *_ in day} <= set(BRAND_ROLES)
