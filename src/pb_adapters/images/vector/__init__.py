"""The vector engine: lays a plan out, proves the geometry clean and draws it."""

from pb_adapters.images.vector.engine import VectorEngine, render

__all__ = ["VectorEngine", "render"]
