"""What every page must be, whatever it is about. The browserless client looks each one over."""

from collections import Counter
from urllib.parse import urljoin, urlsplit
from weakref import WeakKeyDictionary

from flask import Flask
from lxml import html
from werkzeug.exceptions import HTTPException, MethodNotAllowed
from werkzeug.routing import RequestRedirect
from werkzeug.test import TestResponse

UNLABELLED_KINDS = ("hidden", "submit", "image", "reset", "button")
_known_assets: WeakKeyDictionary[Flask, set[str]] = WeakKeyDictionary()


class PageIsWrong(AssertionError):
    """A page breaks a rule that holds for all of them."""


def look_over(answer: TestResponse, tree: html.HtmlElement | None, app: Flask, url: str) -> None:
    """A whole page, or any other answer."""
    faults = _header_faults(answer)
    if tree is not None:
        faults += _document_faults(tree)
        faults += _part_faults(tree, app, url)
        faults += _anchor_faults(tree, url)
        faults += _script_faults(tree, answer)
    _complain(faults, url)


def look_over_fragment(answer: TestResponse, parts: list, app: Flask, url: str) -> None:
    """A part of a page as htmx gets it; a redirect may have made it a whole page."""
    faults = _header_faults(answer)
    for part in parts:
        if not isinstance(part, str) and isinstance(part.tag, str):
            faults += _part_faults(part, app, url)
    _complain(faults, url)


def _complain(faults: list[str], url: str) -> None:
    if faults:
        raise PageIsWrong("\n  ".join([f"{url}:", *faults]))


def _header_faults(answer: TestResponse) -> list[str]:
    policy = answer.headers.get("Content-Security-Policy", "")
    faults = []
    if "default-src 'none'" not in policy or "unsafe" in policy:
        faults.append(f"a weak Content-Security-Policy: {policy!r}")
    if answer.headers.get("X-Content-Type-Options") != "nosniff":
        faults.append("no X-Content-Type-Options: nosniff")
    if "Cache-Control" not in answer.headers:
        faults.append("no Cache-Control")
    return faults


def _document_faults(tree: html.HtmlElement) -> list[str]:
    faults = []
    if len(tree.xpath("//h1")) != 1:
        faults.append(f"{len(tree.xpath('//h1'))} h1 elements")
    if not "".join(tree.xpath("//title/text()")).strip():
        faults.append("no title")
    if not tree.get("lang"):
        faults.append("<html> has no lang")
    if len(tree.xpath("//main")) != 1:
        faults.append(f"{len(tree.xpath('//main'))} main elements")
    return faults


def _part_faults(root: html.HtmlElement, app: Flask, url: str) -> list[str]:
    """What must hold in pages and fragments alike."""
    faults = []
    ids = Counter(root.xpath("descendant-or-self::*/@id"))
    faults += [f"the id {name!r} {times} times" for name, times in ids.items() if times > 1]
    for node in root.iter():
        if isinstance(node.tag, str):
            faults += _attribute_faults(node)
    faults += [f"an unlabelled {_shown(each)}" for each in _unlabelled(root)]
    faults += [f"a button without a name: {_shown(each)}" for each in root.iter("button")
               if not _has_name(each)]  # fmt: skip
    faults += [f"a picture without alt: {_shown(each)}" for each in root.iter("img")
               if "alt" not in each.attrib]  # fmt: skip
    for form in root.iter("form"):
        faults += _form_faults(form, app, url)
    for attribute, kind in (("href", "a"), ("src", "img"), ("href", "link"), ("src", "script")):
        for node in root.iter(kind):
            fault = _link_fault(node.get(attribute), "GET", app, url)
            faults += [fault] if fault else []
    return faults


