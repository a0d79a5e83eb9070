"""Sheets for venues, drawn by the real engines."""

import re

import pytest
from msgspec.structs import replace

from pb_core.domain.composites import PanelStyle
from pb_core.domain.panel_alignment import margins_of
from pb_core.domain.plots.drawn import TextRole
from pb_core.domain.requests import SourceFigure
from pb_core.domain.venues import VENUES, Venue
from pb_core.errors import CannotDraw, InvalidRequest
from pb_core.ports.images import DrawReply, DrawRequest, Submission
from pb_core.ports.plots import LegendReply, LegendRequest
from support.sheets import BARS, CELLS, CURVES, HEAT, LINES, SCORES, Images, Plots, SheetRun

NATURE = PanelStyle(layout="2x2", venue=Venue.NATURE)
TYPE = {TextRole.TICK_X, TextRole.TICK_Y, TextRole.AXIS_TITLE}


async def four(run: SheetRun) -> list[SourceFigure]:
    return [
        await run.plot(BARS, SCORES),
        await run.plot(LINES, CURVES, (2000, 1240)),
        await run.plot(HEAT, CELLS, (2000, 2000)),
        await run.diagram(),
    ]


async def test_a_sheet_has_the_width_and_tags_of_its_venue_and_one_legend() -> None:
    run = SheetRun()

    result, request = await run.compose(*await four(run), style=NATURE, formats=("png", "svg", "pdf"))

    figure = request.arrangement
    assert figure is not None
    assert figure.width / figure.resolution * 25.4 == pytest.approx(183, abs=0.1)
    assert [panel.label.lines if panel.label else None for panel in figure.panels] == [
        ("a",),
        ("b",),
        ("c",),
        ("d",),
        None,
    ]
    assert len(request.panels) == 5
    assert [picture.format for picture in request.panels[-1].pictures] == ["png", "svg", "pdf"]
    assert isinstance(run.plots, Plots)
    assert [key.series for key in run.plots.legends[0].keys] == ["Baseline", "Mixup", "Ours"]
    assert [reply.drawn.legend is None for reply in run.plots.panels] == [True, True, False]
    assert result.notes == ()
    assert result.description.startswith("A composite of 4 panels, by rows: a statistical plot of task t1; b ")


async def test_axes_line_up_and_type_is_the_venues() -> None:
    run = SheetRun()

    _, request = await run.compose(*await four(run), style=NATURE)

    assert isinstance(run.plots, Plots)
    bars, lines, heat = (margins_of(reply.drawn) for reply in run.plots.panels)
    assert (bars.top, bars.bottom) == pytest.approx((lines.top, lines.bottom), abs=0.5)
    assert (bars.left, bars.right) == pytest.approx((heat.left, heat.right), abs=0.5)
    sizes = {text.size for reply in run.plots.panels for text in reply.drawn.texts if text.role in TYPE}
    assert sizes == {VENUES[Venue.NATURE].text}
    assert isinstance(run.images, Images)
    scene = run.images.replies[-1].scene
    figure = request.arrangement
    assert scene is not None
    assert figure is not None
    scale = figure.panels[3].box.width / figure.resolution * 72 / scene.width
    labels = [text.size * scale for text in scene.texts if text.owner != "(legend)"]
    assert labels == pytest.approx([7.0] * len(labels), abs=0.3)


async def test_a_method_has_one_colour_in_all_plots() -> None:
    run = SheetRun()
    few = [row for row in SCORES if row["method"] != "Baseline"]

    await run.compose(await run.plot(LINES, CURVES), await run.plot(BARS, few), style=NATURE)

    assert isinstance(run.plots, Plots)
    lines, bars = ({key.series: key.color for key in reply.drawn.keys} for reply in run.plots.panels)
    assert bars.items() <= lines.items()
    assert set(bars) == {"Mixup", "Ours"}


async def test_the_title_of_shared_axes_is_written_once() -> None:
    run = SheetRun()

    await run.compose(*[await run.plot(LINES, CURVES) for _ in range(4)], style=NATURE)

    assert isinstance(run.plots, Plots)
    titles = [(panel.x.title, panel.y.title) for reply in run.plots.panels for panel in reply.drawn.panels]
    assert titles == [("", "accuracy"), ("", ""), ("epoch", "accuracy"), ("epoch", "")]


async def test_a_legend_of_one_plot_stays_in_it() -> None:
    run = SheetRun()

    _, request = await run.compose(await run.plot(BARS, SCORES), await run.plot(HEAT, CELLS), style=NATURE)

    assert isinstance(run.plots, Plots)
    assert run.plots.legends == []
    assert len(request.panels) == 2


