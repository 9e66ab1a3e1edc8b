"""A product model as a TOML file that people read, review and keep under version control.

    id = "marlow"                      # letters, digits, hyphens: ids are part of addresses
    name = "Marlow"
    currency = "EUR"
    price = 189000                     # minor units: 1,890.00
    days = 15                          # lead time of the bare product
    grams = 14500

    [[groups]]
    id = "drive"
    label = "Drive"
    kind = "single"                    # single, multi or number
    none = "No rack"                   # only where "without" is a choice of a single group
    [[groups.options]]
    id = "belt"
    label = "Belt"
    price = 24000
    amounts = { watts = 5 }            # what rules add up; also hex = "#1d3b2f", note, advice

    [[groups]]                         # a number group has no options but a span
    id = "seats"
    label = "Seats"
    kind = "number"
    low = 2
    high = 9
    each = { label = "seats", price = 21000, days = 3 }

    [[rules]]                          # exactly one of these five kinds, and always a because
    id = "belt-needs-hub"
    because = "A belt cannot bend round derailleur gears."
    when = "drive = belt"
    then = "gears in (hub8, hub14)"
    #   not_together = ["drive = belt", "gears = derailleur"]
    #   groups = ["wheel", "tyre"]     with   allow = [["28", "40mm"], ["26", ["50mm", "60mm"]]]
    #                                  or     forbid = [["28", "*"]]
    #   count = ["extras = rack", "extras = basket"]   with   at_least = 1   at_most = 1
    #   total = "watts"                with   at_most = 250   or   at_most = "supply"

    [[terms]]                          # a price that depends on several choices, or a bundle
    id = "touring"
    label = "Touring bundle"
    when = "lights = dynamo and mudguards = full"
    amount = -4000

    [[stages]]                         # words for ordered, frame, paint, assembly or ready
    id = "frame"
    label = "Body"
    now = "the body is being built"
    days = 12                          # against the other stages
    parts = { cut = "Panels cut", joined = "Joined" }

JSON with the same keys is read as well. A file with faults is refused with all of them.
"""

import json
import re
import tomllib
from collections.abc import Iterator, Mapping

from portal.configurator.conditions import write as condition_text
from portal.configurator.elements import Key
from portal.configurator.faults import Unsound
from portal.configurator.model import Count, Group, Implies, ProductModel, Rule, Table, Total
from portal.configurator.reading import read_model

MOST_BYTES = 5_000_000
BARE = re.compile(r"[A-Za-z0-9_-]+")
OPTION_NAMES = ("id", "label", "price", "days", "grams", "hex", "note", "advice", "amounts")


def read(text: str | bytes) -> ProductModel:
    """The model that a TOML or JSON text describes; Unsound with every fault it has."""
    if len(text) > MOST_BYTES:
        raise Unsound([f"the file is larger than {MOST_BYTES // 1_000_000} MB"])
    if isinstance(text, bytes):
        try:
            text = text.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            raise Unsound([f"the file is not UTF-8: byte {error.start + 1}"]) from None
    try:
        if text.lstrip().startswith("{"):
            tree = json.loads(text)
        else:
            tree = tomllib.loads(text.replace("\r\n", "\n"))
    except (ValueError, RecursionError) as error:
        raise Unsound([f"the file cannot be read: {error}"]) from None
    return read_model(tree)


def write(model: ProductModel) -> str:
    """The model as TOML; read(write(model)) is the model."""
    text = "".join(("\n" if key[0] == "option" else "\n\n") + each for key, each in pieces(model))
    return text.lstrip("\n") + "\n"


def pieces(model: ProductModel) -> Iterator[tuple[Key, str]]:
    """The file in pieces, each with the key of the element that it describes."""
    head = _lines(
        id=model.id,
        name=model.name,
        currency=model.currency,
        price=model.price,
        days=model.days,
        grams=model.grams,
        note=model.note,
        recommended=[f"{group} = {option}" for group, option in model.recommended],
    )
    yield ("about",), "\n".join(head)
    for group in model.groups:
        yield ("group", group.id), "\n".join(["[[groups]]", *_group(group)])
        for option in () if group.span else group.options:
            lines = _lines(**_option(option, *OPTION_NAMES))
            yield ("option", group.id, option.id), "\n".join(["[[groups.options]]", *lines])
    for rule in model.rules:
        lines = [*_lines(id=rule.id, because=rule.because), *_says(rule)]
        yield ("rule", rule.id), "\n".join(["[[rules]]", *lines])
    for term in model.terms:
        lines = _lines(id=term.id, label=term.label, when=condition_text(term.when),
                       amount=term.amount, days=term.days)  # fmt: skip
        yield ("term", term.id), "\n".join(["[[terms]]", *lines])
    for stage in model.stages:
        lines = _lines(id=stage.id, label=stage.label, now=stage.now, days=stage.days,
                       parts=stage.parts)  # fmt: skip
        yield ("stage", stage.id), "\n".join(["[[stages]]", *lines])


def _group(group: Group) -> list[str]:
    lines = _lines(
        id=group.id,
        label=group.label,
        kind=str(group.kind),
        none=group.none,
        note=group.note,
        frozen=group.frozen,
    )
    if group.span:
        span = group.span
        lines += [f"low = {span.low}", f"high = {span.high}", f"step = {span.step}"]
        each = _lines(**_option(span.each, *OPTION_NAMES[1:]))
        return [*lines, f"each = {{ {', '.join(each)} }}"]
    return lines


def _option(option: object, *names: str) -> dict[str, object]:
    return {name: getattr(option, name) for name in names}


def _says(rule: Rule) -> list[str]:
    match rule.says:
        case Implies(when, then):
            return _lines(when=condition_text(when), then=condition_text(then))
        case Table(groups, rows, forbids):
            cells = [[list(cell) if len(cell) > 1 else cell[0] for cell in row] for row in rows]
            kind = "forbid" if forbids else "allow"
            rows_ = ",\n".join(f"  {_value(row)}" for row in cells)
            return [f"groups = {_value(list(groups))}", f"{kind} = [\n{rows_}\n]"]
        case Count(of, low, high):
            lines = _lines(count=[f"{group} = {option}" for group, option in of])
            return lines + _bounds(low, high)
        case Total(amount, low, high):
            return _lines(total=amount) + _bounds(low, high)
    raise TypeError(rule.says)


def _bounds(low: int | str | None, high: int | str | None) -> list[str]:
    lines = [] if low is None else [f"at_least = {_value(low)}"]
    return lines + ([] if high is None else [f"at_most = {_value(high)}"])


def _lines(**values: object) -> list[str]:
    """Keys with values; what is empty or zero goes without saying."""
    return [f"{key} = {_value(value)}" for key, value in values.items() if value]


def _value(value: object) -> str:
    if isinstance(value, Mapping):
        return f"{{ {', '.join(f'{_key(k)} = {_value(v)}' for k, v in value.items())} }}"
    if isinstance(value, list | tuple):
        return f"[{', '.join(_value(each) for each in value)}]"
    if isinstance(value, int):
        return str(value)
    return json.dumps(str(value), ensure_ascii=False).replace("\x7f", "\\u007F")


def _key(name: str) -> str:
    return name if BARE.fullmatch(name) else json.dumps(name, ensure_ascii=False)
