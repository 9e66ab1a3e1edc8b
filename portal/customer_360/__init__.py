"""The whole customer on one page at the desk, drawn from every domain's manifest."""
