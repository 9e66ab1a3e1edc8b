"""The production board: every order that is being built, in columns by stage.

People at the desk move cards; the shop floor sends what it did as a CSV file, tried out before it
is taken over. What happens to one order stands in portal.orders.
"""
