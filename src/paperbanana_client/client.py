"""Client: figures by plain calls."""

import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import TracebackType
from typing import Any, Self, TypeVar, Unpack

import httpx

from paperbanana_client import bodies, flows
from paperbanana_client.batch import Made, Order, ordered
from paperbanana_client.bodies import CompositeOptions, DiagramOptions, Json, PlotOptions, PromptOptions
from paperbanana_client.connection import address_of, answer_of, arguments, broken, key_of, options
from paperbanana_client.flows import Answer, Call, Flow, Pause, Progress
from paperbanana_client.models import Accepted, Estimate, FigureOfTask, KeyStanding, Panel, Task, TaskLine

T = TypeVar("T")


class Figure(FigureOfTask):
    """A finished figure: its ``task``, and its files, which are fetched when they are asked for."""

    def __init__(self, client: "Client", task: Task) -> None:
        super().__init__(task)
        self._client = client

    def picture(self, fmt: str = "png") -> bytes:
        """The bytes of a picture; raises ``NotFound`` for a format that there is none of."""
        return self._client.picture(self.id, fmt)

    def save(self, path: str | Path) -> Path:
        """Save the picture in the format that the file's ending names, and return the path."""
        target = Path(path)
        target.write_bytes(self.picture(flows.format_of(target)))
        return target

    def plan(self, fmt: str = "json") -> str:
        """What it was drawn from, as JSON or Mermaid."""
        return self._client.plan(self.id, fmt)

    def revise(self, instruction: str | None = None, *, plan: str | Mapping[str, Any] | None = None) -> "Figure":
        """A new figure, changed as the instruction or the plan says; charged as one."""
        return self._client.revise(self.id, instruction, plan=plan)


