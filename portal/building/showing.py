"""What pages show of a version or a build: its picture, its name, what it costs from."""

from dataclasses import dataclass
from typing import Any

from flask import url_for
from markupsafe import Markup

from portal.building.choices import pairs
from portal.building.compiling import ready
from portal.building.configuring import Configured, by_group, of_choices
from portal.building.models import Build, ModelVersion
from portal.building.starting import pictured
from portal.configurator.answers import Range
from portal.configurator.model import ProductModel


@dataclass(frozen=True)
class Shown:
    """A model that can be chosen."""

    slug: str
    model: ProductModel
    range: Range
    has_picture: bool

    @classmethod
    def of(cls, version: ModelVersion) -> "Shown":
        its = ready(version)
        slug = version.model.slug
        return cls(slug, its.model, of_choices(its, ()).range, bool(its.picture))


def picture_of(made: Configured) -> dict[str, Any] | None:
    """The drawing as it stands inside a page; it was made safe before it was kept."""
    picture = made.ready.picture
    if not picture:
        return None
    body = picture.drawn(made.model, by_group(pictured(made)))
    return {"view_box": picture.view_box, "body": Markup(body), "caption": caption(made)}


def caption(made: Configured) -> str:
    """The first things anybody sees: "Marlow Tourer, Medium, Ochre"."""
    seen = [made.model.name]
    chosen = by_group(made.choices)
    for place, group in enumerate(made.model.groups):
        for option in group.options:
            if option.id in chosen.get(group.id, ()) and (place == 0 or option.hex):
                seen.append(option.label)
    return ", ".join(seen[:4])


def url_of(build: Build) -> str:
    """Where this build can be changed: its choices, in the model as it is offered today."""
    chosen: dict[str, list[str]] = {}
    for group, option in pairs(build.choices):
        chosen.setdefault(group, []).append(option)
    return url_for("building.configure", slug=build.version.model.slug, **chosen)
