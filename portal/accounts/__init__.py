"""Accounts: users, how they sign in, and how staff are invited.

A *user* is someone who signs in: a person of a customer, or a member of staff with a *role*.
A *sign-in* is one signed-in browser, a row at the server: ending the row ends the session,
whatever cookie anyone kept. A *one-use link* serves one purpose, once, for a short time.
"""
