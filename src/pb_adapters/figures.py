"""Figures: the whole product as a few calls, for programs that embed it."""

import base64
from collections.abc import AsyncGenerator, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import timedelta
from importlib.metadata import version
from pathlib import Path
from typing import Any, Literal, TypeVar

import anyio
import anyio.to_thread
from msgspec.structs import replace

from pb_adapters.built_in import OwnEngines, OwnPorts, open_engines, open_ports, prepare
from pb_adapters.caller_data import Data, data_json
from pb_adapters.data_folder import claimed
from pb_adapters.immediate import FORMATS, checked_formats, plot_now, render
from pb_adapters.results import Figure, Plot
from pb_adapters.whole_file import read_file
from pb_core.application.assembly import Core, Options, assemble, working
from pb_core.domain.billing import ApiKey
from pb_core.domain.pictures import MERMAID
from pb_core.domain.request_rules import require_valid
from pb_core.domain.requests import (
    Body,
    CompositeBody,
    GenerateBody,
    GenerateFromPdfBody,
    ModelChoice,
    OptimizePromptBody,
    PlotBody,
    SheetStyling,
)
from pb_core.domain.tasks import Task, TaskResult
from pb_core.errors import Closed, InvalidRequest, TaskFailed
from pb_core.ports.artifacts import ArtifactStore
from pb_core.ports.clock import Clock
from pb_core.ports.composites import Composer
from pb_core.ports.ids import Ids
from pb_core.ports.images import ImageEngine
from pb_core.ports.notation import DiagramNotation
from pb_core.ports.notifier import Notifier
from pb_core.ports.pdf import PdfReader
from pb_core.ports.plots import PlotEngine
from pb_core.ports.storage import Storage
from pb_core.ports.vlm import VlmEngine
from pb_core.ports.wakeups import Wakeups

OPTIONS = Options(lease=timedelta(seconds=10), version=version("paperbanana-api"))
"""The lock on the folder keeps all others away, so that what a program holds is bounded by its life."""

KEY_NAME = "open_figures"
"""The unlimited key that an embedded installation charges its own tasks to."""

F = TypeVar("F", Figure, Plot)


@asynccontextmanager
async def open_figures(  # noqa: PLR0913 - a keyword per port
    folder: str | Path = "figures",
    *,
    vlm: VlmEngine | None = None,
    images: ImageEngine | None = None,
    plots: PlotEngine | None = None,
    composer: Composer | None = None,
    storage: Storage | None = None,
    artifacts: ArtifactStore | None = None,
    pdf: PdfReader | None = None,
    notifier: Notifier | None = None,
    wakeups: Wakeups | None = None,
    clock: Clock | None = None,
    ids: Ids | None = None,
    notation: DiagramNotation | None = None,
    options: Options = OPTIONS,
) -> AsyncGenerator["Figures"]:
    """Open the product on a data folder of its own; any port can be one of yours, the rest is built in.

    Built in means rule-based planners and our own drawing: no account, no network, nothing read from the
    environment. What an earlier run accepted and did not finish goes on at the step where it stopped.

    Raises:
        InvalidRequest: a port lacks a part of its protocol, or the folder or the options are no such thing.
        FolderInUse: another ``open_figures`` or a server has the folder open.
        StorageError: the folder cannot be used, or its database is lost or damaged.
    """
    given: dict[str, object] = {
        "vlm": vlm, "images": images, "plots": plots, "composer": composer, "storage": storage, "artifacts": artifacts,
        "pdf": pdf, "notifier": notifier, "wakeups": wakeups, "clock": clock, "ids": ids,
        "notation": notation,
    }  # fmt: skip
    _require_ports(given)
    _require_options(options)
    home = prepare(_path(folder))
    own_engines = OwnEngines(vlm=vlm, images=images, plots=plots, composer=composer)
    own_ports = OwnPorts(
        storage=storage,
        artifacts=artifacts,
        pdf=pdf,
        notifier=notifier,
        wakeups=wakeups,
        clock=clock,
        ids=ids,
        notation=notation,
    )
    with claimed(home):
        async with AsyncExitStack() as stack:
            engines = await open_engines(stack, options, own_engines)
            core = assemble(await open_ports(stack, home, engines, options, own_ports), options)
            figures = Figures(core, await _own_key(core))
            async with working(core):
                try:
                    yield figures
                finally:
                    figures.close()


