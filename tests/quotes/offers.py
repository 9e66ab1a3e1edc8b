"""A small bicycle made to order, and builds of it."""

from portal.building import publishing, saving
from portal.building.configuring import configured
from portal.building.models import Build, ModelVersion

SOURCE = """
id = "tourer"
name = "Tourer"
currency = "EUR"
price = 100000
days = 20

[[groups]]
id = "frame"
label = "Frame"
kind = "single"
[[groups.options]]
id = "steel"
label = "Steel"
[[groups.options]]
id = "titanium"
label = "Titanium"
price = 90000
days = 10

[[groups]]
id = "colour"
label = "Colour"
kind = "single"
frozen = "paint"
[[groups.options]]
id = "ochre"
label = "Ochre"
[[groups.options]]
id = "petrol"
label = "Petrol"
price = 5000
[[groups.options]]
id = "raw"
label = "Bare metal"

[[groups]]
id = "gears"
label = "Gears"
kind = "single"
frozen = "assembly"
[[groups.options]]
id = "hub"
label = "Hub gear"
price = 20000
[[groups.options]]
id = "chain"
label = "Derailleur"
[[groups.options]]
id = "fast"
label = "Electronic"
price = 60000
days = 15

[[groups]]
id = "extras"
label = "Extras"
kind = "multi"
frozen = "assembly"
[[groups.options]]
id = "rack"
label = "Rack"
price = 9000
[[groups.options]]
id = "bell"
label = "Bell"
price = 1500

[[rules]]
id = "bare-titanium"
because = "Only titanium is rust-free without paint."
when = "colour = raw"
then = "frame = titanium"

[[rules]]
id = "hub-rack"
because = "The hub gear leaves no room for the rack."
when = "gears = hub"
then = "extras != rack"

[[terms]]
id = "bundle"
label = "Rack and bell together"
when = "extras = rack and extras = bell"
amount = -500
"""
USUAL = {"frame": "steel", "colour": "ochre", "gears": "chain", "extras": "bell"}
USUAL_PRICE = 101_500


def offered(source: str = SOURCE) -> ModelVersion:
    return publishing.bring_in(source, publish_it=True, by=None)


def changed(*pairs: tuple[str, str]) -> str:
    """The same bicycle with other words in its file."""
    source = SOURCE
    for before, after in pairs:
        assert before in source
        source = source.replace(before, after, 1)
    return source


DEARER = changed(("price = 100000", "price = 110000"))
CHEAPER = changed(("price = 100000", "price = 90000"))
WITHOUT_OCHRE = changed(('[[groups.options]]\nid = "ochre"\nlabel = "Ochre"\n', ""))


def build(of, version: ModelVersion | None = None, **instead: str) -> Build:
    version = version or offered()
    wanted = USUAL | instead
    pairs = [(group, each) for group, options in wanted.items() for each in options.split()]
    return saving.save(version, configured(version, pairs), by=of)
