from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace
from PIL import Image

from pb_adapters.providers.apimart.images import PACE as APIMART
from pb_adapters.providers.kie.images import PACE as KIE
from pb_adapters.upstream.downloader import Downloader
from pb_adapters.upstream.exchange import Upstream, UpstreamPool
from pb_adapters.upstream.guard import Limits
from pb_adapters.upstream.image_engines import (
    Finished,
    JobImages,
    Pace,
    Polling,
    assumed_entry,
    check_formats,
    delivered,
    job_error,
    known_entry,
    prompt_of,
    references_of,
)
from pb_core.application.exemplars import load
from pb_core.application.model_catalog import default_model, find_model
from pb_core.domain.diagrams.spec import Connection, DiagramSpec, Element, Group, Styling
from pb_core.errors import (
    BadAnswer,
    EngineThrottled,
    EngineUnavailable,
    JobFailed,
    OutcomeUnknown,
    RequestRejected,
    UnreadablePicture,
)
from pb_core.ports.images import DrawRequest
from pb_core.testing.memory.images import KeptSubmission, ScriptedImages, sample_request
from scripted_wire import Hours
from support.pictures import opened

SPEC = DiagramSpec(
    title="Summariser",
    elements=(
        Element(id="a", label="Encoder", detail="12 layers", group="g"),
        Element(id="b", label="Decoder"),
        Element(id="c", label="Encoder"),
    ),
    connections=(Connection(source="a", target="b", label="vectors"),),
    groups=(Group(id="g", title="Training"),),
)
RED, BLUE, WHITE = (200, 30, 30), (30, 30, 200), (255, 255, 255)


def request(
    ratio: str | None = None, resolution: str | None = None, caption: str = "", spec: DiagramSpec = SPEC
) -> DrawRequest:
    return DrawRequest(
        spec=spec,
        description=" Two boxes. ",
        styling=Styling(),
        caption=caption,
        aspect_ratio=ratio,
        resolution=resolution,
    )


