"""A figure in the making: boxes by their keys, arrows between them, and frames around them."""

import re
from collections.abc import Collection, Iterable

from msgspec import Struct

from pb_core.domain.diagrams.skeleton.outlines import Outline
from pb_core.domain.diagrams.spec import ElementKind


class Box(Struct, kw_only=True):
    """One element in the making; ``group`` is the place of its frame."""

    key: str
    label: str
    evidence: str
    kind: ElementKind
    detail: str = ""
    aliases: tuple[str, ...] = ()
    group: int | None = None
    repeat: int | None = None
    listed: bool = False
    """Whether the author lists it."""


class Frame(Struct, kw_only=True):
    """A titled frame in the making; ``parent`` is the place of the frame around it."""

    title: str
    parent: int | None = None
    repeat: int | None = None


class Arrow(Struct, frozen=True, kw_only=True):
    """One arrow in the making, between the keys of two boxes."""

    source: str
    target: str
    evidence: str
    label: str = ""


class Figure(Struct, kw_only=True):
    """Boxes by key in reading order, arrows, frames."""

    boxes: dict[str, Box]
    arrows: list[Arrow]
    frames: list[Frame]
    outlines: tuple[Outline, ...] = ()
    brief: bool = False
    """Whether the text is one sentence."""
    stated: tuple[str, ...] = ()
    """The labels of all that sentences join by arrows, drawn or not."""
    named: bool = False
    """Whether it shows the parts that a short text names, be it a single one."""

    def ids(self) -> dict[str, str]:
        """An id for each box, made of its label, by its key."""
        ids: dict[str, str] = {}
        for box in self.boxes.values():
            ids[box.key] = unique(slug(box.label), ids.values())
        return ids

    def names(self, subjects: Collection[str]) -> frozenset[str]:
        """What the core calls by ids, by keys: boxes as they are, arrows as ``from->to``."""
        ids = self.ids()
        boxes = {key for key, name in ids.items() if name in subjects}
        arrows = {f"{a.source}->{a.target}" for a in self.arrows if f"{ids[a.source]}->{ids[a.target]}" in subjects}
        return frozenset(boxes | arrows)


def slug(label: str) -> str:
    """An id made of a label."""
    return re.sub(r"[^\w]+", "-", label.lower()).strip("-")[:48] or "element"


def unique(name: str, taken: Iterable[str]) -> str:
    """An id that is not taken yet."""
    known, count, found = set(taken), 2, name
    while found in known:
        found, count = f"{name}-{count}", count + 1
    return found
