"""Learning triage: what a message is about, how sure that is, and which words say so. Pure.

    example      a text and the label that a person confirmed
    about        what describes a label before anybody used it: its name, its articles
    proposal     a label, how sure, because of which words; it abstains where a person must look
    correction   what a person says it is; learned at once, and again from scratch at night
    version      the hash of a model's bytes: which model proposed what

Learn only from what a person confirmed, never from what was proposed. Measure on what the model
had not seen: keep some messages without a proposal, and ask `prequential` about the others.

    learned ──train──▶ Model ──propose──▶ Proposal ──a person──▶ learn ──▶ Model
                         │                                                  │
                      to_bytes ◀───────────── at night, from all examples ──┘
"""
