"""Forms as browsers see them: which controls they have, and what pressing a button sends."""

import io
import re
from dataclasses import dataclass
from typing import Any

from lxml import html

CONTROLS = ".//input[@name] | .//select[@name] | .//textarea[@name]"
OUTSIDE = '//*[self::input or self::select or self::textarea][@name][@form="{}"]'
BUTTONS = './/button[not(@type) or @type="submit"] | .//input[@type="submit" or @type="image"]'


@dataclass(frozen=True)
class Submission:
    """What goes to the server, and the form and button it came from."""

    method: str
    action: str
    fields: list[tuple[str, str]]
    files: list[tuple[str, tuple[io.BytesIO, str]]]
    form: html.HtmlElement
    button: html.HtmlElement


class Form:
    def __init__(self, node: html.HtmlElement, tree: html.HtmlElement) -> None:
        self.node = node
        self.tree = tree
        outside = OUTSIDE.format(node.get("id")) if node.get("id") else None
        self.controls = [*node.xpath(CONTROLS), *(tree.xpath(outside) if outside else [])]
        self.controls = [each for each in self.controls if each.get("form", node.get("id")) ==
                         node.get("id")]  # fmt: skip

    def control(self, called: str) -> html.HtmlElement | None:
        """The (first) control of this name, label or legend."""
        wanted = as_word(called)
        for each in self.controls:
            if each.get("name") == called:
                return each
        for each in self.controls:
            if wanted in {as_word(name) for name in self._names(each)}:
                return each
        return None

    def value(self, called: str) -> Any:
        control = self.control(called)
        sent = [value for name, value in self._sent() if name == control.get("name")]
        return sent[0] if len(sent) == 1 else sent or None

    def submission(self, button: html.HtmlElement, filled: dict[str, Any]) -> Submission:
        """The form with `filled` typed into it, sent with `button`."""
        files: list[tuple[str, tuple[io.BytesIO, str]]] = []
        for called, value in filled.items():
            control = self.control(called)
            assert control is not None, f"no field {called!r}; there are {self._all_names()}"
            if control.get("type") == "file":
                files += [(control.get("name"), each) for each in _uploads(value)]
            else:
                self._set(control, value)
        fields = self._sent()
        if button.get("name"):
            fields.append((button.get("name"), button.get("value", "")))
        for attribute in ("action", "method"):
            assert attribute in self.node.attrib, f"a form without {attribute}: {self._shown()}"
        return Submission(
            method=button.get("formmethod", self.node.get("method")).upper(),
            action=button.get("formaction", self.node.get("action")),
            fields=fields,
            files=self._as_multipart(files),
            form=self.node,
            button=button,
        )

    def _as_multipart(self, files: list[Any]) -> list[Any]:
        """A multipart form sends its empty file fields too, as one part without a name."""
        is_multipart = self.node.get("enctype") == "multipart/form-data"
        assert is_multipart or not files, f"files need a multipart form: {self._shown()}"
        if not is_multipart:
            return []
        sent = {name for name, _ in files}
        empty = [
            (each.get("name"), (io.BytesIO(), ""))
            for each in self.controls
            if each.get("type") == "file" and each.get("name") not in sent
        ]
        return [*files, *empty]

    def _set(self, control: html.HtmlElement, value: Any) -> None:
        kind = control.get("type", "") if control.tag == "input" else control.tag
        if kind in ("radio", "checkbox"):
            self._choose(control, value)
        elif kind == "select":
            self._select(control, value)
        elif kind == "textarea":
            control.text = str(value)
        else:
            control.set("value", str(value))

    def _choose(self, control: html.HtmlElement, value: Any) -> None:
        group = [each for each in self.controls if each.get("name") == control.get("name")]
        if isinstance(value, bool):
            chosen = [control] if value else []
        else:
            wanted = [value] if isinstance(value, str) else list(value)
            chosen = [e for e in group if {e.get("value"), self._label(e)} & set(map(str, wanted))]
            assert len(chosen) == len(wanted), f"choose among {[self._label(e) for e in group]}"
        for each in group:
            each.attrib.pop("checked", None)
        for each in chosen:
            each.set("checked", "")

    @staticmethod
    def _select(control: html.HtmlElement, value: Any) -> None:
        wanted = {str(value)} if isinstance(value, str) or not hasattr(value, "__iter__") else {
            str(each) for each in value}  # fmt: skip
        found = 0
        for option in control.iter("option"):
            option.attrib.pop("selected", None)
            text = " ".join(option.text_content().split())
            if {option.get("value", text), text} & wanted:
                option.set("selected", "")
                found += 1
        assert found == len(wanted), f"{wanted} is no choice of {control.get('name')}"

    def _sent(self) -> list[tuple[str, str]]:
        return [(each.get("name"), value) for each in self.controls for value in _values(each)]

    def _names(self, control: html.HtmlElement) -> list[str]:
        names = [control.get("aria-label") or "", self._label(control)]
        names += [legend.text_content() for legend in control.xpath("ancestor::fieldset[1]/legend")]
        return names

    def _label(self, control: html.HtmlElement) -> str:
        labels = control.xpath("ancestor::label")
        if control.get("id"):
            labels += self.tree.xpath(f'//label[@for="{control.get("id")}"]')
        return " ".join(" ".join(each.text_content() for each in labels).split())

    def _all_names(self) -> list[str]:
        return [f"{each.get('name')} ({self._label(each)})" for each in self.controls]

    def _shown(self) -> str:
        return html.tostring(self.node, encoding="unicode")[:300]


