"""The team's work in numbers: what came, what was answered and solved, what waits and since when.

A *count* is how many tickets did one thing on one day: kept by workers, never by the page, so that
a million tickets cost the page no more than a thousand. A day can be counted again at any time and
comes out the same; each is, now and then, whether anything is known to have changed or not.
"""
