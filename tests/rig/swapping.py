"""What htmx does with an answer, as far as our pages use it."""

from lxml import html
from werkzeug.test import TestResponse

INNER = ("innerHTML", "innerMorph")
OUTER = ("outerHTML", "outerMorph", "outerSync")


def target_of(
    source: html.HtmlElement, tree: html.HtmlElement, wanted: str = ""
) -> html.HtmlElement:
    """The element an answer goes to: `#id`, `this`, `body` or `closest <tag>`."""
    target = wanted or source.get("hx-target") or "this"
    if target == "this":
        return source
    if target == "body":
        return tree.xpath("//body")[0]
    if target.startswith("closest "):
        found = source.xpath(f"ancestor-or-self::{target.removeprefix('closest ')}")
    else:
        assert target.startswith("#"), f"the rig does not know the target {target!r}"
        found = tree.xpath(f'//*[@id="{target[1:]}"]')
    assert found, f"no element for hx-target={target!r}"
    return found[-1]


def swapped(
    tree: html.HtmlElement, source: html.HtmlElement, answer: TestResponse, parts: list
) -> html.HtmlElement:
    """The page after the answer arrived."""
    target, swap = _where(source, tree, answer)
    elements = [each for each in parts if not isinstance(each, str)]
    main = [each for each in elements if not _goes_elsewhere(each, tree)]
    if swap in OUTER:
        assert len(main) == 1, f"{len(main)} roots for {swap} of #{target.get('id')}"
        assert main[0].get("id") == target.get("id"), (
            f"the fragment's root is #{main[0].get('id')}, and goes to #{target.get('id')}"
        )
        _keep(target, main[0])
        if target.getparent() is None:
            return main[0]
        main[0].tail = target.tail
        target.getparent().replace(target, main[0])
    elif swap in INNER:
        for child in list(target):
            target.remove(child)
        target.text = "".join(each for each in parts if isinstance(each, str))
        target.extend(main)
    elif swap == "delete":
        target.getparent().remove(target)
    elif swap == "beforeend":
        target.extend(main)
    else:
        assert swap == "none", f"the rig does not know hx-swap={swap!r}"
    return tree


def _keep(target: html.HtmlElement, new: html.HtmlElement) -> None:
    """What goes as an empty place stays as it stands in the page: see static/js/app.js."""
    for place in new.xpath(".//*[@data-kept]"):
        found = target.xpath(f'.//*[@id="{place.get("id")}"]')
        assert found, f"there is no #{place.get('id')} in the page to be kept"
        found[0].tail = place.tail
        place.getparent().replace(place, found[0])


def _where(
    source: html.HtmlElement, tree: html.HtmlElement, answer: TestResponse
) -> tuple[html.HtmlElement, str]:
    """Target and swap: the answer's headers win over `hx-status:422`, and that over `hx-target`."""
    code = str(answer.status_code)
    words: dict[str, str] = {}
    for pattern in (f"{code[0]}xx", f"{code[:2]}x", code):
        said = source.get(f"hx-status:{pattern}", "")
        words |= dict(word.split(":", 1) for word in said.split() if ":" in word)
    target = answer.headers.get("HX-Retarget") or words.get("target") or ""
    swap = answer.headers.get("HX-Reswap") or words.get("swap") or source.get("hx-swap")
    return target_of(source, tree, target), (swap or "innerHTML").split()[0]


def _goes_elsewhere(part: html.HtmlElement, tree: html.HtmlElement) -> bool:
    """Parts marked for another place of the page go there."""
    if "hx-swap-oob" not in part.attrib:
        return False
    found = tree.xpath(f'//*[@id="{part.get("id")}"]')
    assert found, f"no element for the out-of-band #{part.get('id')}"
    part.tail = found[0].tail
    found[0].getparent().replace(found[0], part)
    return True
