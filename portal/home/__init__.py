"""The customer's own page: greeting, what needs them, and tiles from every domain's manifest."""
