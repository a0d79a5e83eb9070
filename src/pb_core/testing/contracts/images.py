"""The duties of every ``ImageEngine``."""

import anyio
import anyio.lowlevel
import msgspec
import pytest

from pb_core.domain.diagrams.spec import DiagramSpec, Element
from pb_core.domain.pictures import SIGNATURES, PrintSize, png_header
from pb_core.ports.images import PORT_VERSION, ImageEngine
from pb_core.ports.vlm import estimate
from pb_core.testing.contracts import Contract, Declare, declare
from pb_core.testing.contracts.picture_files import is_whole
from pb_core.testing.memory.images import KeptSubmission, sample_request

LONG_SIDES = {"1K": 1024, "2K": 2048, "4K": 4096}
LONGEST = 1.6
RATIOS = {"16:9": 16 / 9, "3:4": 3 / 4}
RATIO_TOLERANCE = 0.03


class ImagesContract(Contract):
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
            assert picture.data.startswith(SIGNATURES[picture.format]), f"this is no {picture.format}"
            assert is_whole(picture), f"the {picture.format} is cut or damaged: decode what was painted to its end"
            assert picture.width > 0
            assert picture.height > 0
            if picture.format == "png":
                header = png_header(picture.data)
                assert (header.width, header.height) == (picture.width, picture.height), "the size is not the file's"

    async def test_formats_for_editing_come_where_they_are_asked_for(self, engine: ImageEngine) -> None:
        """In the order asked for, whole, of the same drawing; an engine without any is not asked."""
        exports = engine.capabilities.exports
        if not exports:
            pytest.skip("the engine writes no formats for editing")
        assert not set(exports) & set(engine.capabilities.formats)
        reply = await engine.draw(sample_request(engine, formats=(*exports, "png")), KeptSubmission())
        assert tuple(picture.format for picture in reply.pictures) == (*exports, "png")
        for picture in reply.pictures:
            assert picture.data.startswith(SIGNATURES[picture.format]), f"this is no {picture.format}"
            assert is_whole(picture), f"the {picture.format} is cut or damaged"
        alone = await engine.draw(sample_request(engine, formats=exports), KeptSubmission())
        assert alone.scene == reply.scene

    async def test_a_picture_has_the_ratio_asked_for(self, engine: ImageEngine) -> None:
        """Wide and high ones; within three parts of a hundred, as pixels are whole."""
        for ratio, wanted in RATIOS.items():
            request = sample_request(engine, aspect_ratio=ratio, formats=("png",))
            picture = (await engine.draw(request, KeptSubmission())).pictures[0]
            assert picture.width / picture.height == pytest.approx(wanted, rel=RATIO_TOLERANCE), (
                f"{picture.width} x {picture.height} pixels were delivered where {ratio} was asked for: tell the "
                "painter the ratio, and add margins to what has another one"
            )

    async def test_a_request_is_left_as_it_was(self, engine: ImageEngine) -> None:
        """Whoever wraps an engine asks again, or asks another one, with the same request."""
        request = sample_request(engine, formats=("png",))
        before = msgspec.json.encode(request)
        await engine.draw(request, KeptSubmission())
        assert msgspec.json.encode(request) == before, "the request was changed: build a body of your own from it"

    async def test_a_resolution_is_about_the_long_side(self, engine: ImageEngine) -> None:
        """Each declared resolution gives pictures of at least that long side, and at most 1.6 times as long.

        Models that paint count the pixels of a square of that side, so a wide picture is longer.
        """
        for resolution in engine.capabilities.resolutions:
            request = sample_request(engine, resolution=resolution, formats=("png",))
            picture = (await engine.draw(request, KeptSubmission())).pictures[0]
            assert 1 <= max(picture.width, picture.height) / LONG_SIDES[resolution] <= LONGEST

    async def test_a_drawing_has_the_print_size_asked_for(self, engine: ImageEngine) -> None:
        """An engine with a ``label_size`` lays out for a size: exact in pixels and shape, labels of that type."""
        label = engine.capabilities.label_size
        if label is None:
            pytest.skip("the engine draws at no size of the caller's choice")
        size = PrintSize(width=300.0, height=150.0, resolution=144)
        reply = await engine.draw(sample_request(engine, size=size, formats=("png",)), KeptSubmission())
        assert (reply.pictures[0].width, reply.pictures[0].height) == (600, 300)
        if reply.scene is not None:
            scale = size.width / reply.scene.width
            assert reply.scene.height * scale == pytest.approx(150.0, abs=0.5)
            sizes = [text.size * scale for text in reply.scene.texts if text.owner in {"a", "b"}]
            assert sizes == pytest.approx([label] * len(sizes), abs=0.3)

    async def test_a_picture_costs_no_more_than_was_estimated(self, engine: ImageEngine) -> None:
        """What is reserved before a call is an upper bound; an engine without an estimate is free."""
        for resolution in (None, *engine.capabilities.resolutions):
            request = sample_request(engine, resolution=resolution, formats=("png",))
            bound = estimate(engine, request)
            cost = (await engine.draw(request, KeptSubmission())).usage.cost_micros or 0
            assert cost <= bound, (
                f"a picture cost {cost} micros and {bound} were estimated: let estimate(request) say what it costs at "
                "most"
            )

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
        assert pictures["One"] != pictures["Another"], (
            "two plans gave the same picture: each call must send its own plan and return its own picture"
        )

    async def test_a_call_can_be_cancelled(self, engine: ImageEngine) -> None:
        """Cancellation ends the call, and the engine works on."""
        with anyio.CancelScope() as scope:
            scope.cancel()
            await engine.draw(sample_request(engine), KeptSubmission())
        assert scope.cancelled_caught, "a cancelled call went on: let cancellation pass through every except clause"
        assert (await engine.draw(sample_request(engine), KeptSubmission())).pictures
