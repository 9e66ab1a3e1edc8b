"""The demo company: Marlow Cycles, its customers and concerns, and a mailbox to read their mail.

Only wired when the portal runs in demo mode.
"""
