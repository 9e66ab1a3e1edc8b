"""What this domain offers to the rest of the house."""

from portal.access import DESK
from portal.manifest import DeskLink, Domain
from portal.team import counting, desk, jobs, models, policy

TEAM = Domain(
    name="team",
    blueprints=[desk.bp],
    policy=policy,
    modules=[models, counting, jobs],
    desk_links=[
        DeskLink(
            title="The team in numbers",
            sentence="What came, what was answered and solved, what waits and since when",
            endpoint="team.index",
            group="The team",
            icon="chart-column",
            shown_to=lambda user: user.role in DESK,
        )
    ],
)
