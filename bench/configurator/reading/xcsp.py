"""XCSP 2.1: domains, variables, relations (supports, conflicts) and constraints that name them."""

from lxml import etree

from bench.configurator.instance import Instance
from portal.configurator.engine.problem import Table


def read(name: str, text: str) -> Instance:
    instance = Instance(name)
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True)
    root = etree.fromstring(text.encode(), parser)
    domains = {each.get("name"): _domain(each.text) for each in root.iter("domain")}
    number: dict[str, int] = {}
    position: list[dict[int, int]] = []
    for each in root.iter("variable"):
        values = domains[each.get("domain")]
        number[each.get("name")] = instance.add(each.get("name"), [str(v) for v in values])
        position.append({value: place for place, value in enumerate(values)})
    relations = {each.get("name"): each for each in root.iter("relation")}
    for each in root.iter("constraint"):
        relation = relations.get(each.get("reference"))
        if relation is None:
            raise ValueError(
                f"{each.get('name')}: only relations are read, not {each.get('reference')}"
            )
        scope = tuple(number[variable] for variable in each.get("scope").split())
        instance.problem.constraints.append(_table(relation, scope, position))
    return instance


def _domain(text: str) -> list[int]:
    values: list[int] = []
    for word in text.split():
        if ".." in word:
            low, high = word.split("..")
            values += range(int(low), int(high) + 1)
        else:
            values.append(int(word))
    return values


def _table(
    relation: etree._Element, scope: tuple[int, ...], position: list[dict[int, int]]
) -> Table:
    """A row with a value outside of its domain can never be met, so it is left out."""
    rows = []
    places = [position[variable] for variable in scope]
    for row in (relation.text or "").split("|"):
        values = [int(word) for word in row.split()]
        if len(values) == len(scope) and all(
            value in place for value, place in zip(values, places, strict=True)
        ):
            rows.append(tuple(place[v] for v, place in zip(values, places, strict=True)))
    return Table(scope, tuple(rows), allowed=relation.get("semantics") == "supports")
