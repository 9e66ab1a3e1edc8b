"""Shared links: an address that shows one thing, read-only, to whoever has it.

    live -> ended (by hand) or expired                 both for good

Whose thing it is makes the link, says how long it lives, and ends it at once. What a link shows is
the matter of the domain that owns the thing (`shared_pages` of its manifest), which also says
whether its maker may still show it.
"""