class Figures:
    """Makes figures, several at a time if asked; every call returns a finished one or raises.

    All raise ``InvalidRequest`` or another ``CallerError`` before anything is drawn or bought, ``TaskFailed`` with
    the task's sentence when it could not be drawn, and ``Closed`` after the end of ``open_figures``. A call that is
    cancelled leaves its task running; ``submitted`` has its id, and ``resume`` waits for it.
    """

    def __init__(self, core: Core, key: ApiKey) -> None:
        """Made by ``open_figures``; ``core`` is there for what these few calls do not offer."""
        self.core = core
        self._key = key
        self._open = True
        self._submitted: list[str] = []

    @property
    def submitted(self) -> tuple[str, ...]:
        """The ids of the tasks that these figures have begun, in that order."""
        return tuple(self._submitted)

    async def diagram(  # noqa: PLR0913 - one parameter per field of the request
        self,
        source: str | Path | bytes,
        caption: str,
        *,
        formats: Sequence[str] = ("png",),
        pages: str | None = None,
        iterations: int = 3,
        aspect_ratio: str | None = None,
        resolution: str | None = None,
        grounding: str = "strict",
        image_provider: str | None = None,
        candidates: int = 1,
    ) -> Figure:
        """A methodology diagram of a text, or of a text or PDF file given as a ``Path`` or its bytes.

        ``formats`` are of ``png``, ``svg``, ``pdf``, and for editing ``pptx``, ``drawio``, ``tikz`` and ``mermaid``.
        ``pages`` of a PDF are 1-based, such as ``1,3-5``. ``grounding`` is ``strict``, which leaves out what the text
        does not support, or ``lenient``, which draws it; ``notes`` name it anyway. ``image_provider`` names one of
        several image engines. With ``candidates``, 1 to 4, the best is the figure, and all stand in its ``candidates``.
        """
        images = self.core.engines.images_for(ModelChoice(image_provider=image_provider))
        able = images.capabilities
        asked = self._asked(formats, (*able.formats, *able.exports, MERMAID))
        content = source if isinstance(source, str) else await anyio.to_thread.run_sync(_content, source)
        canvas: dict[str, Any] = {
            "caption": caption,
            "iterations": iterations,
            "aspect_ratio": aspect_ratio,
            "image_resolution": resolution,
            "grounding": grounding,
            "image_provider": image_provider,
            "candidates": candidates,
            "output_formats": list(asked),
        }
        body: Body
        if isinstance(content, bytes):
            body = GenerateFromPdfBody(pdf_base64=base64.b64encode(content).decode(), pages=pages, **canvas)
        elif pages is not None:
            raise InvalidRequest("pages can only be chosen of a PDF")
        else:
            body = GenerateBody(source_context=content, **canvas)
        return await self._figure(await self._finished(body), asked)

    async def plot(
        self,
        data: Data,
        intent: str,
        *,
        formats: Sequence[str] = ("png",),
        iterations: int = 3,
        aspect_ratio: str | None = None,
        candidates: int = 1,
    ) -> Plot:
        """A statistical plot of rows, columns, a data frame or a CSV, JSON or Parquet file, as the intent asks.

        With ``candidates``, 1 to 4, the best is the plot, and all stand in its ``candidates``.
        """
        asked = self._asked(formats, FORMATS)
        body = PlotBody(
            data_json=await anyio.to_thread.run_sync(data_json, data),
            intent=intent,
            iterations=iterations,
            candidates=candidates,
            aspect_ratio=aspect_ratio,  # type: ignore[arg-type]  # checked by submit
            output_formats=list(asked),  # type: ignore[arg-type]  # checked above
        )
        return await self._plot(await self._finished(body), asked)

    async def composite(  # noqa: PLR0913 - one parameter per field of the request
        self,
        figures: Sequence[Figure],
        *,
        layout: str = "auto",
        labels: Sequence[str] | None = None,
        formats: Sequence[str] = ("png",),
        spacing: int = 20,
        label_position: Literal["top", "bottom"] = "bottom",
        label_font_size: int = 32,
        venue: str | None = None,
    ) -> Figure:
        """Several figures of this folder in one, ``rows x columns``; labels are (a), (b), … unless given.

        Those that were drawn here are drawn anew at their panel's size. With a ``venue``, such as ``nature``, the
        sheet has its width, type and tags, and says once what its plots would repeat.
        """
        asked = self._asked(formats, FORMATS)
        body = CompositeBody(
            source_task_ids=_task_ids(figures),
            layout=layout,
            labels=list(labels) if isinstance(labels, list | tuple) else labels,  # type: ignore[arg-type]  # checked by submit
            spacing=spacing,
            label_position=label_position,
            label_font_size=label_font_size,
            styling=None if venue is None else SheetStyling(venue=venue),  # type: ignore[arg-type]  # checked by submit
            output_formats=list(asked),  # type: ignore[arg-type]  # checked above
        )
        return await self._figure(await self._finished(body), asked)

    async def optimize(self, description: str, *, source: str | None = None, caption: str | None = None) -> str:
        """A clearer prompt for an illustration."""
        body = OptimizePromptBody(description=description, source_context=source, caption=caption)
        return _result(await self._finished(body)).description

    async def resume(self, task_id: str, *, formats: Sequence[str] = ("png",)) -> Figure | Plot:
        """The figure of an earlier task of this folder, once it is finished; raises ``NotFound`` for unknown ids.

        A prompt has no picture: its text is the description.
        """
        asked = self._asked(formats, FORMATS)
        if not isinstance(task_id, str):
            raise InvalidRequest(f"a task is named by its id, not by {type(task_id).__name__}")
        task = await self._ended(task_id)
        return await self._figure(task, asked)

    plot_now = staticmethod(plot_now)
    render = staticmethod(render)

    def close(self) -> None:
        """Refuse every further call, and end those that wait; ``open_figures`` calls it on leaving."""
        self._open = False
        self.core.service.stop_waiting()

    def _asked(self, formats: object, possible: Sequence[str]) -> tuple[str, ...]:
        self._require_open()
        return checked_formats(formats, possible)

    def _require_open(self) -> None:
        if not self._open:
            raise Closed("these figures are closed: make new ones inside 'async with open_figures(…)'")

    async def _finished(self, body: Body) -> Task:
        self._require_open()
        task = await self.core.service.submit(self._key, body)
        self._submitted.append(task.id)
        return await self._ended(task.id)

    async def _ended(self, task_id: str) -> Task:
        task = await self.core.service.task(self._key, task_id)
        while not task.status.final:
            if not self._open:
                raise Closed(f"closed before task {task_id} was finished: resume it with the same folder")
            task = await self.core.service.wait(self._key, task_id, 60)
        _result(task)  # raises for one that failed
        return task

    async def _pictures(self, task: Task, formats: Sequence[str], candidate: int | None) -> Mapping[str, bytes]:
        found = [await self.core.service.artifact(self._key, task.id, fmt, candidate) for fmt in formats]
        return {artifact.format: await self.core.service.artifact_bytes(task, artifact) for _, artifact in found}

    async def _figure(self, task: Task, formats: Sequence[str]) -> Figure:
        result = _result(task)
        candidates = [await self._drawn(task, one.result, formats, one.index) for one in result.candidates]
        figure = await self._drawn(task, result, formats)
        return replace(figure, task_id=task.id, candidates=tuple(candidates))

    async def _plot(self, task: Task, formats: Sequence[str]) -> Plot:
        figure = await self._figure(task, formats)
        if not isinstance(figure, Plot):
            raise TaskFailed("the task is no plot", task_id=task.id)
        return figure

    async def _drawn(
        self, task: Task, result: TaskResult, formats: Sequence[str], candidate: int | None = None
    ) -> Figure:
        """The figure of a task, or of one of its candidates; a plot where it is one."""
        told: dict[str, Any] = {
            "pictures": await self._pictures(task, formats, candidate) if result.artifacts else {},
            "description": result.description,
            "notes": result.notes,
            "confidence": result.confidence,
            "alt_text": result.text.alt_text if result.text else "",
        }
        plot = result.plot
        if plot is None:
            return Figure(**told)
        return Plot(**told, spec=plot.spec, report=plot.report, wishes=plot.wishes, unknown=plot.unknown)


