"""What goes by itself: links that are long over are forgotten."""

from datetime import timedelta

from portal.jobs import sweep
from portal.sharing import links


@sweep(every=timedelta(hours=1))
def forget_links_that_are_over() -> int:
    return links.forget_old()
