"""The duties of every ``Composer``."""

import struct

import anyio
import anyio.lowlevel
import pytest
from msgspec.structs import replace

from pb_core.domain.composites import Arrangement, Box, PanelStyle, PlacedLabel, PlacedPanel, arrange
from pb_core.domain.panel_grid import PanelSize
from pb_core.domain.pictures import GREY, MEDIA_TYPES, SIGNATURES
from pb_core.errors import CannotDraw, InvalidRequest, UnreadablePanel
from pb_core.ports.composites import Composer, CompositeRequest, PanelSource
from pb_core.testing.contracts import Contract
from pb_core.testing.memory.images import (
    UNREADABLE,
    at_resolution,
    in_points,
    panel_of,
    sample_composite,
    sample_panel,
    write_png,
)


class CompositesContract(Contract):
    """Duties of ``Composer``. The author provides the fixture ``composer``."""

    async def test_every_format_asked_for_comes_in_that_order(self, composer: Composer) -> None:
        """No format is left out and none is added."""
        for formats in (("png", "svg", "pdf"), ("pdf", "png"), ("svg",)):
            pictures = await composer.compose(sample_composite(formats=formats))
            assert tuple(picture.format for picture in pictures) == formats

    async def test_pictures_are_what_they_say(self, composer: Composer) -> None:
        """The bytes begin as their format does."""
        for picture in await composer.compose(sample_composite()):
            assert picture.data.startswith(SIGNATURES[picture.format])
            assert picture.media_type == MEDIA_TYPES[picture.format]

    async def test_all_formats_show_the_arrangement(self, composer: Composer) -> None:
        """The PNG has the arrangement's pixels, vectors its size in print at 300 pixels an inch."""
        request = sample_composite()
        expected = arrange([PanelSize(40, 30), PanelSize(60, 45), PanelSize(30, 90)], request.style)
        png, svg, pdf = await composer.compose(request)
        assert struct.unpack_from(">II", png.data, 16) == (png.width, png.height) == (expected.width, expected.height)
        for vector in (svg, pdf):
            assert (vector.width, vector.height) == (in_points(expected.width), in_points(expected.height))

    async def test_a_composite_is_as_fine_as_its_panels(self, composer: Composer) -> None:
        """It states the median of what its panels state, and its vectors are as large in print."""
        panels = tuple(panel_of(at_resolution(write_png(60, 45, GREY, b"\0" * 60), dpi)) for dpi in (600, 450, 900))
        png, svg, pdf = await composer.compose(sample_composite(panels=panels))
        assert struct.unpack_from(">I", png.data, png.data.index(b"pHYs") + 4)[0] == pytest.approx(600 / 0.0254, abs=1)
        for vector in (svg, pdf):
            assert (vector.width, vector.height) == (in_points(png.width, 600), in_points(png.height, 600))

    async def test_panels_are_arranged_by_the_sizes_given(self, composer: Composer) -> None:
        """A panel drawn anew stands where the picture that it replaces would."""
        sizes = [PanelSize(400, 300, 450.0), PanelSize(600, 450, 450.0), PanelSize(300, 900, 450.0)]
        request = sample_composite(formats=("png",))
        panels = tuple(replace(panel, size=size) for panel, size in zip(request.panels, sizes, strict=True))
        expected = arrange(sizes, request.style)
        (png,) = await composer.compose(replace(request, panels=panels))
        assert (png.width, png.height) == (expected.width, expected.height)

    async def test_an_arrangement_is_followed(self, composer: Composer) -> None:
        """It says how large the composite is and how fine, whatever the style says."""
        place = PlacedPanel(Box(5, 40, 90, 60), PlacedLabel(("a",), Box(5, 2, 90, 30), (25,), align="start"))
        given = Arrangement(100, 110, 450, 20, (place,))
        request = CompositeRequest(panels=(sample_panel(),), formats=("png", "svg", "pdf"), arrangement=given)
        png, svg, pdf = await composer.compose(request)
        assert (png.width, png.height) == (100, 110)
        for vector in (svg, pdf):
            assert (vector.width, vector.height) == (in_points(100, 450), in_points(110, 450))

    @pytest.mark.parametrize(
        "given",
        [
            Arrangement(100, 110, 300, 20, ()),
            Arrangement(10**6, 10**6, 300, 20, (PlacedPanel(Box(0, 0, 9, 9), None),)),
        ],
    )
    async def test_an_arrangement_that_does_not_fit_is_refused(self, composer: Composer, given: Arrangement) -> None:
        """It must have a place for each panel, and the composite must keep the limits."""
        with pytest.raises(InvalidRequest):
            await composer.compose(CompositeRequest(panels=(sample_panel(),), arrangement=given))

    @pytest.mark.parametrize("fault", UNREADABLE)
    async def test_a_panel_that_cannot_be_used_is_named(self, composer: Composer, fault: str) -> None:
        """Damage, foreign formats and bombs are reported with the number of the panel."""
        panels = (sample_panel(), panel_of(UNREADABLE[fault]), sample_panel())
        with pytest.raises(UnreadablePanel, match="panel 2"):
            await composer.compose(sample_composite(panels=panels))

    async def test_a_picture_is_what_it_is_arranged_as(self, composer: Composer) -> None:
        """Looked at alone, it has the size that it has as a panel."""
        data = at_resolution(write_png(60, 45, GREY, b"\0" * 60), 450)
        for whole in (True, False):
            found = await composer.inspect(data, whole=whole)
            assert found.format == "png"
            assert (found.size.width, found.size.height) == (60, 45)
            assert found.size.resolution == pytest.approx(450, abs=1)

    @pytest.mark.parametrize("fault", UNREADABLE)
    async def test_a_picture_that_cannot_become_a_panel_is_refused(self, composer: Composer, fault: str) -> None:
        """Damage that shows only where it is read to its end is found too."""
        with pytest.raises(UnreadablePanel):
            await composer.inspect(UNREADABLE[fault])

    async def test_a_panel_without_pictures_is_named(self, composer: Composer) -> None:
        """A source may have lost its pictures."""
        with pytest.raises(UnreadablePanel, match="panel 1"):
            await composer.compose(sample_composite(panels=(PanelSource(()), sample_panel(), sample_panel())))

    @pytest.mark.parametrize(
        "style",
        [
            PanelStyle(layout="1x2"),
            PanelStyle(layout="three"),
            PanelStyle(labels=("a", "b")),
            PanelStyle(spacing=-1),
            PanelStyle(spacing=10**9),
            PanelStyle(font_size=0),
            PanelStyle(font_size=10**9),
        ],
    )
    async def test_a_style_that_does_not_fit_is_refused(self, composer: Composer, style: PanelStyle) -> None:
        """Grids, labels and lengths are held against the panels and the limits."""
        with pytest.raises(InvalidRequest):
            await composer.compose(sample_composite(style=style))

    async def test_no_panels_and_no_formats_are_refused(self, composer: Composer) -> None:
        """There is no empty composite."""
        for changes in ({"panels": ()}, {"formats": ()}):
            with pytest.raises(InvalidRequest):
                await composer.compose(sample_composite(**changes))

    async def test_a_format_that_is_not_written_is_refused(self, composer: Composer) -> None:
        """Another format is never delivered instead."""
        with pytest.raises(CannotDraw):
            await composer.compose(sample_composite(formats=("gif",)))

    async def test_calls_do_not_mix(self, composer: Composer) -> None:
        """Concurrent calls get their own pictures."""
        heights: dict[int, int] = {}

        async def call(side: int) -> None:
            panels = (sample_panel(side, side), sample_panel(side, side))
            style = PanelStyle(layout="1x2", labels=(), spacing=0)
            pictures = await composer.compose(sample_composite(panels=panels, style=style, formats=("png",)))
            heights[side] = pictures[0].height

        async with anyio.create_task_group() as calls:
            for side in (20, 30, 40):
                calls.start_soon(call, side)
        assert heights == {20: 20, 30: 30, 40: 40}

    async def test_a_call_can_be_cancelled(self, composer: Composer) -> None:
        """Cancellation ends the call, and the composer works on."""
        with anyio.CancelScope() as scope:
            scope.cancel()
            await composer.compose(sample_composite())
        assert scope.cancelled_caught
        assert await composer.compose(sample_composite(formats=("png",)))
