"""Any brand hue keeps every text readable: tokens fix the lightness, this sweeps the hue."""

import re

import pytest

from portal.settings import ROOT
from portal.web.colours import hex_of

ROLE = re.compile(r"--([\w-]+):\s+light-dark\((oklch.*?\)), +(oklch.*?\))\);")
COLOUR = re.compile(r"oklch\(([\d.]+)% (calc\(var\(--brand-c\) \* ([\d.]+)\)|\S+) (\S+)\)")
PAPERS = ("canvas", "surface", "raised", "sunken")
MEANINGS = ("good", "warn", "bad", "info")
TINTS = ("brand-tint", *(f"{meaning}-tint" for meaning in MEANINGS))
TEXTS = (
    [(ink, paper) for ink in ("ink", "ink-2", "ink-3", "brand") for paper in PAPERS]
    + [(ink, tint) for ink in ("ink", "ink-2") for tint in TINTS]
    + [(f"{meaning}-ink", f"{meaning}-tint") for meaning in MEANINGS]
    + [(f"{meaning}-ink", paper) for meaning in MEANINGS for paper in ("canvas", "surface")]
    + [("on-brand", "brand"), ("on-brand", "brand-hover"), ("brand", "brand-tint")]
)
EDGES = [(edge, paper) for edge in ("line-2", "focus") for paper in PAPERS] + [
    (sign, "surface") for sign in ("good", "warn", "bad", "d1", "d2", "d3")
]


def palettes(hue: float, chroma: float) -> tuple[dict[str, str], dict[str, str]]:
    """The tokens by day and by night for a brand of this hue."""
    tokens = (ROOT / "static/css/01-tokens.css").read_text()
    by_day, by_night = {}, {}
    for role, day, night in ROLE.findall(tokens):
        by_day[role] = resolve(day, hue, chroma)
        by_night[role] = resolve(night, hue, chroma)
    return by_day, by_night


def resolve(value: str, hue: float, chroma: float) -> str:
    match = COLOUR.fullmatch(value)
    assert match, value
    lightness, strength, share, angle = match.groups()
    if share:
        strength = chroma * float(share)
    elif "brand-c" in strength:
        strength = chroma
    return hex_of(
        float(lightness) / 100, float(strength), hue if "brand-h" in angle else float(angle)
    )


def luminance(colour: str) -> float:
    channels = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    red, green, blue = (
        c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("chroma", [0.0, 0.085, 0.1])
def test_text_and_edges_stay_readable_in_every_hue_by_day_and_by_night(chroma: float):
    for hue in range(0, 360, 6):
        for palette in palettes(hue, chroma):
            for pairs, least in ((TEXTS, 4.5), (EDGES, 3.0)):
                for ink, paper in pairs:
                    found = contrast(palette[ink], palette[paper])
                    assert found >= least, f"{ink} on {paper} at hue {hue}: {found:.2f}"
