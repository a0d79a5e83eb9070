"""Bundles: everything that a figure was made of and is, in one ZIP file from which it can be drawn again."""

from collections.abc import AsyncGenerator, Iterator
from typing import Any

import anyio.to_thread
import msgspec

from pb_core.application.bundle.readme import readme
from pb_core.application.bundle.zip_stream import Entry, zipped
from pb_core.application.figure_text import text_of
from pb_core.application.latex_snippet import figure_tex
from pb_core.application.plans import FORMATS, written
from pb_core.application.resubmission import request_fields
from pb_core.domain.billing import MICROS
from pb_core.domain.diagrams.plan import plan_document as diagram_document
from pb_core.domain.pictures import ENDINGS, Artifact
from pb_core.domain.plots.plan import plan_document as plot_document
from pb_core.domain.provenance import FigureText
from pb_core.domain.requests import CompositeWork, DiagramSource, MethodologyWork, PlotSource, PlotWork, SourceFigure
from pb_core.domain.steps import StepRecord
from pb_core.domain.tasks import Task, TaskResult
from pb_core.errors import ArtifactMissing, NotFound
from pb_core.ports.artifacts import ArtifactStore
from pb_core.ports.storage import TaskStore

_PICTURES = {"tikz": "figure.tikz.tex"}  # figure.tex is the snippet that includes the picture
_ENDINGS = {"json": "json", "mermaid": "mmd"}


class Bundles:
    """Writes the bundles of completed tasks."""

    def __init__(self, store: TaskStore, artifacts: ArtifactStore) -> None:
        self._store, self._artifacts = store, artifacts

    def of(self, task: Task, address: str) -> AsyncGenerator[bytes]:
        """A task's bundle as it is sent: the same task at the same ``address`` of the server gives the same bytes.

        In memory is one of its files at a time. What the store has lost is left out and named in the README. Raises
        ``NotFound`` with a sentence where the task is not completed.
        """
        if task.result is None:
            raise NotFound(f"The task is {task.status.value}, so it has no bundle")
        return zipped(self._entries(task, task.result, address))

    async def _entries(self, task: Task, result: TaskResult, address: str) -> AsyncGenerator[Entry]:
        names, missing = list[str](), list[str]()
        for name, digest in _stored(task, result):
            data = await self._read(task, digest)
            (missing if data is None else names).append(name)
            if data is not None:
                yield Entry(name, data)
        steps = await self._store.steps(task.id)
        for entry in await anyio.to_thread.run_sync(_written, task, result, steps):
            names.append(entry.name)
            yield entry
        yield Entry("README.txt", readme(task, address, names, missing).encode())

    async def _read(self, task: Task, digest: str) -> bytes | None:
        try:
            return await self._artifacts.get(task.key_id, digest)
        except ArtifactMissing:
            return None


def _stored(task: Task, result: TaskResult) -> Iterator[tuple[str, str]]:
    """The files that lie in the artifact store, by name and digest."""
    for picture in result.artifacts:
        yield _picture_file(picture), picture.digest
    for one in result.candidates:
        for picture in one.result.artifacts:
            yield f"candidates/{one.index}/{_picture_file(picture)}", picture.digest
    match task.work:
        case MethodologyWork(pdf=pdf) if pdf is not None:
            yield "source.pdf", pdf.digest
        case PlotWork(data=data):
            yield "data.json", data.digest
        case CompositeWork(sources=sources):
            for number, source in enumerate(sources, 1):
                for picture in source.pictures:
                    yield f"panels/{number}.{picture.format}", picture.digest


def _picture_file(picture: Artifact) -> str:
    return _PICTURES.get(picture.format, f"figure.{ENDINGS[picture.format]}")


def _written(task: Task, result: TaskResult, steps: tuple[StepRecord, ...]) -> list[Entry]:
    """The files that are written from the task's record."""
    text = text_of(task)
    return [
        Entry("request.json", _json(request_fields(task.work))),
        *_source(task),
        *_plans(task, result),
        *(_words(text, result) if text else ()),
        Entry("figure.json", _json(_told(text, result))),
        Entry("description.txt", _line(result.description)),
        Entry("steps.json", _json([_step(step) for step in steps])),
    ]


def _source(task: Task) -> Iterator[Entry]:
    if isinstance(task.work, MethodologyWork) and task.work.source:
        yield Entry("source.txt", task.work.source.encode())


def _plans(task: Task, result: TaskResult) -> Iterator[Entry]:
    record = result.diagram or result.plot
    if record is not None:
        for form in FORMATS if result.diagram is not None else FORMATS[:1]:
            yield Entry(f"plan.{_ENDINGS[form]}", written(record, form))
    if result.plot is not None:
        told = {name: getattr(result.plot, name) for name in ("report", "wishes", "unknown")}
        yield Entry("report.json", _json(told))
    if isinstance(task.work, CompositeWork):
        for number, source in enumerate(task.work.sources, 1):
            yield from _panel_plan(number, source)


def _panel_plan(number: int, source: SourceFigure) -> Iterator[Entry]:
    name = f"panels/{number}-plan.json"
    match source.drawn_from:
        case DiagramSource(spec=spec, styling=styling):
            yield Entry(name, _json(diagram_document(spec, styling)))
        case PlotSource(spec=plot):
            yield Entry(name, _json(plot_document(plot)))


def _words(text: FigureText, result: TaskResult) -> Iterator[Entry]:
    """Texts for people, and the figure for LaTeX, which takes a PDF where there is one."""
    yield Entry("alt.txt", _line(text.alt_text))
    if text.caption:
        yield Entry("caption.txt", _line(text.caption))
    formats = [picture.format for picture in result.artifacts]
    picture = f"figure.{'pdf' if 'pdf' in formats else 'png'}"
    yield Entry("figure.tex", figure_tex(text, picture, "figure").encode())


def _told(text: FigureText | None, result: TaskResult) -> dict[str, Any]:
    return {
        "text": text,
        "description": result.description,
        "notes": result.notes,
        "confidence": result.confidence,
        "candidates": [
            {"candidate": one.index, "best": one.best, "score": one.score, "notes": one.result.notes}
            for one in result.candidates
        ],
        "provenance": result.provenance,
    }


def _step(step: StepRecord) -> dict[str, Any]:
    """A step without its answer, its provider's job and the sentence of its error, which may quote the provider."""
    return {
        "name": step.name,
        "state": step.state.value,
        "engine": step.engine,
        "model": step.answered_by,
        "prompt_digest": f"sha256:{step.digest}",
        "attempts": step.attempts,
        "started_at": step.started_at,
        "finished_at": step.finished_at,
        "cost_usd": None if step.usage.cost_micros is None else step.usage.cost_micros / MICROS,
        "cost_source": step.usage.cost_source,
    }


def _json(value: object) -> bytes:
    return msgspec.json.format(msgspec.json.encode(value), indent=2) + b"\n"


def _line(text: str) -> bytes:
    return f"{text}\n".encode()
