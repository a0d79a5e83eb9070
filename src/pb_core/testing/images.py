"""The image port in memory, and the suite that every image adapter must pass."""

import zlib
from collections import deque

import anyio
import anyio.lowlevel
import msgspec

from pb_core.diagram import Connection, DiagramSpec, Element
from pb_core.ports.images import (
    PORT_VERSION,
    DrawReply,
    DrawRequest,
    ImageCapabilities,
    ImageEngine,
    Picture,
    Submission,
)
from pb_core.scene import DrawnScene
from pb_core.spending import estimate
from pb_core.styling import Styling
from pb_core.testing.declaring import Declare, declare
from pb_core.testing.duties import Duties
from pb_core.testing.png import RGB, write_png

LONG_SIDES = {"1K": 1024, "2K": 2048, "4K": 4096}
LONGEST = 1.6
SIGNATURES = {"png": b"\x89PNG\r\n\x1a\n", "svg": b"<", "pdf": b"%PDF-"}


class ScriptedImages:
    """Paints one-pixel PNGs that differ by request, or raises what is scripted; ``requests`` holds every call."""

    provider = "scripted"
    model = "scripted-1"
    capabilities = ImageCapabilities()

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
        seed = zlib.crc32(msgspec.json.encode(request)).to_bytes(4, "big")
        data = write_png(1, 1, RGB, seed[1:])
        picture = Picture(format="png", media_type="image/png", data=data, width=1, height=1)
        return DrawReply(pictures=(picture,), scene=self.scene)


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


class ImagesContract(Duties):
    """Duties of ``ImageEngine``. The author provides the fixture ``engine``."""

    port = "ImageEngine"
    port_version = PORT_VERSION

    async def test_an_engine_names_its_provider_and_model(self, engine: ImageEngine, record_property: Declare) -> None:
        """Both stand in every step record."""
        able = engine.capabilities
        declare(record_property, provider=engine.provider, model=engine.model, formats=able.formats)
        declare(record_property, resolutions=able.resolutions)
        assert engine.provider.strip() == engine.provider != ""
        assert engine.model.strip() == engine.model != ""

    async def test_png_comes_first(self, engine: ImageEngine) -> None:
        """Every engine makes PNG, which previews and callbacks carry."""
        assert engine.capabilities.formats[0] == "png"

    async def test_every_format_asked_for_comes_in_that_order(self, engine: ImageEngine) -> None:
        """No format is left out and none is added."""
        reply = await engine.draw(sample_request(engine), KeptSubmission())
        assert tuple(picture.format for picture in reply.pictures) == engine.capabilities.formats

    async def test_pictures_are_what_they_say(self, engine: ImageEngine) -> None:
        """The bytes begin as their format does, and the size is known."""
        reply = await engine.draw(sample_request(engine), KeptSubmission())
        for picture in reply.pictures:
            assert picture.data.startswith(SIGNATURES[picture.format])
            assert picture.width > 0
            assert picture.height > 0

    async def test_a_resolution_is_about_the_long_side(self, engine: ImageEngine) -> None:
        """Each declared resolution gives pictures of at least that long side, and at most 1.6 times as long.

        Models that paint count the pixels of a square of that side, so a wide picture is longer.
        """
        for resolution in engine.capabilities.resolutions:
            request = sample_request(engine, resolution=resolution, formats=("png",))
            picture = (await engine.draw(request, KeptSubmission())).pictures[0]
            assert 1 <= max(picture.width, picture.height) / LONG_SIDES[resolution] <= LONGEST

    async def test_a_picture_costs_no_more_than_was_estimated(self, engine: ImageEngine) -> None:
        """What is reserved before a call is an upper bound; an engine without an estimate is free."""
        for resolution in (None, *engine.capabilities.resolutions):
            request = sample_request(engine, resolution=resolution, formats=("png",))
            reply = await engine.draw(request, KeptSubmission())
            assert (reply.usage.cost_micros or 0) <= estimate(engine, request)

    async def test_calls_do_not_mix(self, engine: ImageEngine) -> None:
        """Concurrent calls get their own pictures."""
        pictures: dict[str, bytes] = {}

        async def call(label: str) -> None:
            spec = DiagramSpec(elements=(Element(id="a", label=label),))
            reply = await engine.draw(sample_request(engine, spec=spec, formats=("png",)), KeptSubmission())
            pictures[label] = reply.pictures[0].data

        async with anyio.create_task_group() as calls:
            for label in ("One", "Another"):
                calls.start_soon(call, label)
        assert pictures["One"] != pictures["Another"]

    async def test_a_call_can_be_cancelled(self, engine: ImageEngine) -> None:
        """Cancellation ends the call, and the engine works on."""
        with anyio.CancelScope() as scope:
            scope.cancel()
            await engine.draw(sample_request(engine), KeptSubmission())
        assert scope.cancelled_caught
        assert (await engine.draw(sample_request(engine), KeptSubmission())).pictures