async def test_a_plot_engine_without_legends_keeps_them_in_the_plots() -> None:
    class Refuses(Plots):
        async def draw_legend(self, request: LegendRequest) -> LegendReply:
            raise CannotDraw(f"no face for {request.title}")

    run = SheetRun(plots=Refuses())

    await run.compose(await run.plot(BARS, SCORES), await run.plot(LINES, CURVES), style=NATURE)

    assert isinstance(run.plots, Plots)
    assert [request.frame.legend for request in run.plots.requests if request.frame] == [()] * len(run.plots.requests)
    assert all(len(reply.drawn.keys) == 3 for reply in run.plots.panels)


async def test_a_legend_that_fails_at_the_end_leaves_its_plots_as_stored() -> None:
    class Measures(Plots):
        async def draw_legend(self, request: LegendRequest) -> LegendReply:
            if request.formats:
                raise CannotDraw("the legend does not fit")
            return await super().draw_legend(request)

    run = SheetRun(plots=Measures())

    result, request = await run.compose(*await four(run), style=NATURE)

    assert len(request.panels) == 4
    assert result.notes == tuple(
        f"The panel of task {task} is its stored picture, not drawn anew: the legend that it shares cannot be drawn: "
        "the legend does not fit."
        for task in ("t1", "t2")
    )
    assert isinstance(run.plots, Plots)
    assert len(run.plots.panels) == 1


async def test_a_diagram_whose_engine_tells_no_height_is_its_stored_picture() -> None:
    class Blank(Images):
        async def draw(self, request: DrawRequest, submission: Submission) -> DrawReply:
            return replace(await super().draw(request, submission), scene=None)

    run = SheetRun(images=Blank())

    result, request = await run.compose(await run.diagram(), await run.plot(BARS, SCORES), style=NATURE)

    assert [note.partition("anew: ")[2] for note in result.notes] == ["vector/vector-1 does not tell how high it is."]
    figure = request.arrangement
    assert figure is not None
    assert figure.panels[0].box.height > 1


async def test_pictures_of_others_keep_every_pixel() -> None:
    run = SheetRun()
    photo = await run.foreign((3600, 2700))

    result, request = await run.compose(photo, await run.plot(BARS, SCORES), style=NATURE)

    figure = request.arrangement
    assert figure is not None
    assert figure.panels[0].box.width >= 3600 or figure.resolution == 1200
    assert figure.panels[0].box.width / figure.panels[0].box.height == pytest.approx(4 / 3, rel=0.01)
    assert len(result.notes) == 1


async def test_a_sheet_of_others_pictures_alone_is_laid_out_too() -> None:
    run = SheetRun()
    sources = [await run.foreign((400, 300)) for _ in range(3)]

    _, request = await run.compose(*sources, style=replace(NATURE, labels=("i", "", "iii")))

    figure = request.arrangement
    assert figure is not None
    assert [panel.label.lines[0] if panel.label else "" for panel in figure.panels] == ["i", "", "iii"]
    assert isinstance(run.plots, Plots)
    assert run.plots.requests == []


async def test_a_panel_that_fails_at_the_end_is_its_stored_picture_in_its_shape() -> None:
    run = SheetRun()
    assert isinstance(run.plots, Plots)
    run.plots.faults.append(CannotDraw("not everything fits"))

    result, request = await run.compose(*await four(run), style=NATURE)

    figure = request.arrangement
    assert figure is not None
    assert figure.panels[0].box.width / figure.panels[0].box.height == pytest.approx(4 / 3, rel=0.01)
    assert result.notes == ("The panel of task t1 is its stored picture, not drawn anew: not everything fits.",)


async def test_a_sheet_higher_than_the_page_has_lower_plots() -> None:
    run = SheetRun()
    style = PanelStyle(layout="4x1", venue=Venue.NATURE)

    _, request = await run.compose(*[await run.plot(LINES, CURVES) for _ in range(4)], style=style)

    figure = request.arrangement
    assert figure is not None
    free = sum(panel.box.width for panel in figure.panels[:4]) * 0.46
    assert sum(panel.box.height for panel in figure.panels[:4]) < free


async def test_measures_that_a_venue_replaces_are_named() -> None:
    run = SheetRun()
    sources = [await run.foreign((400, 300)) for _ in range(2)]

    result, _ = await run.compose(*sources, style=replace(NATURE, spacing=99, label_position="top"))

    assert result.notes[0].startswith("With a venue, spacing, label_position and label_font_size do not count")


async def test_columns_too_narrow_for_the_venue_are_refused() -> None:
    run = SheetRun()
    sources = [await run.foreign((400, 300)) for _ in range(8)]

    with pytest.raises(InvalidRequest, match="8 columns would be"):
        await run.compose(*sources, style=PanelStyle(layout="1x8", venue=Venue.NATURE))


async def test_a_sheet_that_no_page_holds_is_named() -> None:
    run = SheetRun()
    sources = [await run.foreign((400, 300)) for _ in range(3)]

    result, _ = await run.compose(*sources, style=PanelStyle(layout="3x1", venue=Venue.NATURE))

    assert re.match(r"The sheet is \d+ mm high, and a page there holds 170 mm: take fewer", result.notes[0])
