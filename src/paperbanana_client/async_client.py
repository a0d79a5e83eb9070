"""AsyncClient: the same as ``Client``, without blocking."""

from collections.abc import AsyncIterator, Callable, Iterable, Mapping
from pathlib import Path
from types import TracebackType
from typing import Any, Self, TypeVar, Unpack

import anyio
import anyio.to_thread
import httpx

from paperbanana_client import bodies, flows
from paperbanana_client.batch import Made, Order, ordered
from paperbanana_client.bodies import CompositeOptions, DiagramOptions, Json, PlotOptions, PromptOptions
from paperbanana_client.connection import address_of, answer_of, arguments, broken, key_of, options
from paperbanana_client.flows import Answer, Call, Flow, Pause, Progress
from paperbanana_client.models import Accepted, Estimate, FigureOfTask, KeyStanding, Panel, Task, TaskLine

T = TypeVar("T")


class AsyncFigure(FigureOfTask):
    """A finished figure: its ``task``, and its files, which are fetched when they are asked for."""

    def __init__(self, client: "AsyncClient", task: Task) -> None:
        super().__init__(task)
        self._client = client

    async def picture(self, fmt: str = "png") -> bytes:
        """The bytes of a picture; raises ``NotFound`` for a format that there is none of."""
        return await self._client.picture(self.id, fmt)

    async def save(self, path: str | Path) -> Path:
        """Save the picture in the format that the file's ending names, and return the path."""
        target = Path(path)
        picture = await self.picture(flows.format_of(target))
        await anyio.to_thread.run_sync(target.write_bytes, picture)
        return target

    async def plan(self, fmt: str = "json") -> str:
        """What it was drawn from, as JSON or Mermaid."""
        return await self._client.plan(self.id, fmt)

    async def revise(
        self, instruction: str | None = None, *, plan: str | Mapping[str, Any] | None = None
    ) -> "AsyncFigure":
        """A new figure, changed as the instruction or the plan says; charged as one."""
        return await self._client.revise(self.id, instruction, plan=plan)


