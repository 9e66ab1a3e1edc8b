"""Deadlines in working time. Pure: values in, values out.

A calendar knows when people work; the reckoning turns what happened to a concern into clocks that
run and stand still, and into the moments by which something is due.
"""
