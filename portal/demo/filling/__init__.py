"""A database of any size, for trying how the portal bears it: rows as the verbs leave them, written
past the verbs. The same seed gives the same rows. Nobody is told anything, and the contact history
is empty.

`phrases` are the words, `talks` the conversations made of them, `people` the customers and their
orders, `concerns` the tickets; `loading` puts `rows` into either database, PostgreSQL by `copying`.
"""
