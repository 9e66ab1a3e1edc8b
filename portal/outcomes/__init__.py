"""What came of a follow-up: the report that a playbook answers for.

Everybody a playbook chose has one *fate*, so the losses add up: left out, held back, stopped by a
gate, lost on the way, or delivered, and then answered or silent. The *effect* compares whom we
meant to write to with whom we held back, in the window that was fixed before; one person counts
once. A *cell* is one number of the report; its people are rows that anybody with the right to it
can open, take along, or keep as a *list*.

Small playbooks are counted when somebody looks. Large ones are counted by day of enrolment in the
background, and the page says when.
"""