class Client:
    """A client of one server with one API key; use it in a ``with`` block, or close it.

    ``url`` is ``PAPERBANANA_URL`` or this machine's port 8000 unless it is given, ``api_key`` ``PAPERBANANA_API_KEY``.
    Broken connections and busy servers are tried again for about a minute; a submission is never charged twice by that.
    Every method raises the errors of ``paperbanana_client.errors``.
    """

    def __init__(self, url: str | None = None, api_key: str | None = None, *, http: httpx.Client | None = None) -> None:
        self.url = address_of(url)
        self._http = http or httpx.Client(**options(self.url, key_of(api_key)))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the connections."""
        self._http.close()

    # Figures: submit, wait, and give what came of it.

    def diagram(
        self,
        text: str | Path | None = None,
        *,
        caption: str,
        plan: str | Mapping[str, Any] | None = None,
        idempotency_key: str | None = None,
        wait_seconds: float | None = None,
        progress: Progress | None = None,
        **more: Unpack[DiagramOptions],
    ) -> Figure:
        """Draw a diagram of a text, or of a plan (JSON or Mermaid); raises ``TaskFailed`` where it cannot be drawn."""
        body = bodies.diagram(text, caption, plan, more)
        return self._made("generate", body, idempotency_key, wait_seconds, progress)

    def diagram_from_pdf(
        self,
        pdf: bytes | str | Path,
        *,
        caption: str,
        pages: str | None = None,
        idempotency_key: str | None = None,
        wait_seconds: float | None = None,
        progress: Progress | None = None,
        **more: Unpack[DiagramOptions],
    ) -> Figure:
        """Draw a diagram of pages (``"2-4"``) of a PDF."""
        body = bodies.diagram_from_pdf(pdf, caption, pages, more)
        return self._made("generate-from-pdf", body, idempotency_key, wait_seconds, progress)

    def plot(
        self,
        data: object,
        intent: str | None = None,
        *,
        idempotency_key: str | None = None,
        wait_seconds: float | None = None,
        progress: Progress | None = None,
        **more: Unpack[PlotOptions],
    ) -> Figure:
        """Plot data: JSON text, lists and dicts, or a data frame."""
        return self._made("plot", bodies.plot(data, intent, more), idempotency_key, wait_seconds, progress)

    def composite(
        self,
        figures: Iterable["Figure | Panel | str"],
        *,
        idempotency_key: str | None = None,
        wait_seconds: float | None = None,
        progress: Progress | None = None,
        **more: Unpack[CompositeOptions],
    ) -> Figure:
        """Set finished figures, and pictures that were uploaded, side by side."""
        sources = [one if isinstance(one, str) else one.id for one in figures]
        return self._made("composite", bodies.composite(sources, more), idempotency_key, wait_seconds, progress)

    def revise(
        self,
        figure: "Figure | str",
        instruction: str | None = None,
        *,
        plan: str | Mapping[str, Any] | None = None,
        idempotency_key: str | None = None,
        wait_seconds: float | None = None,
        progress: Progress | None = None,
    ) -> Figure:
        """Change a finished figure by an instruction, a plan or both; the figure itself stays."""
        task_id = figure if isinstance(figure, str) else figure.id
        body = bodies.revision(instruction, plan)
        return self._made(f"tasks/{task_id}/revise", body, idempotency_key, wait_seconds, progress)

    def optimize_prompt(
        self,
        description: str,
        *,
        idempotency_key: str | None = None,
        wait_seconds: float | None = None,
        progress: Progress | None = None,
        **more: Unpack[PromptOptions],
    ) -> str:
        """Rewrite a prompt."""
        made = self._made("optimize-prompt", bodies.prompt(description, more), idempotency_key, wait_seconds, progress)
        return made.task.description or ""

    # Tasks, for who does not want to wait.

    def submit(self, kind: str, body: Json, idempotency_key: str | None = None) -> Accepted:
        """Submit a body to ``/api/{kind}`` as the reference describes it, and do not wait."""
        return self._run(flows.submit(kind, body, idempotency_key))

    def wait(self, task_id: str, *, wait_seconds: float | None = None, progress: Progress | None = None) -> Figure:
        """Wait for a task; raises ``TaskFailed``, or ``StillRunning`` after ``wait_seconds``."""
        return Figure(self, self._run(flows.wait(task_id, wait_seconds, progress)))

    def task(self, task_id: str, *, wait: int = 0) -> Task:
        """A task as it is now, or once it has ended within ``wait`` seconds, at most a minute."""
        return self._run(flows.task(task_id, wait))

    def tasks(self, **filters: str) -> Iterator[TaskLine]:
        """All tasks of the key, newest first; ``status=`` and ``diagram_type=`` choose among them."""
        before: str | None = None
        while True:
            page = self._run(flows.page(before, filters))
            yield from page.tasks
            if page.next is None:
                return
            before = page.next

    def cancel(self, task_id: str) -> TaskLine:
        """End a task; its unit stays charged."""
        return self._run(flows.cancel(task_id))

    def upload_panel(self, picture: bytes | str | Path) -> Panel:
        """Upload a PNG, JPEG, SVG or one-page PDF, bytes or path, to be a panel of composites; costs no unit."""
        return self._run(flows.upload_panel(bodies.content(picture)))

    def key(self) -> KeyStanding:
        """Units that the key has left and has used, and what its tasks have cost."""
        return self._run(flows.key())

    def estimate(self, kind: str, body: Json) -> Estimate:
        """What a submission to ``/api/{kind}`` would cost; nothing is charged."""
        return self._run(flows.estimate(kind, body))

    def picture(self, task_id: str, fmt: str = "png", candidate: int | None = None) -> bytes:
        """The bytes of a task's picture."""
        return self._run(flows.picture(task_id, fmt, candidate))

    def plan(self, task_id: str, fmt: str = "json") -> str:
        """What a figure was drawn from, as JSON or Mermaid."""
        return self._run(flows.plan(task_id, fmt))

    def batch(
        self, orders: Iterable[Order], *, at_once: int = 8, done: Callable[[Made], object] | None = None
    ) -> list[Made]:
        """Carry out orders, ``at_once`` under way, and tell of each as it is ``done``; results stand in their order.

        Run again, after a crash for example, it finds the tasks that it made before and is charged for none twice.
        """

        def carry_out(order: Order) -> Made:
            made = self._run(ordered(order))
            if done is not None:
                done(made)
            return made

        with ThreadPoolExecutor(at_once) as threads:
            return list(threads.map(carry_out, orders))

    def _made(
        self, kind: str, body: Json, idempotency_key: str | None, wait_seconds: float | None, progress: Progress | None
    ) -> Figure:
        flow = flows.run(kind, body, idempotency_key=idempotency_key, wait_seconds=wait_seconds, progress=progress)
        return Figure(self, self._run(flow))

    def _run(self, flow: Flow[T]) -> T:
        """Drive a flow to its end."""
        answer: Answer | None = None
        while True:
            try:
                wanted = flow.send(answer)
            except StopIteration as end:
                result: T = end.value
                return result
            answer = self._answer(wanted)

    def _answer(self, wanted: Call | Pause) -> Answer | None:
        if isinstance(wanted, Pause):
            time.sleep(wanted.seconds)
            return None
        try:
            return answer_of(self._http.request(**arguments(wanted)))
        except httpx.TransportError as error:
            return broken(error, self.url)
