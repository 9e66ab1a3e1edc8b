"""Routing: rules that send a new concern to the right department and people.

The rules are one list, read once from its top when a concern is raised, however it came. The first
that fits decides, unless it says to look further; those after it then fill in what is still open.
What a rule does starts no rule, and nothing leads back up the list: rules cannot loop.

Each change of the list is a new version of the whole of it, so that any of them can be undone.
"""
