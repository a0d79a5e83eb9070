"""The composer: pixels through libvips, vectors stay vectors, in worker processes."""

from pb_adapters.composite.composer import LocalComposer, compose

__all__ = ["LocalComposer", "compose"]
