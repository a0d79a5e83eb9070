"""Provenance: what the file of a figure says of itself, in words for people and in facts for programs."""

from datetime import datetime

from msgspec import Struct

GENERATOR = "PaperBanana"
"""What pictures name as the program that made them."""


class FigureText(Struct, frozen=True, kw_only=True):
    """A figure in words: its title, its caption, and what it shows for those who do not see it.

    ``alt_text`` has at most ``alt_text.SHORT`` characters, as readers of screens expect; ``long_description`` names
    every part. ``caption`` is the author's own, ``""`` where none was given.
    """

    title: str
    alt_text: str
    long_description: str = ""
    caption: str = ""


class ModelUse(Struct, frozen=True, kw_only=True):
    """Who answered a step: the engine that was asked, or a chain of engines, and ``provider/model`` that answered."""

    step: str
    engine: str
    model: str


class Provenance(Struct, frozen=True, kw_only=True):
    """What made a figure, of which request. ``created`` is when the task was accepted, UTC.

    ``request_digest`` is ``sha256:`` and 64 hex digits, the same for the same request.
    """

    generator: str
    version: str
    task: str
    models: tuple[ModelUse, ...]
    request_digest: str
    created: datetime


class PictureMetadata(Struct, frozen=True, kw_only=True):
    """What is written into a picture's file; without ``provenance`` its title and its alternative text alone."""

    text: FigureText
    provenance: Provenance | None = None
