"""Programs of all kinds that use workers: none is run a second time, and none leaves a process behind."""

import os
import select
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

import anyio
import pytest

DRAWING = """
import os
print("body", os.getpid())

from contextlib import aclosing
import anyio
from pb_adapters.drawing.diagrams import VectorEngine
from pb_core.domain.diagrams.spec import DiagramSpec, Element, Styling
from pb_core.ports.images import DrawRequest

async def main():
    spec = DiagramSpec(elements=(Element(id="a", label="Input"), Element(id="b", label="Model")))
    async with aclosing(VectorEngine(workers=1)) as engine:
        reply = await engine.draw(DrawRequest(spec=spec, description="", styling=Styling()), None)
    print("drawn", [picture.format for picture in reply.pictures])

anyio.run(main)
"""

SERVICE = '''
from contextlib import aclosing
import anyio
import msgspec
from pb_adapters.drawing.diagrams import VectorEngine
from pb_adapters.pdf.pdfium import PdfiumReader
from pb_adapters.runtime import SecureIds, SystemClock
from pb_adapters.wakeups.local import LocalWakeups
from pb_core.application.engines import Engines
from pb_core.application.intake import Intake
from pb_core.application.keyring import Keyring
from pb_core.application.polling import Polling
from pb_core.application.service import FigureService
from pb_core.application.worker import Worker, WorkerConfig
from pb_core.application.workflows import Tools
from pb_core.domain.diagrams.spec import Connection, DiagramSpec, Element, Styling
from pb_core.domain.questions import Plan, PlanBrief, StyledPlan
from pb_core.domain.requests import GenerateBody
from pb_core.ports.vlm import VlmReply
from pb_core.testing.memory import MemoryArtifacts
from pb_core.testing.memory.storage import MemoryStorage

print("body")

class Counting:
    """Plans the same two boxes again and again, and says so."""

    provider, model, sees_images = "counting", "counting-1", False

    async def complete(self, request):
        print("bought", type(request.brief).__name__)
        said = "tokens go to the model"
        boxes = (Element(id="a", label="tokens", evidence="tokens"), Element(id="b", label="model", evidence="model"))
        spec = DiagramSpec(elements=boxes, connections=(Connection(source="a", target="b", evidence=said),))
        plan = Plan(spec=spec, description="tokens, model")
        styled = StyledPlan(description="tokens, model", styling=Styling())
        answer = plan if isinstance(request.brief, PlanBrief) else styled
        return VlmReply(text=msgspec.json.encode(answer).decode())

async def main():
    clock, ids, artifacts, storage = SystemClock(), SecureIds(), MemoryArtifacts(), MemoryStorage()
    async with aclosing(VectorEngine()) as images, PdfiumReader() as pdf:
        engines = Engines(vlm=Counting(), images=images)
        shared = {"storage": storage, "wakeups": LocalWakeups(), "clock": clock, "ids": ids}
        intake = Intake(engines=engines, artifacts=artifacts, pdf=pdf, tasks=storage)
        service = FigureService(artifacts=artifacts, intake=intake, **shared)
        tools, polling = Tools(engines=engines, artifacts=artifacts, pdf=pdf), Polling(shared["wakeups"])
        worker = Worker(tools=tools, distributor=polling, config=WorkerConfig(), **shared)
        _, key = await Keyring(store=storage, artifacts=artifacts, ids=ids, clock=clock).create("me")
        body = GenerateBody(source_context="tokens go to the model", caption="Figure 1", iterations=1)
        task = await service.submit(key, body)
        await worker.run_once()
        task, svg = await service.artifact(key, task.id, "svg")
        print("made", svg.size > 0)

anyio.run(main)
'''

ORPHANS = """
import sys
import anyio
from pb_adapters.workers import process
from pb_adapters.workers.pool import WorkerPool, WorkLimits
from pb_adapters.workers.process import Entry

process._MODULE = "worker_probe"
PID, READ = Entry("worker_probe:pid", int), Entry("worker_probe:read", str)

async def main():
    pool = WorkerPool("engine", WorkLimits(processes=2), (PID, READ))
    print(await pool.run(PID), flush=True)
    await pool.run(READ, sys.argv[1])

anyio.run(main)
"""


def commands(program: str, folder: Path) -> Iterator[tuple[list[str], str | None]]:
    """The ways to start a program, and what each is given as its input."""
    (folder / "program.py").write_text(program, "utf-8")
    with zipfile.ZipFile(folder / "program.pyz", "w") as archive:
        archive.writestr("__main__.py", program)
    yield ["program.py"], None
    yield ["-m", "program"], None
    yield ["program.pyz"], None
    yield ["-c", program], None
    yield ["-"], program


def ran(command: list[str], folder: Path, given: str | None = None) -> list[str]:
    done = subprocess.run(  # noqa: S603 - our own program
        [sys.executable, *command], cwd=folder, input=given, capture_output=True, text=True, check=False, timeout=120
    )
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout.splitlines()


def probing() -> dict[str, str]:
    """An environment in which ``worker_probe`` can be imported."""
    return {**os.environ, "PYTHONPATH": os.pathsep.join([str(Path(__file__).parent), *sys.path])}


def test_a_program_without_a_guard_runs_once_however_it_is_started(tmp_path: Path) -> None:
    for command, given in commands(DRAWING, tmp_path):
        body, drawn = ran(command, tmp_path, given)
        assert body.startswith("body ")
        assert drawn == "drawn ['png']"


@pytest.mark.parametrize(("kind", "limit"), [("CPU", 200), ("AS", 3_900_000 * 1024), ("FSIZE", 2**20), ("CORE", 0)])
def test_a_program_that_is_limited_by_its_system_can_draw(tmp_path: Path, kind: str, limit: int) -> None:
    limited = f"import resource\nresource.setrlimit(resource.RLIMIT_{kind}, ({limit}, {limit}))\n"
    assert ran(["-c", limited + DRAWING], tmp_path)[1:] == ["drawn ['png']"]


def test_a_saved_program_with_a_planner_of_its_own_buys_each_call_once(tmp_path: Path) -> None:
    (tmp_path / "program.py").write_text(SERVICE, "utf-8")
    assert ran(["program.py"], tmp_path) == ["body", "bought PlanBrief", "bought StyleBrief", "made True"]


def test_a_killed_program_leaves_no_process_behind(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    command = [sys.executable, "-c", ORPHANS, str(pipe)]
    with subprocess.Popen(command, env=probing(), stdout=subprocess.PIPE, text=True) as program:  # noqa: S603 - ours
        assert program.stdout is not None
        worker = os.pidfd_open(int(program.stdout.readline()))
        with pipe.open("w"):  # there once the worker reads: it is at work
            program.kill()
            assert select.select([worker], [], [], 60)[0]
        os.close(worker)


@pytest.mark.parametrize("end", ["pass", "raise SystemExit(0)", "import os; os.kill(os.getpid(), 15)"])
async def test_a_program_that_ends_without_closing_leaves_no_process_behind(end: str) -> None:
    program = ORPHANS.replace("await pool.run(READ, sys.argv[1])", end)
    with anyio.fail_after(60):  # the end of its errors comes only when the worker, which shares them, is gone, too
        done = await anyio.run_process([sys.executable, "-c", program], env=probing(), check=False)
    assert done.stderr == b""
    assert int(done.stdout)
