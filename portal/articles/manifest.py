"""What this domain offers to the rest of the house."""

from portal.articles import desk, desk_writing, helping_routes, jobs, models, policy
from portal.articles.routes import bp
from portal.manifest import Domain, NavItem

ARTICLES = Domain(
    name="articles",
    blueprints=[bp],
    policy=policy,
    modules=[models, jobs, helping_routes, desk, desk_writing],
    nav=[
        NavItem(endpoint="articles.index", text="Help", icon="circle-help", order=60),
        NavItem(
            endpoint="articles.desk_index", text="Articles", icon="file-text", side="desk", order=60
        ),
    ],
)
