"""Consent: what we may send to an address, for which *purpose*, and how we know.

A *choice* is made for one address and one purpose, after reading a *wording*, and is written down
as an *event* that nobody changes or deletes; what counts now is read from the last events. Every
event is a *receipt* for whoever made it.

    (nothing said: off) -> given -> withdrawn -> given ...      a *pause* and a *cap* lie over it

A *basis* is why the law lets us write: consent, or the soft opt-in of somebody who bought and was
told, then and in every mail, that they may object. What people wait for (answers, news of their
order, sign-in links) needs no choice and is no purpose here.
"""
