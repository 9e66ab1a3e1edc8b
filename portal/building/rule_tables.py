"""Tables of combinations as people write them: a row a line, `28 | 40mm, 50mm | *`."""

from collections.abc import Sequence

from portal.configurator.model import Group, Kind, ProductModel, Table

MOST_COLUMNS = 6


class Wrong(ValueError):
    """A row that cannot be understood; the text says which and why."""


def written(table: Table) -> str:
    return "\n".join(" | ".join(", ".join(cell) for cell in row) for row in table.rows)


def read(model: ProductModel, columns: Sequence[str], text: str, *, forbids: bool) -> Table:
    """The table, where cells name options by their id or their label."""
    names = [each for each in columns if each]
    if not names:
        raise Wrong("Choose the groups of the table")
    if len(set(names)) < len(names):
        raise Wrong("Choose each group once")
    groups = [next((each for each in model.groups if each.id == name), None) for name in names]
    for name, group in zip(names, groups, strict=True):
        if group is None or group.kind is Kind.MULTI:
            raise Wrong(f"“{name[:40]}” cannot stand in a table: it needs groups with one choice")
    rows = [
        _row(groups, number, line)
        for number, line in enumerate(text.splitlines(), start=1)
        if line.strip()
    ]
    if not rows:
        raise Wrong("Write one combination at least")
    return Table(tuple(names), tuple(rows), forbids)


def _row(groups: Sequence[Group | None], number: int, line: str) -> tuple[tuple[str, ...], ...]:
    cells = [cell.strip() for cell in line.split("|")]
    if len(cells) != len(groups):
        raise Wrong(f"Row {number} has {len(cells)} cells, not {len(groups)}: “{line[:60]}”")
    return tuple(
        _cell(group, number, cell) for group, cell in zip(groups, cells, strict=True) if group
    )


def _cell(group: Group, number: int, text: str) -> tuple[str, ...]:
    if text == "*":
        return ("*",)
    by_name = {each.label.casefold(): each.id for each in group.offered}
    by_name |= {each.id: each.id for each in group.offered}
    if text.casefold() in by_name:
        return (by_name[text.casefold()],)
    found = []
    for word in (each.strip() for each in text.split(",")):
        name = by_name.get(word) or by_name.get(word.casefold())
        if name is None:
            raise Wrong(f"Row {number}: {group.label} has no “{word[:40]}”")
        found.append(name)
    return tuple(found)
