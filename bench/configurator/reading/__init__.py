"""Readers of public benchmark formats; each gives an Instance. The format is seen from the content.

| format | recognised by |
|---|---|
| UVL | a line `features` and an indented tree |
| DIMACS | a line `p cnf` |
| SXFM | `<feature_tree>` |
| XCSP 2.1 | `<instance>` |
| our own models | `[[groups]]` (TOML) or `"groups"` (JSON) |
| CLib PC | Java source with `defineConstraints` over `variableList` |
| CLib Renault | Java source of the domains, beside an archive or a folder of rule files |
"""

import gzip
from pathlib import Path

from bench.configurator.instance import Instance
from bench.configurator.reading import clib_pc, clib_renault, dimacs, product, sxfm, uvl, xcsp


class Unreadable(ValueError):
    """The file is in none of the formats, or breaks its own."""


def read(path: Path) -> Instance:
    """Read one instance, gzip or not."""
    text = contents(path)
    name = path.name.split(".")[0]
    if "\np cnf" in text or text.startswith("p cnf"):
        return dimacs.read(name, text)
    if "<feature_tree>" in text:
        return sxfm.read(name, text)
    if "<instance" in text:
        return xcsp.read(name, text)
    if "renault_rules" in text or "RenaultKB" in text:
        return clib_renault.read(name, text, path.parent)
    if "variableList.get(" in text:
        return clib_pc.read(name, text)
    if "[[groups]]" in text or '"groups"' in text:
        return product.read(name, text)
    if any(line.strip() == "features" for line in text.splitlines()):
        return uvl.read(name, text)
    raise Unreadable(f"{path}: none of UVL, DIMACS, SXFM, XCSP 2.1, CLib")


def contents(path: Path) -> str:
    """The text of a file, unpacked if needed; bytes that are not UTF-8 are Latin-1."""
    raw = path.read_bytes()
    if raw[:2] == b"\x1f\x8b":
        raw = gzip.decompress(raw)
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        return raw.decode("latin-1")
