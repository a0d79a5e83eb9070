"""Revises five figures by twenty instructions: python tools/revise_figures.py FOLDER.

Rules read one part of them, a model the other: the fake of a provider, which says what stands in ``revisions.cases``.
Prints patch, verdicts, what changed and notes, and writes each figure before and after.
"""

import json
import sys
from collections import Counter
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path

import anyio
import msgspec
from msgspec import Struct
from msgspec.structs import replace

from pb_adapters.fakes.answers import Answerer, by_engine
from pb_adapters.fakes.control import FakeProviders
from pb_adapters.fakes.prompt_parser import Question, brief_of, no_latency
from pb_adapters.fakes.server import served
from pb_adapters.planners.engine import OfflineEngine
from pb_core.application.assembly import Core, working
from pb_core.domain.billing import ApiKey
from pb_core.domain.diagrams.plan_diff import diff
from pb_core.domain.diagrams.support import Support
from pb_core.domain.questions import EditBrief, PlotEditBrief
from pb_core.domain.requests import ReviseBody
from pb_core.domain.tasks import Task, TaskResult
from pb_core.errors import CallerError
from pb_http.composition import open_core
from pb_http.settings import load
from provider_settings import settings_of
from revisions.cases import FIGURES, Answer, Case, FigureCase

WAIT_SECONDS = 300


class Revised(Struct, frozen=True, kw_only=True):
    """One revision: what was asked for by whom, the patch, what changed, the author's parts and the notes."""

    figure: str
    words: str
    by: str
    patch: str = ""
    changes: tuple[str, ...] = ()
    authors: tuple[str, ...] = ()
    verdicts: dict[str, int] = {}
    notes: tuple[str, ...] = ()
    error: str | None = None

    def __str__(self) -> str:
        lines = [f"{self.figure}: “{self.words}” (by {self.by})", f"  patch: {self.patch}"]
        lines += [f"  changed: {change}" for change in self.changes]
        lines += [f"  verdicts: {self.verdicts}; the author's: {', '.join(self.authors) or 'none'}"]
        lines += [f"  note: {note}" for note in self.notes]
        return "\n".join([*lines, *([f"  {self.error}"] if self.error else [])])


async def revise_all(folder: Path, figures: tuple[FigureCase, ...] = FIGURES) -> list[Revised]:
    """Draw and revise all figures; each case is a revision of the figure as it was drawn first."""
    found: list[Revised] = []
    async with _core(folder / "rules") as (core, key):
        for figure in figures:
            found += await Run(core=core, key=key, figure=figure, folder=folder, by="rules").revisions()
    answers = {case.words: case.answer for figure in figures for case in figure.cases if case.answer}
    with served(FakeProviders(answer=scripted(answers), latency=no_latency)) as fakes:
        settings = {
            name if name.startswith("GEMINI_API") else f"PAPERBANANA_{name}": value
            for name, value in settings_of(fakes, "gemini").items()
            if name != "IMAGE_PROVIDER"
        }
        async with _core(folder / "model", settings) as (core, key):
            for figure in figures:
                found += await Run(core=core, key=key, figure=figure, folder=folder, by="model").revisions()
    return found


def scripted(answers: dict[str, Answer]) -> Answerer:
    """A model that answers known instructions as scripted, and everything else by rules."""
    others = by_engine(OfflineEngine(), revises=False)

    async def answer(question: Question) -> str:
        brief = brief_of(question.role, question.prompt)
        if isinstance(brief, EditBrief | PlotEditBrief) and brief.instruction in answers:
            return json.dumps(answers[brief.instruction])
        return await others(question)

    return answer


@asynccontextmanager
async def _core(folder: Path, settings: dict[str, str] | None = None) -> AsyncGenerator[tuple[Core, ApiKey]]:
    async with open_core(replace(load(settings or {}), data_dir=folder)) as core:
        _, key = await core.keyring.create("revisions")
        async with working(core):
            yield core, key


class Run(Struct, frozen=True, kw_only=True):
    """Where the cases of one figure are tried: ``by`` whom they are read, and where pictures go."""

    core: Core
    key: ApiKey
    figure: FigureCase
    folder: Path
    by: str

    async def revisions(self) -> list[Revised]:
        """The cases that this engine reads."""
        cases = [case for case in self.figure.cases if (case.answer is None) is (self.by == "rules")]
        if not cases:
            return []
        parent = await self._ended(await self.core.service.submit(self.key, self.figure.body), 0)
        return [await self._revised(parent, case, number) for number, case in enumerate(cases, 1)]

    async def _revised(self, parent: Task, case: Case, number: int) -> Revised:
        try:
            accepted = await self.core.service.revise(self.key, parent.id, ReviseBody(instruction=case.words))
        except CallerError as error:
            return Revised(figure=self.figure.name, words=case.words, by=self.by, error=f"refused: {error}")
        task = await self._ended(accepted, number)
        steps = {step.name: step for step in await self.core.service.steps(task)}
        revise = steps.get("revise/repair") or steps["revise"]
        parts = task.result.diagram.support.parts if task.result and task.result.diagram else ()
        return Revised(
            figure=self.figure.name,
            words=case.words,
            by=self.by,
            patch=msgspec.json.decode(revise.result or b'""', type=str),
            changes=_changes(parent.result, task.result),
            authors=tuple(part.subject for part in parts if part.support is Support.AUTHOR),
            verdicts=dict(Counter(part.support.value for part in parts)),
            notes=task.result.notes if task.result else (),
            error=task.error,
        )

    async def _ended(self, task: Task, number: int) -> Task:
        """A task once it is over, its picture written."""
        task = await self.core.service.wait(self.key, task.id, WAIT_SECONDS)
        artifact = task.result.artifact("png") if task.result else None
        if artifact is not None:
            path = anyio.Path(self.folder / f"{self.figure.name}-{self.by}-{number}.png")
            await path.write_bytes(await self.core.service.artifact_bytes(task, artifact))
        return task


def _changes(before: TaskResult | None, after: TaskResult | None) -> tuple[str, ...]:
    if before is None or after is None:
        return ()
    if before.diagram and after.diagram:
        one, other = before.diagram, after.diagram
        return diff(one.spec, other.spec, one.styling, other.styling).sentences
    one_plot, other_plot = (msgspec.json.encode(r.plot.spec).decode() if r.plot else "" for r in (before, after))
    return () if one_plot == other_plot else (other_plot,)


if __name__ == "__main__":
    into = Path(sys.argv[1])
    into.mkdir(parents=True, exist_ok=True)
    told = anyio.run(revise_all, into)
    print("\n\n".join(map(str, told)))
    print(f"\n{len(told)} revisions, {sum(one.error is not None for one in told)} refused or failed")
