"""htmx attributes. Each element carries the page's nonce, or hx-csp strips what it asks for."""

from collections.abc import Mapping

from jinja2 import Environment, pass_environment
from markupsafe import Markup, escape


@pass_environment
def hx(
    environment: Environment,
    *,
    status: Mapping[int | str, str] | None = None,
    **attributes: str,
) -> Markup:
    """`hx(post=url, target="#x", push_url="true")` as attributes, with the nonce.

    `status={422: "target:#errors swap:outerMorph"}` says where an answer of that status goes.
    Nothing here may be inherited or evaluated: both would open a hole in the content policy.
    """
    pairs = {f"hx-{name.replace('_', '-')}": value for name, value in attributes.items()}
    pairs |= {f"hx-status:{code}": value for code, value in (status or {}).items()}
    pairs["hx-nonce"] = environment.globals["csp_nonce"]()
    return Markup(" ").join(
        Markup('{}="{}"').format(escape(name), escape(value)) for name, value in pairs.items()
    )
