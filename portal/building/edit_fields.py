"""Fields of the model editor: money, whole numbers, amounts, and short names."""

import re
import unicodedata
from collections.abc import Collection
from decimal import Decimal
from typing import Any

from babel.numbers import get_currency_precision
from wtforms import StringField
from wtforms.validators import StopValidation, ValidationError

from portal.configurator.fields import MOST_PRICE, RESERVED

AMOUNT = re.compile(r"([+-]?)(\d{1,10})(?:[.,](\d{1,3}))?")


class Amount(StringField):
    """Money typed in major units: “120”, “-40.00”. `minor` is what it comes to."""

    currency = "EUR"

    def show(self, minor: int) -> "Amount":
        """Fill the field, unless somebody typed something."""
        if not self.raw_data:
            self.data = amount_text(minor, self.currency) if minor else ""
        return self

    @property
    def minor(self) -> int:
        digits = get_currency_precision(self.currency)
        sign, whole, part = AMOUNT.fullmatch(_plain(self.data)).groups("")  # type: ignore[union-attr]
        value = int(whole) * 10**digits + int(part.ljust(digits, "0")[:digits] or 0)
        return -value if sign == "-" else value

    def pre_validate(self, form: Any) -> None:
        self.data = self.data or ""
        match = AMOUNT.fullmatch(_plain(self.data))
        digits = get_currency_precision(self.currency)
        if match is None or len(match[3] or "") > digits:
            example = "120" if not digits else "120." + "0" * digits
            raise StopValidation(f"Write the amount like {example}, or -{example} for less")
        if abs(self.minor) > MOST_PRICE:
            raise StopValidation("The amount is too large")


def amount_text(minor: int, currency: str) -> str:
    """Minor units as they are typed: "120.00"."""
    digits = get_currency_precision(currency)
    return f"{Decimal(minor).scaleb(-digits):.{digits}f}"


def _plain(text: Any) -> str:
    """Without spaces that group digits, and with a plain minus; nothing is zero, and so is a file,
    which the form refuses."""
    text = text if isinstance(text, str) else ""
    plain = re.sub(r"[\s\u00a0\u202f']", "", text).replace("−", "-")
    return plain or "0"


class Whole(StringField):
    """A whole number in plain digits; nothing is `empty`."""

    def __init__(self, *args: Any, low: int = 0, high: int = MOST_PRICE, empty: Any = 0, **kwargs):
        super().__init__(*args, **kwargs)
        self.low, self.high, self.empty = low, high, empty

    def show(self, number: int | None) -> "Whole":
        if not self.raw_data:
            self.data = str(number) if number else ""
        return self

    @property
    def number(self) -> Any:
        return int(_plain(self.data)) if self.data else self.empty

    def pre_validate(self, form: Any) -> None:
        plain = _plain(self.data)
        whole = re.fullmatch(r"-?[0-9]{1,10}", plain)
        if self.data and not (whole and self.low <= int(plain) <= self.high):
            raise ValidationError(f"Write a whole number from {self.low} to {self.high}")


def amounts_of(text: str | None) -> dict[str, int]:
    """ "watts = 45, litres = 2" as amounts; ValueError says what is wrong."""
    found: dict[str, int] = {}
    for part in re.split(r"[,;\n]", text or ""):
        if not part.strip():
            continue
        name, sign, number = (each.strip() for each in part.partition("="))
        if not sign or not name or not re.fullmatch(r"-?[0-9]{1,9}", number.replace("−", "-")):
            raise ValueError(f"“{part.strip()[:40]}” is not an amount like watts = 45")
        if name in found:
            raise ValueError(f"“{name[:40]}” is there twice")
        found[name] = int(number.replace("−", "-"))
    return found


def amounts_text(amounts: Any) -> str:
    return ", ".join(f"{name} = {number}" for name, number in amounts.items())


def new_id(text: str, taken: Collection[str], *, otherwise: str) -> str:
    """A short name made of the words: letters and digits that an address keeps, and nobody has."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    base = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:50].strip("-") or otherwise
    name, number = base, 2
    while name in taken or name in RESERVED:
        name, number = f"{base}-{number}", number + 1
    return name
