"""Messages: the ledger of every mail that leaves, and the door for every mail that comes in.

A *message* is one mail to one address: a row written in the transaction of its cause, before
anything is sent. A worker hands it over in two phases (trust: nothing twice, nothing falsely
claimed):

    queued -> claimed -> handing -> sent | failed | uncertain
       ^         |           |
       +---------+-----------+  (4xx, or a claim that ran out before the body was sent)
    blocked: never sent, and the row says why

*uncertain*: the connection was lost after the last byte, and nobody knows whether it arrived; it
is not sent again unless staff say so. A *lane* is the way to the mail server, paused while that
does not work. A *suppression* is an address that we do not write to. What *happened* to a message
is in its events.

Inbound, the raw bytes are kept first and parsed second. Every mail ends as a reply, a new
concern, a bounce, an automatic reply, a complaint, a duplicate, quarantined or ignored; with
the reason.
"""
