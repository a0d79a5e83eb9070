"""Faults of every call on a file, one at a time, below the real stores, while the real core works."""
