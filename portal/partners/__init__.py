"""Partners: what a supplier is asked about a concern, and what they answer.

    asked -> answered <-> asked again -> ended                  ended: by the desk, or expired

A partner sees a *job*: what the desk asks, the facts, words and files it chose to pass on, and the
talk about it. Nothing else of the concern, and not who the customer is. They come in by a link that
was mailed to them, opens that one job and can be ended at any time. What they write is a note among
staff; the customer hears of it only if staff write to them.
"""
