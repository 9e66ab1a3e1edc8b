"""How close a customer is to us with each product, as a policy.

    basic        we sell
    reactive     they may call
    accountable  we ask, a short time after the sale, how it does
    proactive    we also suggest better use, and what is new
    partnership  we work with them all the time

The level says which check-ins are owed and within how many working days, which mails are allowed
and which are forbidden. It comes from what was decided for this customer and product, else for
this customer, else from the product line's own default. Every change of the policy is the next
version of it; while there is none, nothing is owed and nothing forbidden.
"""
