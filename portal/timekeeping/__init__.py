"""Keeping promises: the ledger that anyone may open, what presses when one runs out, and the pages
where the desk says what it promises.
"""
