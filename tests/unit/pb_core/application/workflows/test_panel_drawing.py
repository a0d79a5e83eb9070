"""One drawer's calls: faults of one panel are told and spoil no other."""

from collections.abc import Callable

import pytest
from msgspec.structs import replace

from pb_core.application.engines import FallbackImages
from pb_core.application.workflows.panel_drawing import draws_as, redrawable
from pb_core.domain.plane import Rect
from pb_core.domain.plots.drawn import DrawnPlot, DrawnPlotText, TextRole
from pb_core.domain.requests import DiagramSource, PlotSource
from pb_core.errors import LeaseLost
from pb_core.ports.plots import PlotReply, PlotRequest
from pb_core.testing.memory.images import ScriptedImages
from support.sheets import BARS, CURVES, LINES, SCORES, Images, Plots, SheetRun

OVER_THE_OTHER = DrawnPlotText(role=TextRole.ANNOTATION, text="x", rect=Rect(20, 20, 60, 60), size=7.5)


class Altered(Plots):
    """An engine that says of what it delivers what it did not draw."""

    def __init__(self, alter: Callable[[PlotReply], PlotReply]) -> None:
        super().__init__()
        self._alter = alter

    async def draw(self, request: PlotRequest) -> PlotReply:
        reply = await super().draw(request)
        return self._alter(reply) if request.formats else reply


def _wrong_value(reply: PlotReply) -> PlotReply:
    panel = reply.drawn.panels[0]
    items = tuple(replace(layer, y=(999.0, *layer.y[1:])) for layer in panel.items)
    return replace(reply, drawn=replace(reply.drawn, panels=(replace(panel, items=items),)))


def _wrong_pixels(reply: PlotReply) -> PlotReply:
    return replace(reply, pictures=tuple(replace(picture, width=picture.width + 1) for picture in reply.pictures))


def _covered(drawn: DrawnPlot) -> DrawnPlot:
    return replace(drawn, texts=(*drawn.texts, OVER_THE_OTHER, replace(OVER_THE_OTHER, text="y")))


@pytest.mark.parametrize(
    ("alter", "why"),
    [
        (_wrong_value, "The drawn plot does not show the data"),
        (_wrong_pixels, "the engine draws at no size of the caller's choice"),
        (lambda reply: replace(reply, drawn=_covered(reply.drawn)), "drawn at this size it would have a fault: "),
    ],
    ids=["an unfaithful drawing", "another size", "texts over each other"],
)
async def test_a_drawing_that_does_not_hold_is_not_shown(alter: Callable[[PlotReply], PlotReply], why: str) -> None:
    run = SheetRun(plots=Altered(alter))

    result, request = await run.compose(await run.plot(BARS, SCORES), await run.foreign((2000, 1500)))

    assert why in result.notes[0]
    assert [len(panel.pictures) for panel in request.panels] == [1, 1]
    assert "read back" not in result.description


async def test_data_that_cannot_be_read_is_told_of_its_panel_alone() -> None:
    run = SheetRun()
    broken = await run.plot(BARS, SCORES)
    assert isinstance(broken.drawn_from, PlotSource)
    digest = await run.artifacts.put("owner", b'{"a": [1, 2')
    source = replace(broken.drawn_from, data=replace(broken.drawn_from.data, digest=digest))

    result, request = await run.compose(replace(broken, drawn_from=source), await run.plot(LINES, CURVES))

    assert [len(result.notes), result.notes[0].startswith("The panel of task t1 ")] == [1, True]
    assert request.panels[1].pictures[0].data != (await run.artifacts.get("owner", broken.pictures[0].digest))


async def test_the_same_data_is_read_once() -> None:
    run = SheetRun()
    plot = await run.plot(BARS, SCORES)
    reads = []
    get = run.artifacts.get

    async def counted(owner: str, digest: str) -> bytes:
        reads.append(digest)
        return await get(owner, digest)

    run.artifacts.get = counted
    await run.compose(plot, plot, plot)

    assert isinstance(plot.drawn_from, PlotSource)
    assert reads.count(plot.drawn_from.data.digest) == 1


async def test_panels_are_sorted_by_what_they_are_drawn_from() -> None:
    run = SheetRun()
    sources = [await run.diagram(), await run.foreign((400, 300)), await run.plot(BARS, SCORES)]

    assert list(redrawable(sources, PlotSource)) == [2]
    assert list(redrawable(sources, DiagramSource)) == [0]


async def test_a_fault_that_no_panel_has_is_raised_as_it_is() -> None:
    run = SheetRun()
    assert isinstance(run.plots, Plots)
    run.plots.faults.append(LeaseLost("another worker has it"))

    with pytest.raises(LeaseLost, match="another worker"):
        await run.compose(await run.plot(BARS, SCORES), await run.plot(LINES, CURVES))


async def test_a_plot_alone_is_drawn_once() -> None:
    run = SheetRun()

    await run.compose(await run.plot(BARS, SCORES), await run.foreign((400, 300)))

    assert isinstance(run.plots, Plots)
    assert len(run.plots.requests) == 1


def test_one_engine_of_a_chain_may_have_drawn_a_figure() -> None:
    chain = FallbackImages(Images(), ScriptedImages())

    assert [draws_as(chain, name) for name in ("vector/vector-0", "scripted/a", "gemini_image/b", "")] == [
        True,
        True,
        False,
        False,
    ]
