"""Illustrated drawings with a painter of a test: one sheet a figure, kept, and no figure lost with it."""

from pathlib import Path

import pytest
from msgspec.structs import replace

from pb_adapters.drawing.diagrams import render
from pb_adapters.drawing.diagrams.illustrated import ILLUSTRATED, IllustratedEngine
from pb_adapters.drawing.diagrams.pictogram_store import PictogramStore
from pb_adapters.fakes.contact_sheets import paint_sheet
from pb_core.domain.billing import Usage
from pb_core.domain.diagrams.spec import Connection, DiagramSpec, Element, ElementKind, Palette, Styling
from pb_core.domain.pictures import Picture
from pb_core.errors import Billed, CannotDraw, EngineError, EngineRefused, EngineUnavailable
from pb_core.ports.images import DrawReply, DrawRequest, ImageCapabilities, Submission
from pb_core.testing.memory.images import KeptSubmission

SPEC = DiagramSpec(
    elements=(
        Element(id="t", label="Word tokens", kind=ElementKind.INPUT, group=None),
        Element(id="e", label="Encoder", kind=ElementKind.MODEL),
        Element(id="q", label="Enough?", kind=ElementKind.DECISION),
        Element(id="s", label="Summary", kind=ElementKind.OUTPUT),
        Element(id="u", label="Summary", kind=ElementKind.OUTPUT),
    ),
    connections=(Connection(source="t", target="e"), Connection(source="e", target="q")),
)
REQUEST = DrawRequest(spec=SPEC, description="", styling=Styling())


class Vector:
    """The real engine in this process, which may find no room for pictograms."""

    provider, model = "vector", "vector-1"
    capabilities = ImageCapabilities(formats=("png", "svg", "pdf"), typesets=True, label_size=8.5)

    def __init__(self, *, narrow: bool = False) -> None:
        self.requests: list[DrawRequest] = []
        self._narrow = narrow

    async def draw(self, request: DrawRequest, submission: Submission) -> DrawReply:  # noqa: ARG002 - as the port has it
        self.requests.append(request)
        if self._narrow and request.illustrations:
            raise CannotDraw("no room")
        return render(replace(request, formats=("png",)))


class Painter:
    """Paints sheets as it is told, at a price, or fails."""

    provider, model = "painter", "p-1"
    capabilities = ImageCapabilities(resolutions=("1K", "2K"))

    def __init__(self, *errors: EngineError, blank: bool = False) -> None:
        self.requests: list[DrawRequest] = []
        self._errors, self._blank = list(errors), blank

    def estimate(self, _request: object, /) -> int:
        return 50_000

    async def draw(self, request: DrawRequest, submission: Submission) -> DrawReply:
        self.requests.append(request)
        await submission.submitted("job-1")
        if self._errors:
            raise self._errors.pop(0)
        prompt = "contact sheet grid of 1 rows and 1 columns" if self._blank else request.description
        data = paint_sheet(prompt, 600, 600)
        sheet = Picture(format="png", media_type="image/png", data=data, width=600, height=600)
        padded = replace(sheet, data=b"with margins", width=900)
        return DrawReply(pictures=(padded,), original=sheet, usage=Usage(cost_micros=40_000, cost_source="table"))


async def test_one_sheet_is_painted_and_set_into_the_drawing() -> None:
    vector, painter = Vector(), Painter()
    engine = IllustratedEngine(vector, painter)
    submission = KeptSubmission()

    reply = await engine.draw(REQUEST, submission)

    (order,) = painter.requests
    assert (order.verbatim, order.aspect_ratio, order.resolution) == (True, "1:1", "1K")
    assert [element.label for element in order.spec.elements] == ["Word tokens", "Encoder", "Summary"]
    assert "“Summary”" in order.description
    assert submission.provider_ref == "job-1"
    assert {one.element for one in vector.requests[0].illustrations} == {"t", "e", "s", "u"}
    assert reply.scene is not None
    assert (reply.usage.cost_micros, reply.notes) == (40_000, ())
    assert (engine.provider, engine.model) == (ILLUSTRATED, "vector-1+p-1")


async def test_what_was_painted_is_kept_by_label_and_style(tmp_path: Path) -> None:
    first = Painter()
    await IllustratedEngine(Vector(), first, PictogramStore(tmp_path)).draw(REQUEST, KeptSubmission())
    again, vector = Painter(), Vector()
    engine = IllustratedEngine(vector, again, PictogramStore(tmp_path))

    assert engine.estimate(REQUEST) == 0
    reply = await engine.draw(REQUEST, KeptSubmission())
    assert (again.requests, reply.usage) == ([], Usage())
    assert len(vector.requests[0].illustrations) == 4

    other = replace(REQUEST, styling=Styling(palette=Palette.SLATE))
    assert engine.estimate(other) == 50_000
    await engine.draw(other, KeptSubmission())
    assert len(again.requests) == 1


