"""Methodology diagrams: what they show, whether the source supports it, and whether a drawing shows it."""