def picture(width: int, height: int, kind: str = "PNG", **options: object) -> bytes:
    """Red on the left, blue on the right, so that the corners differ."""
    image = Image.new("RGB", (width, height), RED)
    image.paste(BLUE, (width // 2, 0, width, height))
    buffer = BytesIO()
    image.save(buffer, kind, **options)
    return buffer.getvalue()


def test_the_prompt_is_compiled_from_the_plan_and_keeps_the_caption_out() -> None:
    prompt = prompt_of(request(caption="Figure 1: The model"))
    assert "1 → 2 (from “Encoder” to “Decoder”), solid, labelled “vectors”" in prompt
    assert prompt.endswith("Two boxes.")
    assert "Figure 1" not in prompt


def test_a_plan_longer_than_the_model_reads_is_refused_before_it_is_paid() -> None:
    many = DiagramSpec(elements=tuple(Element(id=str(n), label=f"{n} {'x' * 100}") for n in range(60)))
    entry = known_entry("kie_imagen", "google/nano-banana")
    with pytest.raises(RequestRejected, match="google/nano-banana reads 5000: choose another image model"):
        prompt_of(request(spec=many), entry)
    assert prompt_of(request(spec=many))
    assert len(prompt_of(replace(request(), description="Calm. " * 3_000), entry)) <= 5000


@pytest.mark.parametrize(("model", "count"), [("nano-banana-pro", 2), ("google/nano-banana", 0)])
async def test_reference_figures_go_to_models_that_take_pictures(model: str, count: int) -> None:
    names = tuple(exemplar.name for exemplar in load()[:2])
    shown = await references_of(replace(request(), exemplars=names), known_entry("kie_imagen", model))
    assert [part.data[:4] for part in shown] == [b"\x89PNG"] * count


def test_what_a_failed_job_means() -> None:
    assert str(job_error("P", None, "")) == "P could not paint: it says no more."
    assert type(job_error("P", EngineUnavailable("P broke down."), "")) is JobFailed
    refused = job_error("P", EngineThrottled("Later."), "")
    assert (type(refused), refused.retryable) == (EngineThrottled, False)


async def test_a_png_of_the_right_ratio_goes_as_it_came() -> None:
    data = picture(1376, 768)
    found = await delivered(data, request("16:9", "1K"), Limits())
    assert found.picture.data == data
    assert (found.picture.format, found.picture.width, found.picture.height) == ("png", 1376, 768)
    assert (found.original, found.notes) == (None, ())


@pytest.mark.parametrize(("kind", "name"), [("JPEG", "jpeg"), ("WEBP", "webp"), ("GIF", "gif")])
async def test_another_format_becomes_png_and_its_bytes_are_kept(kind: str, name: str) -> None:
    data = picture(400, 300, kind)
    found = await delivered(data, request("4:3"), Limits())
    assert found.picture.data.startswith(b"\x89PNG")
    assert found.original is not None
    assert (found.original.data, found.original.format, found.original.media_type) == (data, name, f"image/{name}")
    assert found.notes == ()


@pytest.mark.parametrize(("size", "padded"), [((300, 400), (533, 400)), ((1000, 100), (1000, 750))])
async def test_another_ratio_gets_white_margins_and_no_pixel_is_stretched(
    size: tuple[int, int], padded: tuple[int, int]
) -> None:
    data = picture(*size)
    found = await delivered(data, request("4:3"), Limits())
    assert (found.picture.width, found.picture.height) == padded
    image = opened(found.picture.data).convert("RGB")
    left, top = (padded[0] - size[0]) // 2, (padded[1] - size[1]) // 2
    inner = image.crop((left, top, left + size[0], top + size[1]))
    assert inner.tobytes() == opened(data).tobytes()
    assert image.getpixel((0, 0)) == image.getpixel((padded[0] - 1, padded[1] - 1)) == WHITE
    assert found.notes == (f"The model painted {size[0]} × {size[1]} pixels, not the ratio 4:3: margins were added.",)
    assert found.original is not None
    assert found.original.data == data


@pytest.mark.parametrize("ratio", [None, "auto"])
async def test_a_ratio_that_was_left_open_is_never_padded(ratio: str | None) -> None:
    found = await delivered(picture(700, 100), request(ratio), Limits())
    assert (found.picture.width, found.picture.height, found.notes) == (700, 100, ())


async def test_blocks_that_round_the_ratio_are_no_fault() -> None:
    found = await delivered(picture(1200, 896), request("4:3", "1K"), Limits())
    assert (found.picture.width, found.picture.height, found.notes) == (1200, 896, ())


async def test_another_size_is_noted_and_left_alone() -> None:
    found = await delivered(picture(512, 512), request("1:1", "2K"), Limits())
    assert found.notes == ("The model painted 512 × 512 pixels, not the resolution 2K.",)
    assert (found.picture.width, found.picture.height) == (512, 512)


async def test_a_photograph_on_its_side_is_measured_upright() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # turned by a quarter
    found = await delivered(picture(400, 300, "JPEG", exif=exif), request("3:4"), Limits())
    assert (found.picture.width, found.picture.height, found.notes) == (300, 400, ())


@pytest.mark.parametrize(
    "data",
    [b"", b"<html>sorry</html>", picture(40, 30)[:80], picture(40, 30, "JPEG")[:300]],
    ids=["nothing", "a page", "half a PNG", "half a JPEG"],
)
async def test_what_cannot_be_read_is_never_delivered(data: bytes) -> None:
    with pytest.raises(UnreadablePicture):
        await delivered(data, request(), Limits())


async def test_a_picture_past_the_limits_is_not_decoded() -> None:
    with pytest.raises(UnreadablePicture, match="past the limit"):
        await delivered(picture(400, 300), request(), Limits(pixels=1000))
    with pytest.raises(UnreadablePicture, match="larger than"):
        await delivered(picture(400, 300), request(), Limits(picture_bytes=10))


def test_only_png_can_be_asked_for() -> None:
    check_formats("Provider", request())
    with pytest.raises(RequestRejected, match="Provider paints PNG only, not svg"):
        check_formats("Provider", DrawRequest(spec=SPEC, description="", styling=Styling(), formats=("png", "svg")))


def test_an_unknown_model_takes_what_the_default_takes_and_has_no_price() -> None:
    usual = find_model("gemini_image", default_model("gemini_image") or "")
    found = assumed_entry("gemini_image", "gemini-of-tomorrow-image")
    assert usual is not None
    assert (found.model, found.ratios, found.resolutions) == (
        "gemini-of-tomorrow-image",
        usual.ratios,
        usual.resolutions,
    )
    assert found.picture_price("1K") is None
    assert found.token_price() is None
    assert assumed_entry("gemini_image", usual.model) is usual
    assert assumed_entry("nobody", "nothing").ratios == ()


class Endless(JobImages):
    """An engine whose jobs never end; ``error`` is raised at every poll."""

    provider = "endless"

    def __init__(self, hours: Hours, pace: Pace, error: Exception | None = None) -> None:
        upstream = Upstream(UpstreamPool(), provider="P", base_url="https://p.example", headers=dict)
        polling = Polling(pace=pace, now=hours.now, sleep=hours.sleep)
        super().__init__(upstream, Downloader(), "m", polling=polling)
        self.polls: list[float] = []
        self._error = error

    async def submit(self, request: DrawRequest, key: str) -> str:  # noqa: ARG002 - what a submit is given
        return request.description

    async def poll(self, job: str, age: float) -> Finished | None:
        assert job
        self.polls.append(age)
        if self._error:
            raise self._error
        return None


@pytest.mark.parametrize("pace", [KIE, APIMART])
@pytest.mark.parametrize("error", [None, EngineUnavailable("x"), BadAnswer("x"), OutcomeUnknown("x")])
async def test_a_job_without_end_is_left_after_so_many_polls(hours: Hours, pace: Pace, error: Exception | None) -> None:
    engine = Endless(hours, pace, error)
    submission = KeptSubmission()
    with pytest.raises(OutcomeUnknown, match="still under way"):
        await engine.draw(sample_request(ScriptedImages()), submission)
    assert submission.provider_ref
    assert 50 <= len(engine.polls) <= 130
    assert engine.polls[-1] <= pace.longest


async def test_a_wait_that_the_provider_asks_for_is_kept(hours: Hours) -> None:
    engine = Endless(hours, KIE, EngineThrottled("x", retry_after=300.0))
    with pytest.raises(OutcomeUnknown):
        await engine.draw(sample_request(ScriptedImages()), KeptSubmission("j"))
    assert engine.polls == [0.0, 300.0, 600.0, 900.0]


@given(age=st.floats(0, 1000))
def test_polls_become_rarer_with_age(age: float) -> None:
    assert KIE.pause(age) in {3.0, 8.0, 20.0}
    assert KIE.pause(age) <= KIE.pause(age + 50)
