"""A real server over real HTTP, on the embedded adapters; its tasks are finished by hand."""

import socket
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import AsyncExitStack, aclosing, asynccontextmanager
from datetime import timedelta
from pathlib import Path

import anyio
import anyio.to_thread
import httpx
import msgspec
import pytest
import uvicorn

from pb_adapters.artifacts import FileArtifacts
from pb_adapters.drawing.composites.inspection import inspected
from pb_adapters.notation import MermaidFlowcharts, translate_vega_lite
from pb_adapters.pdf.pdfium import PdfiumReader
from pb_adapters.planners.engine import OfflineEngine
from pb_adapters.runtime import SecureIds, SystemClock
from pb_adapters.storage.sqlite.store import SqliteStorage
from pb_adapters.wakeups.local import LocalWakeups
from pb_core.application.engines import Engines
from pb_core.application.history import Administration
from pb_core.application.intake import Intake
from pb_core.application.keyring import Keyring
from pb_core.application.plans import PlanReader
from pb_core.application.service import FigureService
from pb_core.domain.panel_grid import CanvasLimits
from pb_core.domain.pdf import PdfLimits
from pb_core.domain.pictures import EXPORT_TYPES, MEDIA_TYPES, Artifact, Picture
from pb_core.domain.questions import EditBrief, PlotEditBrief
from pb_core.domain.steps import StepIntent
from pb_core.domain.tasks import ClaimedTask, DiagramRecord, Outcome, PlotRecord, TaskResult
from pb_core.ports.composites import CompositeRequest, PanelFile
from pb_core.ports.images import DrawReply, DrawRequest, ImageCapabilities, Submission
from pb_core.ports.plots import PlotReply, PlotRequest
from pb_core.ports.vlm import VlmReply, VlmRequest
from pb_core.ports.wakeups import task_topic
from pb_core.testing.memory.notifier import RecordingNotifier
from pb_http.app import create_app
from pb_http.runtime import Runtime
from pb_http.settings.engine_choice import ENGINE_SETTINGS
from pb_http.wire.protocol import ApiProtocol
from served import NO_TLS

ADMIN_KEY = "the-admin-key"
MAX_BODY_BYTES = 4 * 2**20
LEASE = timedelta(minutes=1)


class SilentVlm:
    """Stands for the offline engine where requests are checked, which read instructions; no task runs here."""

    provider = "offline"
    model = "offline-rules"
    sees_images = False
    rule_based = True

    async def complete(self, request: VlmRequest) -> VlmReply:
        if isinstance(request.brief, EditBrief | PlotEditBrief):
            return await OfflineEngine().complete(request)
        raise NotImplementedError(request.role)


class SilentImages:
    """Stands for the vector engine where requests are checked; no task runs here."""

    provider = "vector"
    model = "vector-layered"
    capabilities = ImageCapabilities(
        formats=("png", "svg", "pdf"), exports=("pptx", "drawio", "tikz"), resolutions=("1K", "2K", "4K")
    )

    async def draw(self, request: DrawRequest, submission: Submission) -> DrawReply:
        raise NotImplementedError(request.caption, submission)


class SilentPlots:
    """Stands for the plot engine where requests are checked; no task runs here."""

    provider = "matplotlib"
    model = "plots"

    async def draw(self, request: PlotRequest) -> PlotReply:
        raise NotImplementedError(request.aspect_ratio)


class SilentComposer:
    """Stands for the composer where requests are checked: looks at pictures, and composes none."""

    async def inspect(self, data: bytes, *, whole: bool = True) -> PanelFile:
        return await anyio.to_thread.run_sync(inspected, data, whole, CanvasLimits())

    async def compose(self, request: CompositeRequest) -> tuple[Picture, ...]:
        raise NotImplementedError(request.formats)


class Site(msgspec.Struct, frozen=True, kw_only=True):
    """A running server and what lies behind it."""

    url: str
    folder: Path
    storage: SqliteStorage
    artifacts: FileArtifacts
    notifier: RecordingNotifier
    wakeups: LocalWakeups
    clock: SystemClock
    ids: SecureIds

    async def claim(self, task_id: str) -> ClaimedTask:
        """Start a task, as a worker does."""
        while claimed := await self.storage.claim_task(self.clock.now(), LEASE, self.ids.fresh()):
            if claimed.task.id == task_id:
                return claimed
        raise LookupError(task_id)

    async def begin_step(self, claimed: ClaimedTask, name: str) -> None:
        """Begin a step of a claimed task."""
        intent = StepIntent(name=name, digest="d" * 64, engine="offline/rules", started_at=self.clock.now())
        await self.storage.begin_step(claimed.lease, intent)
        await self.wakeups.notify(task_topic(claimed.task.id))

    async def end(self, claimed: ClaimedTask, outcome: Outcome) -> None:
        """Finish a claimed task."""
        await self.storage.finish_task(claimed.lease, outcome, self.clock.now())
        await self.wakeups.notify(task_topic(claimed.task.id))

    async def complete(
        self,
        task_id: str,
        pictures: dict[str, bytes],
        notes: tuple[str, ...] = (),
        *,
        diagram: DiagramRecord | None = None,
        plot: PlotRecord | None = None,
    ) -> None:
        """Complete a task with these pictures by format, and what it was drawn from."""
        claimed = await self.claim(task_id)
        made = [await self._artifact(claimed.task.key_id, fmt, data) for fmt, data in pictures.items()]
        result = TaskResult(
            description="The diagram shows an encoder.",
            artifacts=tuple(made),
            notes=notes,
            diagram=diagram,
            plot=plot,
        )
        await self.end(claimed, Outcome(result=result))

    def files(self) -> set[Path]:
        """Every stored artifact."""
        return {path for path in (self.folder / "artifacts").rglob("*") if path.is_file()}

    async def _artifact(self, owner: str, fmt: str, data: bytes) -> Artifact:
        digest = await self.artifacts.put(owner, data)
        media_type = (MEDIA_TYPES | EXPORT_TYPES)[fmt]
        return Artifact(format=fmt, media_type=media_type, digest=digest, size=len(data), width=1024, height=576)


