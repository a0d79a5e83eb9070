"""Edit questions: what the editors of figures are asked and answer; an instruction becomes a patch."""

from functools import cache
from typing import Generic, TypeVar

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from pb_core.domain.answer_schemas import flattened, inlined
from pb_core.domain.diagrams.patch import DiagramPatch
from pb_core.domain.diagrams.plan_labels import plan_labels
from pb_core.domain.diagrams.quotations import Source, compiled
from pb_core.domain.diagrams.spec import DiagramSpec, Styling
from pb_core.domain.plots.patch import PlotPatch
from pb_core.domain.plots.spec import PlotSpec
from pb_core.domain.tables.profile import TableProfile


class EditBrief(Struct, frozen=True, kw_only=True, tag="edit"):
    """Say as a patch what ``instruction`` wants changed of a diagram; its picture travels as an image.

    ``source`` is what the diagram was drawn from, ``""`` where it was drawn from a plan alone.
    """

    instruction: str
    spec: DiagramSpec
    styling: Styling
    aspect_ratio: str | None = None
    source: str = ""
    caption: str = ""

    @property
    def words(self) -> str:
        """All words that a patch may write."""
        return "\n\n".join((self.instruction, self.source, self.caption, *plan_labels(self.spec)))


class PlotEditBrief(Struct, frozen=True, kw_only=True, tag="plot-edit"):
    """The same of a plot that shows the table of ``profile`` as ``intent`` asked for.

    Rules read instructions without the ``profile``.
    """

    instruction: str
    spec: PlotSpec
    profile: TableProfile | None = None
    aspect_ratio: str | None = None
    intent: str = ""

    @property
    def words(self) -> str:
        """All words that a patch may write: names of the data and words of the plot too."""
        columns = (column.name for column in self.profile.columns) if self.profile else ()
        return "\n\n".join((self.instruction, self.intent, *columns, msgspec.json.encode(self.spec).decode()))


AnyPatch = TypeVar("AnyPatch", DiagramPatch, PlotPatch)


class OrderedEdits(Struct, Generic[AnyPatch], frozen=True, kw_only=True):
    """What of a patch its author ordered, and a sentence for each operation that nobody did."""

    patch: AnyPatch | None
    left: tuple[str, ...] = ()


@cache
def edits_schema(patch: type[DiagramPatch] | type[PlotPatch]) -> bytes:
    """The schema of a patch, its operations as one object with the members of all and only the name required."""
    schema = inlined(patch, described=True)
    listed = schema["properties"]["operations"]
    listed["items"] = flattened(listed["items"]["anyOf"]) | {"required": ["op", "order"]}
    return msgspec.json.encode(schema)


def ordered(patch: AnyPatch, brief: EditBrief | PlotEditBrief) -> OrderedEdits[AnyPatch]:
    """The operations that quote the instruction, and whose words are those of its author, the source or the figure.

    An instruction that a model reads too freely changes nothing that way.
    """
    said, known = compiled(brief.instruction), compiled(brief.words)
    kept, left = [], []
    for operation in patch.operations:
        why = _unordered(operation.order, getattr(operation, "text", None) or "", said, known)
        if why:
            left.append(f"Not done, as nobody ordered it: {operation.__struct_config__.tag} {why}.")
        else:
            kept.append(operation)
    return OrderedEdits(patch=replace(patch, operations=tuple(kept)) if kept else None, left=tuple(left))


def _unordered(order: str, text: str, said: Source, known: Source) -> str:
    """Why an operation is not the author's, ``""`` where it is."""
    if not order.strip() or not said.contains(order):
        return f"quotes '{order[:80]}', which the instruction does not say"
    missing = known.missing(text)
    return f"writes words that neither instruction nor source has: {', '.join(missing)}" if missing else ""
