"""Tickets: what customers raise and the desk answers. On the customer's screen: *concerns*.

    new -> open <-> waiting -> solved -> open (reopened)

*new*: nobody answered yet. *open*: we are on it. *waiting*: it is the customer's turn.
*solved*: ended, by the desk or by the customer; a later word reopens it. A ticket from an address
nobody has confirmed is *unconfirmed*: the desk sees and answers it, but it is shown to no customer
until the reader of that address has shown that they are.
"""
