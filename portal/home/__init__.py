"""The customer's own page: greeting, what needs them, and tiles from every domain's manifest.

A *tile* is a part of the page that a domain offers. The *suggestion* is how the page begins: staff
arrange it for each *segment*, else it is as the domains are ordered. A person's *own choices* lie
over the suggestion, one by one, and win; each *step* can be taken back.
"""
