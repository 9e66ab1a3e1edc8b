"""Drawings of a product in layers: one file (SVG) that shows whatever was chosen.

    <g data-when="mudguards = full and tyres != 55">...</g>      only for such builds
    <path stroke="@colour"/> <path fill="@colour/dark"/>         its colour, or a darker one

Only shapes and colours are let in: no script, no style, no address, no text of others. So a drawing
can stand in a page, and is drawn anew for each choice without any script.
"""

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from xml.etree import ElementTree
from xml.sax.saxutils import quoteattr

from portal.configurator import conditions
from portal.configurator.conditions import Condition
from portal.configurator.model import ProductModel

SVG = "{http://www.w3.org/2000/svg}"
TAGS = frozenset({
    "svg", "g", "path", "circle", "ellipse", "rect", "line", "polyline", "polygon", "defs",
    "linearGradient", "radialGradient", "stop", "clipPath",
})  # fmt: skip
ATTRIBUTES = frozenset({
    "id", "d", "cx", "cy", "r", "rx", "ry", "x", "y", "x1", "y1", "x2", "y2", "fx", "fy",
    "width", "height", "points", "offset", "transform", "viewBox", "fill", "stroke", "opacity",
    "fill-opacity", "stroke-opacity", "stop-color", "stop-opacity", "stroke-width",
    "stroke-linecap", "stroke-linejoin", "stroke-dasharray", "stroke-dashoffset", "fill-rule",
    "clip-rule", "clip-path", "gradientUnits", "gradientTransform", "spreadMethod",
    "preserveAspectRatio",
})  # fmt: skip
VALUE = re.compile(r"[\w\s.,#()%+\-@/]*", re.ASCII)
REFERENCE = re.compile(r"url\(#([\w-]+)\)")
COLOUR = re.compile(r"@([a-z0-9._-]+)(/dark)?")
MOST_BYTES = 300_000
DEEPEST = 30
NO_COLOUR = "#9aa0a3"
DARK = 0.74


class Unsafe(ValueError):
    """The drawing has something in it that a page may not show; says what."""


@dataclass(frozen=True)
class Layer:
    """Pieces shown while the condition holds."""

    when: Condition | None
    pieces: tuple["str | Layer | Colour", ...]


@dataclass(frozen=True)
class Colour:
    """The colour of the option chosen in a group."""

    group: str
    is_dark: bool


@dataclass(frozen=True)
class Picture:
    """A drawing that has been read; empty where a model has none."""

    view_box: str
    layer: Layer

    @classmethod
    def read(cls, text: str) -> "Picture":
        """Read a drawing, or say why it is Unsafe."""
        if not text:
            return cls("", Layer(None, ()))
        root = _parsed(text)
        pieces: list[Any] = []
        for child in root:
            _add(pieces, child, 0)
        box = root.get("viewBox", "")
        if not re.fullmatch(r"-?[\d.]+( -?[\d.]+){3}", box):
            raise Unsafe("the drawing needs a viewBox of four numbers")
        return cls(box, Layer(None, _joined(pieces)))

    @classmethod
    def safe(cls, text: str) -> str:
        """The text, once it has been read without complaint."""
        cls.read(text)
        return text

    def __bool__(self) -> bool:
        return bool(self.view_box)

    def conditions(self) -> Iterator[Condition]:
        """Every condition of a layer, for whoever checks that its options are there."""
        layers = [self.layer]
        while layers:
            layer = layers.pop()
            layers += [piece for piece in layer.pieces if isinstance(piece, Layer)]
            if layer.when is not None:
                yield layer.when

    def drawn(self, model: ProductModel, chosen: Mapping[str, Collection[str]]) -> str:
        """What is inside the `<svg>` for a build with these options."""
        out: list[str] = []
        _draw(out, self.layer, model, chosen)
        return "".join(out)

    def as_file(self, model: ProductModel, chosen: Mapping[str, Collection[str]]) -> str:
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{self.view_box}">'
            f"{self.drawn(model, chosen)}</svg>"
        )


