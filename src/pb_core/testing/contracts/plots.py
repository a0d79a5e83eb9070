"""The duties of every ``PlotEngine``."""

import anyio
import anyio.lowlevel
import pytest

from pb_core.domain.pictures import SIGNATURES
from pb_core.domain.plots.proof import prove
from pb_core.domain.plots.spec import Axes, Axis
from pb_core.errors import CannotDraw, InvalidSpec
from pb_core.ports.plots import PlotEngine, PlotReply
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
