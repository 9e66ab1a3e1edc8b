"""What this domain offers to the rest of the house."""

from portal.access import DESK
from portal.manifest import DeskLink, Domain, Panel
from portal.timekeeping import (
    calendars_page,
    clock_page,
    events,
    foreseeing,
    level_page,
    made_page,
    models,
    overdue,
    panels,
    policy,
    pressing,
    promises_page,
    reactions,
)
from portal.web.languages import lazy

TIMEKEEPING = Domain(
    name="timekeeping",
    blueprints=[promises_page.bp],
    policy=policy,
    modules=[
        models,
        events,
        pressing,
        overdue,
        foreseeing,
        reactions,
        calendars_page,
        clock_page,
        made_page,
        level_page,
    ],
    panels_ticket=[
        Panel(
            title="Promises",
            template="timekeeping/desk/_ticket.html",
            context=panels.ticket,
            order=15,
        )
    ],
    panels_concern=[
        Panel(
            title=lazy("What we promised"),
            template="timekeeping/_concern.html",
            context=panels.concern,
            order=10,
        )
    ],
    panels_360=[
        Panel(
            title="Promises",
            template="timekeeping/desk/_customer.html",
            context=panels.customer,
            order=15,
        )
    ],
    desk_links=[
        DeskLink(
            title="Promises",
            sentence="How soon we answer whom, our calendars, and what presses when time runs out.",
            endpoint="timekeeping.promises",
            group="Promises",
            icon="clock",
            shown_to=lambda user: user.role in DESK,
            order=10,
        ),
        DeskLink(
            title="Promises made by hand",
            sentence="What one of us said that we would do, by when, kept and not kept.",
            endpoint="timekeeping.made",
            group="Promises",
            icon="hand",
            shown_to=lambda user: user.role in DESK,
            order=20,
        ),
    ],
)