@asynccontextmanager
async def serving(runtime: Runtime) -> AsyncGenerator[str]:
    """Serve a runtime on a free port of this machine; yields its URL."""
    listener = socket.socket(proto=socket.IPPROTO_TCP)  # named, else asyncio leaves its delay of small packets on
    listener.bind(("127.0.0.1", 0))
    app = create_app(runtime)
    config = uvicorn.Config(app, http=ApiProtocol, log_config=None, access_log=False, ws="none", loop="asyncio")
    server = uvicorn.Server(config)
    async with anyio.create_task_group() as tasks:
        tasks.start_soon(server._serve, [listener])
        host, port = listener.getsockname()
        yield f"http://{host}:{port}"
        server.should_exit = True


@pytest.fixture(scope="module")
async def site(tmp_path_factory: pytest.TempPathFactory) -> AsyncGenerator[Site]:
    folder = tmp_path_factory.mktemp("site")
    clock, ids, wakeups = SystemClock(), SecureIds(), LocalWakeups()
    async with AsyncExitStack() as stack:
        storage = await stack.enter_async_context(aclosing(await SqliteStorage.open(folder / "pb.db")))
        artifacts = FileArtifacts(folder / "artifacts")
        pdf = await stack.enter_async_context(PdfiumReader(PdfLimits(max_bytes=MAX_BODY_BYTES)))
        engines = Engines(
            vlm=SilentVlm(),
            images=SilentImages(),
            plots=SilentPlots(),
            composer=SilentComposer(),
            key_settings=ENGINE_SETTINGS,
        )
        service = FigureService(
            storage=storage,
            artifacts=artifacts,
            intake=Intake(
                engines=engines,
                artifacts=artifacts,
                pdf=pdf,
                tasks=storage,
                plans=PlanReader(MermaidFlowcharts(), translate_vega_lite),
            ),
            wakeups=wakeups,
            clock=clock,
            ids=ids,
        )
        keyring = Keyring(store=storage, artifacts=artifacts, ids=ids, clock=clock)
        notifier = RecordingNotifier()
        runtime = Runtime(
            service=service,
            keyring=keyring,
            administration=Administration(
                storage=storage,
                service=service,
                keyring=keyring,
                notifier=notifier,
                wakeups=wakeups,
                clock=clock,
                ids=ids,
            ),
            version="0.1.0",
            admin_key=ADMIN_KEY,
            max_body_bytes=MAX_BODY_BYTES,
        )
        url = await stack.enter_async_context(serving(runtime))
        yield Site(
            url=url,
            folder=folder,
            storage=storage,
            artifacts=artifacts,
            notifier=notifier,
            wakeups=wakeups,
            clock=clock,
            ids=ids,
        )


@pytest.fixture
async def anonymous(site: Site) -> AsyncGenerator[httpx.AsyncClient]:
    async with httpx.AsyncClient(base_url=site.url, timeout=30, verify=NO_TLS) as client:
        yield client


@pytest.fixture
async def admin(site: Site) -> AsyncGenerator[httpx.AsyncClient]:
    headers = {"Authorization": f"Bearer {ADMIN_KEY}"}
    async with httpx.AsyncClient(base_url=site.url, headers=headers, timeout=30, verify=NO_TLS) as client:
        yield client


@pytest.fixture
async def key(admin: httpx.AsyncClient) -> str:
    """The full value of a fresh key with 10 units."""
    answer = await admin.post("/api/admin/keys", json={"name": "test", "quota": 10})
    return str(answer.json()["key"])


@pytest.fixture
async def api(site: Site, key: str) -> AsyncGenerator[httpx.AsyncClient]:
    """A client with a fresh key of 10 units."""
    async with httpx.AsyncClient(
        base_url=site.url, headers={"Authorization": f"Bearer {key}"}, timeout=30, verify=NO_TLS
    ) as client:
        yield client


@pytest.fixture
def submit(api: httpx.AsyncClient) -> Callable[[], Awaitable[str]]:
    """Submit a methodology text and return the task's id."""

    async def submit() -> str:
        body = {"source_context": "An encoder feeds a decoder.", "caption": "Figure 1"}
        return str((await api.post("/api/generate", json=body)).json()["task_id"])

    return submit


@pytest.fixture
def used(admin: httpx.AsyncClient, key: str) -> Callable[[], Awaitable[tuple[int, int]]]:
    """How many units of the fresh key are used, and how many are left."""

    async def used() -> tuple[int, int]:
        record = (await admin.get(f"/api/admin/keys/{key}")).json()
        return record["total_used"], record["quota_remaining"]

    return used
