"""The contact history: every contact, sale, promise, mail and answer of a customer in one timeline.

A verb *records* an *event* in the transaction in which it happens; the event becomes an *entry*.
An event's kind (`noun.past`) is for ever, and an event knows its own sentence. A domain on a
higher floor answers with `@on(Event)` in its `reactions.py`, inside the same transaction.
"""
