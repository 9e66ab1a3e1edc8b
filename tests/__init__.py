"""The tests: sentences with people in them, on real parts."""
