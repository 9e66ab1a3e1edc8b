"""Loops that become machine code where numba is installed; the same source runs without it."""

import os
from collections.abc import Callable
from typing import Any

import numpy as np

try:
    if os.environ.get("PORTAL_COMPILED_KERNEL") == "off":
        raise ImportError
    from numba import njit
except ImportError:
    njit = None

FAST = njit is not None
"""Whether loops are machine code. Set PORTAL_COMPILED_KERNEL=off to do without."""


def kernel(function: Callable) -> Callable:
    """A loop over plain integers: machine code with numba, ordinary Python without."""
    return njit(function, cache=True, nogil=True) if FAST else function


def integers(values: Any) -> Any:
    """Integers in the form the loops read fastest: an array for machine code, else a list."""
    array = np.asarray(values, dtype=np.int32)
    return array if FAST else array.tolist()
