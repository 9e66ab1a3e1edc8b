"""What two people made of the same model, as one: each keeps what only they changed."""

from collections.abc import Sequence
from dataclasses import fields, is_dataclass, replace
from typing import Any

from portal.configurator.elements import LISTS, Key, put_together, taken_apart
from portal.configurator.model import ProductModel

NOTHING = object()


class Clash(ValueError):
    """Both changed the same element, each in their own way. `keys` say which."""

    def __init__(self, keys: Sequence[Key]):
        super().__init__(", ".join(" ".join(key) for key in keys))
        self.keys = list(keys)


def merged(base: ProductModel, mine: ProductModel, theirs: ProductModel) -> ProductModel:
    """Their model with what mine changed of the base; Clash where both changed the same thing.

    Of one option, one may change the price while the other changes the name. What the one removes
    while the other changes it is a clash. Where both move things about, my order counts.
    """
    was, my, their = taken_apart(base), taken_apart(mine), taken_apart(theirs)
    if my["order", "groups"] != their["order", "groups"]:
        _nothing_beneath_what_is_gone(was, my, their)
    result, clashes = {}, []
    for key in dict.fromkeys([*their, *my]):
        one, other, before = (each.get(key, NOTHING) for each in (my, their, was))
        if key[0] == "order":
            result[key] = _order(before, one, other)
            continue
        value = _value(before, one, other)
        if value is Clash:
            clashes.append(key)
        elif value is not NOTHING:
            result[key] = value
    if clashes:
        raise Clash(clashes)
    _only_what_is_there(result)
    return put_together(result)


def _value(before: Any, mine: Any, theirs: Any) -> Any:
    if mine == theirs or theirs == before:
        return mine
    if mine == before:
        return theirs
    if NOTHING in (before, mine, theirs) or not is_dataclass(mine):
        return Clash
    return _by_field(before, mine, theirs)


def _by_field(before: Any, mine: Any, theirs: Any) -> Any:
    """An option whose price the one and whose name the other has changed."""
    kept = {}
    for each in fields(mine):
        was, my, their = (getattr(one, each.name) for one in (before, mine, theirs))
        if my != their and was not in (my, their):
            return Clash
        kept[each.name] = their if my == was else my
    return replace(mine, **kept)


def _order(before: Any, mine: Any, theirs: Any) -> tuple[str, ...]:
    """Mine, with what they added behind whatever it stood behind; what either removed is gone."""
    mine, theirs, before = (() if each is NOTHING else each for each in (mine, theirs, before))
    if mine == before:
        return theirs
    gone = set(before) - set(mine) | set(before) - set(theirs)
    order = [each for each in mine if each not in gone]
    for place, each in enumerate(theirs):
        if each not in order and each not in gone:
            earlier = [one for one in theirs[:place] if one in order]
            order.insert(order.index(earlier[-1]) + 1 if earlier else 0, each)
    return tuple(order)


def _nothing_beneath_what_is_gone(was: dict, my: dict, their: dict) -> None:
    """A group that the one removes while the other changes its options is a clash."""
    for one, other in ((my, their), (their, my)):
        for key in [key for key in was if key[0] == "group" and key not in one]:
            inside = [each for each in {*was, *other} if each[0] == "option" and each[1] == key[1]]
            if any(was.get(each) != other.get(each) for each in inside):
                raise Clash([key])


def _only_what_is_there(result: dict[Key, Any]) -> None:
    for name, kind in LISTS.items():
        result["order", name] = tuple(
            each for each in result["order", name] if (kind, each) in result
        )
    for key in [key for key in result if key[:2] == ("order", "options")]:
        result[key] = tuple(each for each in result[key] if ("option", key[2], each) in result)
