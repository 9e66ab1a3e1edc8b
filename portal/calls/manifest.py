"""What this domain offers to the rest of the house."""

from portal.access import DESK
from portal.calls import desk, models, panels, personal, policy, queries
from portal.calls.routes import bp
from portal.manifest import DeskLink, Domain, Panel, TicketSource
from portal.web.languages import lazy

CALLS = Domain(
    name="calls",
    blueprints=[bp, desk.bp],
    policy=policy,
    modules=[models],
    personal_data=personal.TABLES,
    panels_concern=[
        Panel(title=lazy("On the telephone"), template="calls/_calls.html", context=panels.concern)
    ],
    panels_order=[
        Panel(title=lazy("On the telephone"), template="calls/_calls.html", context=panels.order)
    ],
    panels_ticket=[
        Panel(title="Calls", template="calls/desk/_panel.html", context=panels.ticket, order=50)
    ],
    panels_360=[
        Panel(title="Calls", template="calls/desk/_panel.html", context=panels.customer, order=30)
    ],
    ticket_sources=[TicketSource(name="calls", title="A call", tickets=queries.their_tickets)],
    desk_pages={"call": desk.page_of},
    desk_links=[
        DeskLink(
            title="Calls",
            sentence="Write a call down, and read what was said before",
            endpoint="calls_desk.index",
            group="Concerns",
            icon="phone",
            shown_to=lambda user: user.role in DESK,
        )
    ],
)
