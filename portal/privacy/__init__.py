"""Privacy: everything about somebody that is theirs to see and to decide, on one page.

What we may send them, what we know and why, who of staff looked, every mail we sent, and the way
to take it all away or have it erased. The page is drawn from the manifests: a domain says there
what it knows (`known_facts`) and keeps (`personal_data`).

Nothing here can be hidden from the desk: whoever answers a concern would act on half a record.
What is optional can be taken back where it is corrected, and every look at the record is shown.
"""
