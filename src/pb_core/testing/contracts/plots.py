"""The duties of every ``PlotEngine``."""

import anyio
import anyio.lowlevel
import pytest

from pb_core.domain.pictures import SIGNATURES, PrintSize
from pb_core.domain.plane import Margins
from pb_core.domain.plots.drawn import DrawnKey
from pb_core.domain.plots.proof import prove
from pb_core.domain.plots.spec import Axes, Axis
from pb_core.errors import CannotDraw, InvalidSpec
from pb_core.ports.plots import LegendRequest, PlotEngine, PlotFrame, PlotReply, SheetPlots
from pb_core.testing.contracts import Contract
from pb_core.testing.memory.plots import sample_request, sample_spec, table_of

_LITERAL = "a_b$ {x}^2 $y$ 50% \\n <b>&"


class PlotsContract(Contract):
    """Duties of ``PlotEngine``. The author provides the fixture ``engine``."""

    async def test_every_format_asked_for_comes_in_that_order(self, engine: PlotEngine) -> None:
        """No format is left out, none is added, and each begins as it should."""
        for formats in (("png", "svg", "pdf"), ("pdf", "png"), ("svg",)):
            reply = await engine.draw(sample_request(formats=formats))
            assert tuple(picture.format for picture in reply.pictures) == formats
            assert all(picture.data.startswith(SIGNATURES[picture.format]) for picture in reply.pictures)

    async def test_the_ratio_is_exact_in_pixels(self, engine: PlotEngine) -> None:
        """Width to height is what was asked for, to the pixel."""
        for wide, high in ((4, 3), (16, 9), (1, 1), (3, 4), (21, 9)):
            request = sample_request(aspect_ratio=f"{wide}:{high}", formats=("png",))
            picture = (await engine.draw(request)).pictures[0]
            assert picture.width * high == picture.height * wide

    async def test_equal_requests_give_equal_bytes(self, engine: PlotEngine) -> None:
        """Neither clock nor chance enters a picture."""
        first, second = [await engine.draw(sample_request()) for _ in range(2)]
        assert [picture.data for picture in first.pictures] == [picture.data for picture in second.pictures]
        assert first.drawn == second.drawn

    async def test_what_is_drawn_is_the_data(self, engine: PlotEngine) -> None:
        """The proof finds what was read back equal to what the table says."""
        request = sample_request()
        report = prove(request.spec, request.table, (await engine.draw(request)).drawn)
        assert report.faithful, report.mismatches
        assert report.points > 0

    async def test_text_is_literal(self, engine: PlotEngine) -> None:
        """Nothing that looks like markup or mathematics is taken for it."""
        table = table_of(method=(_LITERAL, "b"), score=(1.0, 2.0))
        spec = sample_spec(title=_LITERAL, axes=Axes(y=Axis(title=_LITERAL)))
        drawn = (await engine.draw(sample_request(spec=spec, table=table))).drawn
        assert prove(spec, table, drawn).faithful
        shown = {"".join(text.text.split()) for text in drawn.texts}
        assert "".join(_LITERAL.split()) in shown

    async def test_a_spec_that_the_table_does_not_support_is_refused(self, engine: PlotEngine) -> None:
        """A field that does not exist is no empty picture."""
        table = table_of(method=("a", "b"), accuracy=(1.0, 2.0))
        with pytest.raises(InvalidSpec):
            await engine.draw(sample_request(table=table))

    async def test_an_unknown_format_or_ratio_is_refused(self, engine: PlotEngine) -> None:
        """What cannot be drawn is said, not guessed."""
        with pytest.raises(CannotDraw):
            await engine.draw(sample_request(formats=("gif",)))
        with pytest.raises(CannotDraw):
            await engine.draw(sample_request(aspect_ratio="wide"))

    async def test_calls_do_not_mix(self, engine: PlotEngine) -> None:
        """Concurrent calls get their own pictures."""
        drawn: dict[str, PlotReply] = {}

        async def call(title: str) -> None:
            drawn[title] = await engine.draw(sample_request(spec=sample_spec(title=title), formats=("png",)))

        async with anyio.create_task_group() as calls:
            for title in ("One", "Another"):
                calls.start_soon(call, title)
        for title, reply in drawn.items():
            assert any(text.text == title for text in reply.drawn.texts)
        assert drawn["One"].pictures != drawn["Another"].pictures

    async def test_a_call_can_be_cancelled(self, engine: PlotEngine) -> None:
        """Cancellation ends the call, and the engine works on."""
        with anyio.CancelScope() as scope:
            scope.cancel()
            await engine.draw(sample_request())
        assert scope.cancelled_caught
        assert (await engine.draw(sample_request(formats=("png",)))).pictures

    async def test_a_plot_in_a_frame_has_exactly_its_size(self, engine: PlotEngine) -> None:
        """Pixels and points are the frame's, texts at least as large as it says, axes inside its margins."""
        sheet = _sheet_engine(engine)
        margins = Margins(left=61.0, top=23.0, right=37.0, bottom=47.0)
        frame = PlotFrame(size=PrintSize(width=240.0, height=170.0, resolution=144), text=7.0, margins=margins)
        reply = await sheet.draw(sample_request(frame=frame, formats=("png",)))
        assert (reply.pictures[0].width, reply.pictures[0].height) == (480, 340)
        assert (reply.drawn.width, reply.drawn.height) == pytest.approx((240.0, 170.0), abs=0.5)
        assert all(text.size >= frame.text - 1e-6 for text in reply.drawn.texts)
        area = reply.drawn.panels[0].rect
        assert (area.x, area.y) == pytest.approx((61.0, 23.0), abs=0.5)
        assert (240 - area.right, 170 - area.bottom) == pytest.approx((37.0, 47.0), abs=0.5)

    async def test_without_a_height_the_content_has_it(self, engine: PlotEngine) -> None:
        """No format: nothing is encoded, and what the plot would show is told all the same."""
        frame = PlotFrame(size=PrintSize(width=240.0))
        reply = await _sheet_engine(engine).draw(sample_request(frame=frame, formats=()))
        assert reply.pictures == ()
        assert reply.drawn.height > 0
        request = sample_request(frame=frame)
        assert prove(request.spec, request.table, reply.drawn).faithful

    async def test_a_frame_that_is_too_small_is_refused(self, engine: PlotEngine) -> None:
        """Nothing is cut off to fit."""
        frame = PlotFrame(size=PrintSize(width=30.0, height=12.0))
        with pytest.raises(CannotDraw):
            await _sheet_engine(engine).draw(sample_request(frame=frame))

    async def test_a_legend_alone_has_the_keys_asked_for(self, engine: PlotEngine) -> None:
        """They are read back from what was drawn; it is no wider than its room."""
        keys = (
            DrawnKey(series="Ours", color="#2d558e", marker="o", dash="solid"),
            DrawnKey(series="BERT", color="#e49238", marker="s", dash="solid"),
        )
        size = PrintSize(width=300.0, resolution=144)
        request = LegendRequest(title="Method", keys=keys, size=size, formats=("png", "svg", "pdf"))
        reply = await _sheet_engine(engine).draw_legend(request)
        assert reply.keys == keys
        assert tuple(picture.format for picture in reply.pictures) == request.formats
        assert 0 < reply.width <= size.width
        assert reply.pictures[0].height == pytest.approx(reply.height * 2, abs=1)

    async def test_a_legend_without_entries_is_refused(self, engine: PlotEngine) -> None:
        """There is no empty legend."""
        with pytest.raises(CannotDraw):
            await _sheet_engine(engine).draw_legend(LegendRequest(title="Method", keys=(), size=PrintSize(width=300.0)))


def _sheet_engine(engine: PlotEngine) -> SheetPlots:
    if not isinstance(engine, SheetPlots):
        pytest.skip("the engine draws no panels of sheets")
    return engine
