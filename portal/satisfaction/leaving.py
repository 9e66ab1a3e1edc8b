"""Questions that stand on a yes and are about to leave: a no since then wins."""

from collections.abc import Sequence

from portal.consent.standing import standings_at
from portal.customers.registering import contact_points_at
from portal.messages.going import Stop
from portal.messages.models import Message
from portal.satisfaction.mails import REFERENCE, SURVEYS
from portal.satisfaction.permission import permission


def may_still_go(messages: Sequence[Message]) -> dict[int, Stop]:
    """For the manifest. Mails that ask nothing of ours are none of ours."""
    asked = [each for each in messages if each.reference.startswith(REFERENCE)]
    if not asked:
        return {}
    points = contact_points_at({each.to_address for each in asked})
    standing = standings_at({each.id for each in points.values()})
    said = {}
    for each in asked:
        point = points.get(each.to_address)
        if point is None or point.customer_id != each.customer_id:
            said[each.id] = Stop("not an address of this customer any more")
            continue
        found = permission(point, standing[point.id][SURVEYS], leaving=each)
        if not found.allowed:
            said[each.id] = Stop(found.reason)
    return said
