"""Skeleton: what an author laid out explicitly, which a figure must show or name as missing."""
