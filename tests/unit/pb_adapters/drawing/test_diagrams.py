import os
import signal
from collections.abc import Callable
from contextlib import aclosing
from typing import cast

import anyio
import pytest
from msgspec.structs import replace

from pb_adapters.drawing.diagrams import VectorEngine, render
from pb_adapters.workers.process import Entry, WorkerProcess
from pb_core.application.engines import Engines
from pb_core.domain.diagrams.spec import Connection, DiagramSpec, Element, Styling
from pb_core.domain.tasks import TaskStatus
from pb_core.errors import CannotDraw, EngineUnavailable, InvalidSpec
from pb_core.ports.images import DrawRequest, Submission
from support.installation import DIAGRAM, installation

NOTHING_TO_SUBMIT = cast("Submission", None)
SPEC = DiagramSpec(
    elements=(Element(id="a", label="Input"), Element(id="b", label="Model")),
    connections=(Connection(source="a", target="b"),),
)


def request(spec: DiagramSpec = SPEC, **changes: object) -> DrawRequest:
    return DrawRequest(spec=spec, description="", styling=Styling(), resolution="1K", **changes)


async def test_it_draws_in_a_worker_what_render_draws_here() -> None:
    engine = VectorEngine(workers=1)
    reply = await engine.draw(request(formats=("png", "svg", "pdf")), NOTHING_TO_SUBMIT)
    assert [picture.format for picture in reply.pictures] == ["png", "svg", "pdf"]
    assert reply == render(request(formats=("png", "svg", "pdf")))


async def test_concurrent_calls_are_answered_each_with_its_own_figure() -> None:
    engine = VectorEngine(workers=2)
    heights: dict[str, int] = {}

    async def one(ratio: str) -> None:
        reply = await engine.draw(request(aspect_ratio=ratio), NOTHING_TO_SUBMIT)
        heights[ratio] = reply.pictures[0].height

    async with anyio.create_task_group() as group:
        for ratio in ("1:1", "16:9", "21:9", "4:3"):
            group.start_soon(one, ratio)
    assert heights == {"1:1": 1024, "16:9": 576, "21:9": 439, "4:3": 768}


async def test_errors_cross_the_process_border_typed() -> None:
    engine = VectorEngine()
    with pytest.raises(CannotDraw, match="aspect ratio"):
        await engine.draw(request(aspect_ratio="wide"), NOTHING_TO_SUBMIT)
    bad = DiagramSpec(elements=(Element(id="a", label="A"),), connections=(Connection(source="a", target="z"),))
    with pytest.raises(InvalidSpec, match="'z'"):
        await engine.draw(request(bad), NOTHING_TO_SUBMIT)


async def test_a_closed_engine_takes_no_calls() -> None:
    engine = VectorEngine()
    await engine.aclose()
    await engine.aclose()
    with pytest.raises(EngineUnavailable, match="closed"):
        await engine.draw(request(), NOTHING_TO_SUBMIT)


async def test_a_task_whose_workers_are_stopped_each_time_is_put_back_and_succeeds_later(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    call, stopped = WorkerProcess.call, list[int]()

    def stop_two(
        worker: WorkerProcess, entry: Entry[object], arguments: tuple[object, ...], on_sign: Callable[[], object]
    ) -> object:
        if len(stopped) < 2:
            stopped.append(worker.pid)
            os.kill(worker.pid, signal.SIGSTOP)
        return call(worker, entry, arguments, on_sign)

    monkeypatch.setattr(WorkerProcess, "call", stop_two)
    core = await installation()
    async with aclosing(VectorEngine(workers=1, silence_seconds=0.5)) as hasty, aclosing(VectorEngine()) as patient:
        core.tools = replace(core.tools, engines=Engines(vlm=core.vlm, images=hasty))
        core.start()
        task = await core.service.submit(core.key, replace(DIAGRAM, iterations=1))

        await core.worker().run_once()
        waiting = await core.again(task)
        assert (waiting.status, waiting.faults) == (TaskStatus.PENDING, 0)
        assert "no sign of life for 0.5 seconds" in (waiting.waits_for or "")
        assert len(set(stopped)) == 2

        core.tools = replace(core.tools, engines=Engines(vlm=core.vlm, images=patient))
        core.start()
        core.clock.advance(60)
        await core.worker().run_once()
        assert (await core.again(task)).status is TaskStatus.COMPLETED
