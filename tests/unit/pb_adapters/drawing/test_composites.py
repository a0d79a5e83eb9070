import io
import os
from collections.abc import AsyncIterator
from contextlib import aclosing
from pathlib import Path

import anyio
import anyio.lowlevel
import msgspec
import pytest
from PIL import Image

from pb_adapters.drawing import composites
from pb_adapters.drawing.composites import LocalComposer
from pb_core.domain.composites import PanelStyle
from pb_core.domain.panel_grid import CanvasLimits
from pb_core.errors import EngineUnavailable, UnreadablePanel
from pb_core.ports.composites import CompositeRequest
from support.panels import saved, source

HOPELESS = (
    b'<svg xmlns="http://www.w3.org/2000/svg" width="1000" height="1000"><filter id="f"><feTurbulence numOctaves="100" '
    b'baseFrequency="0.05"/></filter>' + b'<rect filter="url(#f)" width="1000" height="1000"/>' * 1_000 + b"</svg>"
)
"""A small file that takes hours to draw."""


def forms(depth: int, each: int) -> bytes:
    """A PDF of a form that shows another so many times, and that one the next."""
    parts = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 300]/Contents 4 0 R/Resources<</XObject<</X 5 0 R>>>>>>",
        b"<</Length 5>>stream\n/X Do\nendstream",
    ]
    for number in range(depth):
        is_last = number == depth - 1
        drawn = b"0 0 100 100 re f\n" if is_last else b"/X Do\n" * each
        needs = b"" if is_last else b"/Resources<</XObject<</X %d 0 R>>>>" % (6 + number)
        head = b"<</Type/XObject/Subtype/Form/BBox[0 0 300 300]%s/Length %d>>" % (needs, len(drawn))
        parts.append(head + b"stream\n" + drawn + b"endstream")
    body = b"%PDF-1.7\n"
    for number, part in enumerate(parts, 1):
        body += b"%d 0 obj\n%s\nendobj\n" % (number, part)
    return body + b"trailer<</Size %d/Root 1 0 R>>\n%%%%EOF" % (len(parts) + 1)


def noise(side: int) -> Image.Image:
    return Image.merge("RGB", [Image.effect_noise((side, side), 90)] * 3)


@pytest.fixture
async def composer() -> AsyncIterator[LocalComposer]:
    async with aclosing(LocalComposer()) as composer:
        yield composer


@pytest.fixture
def small() -> CompositeRequest:
    panel = source(saved(noise(30)))
    return CompositeRequest(panels=(panel, panel))


@pytest.fixture(scope="session")
def long() -> CompositeRequest:
    """Work for many seconds, most of it enlarging."""
    panels = (source(saved(noise(30))), source(saved(noise(3000), compress_level=1)))
    return CompositeRequest(panels=panels * 8, style=PanelStyle(layout="4x4"), formats=("png",) * 8)


async def warmed(composer: LocalComposer, small: CompositeRequest) -> int:
    """The process of a worker that has worked before."""
    await composer.compose(small)
    [worker] = composer._pool._running
    return worker.pid


async def working(pid: int) -> None:
    """Wait until the process has taken more time than an idle one does."""

    def ticks() -> int:
        fields = Path(f"/proc/{pid}/stat").read_text("utf-8").rpartition(")")[2].split()
        return int(fields[11]) + int(fields[12])

    idle = ticks()
    while ticks() < idle + 5:  # noqa: ASYNC110 - another process gives no event
        await anyio.sleep(0.01)


async def test_cancelling_ends_the_worker(
    composer: LocalComposer, small: CompositeRequest, long: CompositeRequest
) -> None:
    warm = await warmed(composer, small)

    async def cancel(scope: anyio.CancelScope) -> None:
        await working(warm)
        scope.cancel()

    async with anyio.create_task_group() as group:
        with anyio.CancelScope() as scope:
            group.start_soon(cancel, scope)
            await composer.compose(long)
    assert scope.cancelled_caught
    assert not composer._pool._running
    with pytest.raises(ProcessLookupError):
        os.kill(warm, 0)


async def test_work_that_takes_too_long_is_ended(long: CompositeRequest) -> None:
    async with aclosing(LocalComposer(timeout_seconds=0.2)) as composer:
        with pytest.raises(EngineUnavailable, match=r"more than 0\.2 seconds"):
            await composer.compose(long)


async def test_a_picture_that_takes_too_long_to_draw_is_refused_with_what_to_do() -> None:
    async with aclosing(LocalComposer(inspect_seconds=0.2)) as composer:
        with pytest.raises(UnreadablePanel, match=r"more than 0\.2 seconds, .* upload it as a PNG"):
            await composer.inspect(HOPELESS)
    async with aclosing(LocalComposer()) as composer:
        assert (await composer.inspect(HOPELESS, whole=False)).format == "svg"


async def test_a_picture_at_which_processes_die_is_refused_too(monkeypatch: pytest.MonkeyPatch) -> None:
    """The library of PDF ends its process where there is no more memory."""
    monkeypatch.setattr(composites, "_INSPECTOR_MEMORY", 600 * 2**20)
    async with aclosing(LocalComposer()) as composer:
        with pytest.raises(UnreadablePanel, match=r"cannot be used: .* upload it as a PNG"):
            await composer.inspect(forms(depth=7, each=10))


async def test_a_picture_that_takes_long_holds_up_neither_composites_nor_other_pictures(
    composer: LocalComposer, small: CompositeRequest
) -> None:
    async with anyio.create_task_group() as group:
        group.start_soon(composer.inspect, HOPELESS)
        await anyio.wait_all_tasks_blocked()
        assert await composer.compose(small)
        assert (await composer.inspect(saved(noise(9)))).format == "png"
        group.cancel_scope.cancel()


async def test_errors_of_the_worker_arrive_with_their_type(composer: LocalComposer) -> None:
    with pytest.raises(UnreadablePanel, match="panel 2 cannot be used: it is empty"):
        await composer.compose(CompositeRequest(panels=(source(saved(noise(9))), source(b""))))


async def test_the_limits_are_those_of_the_composer(small: CompositeRequest) -> None:
    async with aclosing(LocalComposer(limits=CanvasLimits(max_panel_side=20))) as composer:
        request = msgspec.structs.replace(small, style=PanelStyle(layout="1x2", labels=(), spacing=5))
        (picture,) = await composer.compose(request)
    assert Image.open(io.BytesIO(picture.data)).size == (picture.width, picture.height) == (55, 30)


async def test_a_closed_composer_takes_no_calls(small: CompositeRequest) -> None:
    composer = LocalComposer()
    await composer.aclose()
    await composer.aclose()
    with pytest.raises(EngineUnavailable, match="closed"):
        await composer.compose(small)


async def test_the_event_loop_stays_free(composer: LocalComposer, small: CompositeRequest) -> None:
    turns = 0

    async def count() -> None:
        nonlocal turns
        while True:
            await anyio.lowlevel.checkpoint()
            turns += 1

    async with anyio.create_task_group() as group:
        group.start_soon(count)
        await composer.compose(small)
        group.cancel_scope.cancel()
    assert turns > 50
