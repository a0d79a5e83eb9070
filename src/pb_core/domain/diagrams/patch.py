"""Patch: what an author wants changed of a diagram, as typed operations on its plan.

Parts are named by their ids, arrows by their two ends, and by their words where others of their kind join the same two.
``patching.apply`` carries a patch out.
"""

from typing import Annotated

import msgspec
from msgspec import Meta, Struct

from pb_core.domain.diagrams.spec import (
    ConnectionKind,
    DiagramSpec,
    Direction,
    ElementKind,
    Evidence,
    Hue,
    Identifier,
    Label,
    Palette,
    Styling,
)
from pb_core.domain.print_styling import AspectRatio, Theme

MOST_OPERATIONS = 40

Order = Annotated[str, Meta(max_length=2000, description="The words of the instruction that order it, verbatim.")]
Parts = Annotated[tuple[Identifier, ...], Meta(min_length=1, max_length=60, description="Ids.")]
Words = Annotated[str, Meta(max_length=120)]


class Operation(Struct, frozen=True, kw_only=True, omit_defaults=True, tag_field="op"):
    """One change; ``order`` quotes the words of the author's instruction that ask for it."""

    order: Order = ""


class _OnArrow(Operation, frozen=True, kw_only=True, omit_defaults=True):
    source: Identifier = msgspec.field(name="from")
    target: Identifier = msgspec.field(name="to")


class _OnOneArrow(_OnArrow, frozen=True, kw_only=True, omit_defaults=True):
    """``label`` are the words at the arrow that is meant, ``""`` if it has none; ``None`` if it has no twin."""

    label: Words | None = None


class Rename(Operation, frozen=True, kw_only=True, omit_defaults=True, tag="rename"):
    """Give an element another label, or a group another title."""

    part: Identifier
    text: Label


class LabelArrow(_OnOneArrow, frozen=True, kw_only=True, omit_defaults=True, tag="label_arrow"):
    """Write other words at an arrow, or none."""

    text: Words = ""


class Remove(Operation, frozen=True, kw_only=True, omit_defaults=True, tag="remove"):
    """Take out an element with its arrows, or the frame of a group, whose members stay."""

    part: Identifier


class RemoveArrow(_OnOneArrow, frozen=True, kw_only=True, omit_defaults=True, tag="remove_arrow"):
    """Take out what joins two elements in this direction."""


class AddArrow(_OnArrow, frozen=True, kw_only=True, omit_defaults=True, tag="add_arrow", forbid_unknown_fields=True):
    """Lead an arrow from one element to another; beside one of its kind it needs words of its own.

    These are its ``text``. A ``label``, as other operations on arrows have, is refused: it would be lost in silence.
    """

    text: Words = ""
    kind: ConnectionKind = ConnectionKind.FLOW
    evidence: Evidence = ""


class Reverse(_OnOneArrow, frozen=True, kw_only=True, omit_defaults=True, tag="reverse"):
    """Turn an arrow round."""


class AddElement(Operation, frozen=True, kw_only=True, omit_defaults=True, tag="add_element"):
    """Add an element under a new id: ``after`` another one in reading order, else at the end."""

    part: Identifier
    text: Label
    kind: ElementKind = ElementKind.PROCESS
    group: Identifier | None = None
    after: Identifier | None = None
    evidence: Evidence = ""


class Merge(Operation, frozen=True, kw_only=True, omit_defaults=True, tag="merge"):
    """Make elements one, which has the id of the first and all arrows that led in or out."""

    parts: Parts
    text: Label


class AddGroup(Operation, frozen=True, kw_only=True, omit_defaults=True, tag="add_group"):
    """Draw a titled frame under a new id around elements."""

    group: Identifier
    text: Label
    parts: Parts


class Move(Operation, frozen=True, kw_only=True, omit_defaults=True, tag="move"):
    """Put elements into a group, or with ``None`` out of theirs."""

    parts: Parts
    group: Identifier | None = None


class SetKind(Operation, frozen=True, kw_only=True, omit_defaults=True, tag="set_kind"):
    """Say what elements are; each kind is drawn with a shape of its own."""

    parts: Parts
    kind: ElementKind


class Emphasise(Operation, frozen=True, kw_only=True, omit_defaults=True, tag="emphasise"):
    """Make elements stand out, or with ``on`` false no more."""

    parts: Parts
    on: bool = True


class Recolour(Operation, frozen=True, kw_only=True, omit_defaults=True, tag="recolour"):
    """Give elements, or all of a group, a colour; ``None`` leaves theirs to the drawing again."""

    parts: Parts
    color: Hue | None = None


class Restyle(Operation, frozen=True, kw_only=True, omit_defaults=True, tag="restyle"):
    """Change the look of the whole figure, as far as it is named."""

    palette: Palette | None = None
    theme: Theme | None = None
    direction: Direction | None = None
    aspect_ratio: AspectRatio | None = None


class Retitle(Operation, frozen=True, kw_only=True, omit_defaults=True, tag="retitle"):
    """Give the plan another title."""

    text: Annotated[str, Meta(max_length=200)]


DiagramOperation = (
    Rename
    | LabelArrow
    | Remove
    | RemoveArrow
    | AddArrow
    | Reverse
    | AddElement
    | Merge
    | AddGroup
    | Move
    | SetKind
    | Emphasise
    | Recolour
    | Restyle
    | Retitle
)


class DiagramPatch(Struct, frozen=True, kw_only=True):
    """Operations in the order in which they are carried out."""

    operations: Annotated[tuple[DiagramOperation, ...], Meta(min_length=1, max_length=MOST_OPERATIONS)]


class PlannedDiagram(Struct, frozen=True, kw_only=True):
    """What a patch changes: the graph, its look and the ratio of the page."""

    spec: DiagramSpec
    styling: Styling = Styling()
    aspect_ratio: str | None = None
