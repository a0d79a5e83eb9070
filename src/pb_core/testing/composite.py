"""The composer in memory, and the suite that every composer must pass."""

import struct
import zlib
from collections import deque

import anyio
import anyio.lowlevel
import msgspec
import pytest

from pb_core.errors import CannotDraw, InvalidRequest, UnreadablePanel
from pb_core.panel_grid import PIXELS_PER_INCH, CanvasLimits, PanelSize
from pb_core.panels import Arrangement, PanelStyle, arrange
from pb_core.ports.composite import Composer, CompositeRequest, PanelSource
from pb_core.ports.images import Picture
from pb_core.testing.duties import Duties
from pb_core.testing.png import GREY, write_png

SIGNATURES = {"png": b"\x89PNG\r\n\x1a\n", "svg": b"<", "pdf": b"%PDF-"}
MEDIA_TYPES = {"png": "image/png", "svg": "image/svg+xml", "pdf": "application/pdf"}
_IHDR_END = 33


class MemoryComposer:
    """Composes blank pages of the right size from PNG panels, or raises what is scripted.

    ``requests`` holds every call.
    """

    def __init__(self, limits: CanvasLimits = CanvasLimits()) -> None:  # noqa: B008 - frozen
        self._limits = limits
        self.requests: list[CompositeRequest] = []
        self.scripts: deque[Exception] = deque()

    async def compose(self, request: CompositeRequest) -> tuple[Picture, ...]:
        """Check the request as every composer does and leave the page blank."""
        self.requests.append(request)
        await anyio.lowlevel.checkpoint()
        if self.scripts:
            raise self.scripts.popleft()
        if not request.formats:
            message = "a composite needs at least one output format"
            raise InvalidRequest(message)
        sizes = [self._size(number, panel) for number, panel in enumerate(request.panels, 1)]
        arrangement = arrange(sizes, request.style, self._limits)
        return tuple(_blank(kind, arrangement) for kind in request.formats)

    def _size(self, number: int, panel: PanelSource) -> PanelSize:
        data = next((p.data for p in panel.pictures if p.data.startswith(SIGNATURES["png"])), b"")
        if len(data) < _IHDR_END:
            message = f"panel {number} cannot be used: it holds no PNG"
            raise UnreadablePanel(message)
        width, height = struct.unpack_from(">II", data, 16)
        if not 0 < width * height <= self._limits.max_pixels:
            message = f"panel {number} cannot be used: it is {width} x {height} pixels"
            raise UnreadablePanel(message)
        if not data.endswith(b"IEND" + struct.pack(">I", zlib.crc32(b"IEND"))):
            message = f"panel {number} cannot be used: its PNG is cut short"
            raise UnreadablePanel(message)
        return PanelSize(width, height, _stated(data))


def _stated(data: bytes) -> float | None:
    at = data.find(b"pHYs")
    return struct.unpack_from(">I", data, at + 4)[0] * 0.0254 if at > 0 else None


def _blank(kind: str, arrangement: Arrangement) -> Picture:
    width, height = arrangement.width, arrangement.height
    if kind == "png":
        data = at_resolution(write_png(width, height, GREY, b"\xff" * width), arrangement.resolution)
    elif kind == "svg":
        data = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}"/>'.encode()
    elif kind == "pdf":
        data = b"%PDF-1.7\n%%EOF"
    else:
        message = f"composites are not written as '{kind}'"
        raise CannotDraw(message)
    if kind != "png":
        width, height = (in_points(side, arrangement.resolution) for side in (width, height))
    return Picture(format=kind, media_type=MEDIA_TYPES[kind], data=data, width=width, height=height)


def in_points(pixels: int, resolution: int = PIXELS_PER_INCH) -> int:
    """A length of a composite in whole points."""
    return round(pixels * 72 / resolution)


def at_resolution(png: bytes, pixels_per_inch: float) -> bytes:
    """The PNG with a statement of its resolution (``pHYs``)."""
    per_metre = round(pixels_per_inch / 0.0254)
    body = b"pHYs" + struct.pack(">IIB", per_metre, per_metre, 1)
    chunk = struct.pack(">I", 9) + body + struct.pack(">I", zlib.crc32(body))
    return png[:_IHDR_END] + chunk + png[_IHDR_END:]


def sample_panel(width: int = 40, height: int = 30, shade: int = 128) -> PanelSource:
    """A grey PNG as a panel."""
    return panel_of(write_png(width, height, GREY, bytes([shade]) * width))


def panel_of(data: bytes) -> PanelSource:
    """Bytes that claim to be a PNG, as a panel."""
    return PanelSource((Picture(format="png", media_type="image/png", data=data, width=1, height=1),))


def sample_composite(**changes: object) -> CompositeRequest:
    """Three panels of different shapes in one row, in every format."""
    request = CompositeRequest(
        panels=(sample_panel(), sample_panel(60, 45, 10), sample_panel(30, 90, 250)),
        style=PanelStyle(layout="1x3", spacing=7, font_size=12),
        formats=("png", "svg", "pdf"),
    )
    return msgspec.structs.replace(request, **changes)


def _claiming(width: int, height: int) -> bytes:
    """A small file whose header claims this size."""
    header = b"IHDR" + struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    small = write_png(1, 1, GREY, b"\0")
    return small[:12] + header + struct.pack(">I", zlib.crc32(header)) + small[_IHDR_END:]


UNREADABLE = {
    "empty": b"",
    "another format": b"GIF89a\x01\0\x01\0\0\0\0;",
    "a header cut short": write_png(9, 9, GREY, b"\0" * 9)[:20],
    "pixels cut short": write_png(900, 900, GREY, bytes(range(225)) * 4)[:-40],
    "three billion pixels": _claiming(60_000, 50_000),
    "no pixels": _claiming(0, 0),
}


class CompositeContract(Duties):
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

    @pytest.mark.parametrize("fault", UNREADABLE)
    async def test_a_panel_that_cannot_be_used_is_named(self, composer: Composer, fault: str) -> None:
        """Damage, foreign formats and bombs are reported with the number of the panel."""
        panels = (sample_panel(), panel_of(UNREADABLE[fault]), sample_panel())
        with pytest.raises(UnreadablePanel, match="panel 2"):
            await composer.compose(sample_composite(panels=panels))

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