def _parsed(text: str) -> ElementTree.Element:
    if len(text) > MOST_BYTES:
        raise Unsafe(f"the drawing is larger than {MOST_BYTES // 1000} KB")
    if "<!DOCTYPE" in text.upper() or "<!ENTITY" in text.upper():
        raise Unsafe("a drawing has no DOCTYPE")
    try:
        root = ElementTree.fromstring(text)
    except (ElementTree.ParseError, ValueError) as error:
        raise Unsafe(f"the drawing cannot be read: {error}") from None
    if root.tag not in (f"{SVG}svg", "svg"):
        raise Unsafe("the file is not an SVG drawing")
    return root


def _add(pieces: list[Any], element: ElementTree.Element, depth: int) -> None:
    """The element as pieces of text, layers and colours."""
    tag = str(element.tag).removeprefix(SVG)
    if tag not in TAGS or depth > DEEPEST:
        raise Unsafe(f"“{tag[:40]}” is not allowed in a drawing, or nested too deep")
    inside: list[Any] = [f"<{tag}"]
    when = None
    for name, value in element.attrib.items():
        if name == "data-when":
            try:
                when = conditions.parse(value)
            except conditions.Unclear as error:
                raise Unsafe(f"data-when “{value[:60]}”: {error}") from None
        else:
            _attribute(inside, name, value)
    if len(element):
        inside.append(">")
        for child in element:
            _add(inside, child, depth + 1)
        inside.append(f"</{tag}>")
    else:
        inside.append("/>")
    pieces += [Layer(when, _joined(inside))] if when else inside


def _attribute(pieces: list[Any], name: str, value: str) -> None:
    if name not in ATTRIBUTES:
        raise Unsafe(f"“{name[:40]}” is not allowed in a drawing")
    if not VALUE.fullmatch(value) or ("(" in REFERENCE.sub("", value) and name != "transform" \
            and name != "gradientTransform"):  # fmt: skip
        raise Unsafe(f"{name} “{value[:40]}” is not allowed in a drawing")
    if name == "id":
        value = f"pic-{value}"
    value = REFERENCE.sub(r"url(#pic-\1)", value)
    colour = COLOUR.fullmatch(value)
    if colour:
        pieces += [f' {name}="', Colour(colour[1], bool(colour[2])), '"']
    else:
        pieces.append(f" {name}={quoteattr(value)}")


def _joined(pieces: list[Any]) -> tuple[Any, ...]:
    """Texts beside each other as one."""
    joined: list[Any] = []
    for piece in pieces:
        if isinstance(piece, str) and joined and isinstance(joined[-1], str):
            joined[-1] += piece
        else:
            joined.append(piece)
    return tuple(joined)


def _draw(
    out: list[str], layer: Layer, model: ProductModel, chosen: Mapping[str, Collection[str]]
) -> None:
    if layer.when is not None and not conditions.holds(layer.when, chosen):
        return
    for piece in layer.pieces:
        if isinstance(piece, str):
            out.append(piece)
        elif isinstance(piece, Layer):
            _draw(out, piece, model, chosen)
        else:
            out.append(_hex(piece, model, chosen))


def _hex(colour: Colour, model: ProductModel, chosen: Mapping[str, Collection[str]]) -> str:
    found = next(
        (
            option.hex
            for group in model.groups
            if group.id == colour.group
            for option in group.options
            if option.id in chosen.get(group.id, ()) and option.hex
        ),
        NO_COLOUR,
    )
    return shade(found) if colour.is_dark else found


def shade(hex_: str) -> str:
    """A darker tone of the colour, as where light does not fall."""
    parts = (int(hex_[at : at + 2], 16) for at in (1, 3, 5))
    return "#" + "".join(f"{round(part * DARK):02x}" for part in parts)
