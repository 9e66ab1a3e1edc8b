"""What customers ask of our models: what they choose, what is refused them, and what they buy.

*Counts* stand behind what happens on the configurator's pages (portal.building.counting): so often
on such a day, with no person behind them. *Rows* stand behind what was saved, quoted and ordered:
those numbers open the builds, quotes and orders that they count.
"""