class AsyncClient:
    """A client of one server with one API key; use it in an ``async with`` block, or close it.

    ``url`` is ``PAPERBANANA_URL`` or this machine's port 8000 unless it is given, ``api_key`` ``PAPERBANANA_API_KEY``.
    Broken connections and busy servers are tried again for about a minute; a submission is never charged twice by that.
    Every method raises the errors of ``paperbanana_client.errors``.
    """

    def __init__(
        self, url: str | None = None, api_key: str | None = None, *, http: httpx.AsyncClient | None = None
    ) -> None:
        self.url = address_of(url)
        self._http = http or httpx.AsyncClient(**options(self.url, key_of(api_key)))

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.aclose()

    async def aclose(self) -> None:
        """Close the connections."""
        await self._http.aclose()

    # Figures: submit, wait, and give what came of it.

    async def diagram(
        self,
        text: str | Path | None = None,
        *,
        caption: str,
        plan: str | Mapping[str, Any] | None = None,
        idempotency_key: str | None = None,
        wait_seconds: float | None = None,
        progress: Progress | None = None,
        **more: Unpack[DiagramOptions],
    ) -> AsyncFigure:
        """Draw a diagram of a text, or of a plan (JSON or Mermaid); raises ``TaskFailed`` where it cannot be drawn."""
        body = bodies.diagram(text, caption, plan, more)
        return await self._made("generate", body, idempotency_key, wait_seconds, progress)

    async def diagram_from_pdf(
        self,
        pdf: bytes | str | Path,
        *,
        caption: str,
        pages: str | None = None,
        idempotency_key: str | None = None,
        wait_seconds: float | None = None,
        progress: Progress | None = None,
        **more: Unpack[DiagramOptions],
    ) -> AsyncFigure:
        """Draw a diagram of pages (``"2-4"``) of a PDF."""
        body = bodies.diagram_from_pdf(pdf, caption, pages, more)
        return await self._made("generate-from-pdf", body, idempotency_key, wait_seconds, progress)

    async def plot(
        self,
        data: object,
        intent: str | None = None,
        *,
        idempotency_key: str | None = None,
        wait_seconds: float | None = None,
        progress: Progress | None = None,
        **more: Unpack[PlotOptions],
    ) -> AsyncFigure:
        """Plot data: JSON text, lists and dicts, or a data frame."""
        return await self._made("plot", bodies.plot(data, intent, more), idempotency_key, wait_seconds, progress)

    async def composite(
        self,
        figures: Iterable["AsyncFigure | Panel | str"],
        *,
        idempotency_key: str | None = None,
        wait_seconds: float | None = None,
        progress: Progress | None = None,
        **more: Unpack[CompositeOptions],
    ) -> AsyncFigure:
        """Set finished figures, and pictures that were uploaded, side by side."""
        sources = [one if isinstance(one, str) else one.id for one in figures]
        return await self._made("composite", bodies.composite(sources, more), idempotency_key, wait_seconds, progress)

    async def revise(
        self,
        figure: "AsyncFigure | str",
        instruction: str | None = None,
        *,
        plan: str | Mapping[str, Any] | None = None,
        idempotency_key: str | None = None,
        wait_seconds: float | None = None,
        progress: Progress | None = None,
    ) -> AsyncFigure:
        """Change a finished figure by an instruction, a plan or both; the figure itself stays."""
        task_id = figure if isinstance(figure, str) else figure.id
        body = bodies.revision(instruction, plan)
        return await self._made(f"tasks/{task_id}/revise", body, idempotency_key, wait_seconds, progress)

    async def optimize_prompt(
        self,
        description: str,
        *,
        idempotency_key: str | None = None,
        wait_seconds: float | None = None,
        progress: Progress | None = None,
        **more: Unpack[PromptOptions],
    ) -> str:
        """Rewrite a prompt."""
        made = await self._made(
            "optimize-prompt", bodies.prompt(description, more), idempotency_key, wait_seconds, progress
        )
        return made.task.description or ""

    # Tasks, for who does not want to wait.

    async def submit(self, kind: str, body: Json, idempotency_key: str | None = None) -> Accepted:
        """Submit a body to ``/api/{kind}`` as the reference describes it, and do not wait."""
        return await self._run(flows.submit(kind, body, idempotency_key))

    async def wait(
        self, task_id: str, *, wait_seconds: float | None = None, progress: Progress | None = None
    ) -> AsyncFigure:
        """Wait for a task; raises ``TaskFailed``, or ``StillRunning`` after ``wait_seconds``."""
        return AsyncFigure(self, await self._run(flows.wait(task_id, wait_seconds, progress)))

    async def task(self, task_id: str, *, wait: int = 0) -> Task:
        """A task as it is now, or once it has ended within ``wait`` seconds, at most a minute."""
        return await self._run(flows.task(task_id, wait))

    async def tasks(self, **filters: str) -> AsyncIterator[TaskLine]:
        """All tasks of the key, newest first; ``status=`` and ``diagram_type=`` choose among them."""
        before: str | None = None
        while True:
            page = await self._run(flows.page(before, filters))
            for line in page.tasks:
                yield line
            if page.next is None:
                return
            before = page.next

    async def cancel(self, task_id: str) -> TaskLine:
        """End a task; its unit stays charged."""
        return await self._run(flows.cancel(task_id))

    async def upload_panel(self, picture: bytes | str | Path) -> Panel:
        """Upload a PNG, JPEG, SVG or one-page PDF, bytes or path, to be a panel of composites; costs no unit."""
        return await self._run(flows.upload_panel(bodies.content(picture)))

    async def key(self) -> KeyStanding:
        """Units that the key has left and has used, and what its tasks have cost."""
        return await self._run(flows.key())

    async def estimate(self, kind: str, body: Json) -> Estimate:
        """What a submission to ``/api/{kind}`` would cost; nothing is charged."""
        return await self._run(flows.estimate(kind, body))

    async def picture(self, task_id: str, fmt: str = "png", candidate: int | None = None) -> bytes:
        """The bytes of a task's picture."""
        return await self._run(flows.picture(task_id, fmt, candidate))

    async def plan(self, task_id: str, fmt: str = "json") -> str:
        """What a figure was drawn from, as JSON or Mermaid."""
        return await self._run(flows.plan(task_id, fmt))

    async def batch(
        self, orders: Iterable[Order], *, at_once: int = 8, done: Callable[[Made], object] | None = None
    ) -> list[Made]:
        """Carry out orders, ``at_once`` under way, and tell of each as it is ``done``; results stand in their order.

        Run again, after a crash for example, it finds the tasks that it made before and is charged for none twice.
        """
        found: dict[int, Made] = {}
        waiting = enumerate(orders)

        async def work() -> None:
            for number, order in waiting:
                found[number] = await self._run(ordered(order))
                if done is not None:
                    done(found[number])

        async with anyio.create_task_group() as group:
            for _ in range(at_once):
                group.start_soon(work)
        return [found[number] for number in sorted(found)]

    async def _made(
        self, kind: str, body: Json, idempotency_key: str | None, wait_seconds: float | None, progress: Progress | None
    ) -> AsyncFigure:
        flow = flows.run(kind, body, idempotency_key=idempotency_key, wait_seconds=wait_seconds, progress=progress)
        return AsyncFigure(self, await self._run(flow))

    async def _run(self, flow: Flow[T]) -> T:
        """Drive a flow to its end."""
        answer: Answer | None = None
        while True:
            try:
                wanted = flow.send(answer)
            except StopIteration as end:
                result: T = end.value
                return result
            answer = await self._answer(wanted)

    async def _answer(self, wanted: Call | Pause) -> Answer | None:
        if isinstance(wanted, Pause):
            await anyio.sleep(wanted.seconds)
            return None
        try:
            return answer_of(await self._http.request(**arguments(wanted)))
        except httpx.TransportError as error:
            return broken(error, self.url)