def _result(task: Task) -> TaskResult:
    if task.result is None:
        raise TaskFailed(task.error or "the task failed", task_id=task.id)
    return task.result


async def _own_key(core: Core) -> ApiKey:
    """The folder's own key, made at its first opening."""
    for key in await core.keyring.list():
        if key.name == KEY_NAME and key.quota_remaining is None and key.active:
            return key
    _, key = await core.keyring.create(KEY_NAME)
    return key


_PROTOCOLS: dict[str, type] = {
    "vlm": VlmEngine, "images": ImageEngine, "plots": PlotEngine, "composer": Composer, "storage": Storage,
    "artifacts": ArtifactStore, "pdf": PdfReader, "notifier": Notifier, "wakeups": Wakeups, "clock": Clock, "ids": Ids,
    "notation": DiagramNotation,
}  # fmt: skip


def _require_ports(given: Mapping[str, object]) -> None:
    """Refuse what cannot be the port that it is given for: a wrong one would fail in the middle of a task."""
    for name, port in given.items():
        members = {member for base in _PROTOCOLS[name].__mro__ for member in vars(base) if not member.startswith("_")}
        missing = sorted(member for member in members if not hasattr(port, member))
        if port is not None and missing:
            raise InvalidRequest(f"{name} is no {_PROTOCOLS[name].__name__}: it lacks {', '.join(missing)}")


def _require_options(options: object) -> None:
    if not isinstance(options, Options):
        raise InvalidRequest(f"options must be Options, not {type(options).__name__}")
    require_valid(options)


def _task_ids(figures: object) -> list[str]:
    ids = [getattr(figure, "task_id", "") for figure in figures] if isinstance(figures, Sequence) else [""]
    if not all(ids):
        raise InvalidRequest("a composite is made of a list of figures that were drawn in this folder")
    return ids


def _path(folder: object) -> Path:
    if not isinstance(folder, str | Path) or not str(folder).strip():
        raise InvalidRequest(f"the folder must be a path, not {folder!r}")
    return Path(folder)


def _content(source: object) -> str | bytes:
    """The text of a file, or the bytes of a PDF."""
    content = read_file(source) if isinstance(source, Path) else source
    if not isinstance(content, bytes):
        raise InvalidRequest(f"the source must be text, a path or bytes, not {type(source).__name__}")
    if content.startswith(b"%PDF-"):
        return content
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InvalidRequest("the source is neither a PDF nor UTF-8 text") from error
