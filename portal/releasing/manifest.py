"""What this domain offers to the rest of the house."""

from portal.manifest import Domain
from portal.releasing import checking, desk, desk_files, desk_pictures, desk_preview, models

RELEASING = Domain(
    name="releasing",
    modules=[models, checking, desk, desk_files, desk_pictures, desk_preview],
)
