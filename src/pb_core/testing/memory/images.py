"""Pictures in memory: small PNG files, an image engine that answers as scripted, and a composer of blank pages."""

import struct
import zlib
from collections import deque

import anyio
import anyio.lowlevel
import msgspec

from pb_core.domain.composites import Arrangement, PanelStyle, arrange, check_canvas
from pb_core.domain.diagrams.scene import DrawnScene
from pb_core.domain.diagrams.spec import Connection, DiagramSpec, Element, Styling
from pb_core.domain.panel_grid import PIXELS_PER_INCH, CanvasLimits, PanelSize
from pb_core.domain.pictures import GREY, MEDIA_TYPES, RGB, SIGNATURES, Picture, png_of
from pb_core.errors import CannotDraw, InvalidRequest, UnreadablePanel
from pb_core.ports.composites import CompositeRequest, PanelFile, PanelSource
from pb_core.ports.images import DrawReply, DrawRequest, ImageCapabilities, ImageEngine, Submission


class ScriptedImages:
    """Paints tiny PNGs of the ratio, one colour by call, or raises what is scripted; ``requests`` has every call.

    Where it ``varies``, as painters do, calls of other keys have other colours.
    """

    provider = "scripted"
    model = "scripted-1"
    capabilities = ImageCapabilities()
    varies = True

    def __init__(self, scene: DrawnScene | None = None) -> None:
        self.scene = scene
        self.requests: list[DrawRequest] = []
        self.scripts: deque[Exception] = deque()
        self.refs: list[str | None] = []

    async def draw(self, request: DrawRequest, submission: Submission) -> DrawReply:
        """Paint at once, as a submit-and-poll provider would: the job id is committed first."""
        self.requests.append(request)
        self.refs.append(submission.provider_ref)
        await anyio.lowlevel.checkpoint()
        if submission.provider_ref is None:
            await submission.submitted(f"job-{len(self.requests)}")
        if self.scripts:
            raise self.scripts.popleft()
        key = submission.key if self.varies else ""
        seed = zlib.crc32(key.encode() + msgspec.json.encode(request)).to_bytes(4, "big")
        width, height = _sides(request.aspect_ratio)
        data = write_png(width, height, RGB, seed[1:] * width)
        picture = Picture(format="png", media_type="image/png", data=data, width=width, height=height)
        return DrawReply(pictures=(picture,), scene=self.scene)


def _sides(ratio: str | None) -> tuple[int, int]:
    wide, _, high = (ratio or "").partition(":")
    return (int(wide), int(high)) if wide.isdecimal() and high.isdecimal() else (1, 1)


class KeptSubmission:
    """A submission in memory."""

    def __init__(self, provider_ref: str | None = None, key: str = "") -> None:
        self.provider_ref, self.key = provider_ref, key

    async def submitted(self, provider_ref: str) -> None:
        """Remember the job id."""
        self.provider_ref = provider_ref


def sample_request(engine: ImageEngine, **changes: object) -> DrawRequest:
    """A small diagram in every format the engine makes."""
    spec = DiagramSpec(
        elements=(Element(id="a", label="Encoder"), Element(id="b", label="Decoder")),
        connections=(Connection(source="a", target="b", label="vectors"),),
    )
    request = DrawRequest(
        spec=spec, description="Two boxes.", styling=Styling(), aspect_ratio="4:3", formats=engine.capabilities.formats
    )
    return msgspec.structs.replace(request, **changes)


def write_png(width: int, height: int, colour_type: int, row: bytes) -> bytes:
    """An 8-bit PNG whose rows are all ``row``, which holds ``width`` pixels."""
    if len(row) != width * (3 if colour_type == RGB else 1):
        raise ValueError("The row does not hold as many pixels as the picture is wide.")
    return png_of((row,) * height, colour_type)


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
            raise InvalidRequest("a composite needs at least one output format")
        sizes = [self._size(number, panel) for number, panel in enumerate(request.panels, 1)]
        sizes = [panel.size or size for panel, size in zip(request.panels, sizes, strict=True)]
        arrangement = request.arrangement or arrange(sizes, request.style, self._limits)
        if len(arrangement.panels) != len(sizes):
            raise InvalidRequest(f"the arrangement has {len(arrangement.panels)} places for {len(sizes)} panels")
        check_canvas(arrangement.width, arrangement.height, self._limits)
        return tuple(_blank(kind, arrangement) for kind in request.formats)

    async def inspect(self, data: bytes, *, whole: bool = True) -> PanelFile:
        """Look at a PNG, of which it never reads the pixels."""
        del whole
        await anyio.lowlevel.checkpoint()
        picture = Picture(format="png", media_type="image/png", data=data, width=0, height=0)
        return PanelFile(format="png", size=self._size(0, PanelSource((picture,))))

    def _size(self, number: int, panel: PanelSource) -> PanelSize:
        data = next((p.data for p in panel.pictures if p.data.startswith(SIGNATURES["png"])), b"")
        if len(data) < _IHDR_END:
            raise UnreadablePanel(f"panel {number} cannot be used: it holds no PNG")
        width, height = struct.unpack_from(">II", data, 16)
        if not 0 < width * height <= self._limits.max_pixels:
            raise UnreadablePanel(f"panel {number} cannot be used: it is {width} x {height} pixels")
        if not data.endswith(b"IEND" + struct.pack(">I", zlib.crc32(b"IEND"))):
            raise UnreadablePanel(f"panel {number} cannot be used: its PNG is cut short")
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
        raise CannotDraw(f"composites are not written as '{kind}'")
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
