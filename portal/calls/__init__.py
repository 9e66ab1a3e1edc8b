"""Telephone calls: who rang or was rung, what it was about, what was said and what was promised.

A *call* is written down by whoever spoke. Colleagues read all of it; the customer reads that it
took place, with whom and what was promised, never the notes.
"""
