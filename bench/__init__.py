"""Benchmarks. Figures are ratios between things measured in turns on one machine."""
