"""Composites without a venue: the documented measures, and panels drawn anew in their places."""

import pytest
from msgspec.structs import replace

from pb_core.domain.composites import PanelStyle, arrange
from pb_core.domain.diagrams.spec import Connection, DiagramSpec, Element, Group
from pb_core.domain.panel_alignment import margins_of
from pb_core.domain.panel_grid import PanelSize
from pb_core.domain.pictures import png_header
from pb_core.domain.plots.drawn import TextRole
from pb_core.errors import CannotDraw, EngineUnavailable, InvalidRequest, StatisticsDisagree
from pb_core.testing.memory.images import ScriptedImages
from pb_core.testing.memory.plots import ScriptedPlots
from support.sheets import BARS, CELLS, CURVES, HEAT, LINES, SCORES, Images, Plots, SheetRun

GRID = PanelStyle(layout="2x2")
SMALL_ROLES = {TextRole.TICK_X, TextRole.TICK_Y, TextRole.AXIS_TITLE, TextRole.LEGEND}


async def test_plots_and_diagrams_have_equal_type_in_the_places_of_their_stored_pictures() -> None:
    run = SheetRun()
    sources = [
        await run.plot(BARS, SCORES),
        await run.plot(LINES, CURVES, (2000, 1240)),
        await run.plot(HEAT, CELLS, (2000, 2000)),
        await run.diagram(),
    ]

    result, request = await run.compose(*sources, style=GRID, formats=("png", "svg", "pdf"))

    stored = [png_header(await run.artifacts.get("owner", source.pictures[0].digest)) for source in sources]
    sizes = [PanelSize(header.width, header.height, header.resolution) for header in stored]
    figure = arrange(sizes, GRID)
    assert [panel.size for panel in request.panels] == sizes
    assert (request.style, request.arrangement) == (GRID, None)
    for panel, placed in zip(request.panels, figure.panels, strict=True):
        assert [picture.format for picture in panel.pictures] == ["png", "svg", "pdf"]
        assert (panel.pictures[0].width, panel.pictures[0].height) == (placed.box.width, placed.box.height)
    assert isinstance(run.plots, Plots)
    assert isinstance(run.images, Images)
    type_sizes = [text.size for reply in run.plots.panels for text in reply.drawn.texts if text.role in SMALL_ROLES]
    scene = run.images.replies[0].scene
    assert scene is not None
    scale = figure.panels[3].box.width / figure.resolution * 72 / scene.width
    type_sizes += [text.size * scale for text in scene.texts if text.owner in "abcd"]
    assert max(type_sizes) - min(type_sizes) <= 0.3
    assert result.notes == ()
    assert result.description.endswith("values.")


async def test_the_axes_of_a_row_and_a_column_line_up() -> None:
    run = SheetRun()
    sources = [
        await run.plot(spec, data) for spec, data in ((BARS, SCORES), (LINES, CURVES), (HEAT, CELLS), (BARS, SCORES))
    ]

    await run.compose(*sources, style=GRID)

    assert isinstance(run.plots, Plots)
    bars, lines, heat, last = (margins_of(reply.drawn) for reply in run.plots.panels)
    assert (bars.top, bars.bottom) == pytest.approx((lines.top, lines.bottom), abs=0.5)
    assert (heat.top, heat.bottom) == pytest.approx((last.top, last.bottom), abs=0.5)
    assert (bars.left, bars.right) == pytest.approx((heat.left, heat.right), abs=0.5)
    assert (lines.left, lines.right) == pytest.approx((last.left, last.right), abs=0.5)


async def test_without_a_venue_titles_and_legends_stay_with_their_plots() -> None:
    run = SheetRun()

    await run.compose(await run.plot(BARS, SCORES), await run.plot(LINES, CURVES), style=GRID)

    assert isinstance(run.plots, Plots)
    assert run.plots.legends == []
    assert [request.frame.legend for request in run.plots.requests if request.frame] == [()] * len(run.plots.requests)
    for reply in run.plots.panels:
        assert [key.series for key in reply.drawn.keys] == ["Baseline", "Mixup", "Ours"]
        assert {panel.y.title for panel in reply.drawn.panels} == {"accuracy"}


async def test_one_panel_alone_is_drawn_anew() -> None:
    run = SheetRun()
    foreign = await run.foreign((2000, 1500))

    result, request = await run.compose(foreign, await run.plot(BARS, SCORES), foreign, style=GRID)

    stored = await run.artifacts.get("owner", foreign.pictures[0].digest)
    assert [panel.pictures[0].data == stored for panel in request.panels] == [True, False, True]
    assert result.notes == (
        "The panel of task t1 is its stored picture, not drawn anew: what it was drawn from was not kept.",
    )


