"""One drawing of a diagram as a step of its task: kept, and made without what a spending cap forbids to buy."""

from msgspec import Struct
from msgspec.structs import replace

from pb_core.application.engines import name_of
from pb_core.application.journal import Done, StepSubmission
from pb_core.application.workflows import TaskContext
from pb_core.domain.diagrams.scene import DrawnScene
from pb_core.domain.pictures import Artifact
from pb_core.errors import CapBusy, CapReached
from pb_core.ports.images import DrawRequest, ImageEngine, unpaid
from pb_core.ports.vlm import estimate


class Drawing(Struct, frozen=True, kw_only=True):
    """What one round drew: stored pictures, and the geometry where the engine knows it.

    ``originals`` are the bytes as a provider sent them where the pictures were made of them, ``notes`` say how.
    ``engine`` drew or painted them.
    """

    artifacts: tuple[Artifact, ...]
    scene: DrawnScene | None = None
    originals: tuple[Artifact, ...] = ()
    notes: tuple[str, ...] = ()
    engine: str = ""


async def draw_diagram(context: TaskContext, number: int, request: DrawRequest, engine: ImageEngine) -> Drawing:
    """Draw round ``number``; where a cap forbids what the engine would buy for it, without that, and with a note.

    Raises:
        CapReached: The drawing itself is what cannot be bought.
    """
    try:
        return await _drawn(context, number, request, engine)
    except CapBusy:
        raise
    except CapReached as error:
        spared = unpaid(engine)
        if spared is None:
            raise
        drawing = await _drawn(context, number, request, spared)
        return replace(drawing, notes=(*drawing.notes, f"Nothing was bought for this drawing: {error}"))


async def _drawn(context: TaskContext, number: int, request: DrawRequest, engine: ImageEngine) -> Drawing:
    async def call(submission: StepSubmission) -> Done:
        reply = await engine.draw(request, submission)
        artifacts = await context.keep(reply.pictures)
        originals = await context.keep((reply.original,) if reply.original else ())
        drawing = Drawing(
            artifacts=artifacts,
            scene=reply.scene,
            originals=originals,
            notes=reply.notes,
            engine=reply.usage.engine or name_of(engine),
        )
        return Done(drawing, reply.usage)

    return await context.journal.step(
        f"round/{number}/draw", name_of(engine), request, Drawing, call, estimate(engine, request)
    )
