"""Check-ins that we owe: what a delivery makes us owe, until when, and who sees to it.

    waits    a mail asks them, or is going to
    by hand  no mail can, or none was planned in time: somebody of us asks, by telephone or letter
    made     they were asked, and what they said is written down
    waived   it is no longer owed, and the row says why

Each has an owner. One that is late is told to who leads, once.
"""
