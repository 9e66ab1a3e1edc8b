"""What Marlow Cycles makes to order, and the builds its customers have saved."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

from portal.access import Actor
from portal.building import compiling, publishing, saving
from portal.building.compiling import ready
from portal.building.configuring import of_choices
from portal.building.models import ModelVersion
from portal.configurator import completing
from portal.demo import graphs
from portal.demo.cast import Cast
from portal.demo.timeline import Step

FOLDER = Path(__file__).parent / "models"
OFFERED_SINCE = timedelta(days=75)
SAVED_BEFORE = timedelta(days=4)
MODELS = ("tourer", "laptop", "van")
SAVED = (
    ("maya.okafor@example.com", "tourer", "For the commute", {}),
    ("maya.okafor@example.com", "tourer", "To Santiago", {
        "colour": "petrol", "frame": "titanium", "gears": "hub-14", "shifter": "twist",
        "rear-rack": "40", "handlebar": "butterfly", "tyres": "45"}),
    ("maya.okafor@example.com", "tourer", "With Femi on the back", {
        "shape": "step-through", "colour": "brick", "child-seat": "rear", "stand": "double",
        "motor": "mid-80", "battery": "630", "gears": "chain-11", "drive": "chain"}),
    ("maya.okafor@example.com", "laptop", "", {"case": "black", "memory": "m64"}),
)  # fmt: skip
"""Who saved what under which name: our proposal, with these options instead."""


def steps(cast: Cast, now: datetime) -> Iterator[Step]:
    """The models are published, and weeks later somebody saves builds of them."""
    versions: dict[str, ModelVersion] = {}
    yield Step(now - OFFERED_SINCE, lambda: versions.update(add_models(by=cast.staff["ruben"])))
    for number, saved in enumerate(SAVED):
        yield Step(now - SAVED_BEFORE * (len(SAVED) - number), _save, cast, versions, *saved)


def add_models(*, by: Actor | None) -> dict[str, ModelVersion]:
    """Bring in and publish what is not there yet."""
    found = {}
    graphs.lay_out(compiling.folder())
    for name in MODELS:
        source = (FOLDER / f"{name}.toml").read_text()
        picture = (FOLDER / f"{name}.svg").read_text()
        found[name] = publishing.bring_in(source, picture=picture, publish_it=True, by=by)
    return found


def _save(
    cast: Cast,
    versions: dict[str, ModelVersion],
    address: str,
    model: str,
    name: str,
    instead: dict[str, str],
) -> None:
    version = versions[model]
    its = ready(version)
    wanted = its.compiled.choices(instead.items())
    kept = [pick for pick in its.model.recommended if pick.group not in instead]
    build = completing.nearest(its.compiled, kept, wanted)
    saving.save(version, of_choices(its, build.picks), name=name, by=cast.users[address])
