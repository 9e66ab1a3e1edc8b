"""Preferences: how the portal reads for somebody, and how it tells them what happened.

A *notice* is one thing that happened, told to one user: always in the portal, and by mail as they
chose for its kind: at once, in the daily summary, or not at all. *Portal first* gives them half an
hour to see it here before a mail goes; *quiet hours* are theirs, in their own time zone: what falls
into them leaves when they end.
"""
