"""Small product models for tests, and all of their builds."""

from itertools import chain, combinations, product

from portal.building import publishing
from portal.building.models import ModelVersion
from portal.configurator.conditions import holds
from portal.configurator.model import Count, Implies, Kind, Pick, ProductModel

BIKE = """
id = "city"
name = "City bike"
currency = "EUR"
price = 100000
days = 20
note = "Prices include VAT."
recommended = ["frame = steel", "colour = red", "tyres = 45", "bags = 2"]

[[groups]]
id = "frame"
label = "Frame"
[[groups.options]]
id = "steel"
label = "Steel"
[[groups.options]]
id = "titanium"
label = "Titanium"
price = 128000
days = 15

[[groups]]
id = "colour"
label = "Colour"
[[groups.options]]
id = "red"
label = "Red"
hex = "#a03020"
[[groups.options]]
id = "blue"
label = "Blue"
price = 2000
hex = "#2040a0"
[[groups.options]]
id = "bare"
label = "Bare metal"
price = -4000
hex = "#999999"

[[groups]]
id = "tyres"
label = "Tyres"
[[groups.options]]
id = "36"
label = "36 mm"
[[groups.options]]
id = "45"
label = "45 mm"
price = 3000
[[groups.options]]
id = "50"
label = "50 mm"
price = 4500

[[groups]]
id = "guards"
label = "Mudguards"
none = "No mudguards"
[[groups.options]]
id = "full"
label = "Full"
price = 8500

[[groups]]
id = "extras"
label = "Equipment"
kind = "multi"
[[groups.options]]
id = "rack"
label = "Rack"
price = 11000
[[groups.options]]
id = "panniers"
label = "Panniers"
price = 16900
[[groups.options]]
id = "bell"
label = "Bell"
price = 2200

[[groups]]
id = "bags"
label = "Bags"
kind = "number"
low = 0
high = 3
each = { label = "bags", price = 1500 }

[[rules]]
id = "bare-titanium"
because = "Only titanium is rust-free without paint."
when = "colour = bare"
then = "frame = titanium"

[[rules]]
id = "titanium-colours"
because = "Red paint does not hold on titanium."
not_together = ["frame = titanium", "colour = red"]

[[rules]]
id = "wide-guards"
because = "There is no room for a mudguard over 50 mm."
not_together = ["tyres = 50", "guards = full"]

[[rules]]
id = "panniers-rack"
because = "Panniers hang on a rack."
when = "extras = panniers"
then = "extras = rack"

[[rules]]
id = "bags-panniers"
because = "Three bags need panniers."
when = "bags >= 3"
then = "extras = panniers"

[[terms]]
id = "bundle"
label = "Touring bundle"
when = "guards = full and extras = rack"
amount = -2500
"""
LAMPS = "".join(
    f'[[groups.options]]\nid = "l{n}"\nlabel = "Lamp {n}"\namounts = {{ watts = {2**n} }}\n'
    for n in range(19)
)
TOO_FINE = f"""{BIKE}
[[groups]]
id = "lamps"
label = "Lamps"
kind = "multi"
{LAMPS}
[[rules]]
id = "watts"
because = "The dynamo gives no more."
total = "watts"
at_most = 400000
"""
"""A file that reads well, with a sum that nothing can be worked out of."""
PICTURE = """<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 60">
<path d="M0 0H9" stroke="@colour"/><g data-when="guards = full"><circle cx="7" cy="7" r="3"/></g>
</svg>"""


def published(source: str = BIKE, picture: str = PICTURE) -> ModelVersion:
    return publishing.bring_in(source, picture=picture, publish_it=True, by=None)


def every_build(model: ProductModel) -> list[dict[str, tuple[str, ...]]]:
    """All builds there are: {group: its options}, tried one by one against the rules."""
    parts = []
    for group in model.groups:
        ids = [each.id for each in group.offered]
        if group.kind is Kind.MULTI:
            sets = chain.from_iterable(combinations(ids, size) for size in range(len(ids) + 1))
            parts.append([(group.id, chosen) for chosen in sets])
        else:
            parts.append([(group.id, (each,)) for each in ids])
    builds = (dict(each) for each in product(*parts))
    return [each for each in builds if all(_keeps(rule.says, each) for rule in model.rules)]


def price_of(model: ProductModel, build: dict[str, tuple[str, ...]]) -> int:
    parts = sum(model.option(Pick(g, o)).price for g, options in build.items() for o in options)
    return model.price + parts + sum(t.amount for t in model.terms if holds(t.when, build))


def has(build: dict[str, tuple[str, ...]], picks: list[tuple[str, str]]) -> bool:
    return all(option in build[group] for group, option in picks)


def _keeps(says: Implies | Count, build: dict[str, tuple[str, ...]]) -> bool:
    assert isinstance(says, Implies)
    return not holds(says.when, build) or holds(says.then, build)
