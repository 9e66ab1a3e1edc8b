"""The desk learns: what a new concern is about is proposed, and a person's word settles it.

    field        department, topic (a tag), kind, urgency, language
    proposal     one for each field of a concern: its value, how sure, because of which words
    confirmed    what a person made it; the only thing that is learned from
    kept aside   one concern in twenty: proposed for, shown to nobody, to measure without influence

    to read ──the worker──▶ open ──▶ accepted | corrected | ignored (solved, and nobody said)

A proposal may be *done* at once where a lead allowed it; it stays open until a person says
otherwise or takes it. A person's word is never overwritten.

Who is erased: their concerns are never read again, all models are learned anew without them, and
the words that were reasons go with the other words of the concern.
"""
