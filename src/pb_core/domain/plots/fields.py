"""Names of fields and levels of intervals, as every part of a specification writes them."""

from typing import Annotated

from msgspec import Meta

FieldName = Annotated[str, Meta(min_length=1, max_length=500)]
Fields = Annotated[tuple[FieldName, ...], Meta(max_length=12)]
Level = Annotated[float, Meta(ge=1e-9, le=1 - 1e-9)]
"""The level of an interval: nearer to 0 or 1 it says nothing, and floats cannot hold what is left of it."""