async def test_only_what_is_new_in_a_revision_is_painted() -> None:
    painter = Painter()
    engine = IllustratedEngine(Vector(), painter)
    await engine.draw(REQUEST, KeptSubmission())
    more = replace(SPEC, elements=(*SPEC.elements, Element(id="r", label="Reward model", kind=ElementKind.MODEL)))

    await engine.draw(replace(REQUEST, spec=more), KeptSubmission())

    assert [[e.label for e in order.spec.elements] for order in painter.requests][1:] == [["Reward model"]]


@pytest.mark.parametrize(
    ("error", "cost"),
    [
        (EngineUnavailable("The painter answered 503."), 0),
        (EngineRefused("The painter declined."), 50_000),
        (EngineRefused("The painter declined.", billed=Billed.UNKNOWN), 50_000),
    ],
)
async def test_a_painter_that_fails_costs_no_figure(error: EngineError, cost: int) -> None:
    vector = Vector()

    reply = await IllustratedEngine(vector, Painter(error)).draw(REQUEST, KeptSubmission())

    assert reply.pictures
    assert reply.notes == (f"The pictograms could not be painted, so they are the engine's own: {error}",)
    assert (reply.usage.cost_micros, vector.requests[0].illustrations) == (cost, ())


async def test_a_sheet_without_pictograms_is_named_and_not_paid_for_again() -> None:
    painter = Painter(blank=True)
    engine = IllustratedEngine(Vector(), painter)

    reply = await engine.draw(REQUEST, KeptSubmission())
    again = await engine.draw(REQUEST, KeptSubmission())

    assert reply.notes == (
        "No pictogram could be cut out of what was painted for 'Word tokens', 'Encoder', 'Summary'.",
    )
    assert (again.notes, len(painter.requests)) == ((), 1)


async def test_a_plan_without_room_for_pictograms_is_drawn_without() -> None:
    reply = await IllustratedEngine(Vector(narrow=True), Painter()).draw(REQUEST, KeptSubmission())
    assert reply.pictures
    assert reply.notes == ("The layout of this figure has no place for painted pictograms.",)


async def test_a_plan_that_cannot_be_drawn_at_all_is_refused() -> None:
    class Broken(Vector):
        async def draw(self, *_: object) -> DrawReply:
            raise CannotDraw("no clean drawing")

    with pytest.raises(CannotDraw):
        await IllustratedEngine(Broken(), Painter()).draw(REQUEST, KeptSubmission())


async def test_without_a_painter_the_engines_own_pictograms_stand_there() -> None:
    engine = IllustratedEngine(Vector())
    reply = await engine.draw(REQUEST, KeptSubmission())
    assert reply.notes == ("No painter has a key on this server, so the pictograms are the engine's own.",)
    assert (engine.estimate(REQUEST), engine.model) == (0, "vector-1")


def test_it_makes_what_the_vector_engine_makes_at_no_size_of_the_callers_choice() -> None:
    made = IllustratedEngine(Vector()).capabilities
    assert (made.formats, made.typesets, made.label_size) == (("png", "svg", "pdf"), True, None)


async def test_a_plan_that_deserves_no_pictogram_orders_none() -> None:
    painter = Painter()
    spec = DiagramSpec(elements=(Element(id="q", label="Enough?", kind=ElementKind.DECISION),))
    await IllustratedEngine(Vector(), painter).draw(replace(REQUEST, spec=spec), KeptSubmission())
    assert painter.requests == []


async def test_where_nothing_may_be_bought_what_is_there_is_shown() -> None:
    painter, vector = Painter(), Vector()
    engine = IllustratedEngine(vector, painter)
    await engine.draw(REQUEST, KeptSubmission())
    more = replace(SPEC, elements=(*SPEC.elements, Element(id="r", label="Reward model", kind=ElementKind.MODEL)))
    request = replace(REQUEST, spec=more)

    assert (engine.estimate(request), engine.unpaid.estimate(request)) == (50_000, 0)
    reply = await engine.unpaid.draw(request, KeptSubmission())

    assert len(painter.requests) == 1
    assert {one.element for one in vector.requests[-1].illustrations} == {"t", "e", "s", "u"}
    assert reply.usage == Usage()
