"""Follow-ups: mails we owe or offer after a sale, each of which can be accounted for.

A *playbook* is one such intent, like "check-in after delivery". What it does is its *version*: a
specification that nobody changes and a second person approved. Something that happened, a *trigger
event*, lets it *enrol* a customer; an enrolment is in the *arm* that gets the mails or in the one
that is held back to measure the effect. Each step is a *follow-up mail*, planned in the ledger:

    planned -> (gates, asked when it is claimed) -> sent -> answered
            -> waits (paused, quiet hours, cap) -> planned
            -> stopped by a gate, for the reason that its row keeps

The customer's *answer* is part of the record: "wrong" opens a concern with an owner and a promise.
"""
