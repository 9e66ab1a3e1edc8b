"""Random small product models with every kind of group, rule and term."""

from hypothesis import strategies as st

from portal.configurator.conditions import All, Has, Not, Some
from portal.configurator.model import (
    Count,
    Group,
    Implies,
    Kind,
    Option,
    Pick,
    ProductModel,
    Rule,
    Span,
    Table,
    Term,
    Total,
)

prices = st.integers(-300, 900)
days = st.sampled_from([0, 0, 0, 3, 7, 12])
watts = st.integers(0, 5)


@st.composite
def options(draw, count):
    return tuple(
        Option(
            f"o{number}",
            f"O{number}",
            price=draw(prices),
            days=draw(days),
            amounts={"watts": draw(watts), "supply": draw(watts)},
        )
        for number in range(count)
    )


@st.composite
def groups(draw, name):
    kind = draw(st.sampled_from([Kind.SINGLE, Kind.SINGLE, Kind.SINGLE, Kind.MULTI, Kind.NUMBER]))
    if kind is Kind.NUMBER:
        each = Option("each", "", price=draw(prices), days=draw(days), amounts={"watts": 1})
        span = Span(draw(st.integers(0, 2)), draw(st.integers(2, 4)), 1, each)
        return Group(name, name, kind, span.options, span=span)
    offered = draw(options(draw(st.integers(1, 2 if kind is Kind.MULTI else 4))))
    none = draw(st.sampled_from(["", "", "Without"])) if kind is Kind.SINGLE else ""
    return Group(name, name, kind, offered, none=none)


def picks_of(group):
    return [Pick(group.id, each.id) for each in group.offered]


@st.composite
def conditions(draw, among, depth=2):
    if depth and draw(st.integers(0, 2)) == 0:
        parts = tuple(draw(st.lists(conditions(among, depth - 1), min_size=2, max_size=3)))
        return draw(st.sampled_from([All(parts), Some(parts), Not(parts[0])]))
    group = draw(st.sampled_from(among))
    names = [pick.option for pick in picks_of(group)]
    if group.kind is Kind.NUMBER and draw(st.booleans()):
        sign = draw(st.sampled_from(["<", "<=", ">", ">="]))
        return Has(group.id, (draw(st.sampled_from(names)),), sign)
    if draw(st.booleans()):
        several = draw(st.lists(st.sampled_from(names), min_size=1, max_size=3, unique=True))
        return Has(group.id, tuple(several), "in")
    return Has(group.id, (draw(st.sampled_from(names)),), draw(st.sampled_from(["=", "=", "!="])))


@st.composite
def tables(draw, among):
    plain = [group for group in among if group.kind is not Kind.MULTI]
    chosen = draw(st.lists(st.sampled_from(plain), min_size=1, max_size=3, unique=True))
    cells = [
        st.one_of(
            st.just(("*",)),
            st.lists(
                st.sampled_from([pick.option for pick in picks_of(group)]),
                min_size=1,
                max_size=3,
                unique=True,
            ).map(tuple),
        )
        for group in chosen
    ]
    rows = draw(st.lists(st.tuples(*cells), min_size=1, max_size=6))
    return Table(tuple(group.id for group in chosen), tuple(rows), draw(st.booleans()))


@st.composite
def says(draw, among):
    kinds = ["implies", "implies", "count", "total"]
    if any(group.kind is not Kind.MULTI for group in among):
        kinds.append("table")
    match draw(st.sampled_from(kinds)):
        case "implies":
            return Implies(draw(conditions(among)), draw(conditions(among)))
        case "table":
            return draw(tables(among))
        case "count":
            every = [pick for group in among for pick in picks_of(group)]
            of = draw(st.lists(st.sampled_from(every), min_size=1, max_size=4, unique=True))
            return Count(tuple(of), draw(st.sampled_from([None, 1])), draw(st.integers(1, 3)))
    amounts = {name for group in among for each in group.options for name in each.amounts}
    high = draw(st.sampled_from([*sorted(amounts & {"supply"}), 2, 5, 9]))
    low = None if isinstance(high, str) else draw(st.sampled_from([None, 1, 3]))
    return Total("watts", low, high)


@st.composite
def models(draw):
    among = [draw(groups(f"g{number}")) for number in range(draw(st.integers(1, 4)))]
    rules = draw(st.lists(says(among), max_size=5))
    terms = [
        Term(f"t{number}", f"T{number}", draw(conditions(among)), draw(prices), draw(days))
        for number in range(draw(st.integers(0, 2)))
    ]
    return ProductModel(
        "m",
        "M",
        "EUR",
        tuple(among),
        tuple(Rule(f"r{number}", f"Because {number}.", each) for number, each in enumerate(rules)),
        tuple(terms),
        price=10_000,
        days=5,
    )
