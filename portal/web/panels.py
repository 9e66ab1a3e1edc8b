"""Parts of a page that other domains hang there: a ticket's, a customer's."""

from collections.abc import Iterator
from typing import Any

from flask import render_template
from markupsafe import Markup

from portal.manifest import Panel, domains


def drawn(kind: str, thing: Any) -> Iterator[tuple[Panel, Markup]]:
    """The panels that the manifests name under `kind`, in their order, each made of `thing`.

    One whose context is None is left out before its template is looked at.
    """
    panels = [panel for domain in domains() for panel in getattr(domain, kind)]
    for panel in sorted(panels, key=lambda panel: panel.order):
        context = panel.context(thing)
        if context is not None:
            yield panel, Markup(render_template(panel.template, **context))
