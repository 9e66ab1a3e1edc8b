"""The templates as text: their blocks, and which of them Python renders alone."""

import ast
import re
from collections.abc import Collection
from dataclasses import dataclass

from tests.house.source import ROOT, modules

FOLDER = ROOT / "templates"
TEMPLATES = sorted(path.relative_to(FOLDER).as_posix() for path in FOLDER.rglob("*.*"))
PAGES = [name for name in TEMPLATES if name.endswith(".html") and not
         (re.search(r"(^|/)mail[./]", name))]  # fmt: skip
EXTENDS = re.compile(r"{%-?\s*extends\s+['\"]([^'\"]+)['\"]")
TAG = re.compile(r"{%-?\s*(block|endblock)\b\s*(\w*)[^%]*%}")
JINJA = re.compile(r"{#.*?#}|{%.*?%}|{{.*?}}", re.DOTALL)


@dataclass(frozen=True)
class Fragment:
    where: str
    template: str | None
    block: str | None


def fragments_in_python() -> list[Fragment]:
    """What calls of render() name, and calls of a function that passes its `fragment` on to it."""
    passed_on = {"render": None} | {
        function.name: _literal(module.tree, call.args[0])
        for module in modules()
        for function in module.functions()
        for call in _calls(function, {"render"})
        if _is_parameter(function, _keyword(call, "fragment"))
    }
    return [
        Fragment(
            f"{module.where}:{call.lineno}",
            passed_on[ast.unparse(call.func)] or _literal(module.tree, call.args[0]),
            _literal(module.tree, _keyword(call, "fragment")),
        )
        for module in modules()
        for call in _calls(module.tree, passed_on.keys())
        if _keyword(call, "fragment") and not _is_passed_on(call)
    ]


def _calls(within: ast.AST, names: Collection[str]) -> list[ast.Call]:
    calls = [node for node in ast.walk(within) if isinstance(node, ast.Call)]
    return [call for call in calls if ast.unparse(call.func) in names]


def _keyword(call: ast.Call, name: str) -> ast.expr | None:
    return next((word.value for word in call.keywords if word.arg == name), None)


def _is_parameter(function: ast.FunctionDef | ast.AsyncFunctionDef, value: ast.expr | None) -> bool:
    names = [each.arg for each in (*function.args.args, *function.args.kwonlyargs)]
    return isinstance(value, ast.Name) and value.id in names


def _is_passed_on(call: ast.Call) -> bool:
    value = _keyword(call, "fragment")
    return isinstance(value, ast.Name) and value.id == "fragment"


def source(name: str) -> str:
    return (FOLDER / name).read_text()


def block_source(template: str, block: str) -> str | None:
    """The text of a block in a template or in one it extends."""
    name: str | None = template
    while name:
        text = source(name)
        found = block_in(text, block)
        if found is not None:
            return found
        parent = EXTENDS.search(text)
        name = parent[1] if parent else None
    return None


def block_in(text: str, name: str) -> str | None:
    depth, start = 0, None
    for tag in TAG.finditer(text):
        if start is None:
            if tag[1] == "block" and tag[2] == name:
                start = tag.end()
        elif tag[1] == "block":
            depth += 1
        elif depth:
            depth -= 1
        else:
            return text[start : tag.start()]
    return None


def _literal(tree: ast.Module, node: ast.expr | None) -> str | None:
    """A string, or what a constant of this module says."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if isinstance(node, ast.Name):
        for statement in tree.body:
            if isinstance(statement, ast.Assign) and ast.unparse(statement.targets[0]) == node.id:
                return _literal(tree, statement.value)
    return None