@pytest.mark.parametrize(
    ("fault", "why"),
    [
        (CannotDraw("not everything fits into the figure"), "not everything fits into the figure"),
        (EngineUnavailable("the plot engine died"), "the plot engine died"),
        (StatisticsDisagree("two statistics"), "two statistics"),
    ],
)
async def test_a_plot_that_cannot_be_drawn_anew_is_its_stored_picture(fault: Exception, why: str) -> None:
    run = SheetRun()
    assert isinstance(run.plots, Plots)
    run.plots.faults.extend([fault, None])
    first, second = await run.plot(BARS, SCORES), await run.plot(LINES, CURVES)

    result, request = await run.compose(first, second)

    stored = await run.artifacts.get("owner", first.pictures[0].digest)
    assert [panel.pictures[0].data == stored for panel in request.panels] == [True, False]
    assert result.notes == (f"The panel of task t1 is its stored picture, not drawn anew: {why}.",)


async def test_a_plot_whose_data_is_gone_is_its_stored_picture() -> None:
    run = SheetRun()
    plot = await run.plot(BARS, SCORES)
    assert plot.drawn_from is not None
    lost = replace(plot, drawn_from=replace(plot.drawn_from, data=replace(plot.drawn_from.data, digest="0" * 64)))  # type: ignore[union-attr]  # a plot's

    result, _ = await run.compose(lost, await run.foreign((2000, 1500)), style=GRID)

    assert result.notes[0].endswith("not drawn anew: its data is damaged or lost in the store.")


async def test_a_plot_too_small_for_its_texts_is_its_stored_picture() -> None:
    run = SheetRun()
    small = await run.plot(BARS, SCORES, (90, 60))
    tiny = replace(small, task_id="small")

    result, _ = await run.compose(tiny, await run.foreign((90, 60), 300))

    assert "small" in result.notes[0]
    assert "not everything fits into the figure" in result.notes[0]


@pytest.mark.parametrize(
    ("engine", "why"),
    [
        ("gemini_image/nano", "it is a picture by gemini_image/nano, and this server draws with vector/vector-1"),
        ("vector/vector-0", ""),
    ],
)
async def test_a_painted_diagram_is_its_stored_picture(engine: str, why: str) -> None:
    run = SheetRun()

    result, _ = await run.compose(await run.diagram(engine=engine), await run.plot(BARS, SCORES))

    assert [note.partition("anew: ")[2] for note in result.notes] == ([f"{why}."] if why else [])


async def test_an_engine_that_draws_at_no_given_size_leaves_the_stored_pictures() -> None:
    run = SheetRun(images=ScriptedImages(), plots=_Sizeless())
    sources = [await run.diagram(engine="scripted/scripted-1"), await run.plot(BARS, SCORES)]

    result, _ = await run.compose(*sources)

    assert [note.partition("anew: ")[2] for note in result.notes] == [
        "scripted/scripted-1 draws at no size of the caller's choice.",
        "the engine draws at no size of the caller's choice.",
    ]


class _Sizeless(ScriptedPlots):
    """An engine that does not heed frames."""

    async def draw(self, request):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202 - as inherited
        return await super().draw(replace(request, frame=None))


async def test_a_diagram_that_would_show_less_is_its_stored_picture() -> None:
    run = SheetRun()
    many = DiagramSpec(
        elements=tuple(Element(id=f"e{i}", label=f"A part with a long name {i}", group="g") for i in range(30)),
        connections=tuple(Connection(source=f"e{i}", target=f"e{i + 1}") for i in range(29)),
        groups=(Group(id="g", title="All the parts"),),
    )

    result, _ = await run.compose(await run.diagram(many, (700, 300)), await run.foreign((700, 300)))

    assert len(result.notes) == 2
    assert result.notes[0].startswith("The panel of task t1 is its stored picture, not drawn anew:")


async def test_a_composite_too_large_is_the_composers_to_refuse() -> None:
    run = SheetRun()

    with pytest.raises(InvalidRequest, match="pixels"):
        await run.compose(await run.plot(BARS, SCORES), await run.plot(LINES, CURVES), style=PanelStyle(spacing=10**6))
    assert isinstance(run.plots, Plots)
    assert run.plots.requests == []