def _attribute_faults(node: html.HtmlElement) -> list[str]:
    faults = []
    if node.tag == "style":
        faults.append("a style element")
    if node.tag == "script" and not node.get("src") and node.get("type") != "application/json":
        faults.append("an inline script")
    for name, value in node.attrib.items():
        if name == "style" or name.startswith(("on", "hx-on")):
            faults.append(f"{name}= on {_shown(node)}")
        if name.startswith("hx-") and value.startswith(("js:", "javascript:")):
            faults.append(f"{name}={value!r}")
        if name == "hx-trigger" and "[" in value:
            faults.append(f"a filter in hx-trigger={value!r}")
    if any(name in node.attrib for name in ("hx-get", "hx-post")) and "hx-nonce" not in node.attrib:
        faults.append(f"hx- attributes without hx-nonce on {_shown(node)}")
    return faults


def _unlabelled(root: html.HtmlElement) -> list[html.HtmlElement]:
    tree = root.getroottree().getroot()
    labelled = set(tree.xpath("//label/@for")) | set(root.xpath("descendant-or-self::label/@for"))
    return [
        node
        for node in root.iter("input", "select", "textarea")
        if node.get("type") not in UNLABELLED_KINDS
        and not (node.get("aria-label") or node.get("aria-labelledby"))
        and node.get("id") not in labelled
        and not node.xpath("ancestor::label")
    ]


def _has_name(button: html.HtmlElement) -> bool:
    return bool(
        button.text_content().strip()
        or button.get("aria-label")
        or button.get("aria-labelledby")
        or button.xpath(".//svg[@aria-label]")
    )


def _form_faults(form: html.HtmlElement, app: Flask, url: str) -> list[str]:
    faults = [f"a form without {name}: {_shown(form)}" for name in ("action", "method")
              if not form.get(name)]  # fmt: skip
    method = form.get("method", "get").upper()
    has_token = form.xpath('.//input[@name="csrf_token"][@value!=""]')
    if method == "POST" and not has_token and not _proves_itself(form.get("action"), app, url):
        faults.append(f"a POST form without csrf_token: {_shown(form)}")
    fault = _link_fault(form.get("action"), method, app, url)
    return [*faults, fault] if fault else faults


def _proves_itself(link: str | None, app: Flask, url: str) -> bool:
    """The secret in its address stands for the token of the form."""
    target = urlsplit(urljoin(url, link or ""))
    try:
        endpoint, _ = app.url_map.bind(target.netloc).match(target.path, method="POST")
    except HTTPException:
        return False
    return getattr(app.view_functions[endpoint], "needs_no_form_token", False)


def _link_fault(link: str | None, method: str, app: Flask, url: str) -> str | None:
    """A link into the portal must lead to a route."""
    if not link or link.startswith(("#", "mailto:", "tel:", "data:", "cid:")):
        return None
    base_url = app.extensions["portal_settings"].base_url
    target = urlsplit(urljoin(url, link))
    if f"{target.scheme}://{target.netloc}" != base_url:
        return None if target.scheme in ("http", "https") else f"a link to {link!r}"
    if target.path.startswith("/static/"):
        return None if _has_asset(app, target.path) else f"no file for {link!r}"
    try:
        app.url_map.bind(target.netloc).match(target.path, method=method)
    except RequestRedirect:
        return None
    except MethodNotAllowed:
        return f"{link!r} does not take {method}"
    except HTTPException:
        return f"no route for {link!r}"
    return None


def _has_asset(app: Flask, path: str) -> bool:
    known = _known_assets.setdefault(app, set())
    if path not in known and app.test_client().get(path).status_code == 200:
        known.add(path)
    return path in known


def _anchor_faults(tree: html.HtmlElement, url: str) -> list[str]:
    ids = set(tree.xpath("//@id"))
    return [
        f"a link to #{target}, which is nowhere"
        for href in tree.xpath("//a/@href")
        if href.startswith("#") and (target := href[1:]) and target not in ids
    ]


def _script_faults(tree: html.HtmlElement, answer: TestResponse) -> list[str]:
    policy = answer.headers["Content-Security-Policy"]
    return [
        f"a script that the policy stops: {_shown(each)}"
        for each in tree.iter("script")
        if each.get("src") and f"'nonce-{each.get('nonce')}'" not in policy
    ]


def _shown(node: html.HtmlElement) -> str:
    return html.tostring(node, encoding="unicode", with_tail=False).strip()[:120]
