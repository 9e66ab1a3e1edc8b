"""What we promise: business calendars, policies, rules that press, and promises made by hand.

A policy says how soon a kind of concern is answered first, answered next and solved; it may be for
one customer level, one department, one product. Each of the three comes from the most specific
policy that makes it, and from the house's own standard where none does.

    made by hand:   open ──► kept
                     └─────► broken        (and withdrawn, when it was a slip)
"""
