"""Accounts: users, how they sign in, and how staff and colleagues are invited.

A *user* is someone who signs in: a person of a customer, or a member of staff with a *role*.
A *sign-in* is one signed-in browser, a row at the server: ending the row ends the session,
whatever cookie anyone kept. A *one-use link* serves one purpose, once, for a short time; opening
it does nothing, the button on its page does. Staff are asked for a *second step* as well:

    password or link -> half in -> code of the authenticator, or a recovery code -> in
                           |                                                        ^
                           +-> (first time) sets the authenticator up --------------+

A *registration* is what somebody typed before they showed that they read mail at the address;
until then there is no user. An *invitation* asks somebody to join the staff, or a colleague to
join a customer's organisation, where people see their *own*, the *shared* or *all* concerns.
"""
