"""What kind of customer somebody belongs to."""

from portal.manifest import Segment

SEGMENTS = (
    Segment(
        name="organisations",
        title="Organisations",
        sentence="They sign in for an organisation.",
        holds=lambda user: user.customer.is_organisation,
        order=10,
    ),
)
