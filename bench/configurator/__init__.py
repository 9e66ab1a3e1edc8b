"""The configurator's engine beside solvers, on public instances; see bench/README.md."""