def as_word(text: str) -> str:
    """A label as a keyword: "Your reply (optional)" is your_reply."""
    return re.sub(r"\W+", "_", text.replace("(optional)", "").strip().lower()).strip("_")


def button_called(text: str, place: html.HtmlElement, page: object) -> html.HtmlElement:
    buttons = place.xpath(BUTTONS)
    found = [each for each in buttons if text in button_names(each)]
    names = [button_names(each)[0] for each in buttons]
    assert found, f"{page} has no button {text!r}; it has {names}"
    assert len(found) == 1, f"{page} has {len(found)} buttons {text!r}: say within which id"
    return found[0]


def button_names(button: html.HtmlElement) -> list[str]:
    text = " ".join(button.text_content().split())
    names = [text, button.get("aria-label"), button.get("title"), button.get("value")]
    return [name for name in names if name]


def form_holding(button: html.HtmlElement, tree: html.HtmlElement) -> Form:
    if button.get("form"):
        forms = tree.xpath(f'//form[@id="{button.get("form")}"]')
    else:
        forms = button.xpath("ancestor::form")
    assert forms, f"the button {button_names(button)} is in no form"
    return Form(forms[-1], tree)


def _values(control: html.HtmlElement) -> list[str]:
    """What this control contributes when its form is sent."""
    if "disabled" in control.attrib:
        return []
    if control.tag == "textarea":
        text = control.text or ""
        return [text.removeprefix("\n").replace("\r\n", "\n").replace("\n", "\r\n")]
    if control.tag == "select":
        options = list(control.iter("option"))
        chosen = [each for each in options if "selected" in each.attrib]
        if not chosen and "multiple" not in control.attrib:
            chosen = options[:1]
        return [each.get("value", each.text_content()) for each in chosen]
    kind = control.get("type", "text")
    if kind in ("submit", "button", "image", "reset", "file"):
        return []
    if kind in ("radio", "checkbox"):
        return [control.get("value", "on")] if "checked" in control.attrib else []
    return [control.get("value", "")]


def _uploads(value: Any) -> list[tuple[io.BytesIO, str]]:
    pairs = [value] if isinstance(value, tuple) else list(value)
    return [(io.BytesIO(content), name) for name, content in pairs]
