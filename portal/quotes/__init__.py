"""Quotes and orders of what was built to order.

A customer asks for a quote of a build; the desk issues it, and they accept or decline it:

    asked -> issued -> accepted      an order is placed in the same moment
                    -> declined
          -> withdrawn               by its customer, before it is issued
    An issued quote whose time is over is *expired*: nobody can accept it, and a fresh one is asked
    for with one button.

Or they order at the list price at once. Either way everything is computed here from the versioned
model; what a form says of prices is compared, never used. The order keeps what it was made of
(model version, choices, price) as an *ordered build*, so that it can be replayed; each change that
is agreed later is another one.
"""
