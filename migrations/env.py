"""Runs the migrations on the connection that portal.schema hands over, in one transaction."""

from alembic import context

from portal import app  # noqa: F401 -- imports every domain, so that the metadata is whole
from portal.database import Model
from portal.schema import is_ours

connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=Model.metadata,
    include_object=is_ours,
    render_as_batch=connection.dialect.name == "sqlite",
    user_module_prefix="types.",
)
with context.begin_transaction():
    context.run_migrations()
