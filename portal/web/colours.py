"""Two numbers re-brand the portal: a hue and a chroma in OKLCH. Lightness is fixed per role.

static/css/01-tokens.css does the same sum in the browser. Here it is done for those who cannot:
e-mails, and browsers without `light-dark()`.
"""

import math

BRAND_ROLES: dict[str, tuple[float, float]] = {
    # role: (lightness, share of the brand's chroma), by day
    "brand": (0.42, 1.0),
    "brand-hover": (0.35, 1.0),
    "brand-tint": (0.942, 0.2),
    "brand-edge": (0.80, 0.6),
    "d1": (0.45, 1.0),
}
PAPER: dict[str, tuple[float, float, float]] = {
    "canvas": (0.972, 0.008, 88),
    "surface": (0.995, 0.003, 88),
    "ink": (0.25, 0.022, 240),
    "ink_2": (0.42, 0.020, 240),
    "ink_3": (0.495, 0.018, 240),
    "line": (0.895, 0.010, 88),
}


def hex_of(lightness: float, chroma: float, hue: float) -> str:
    """The sRGB colour nearest to an OKLCH one, as `#rrggbb`; lightness and chroma from 0 to 1."""
    a = chroma * math.cos(math.radians(hue))
    b = chroma * math.sin(math.radians(hue))
    long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    medium = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    linear = (
        4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short,
        -1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short,
        -0.0041960863 * long - 0.7034186147 * medium + 1.7076147010 * short,
    )
    return "#" + "".join(f"{_to_byte(channel):02x}" for channel in linear)


def _to_byte(linear: float) -> int:
    linear = min(1.0, max(0.0, linear))
    gamma = 12.92 * linear if linear <= 0.0031308 else 1.055 * linear ** (1 / 2.4) - 0.055
    return round(255 * gamma)


def brand_stylesheet(hue: float, chroma: float) -> str:
    """The deployer's two numbers as a stylesheet. Unlayered, so it wins over the tokens."""
    if not (0 <= hue <= 360 and 0 <= chroma <= 0.10):
        raise ValueError(f"brand hue must be 0 to 360 and chroma 0 to 0.10, not {hue} and {chroma}")
    fallback = "".join(
        f"--{role}:{hex_of(lightness, share * chroma, hue)};"
        for role, (lightness, share) in BRAND_ROLES.items()
    )
    return (
        f":root{{--brand-h:{hue:g};--brand-c:{chroma:g}}}"
        f"@supports not (color:light-dark(#000,#fff)){{:root{{{fallback}}}}}"
    )


def mail_palette(hue: float, chroma: float) -> dict[str, str]:
    """The colours by name, for e-mails, which know neither custom properties nor OKLCH."""
    palette = {name: hex_of(*colour) for name, colour in PAPER.items()}
    for role, (lightness, share) in BRAND_ROLES.items():
        palette[role.replace("-", "_")] = hex_of(lightness, share * chroma, hue)
    return palette | {"on_brand": palette["surface"], "brand_night": hex_of(0.75, chroma, hue)}
