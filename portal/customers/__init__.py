"""Customers: the parties we serve.

A *customer* is a person, or an organisation with people. A *contact point* is an address at which
a customer can be reached; it is *verified* once somebody has shown that they read what we send
there. Until then nothing is disclosed to it that it did not say itself.
"""
