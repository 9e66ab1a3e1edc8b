"""Benchmarks. Figures are ratios between things measured in turns on one machine."""

import portal  # noqa: F401  it tells numpy to use one thread, which must be said before numpy comes
