"""Editing: an author's instruction about a finished figure becomes a patch of its plan."""

from collections.abc import Callable

import anyio.to_thread
import msgspec

from pb_core.application.journal import Steps
from pb_core.application.roles.asking import ask, form_of, render, request_of, system_of
from pb_core.domain.diagrams.patch import DiagramPatch, PlannedDiagram
from pb_core.domain.diagrams.patching import apply
from pb_core.domain.plots import patch as plot_patch
from pb_core.domain.plots.patch import PlannedPlot, PlotPatch
from pb_core.domain.plots.spec import PlotSpec
from pb_core.domain.questions import EditBrief, OrderedEdits, PlotEditBrief, edits_schema, ordered
from pb_core.domain.questions.edits import AnyPatch
from pb_core.domain.questions.plots import profile_text
from pb_core.errors import BadAnswer
from pb_core.ports.vlm import ImagePart, VlmEngine, VlmRequest, is_rule_based

EDITOR, PLOT_EDITOR = "editor", "plot-editor"
STEP = "revise"


async def edit(
    journal: Steps, engine: VlmEngine, brief: EditBrief, picture: ImagePart | None = None
) -> OrderedEdits[DiagramPatch]:
    """The patch that an instruction orders, which can be carried out on the figure of the brief.

    ``picture`` is shown to engines that can see. A model is asked once more for operations that the instruction does
    not order; what it goes on with is left out.
    """
    figure = PlannedDiagram(spec=brief.spec, styling=brief.styling, aspect_ratio=brief.aspect_ratio)
    prompt = render(
        "editor",
        instruction=brief.instruction,
        caption=brief.caption,
        aspect_ratio=brief.aspect_ratio or "free",
        styling=msgspec.json.encode(brief.styling).decode(),
        spec=msgspec.json.encode(brief.spec).decode(),
        source=brief.source or "(none)",
    )
    schema, pictures = edits_schema(DiagramPatch), _shown(picture, engine)
    request = request_of(EDITOR, prompt, brief, DiagramPatch, pictures, schema=schema, system=system_of("editor"))
    return await _asked(journal, engine, request, brief, DiagramPatch, lambda patch: apply(patch, figure))


async def edit_plot(
    journal: Steps,
    engine: VlmEngine,
    brief: PlotEditBrief,
    check: Callable[[PlotSpec], None],
    picture: ImagePart | None = None,
) -> OrderedEdits[PlotPatch]:
    """The same for a plot; ``check`` is held against the specification that the patch makes."""
    plot = PlannedPlot(spec=brief.spec, aspect_ratio=brief.aspect_ratio)
    prompt = render(
        "plot_editor",
        instruction=brief.instruction,
        intent=brief.intent or "(none)",
        aspect_ratio=brief.aspect_ratio or "free",
        spec=msgspec.json.encode(brief.spec).decode(),
        profile=profile_text(brief.profile) if brief.profile else "(none)",
    )
    schema, pictures = edits_schema(PlotPatch), _shown(picture, engine)
    request = request_of(
        PLOT_EDITOR, prompt, brief, PlotPatch, pictures, schema=schema, system=system_of("plot_editor")
    )

    def carried_out(patch: PlotPatch) -> None:
        check(plot_patch.apply(patch, plot).spec)

    return await _asked(journal, engine, request, brief, PlotPatch, carried_out)


async def _asked(
    journal: Steps,
    engine: VlmEngine,
    request: VlmRequest,
    brief: EditBrief | PlotEditBrief,
    kind: type[AnyPatch],
    carry_out: Callable[[AnyPatch], object],
) -> OrderedEdits[AnyPatch]:
    """The ordered part of a patch, once ``carry_out`` has tried it; rules need no quotations."""

    def edits(patch: AnyPatch) -> OrderedEdits[AnyPatch]:
        return OrderedEdits(patch=patch) if is_rule_based(engine) else ordered(patch, brief)

    def usable(patch: AnyPatch) -> AnyPatch:
        kept = edits(patch)
        if kept.patch is None:
            raise BadAnswer(" ".join(kept.left))
        carry_out(kept.patch)
        return patch

    def doubts(patch: AnyPatch) -> str:
        return " ".join(edits(patch).left)

    patch = await ask(journal, engine, request, step=STEP, read=form_of(kind), check=usable, doubts=doubts)
    return await anyio.to_thread.run_sync(edits, patch)  # it may index a whole source


def _shown(picture: ImagePart | None, engine: VlmEngine) -> tuple[ImagePart, ...]:
    return (picture,) if picture is not None and engine.sees_images else ()
