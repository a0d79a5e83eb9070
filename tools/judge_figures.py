"""Draws texts and tables of others with the planners of this installation, and counts what was supported and followed.

``python tools/judge_figures.py papers FOLDER --output out/`` reads ``*.json`` files with ``caption`` and ``text``;
``python tools/judge_figures.py plots PAIRS.jsonl --tables FOLDER --output out/`` reads lines with ``table`` and
``intent``. Each figure is written beside a text that tells its plan: every box and arrow with its verdict and
quotation, or every wish with its outcome. The texts and tables are read at run time and stay where they are: what
``tests/judged`` names is not ours. Whether a figure is right nobody but a reader can say; this only prepares the table.
"""

import argparse
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import anyio
import msgspec
from msgspec import Struct

from pb_adapters.figures import Figures, open_figures
from pb_adapters.results import Figure
from pb_core.domain.diagrams.support import PartSupport, Support
from pb_core.domain.tasks import DiagramRecord, TaskResult
from pb_core.errors import PaperBananaError


class Paper(Struct):
    """A text and the caption of the figure to draw of it."""

    caption: str
    text: str


class Pair(Struct):
    """A table's file and what is asked of it."""

    id: str
    table: str
    intent: str


class Judged(Struct):
    """What became of one text or pair: its counts, its report, and the result unless it was refused."""

    name: str
    counts: Counter[str]
    report: str


def main() -> None:
    """Draw, write and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    kinds = parser.add_subparsers(dest="kind", required=True, metavar="papers | plots")
    papers, plots = kinds.add_parser("papers"), kinds.add_parser("plots")
    papers.add_argument("source", type=Path, metavar="FOLDER", help="of *.json files with caption and text")
    plots.add_argument("source", type=Path, metavar="PAIRS", help="lines of JSON with id, table and intent")
    plots.add_argument("--tables", type=Path, required=True, help="the folder of the tables")
    for kind in (papers, plots):
        kind.add_argument("--output", type=Path, default=Path("judged"))
    options = parser.parse_args()
    options.output.mkdir(parents=True, exist_ok=True)
    anyio.run(_run, options)


async def _run(options: argparse.Namespace) -> None:
    total: Counter[str] = Counter()
    with TemporaryDirectory() as folder:
        async with open_figures(folder) as figures:
            judged = _papers(figures, options) if options.kind == "papers" else _plots(figures, options)
            async for one in judged:
                (options.output / f"{one.name}.txt").write_text(one.report, encoding="utf-8")
                total += one.counts
                print(f"{one.name}: {_listed(one.counts)}", flush=True)
    print("\n".join(_summary(total)))


def _listed(counts: Counter[str]) -> str:
    return ", ".join(f"{count} {what}" for what, count in counts.items())


def _summary(total: Counter[str]) -> Iterator[str]:
    yield "total"
    for what, count in sorted(total.items()):
        yield f"  {what:<28} {count}"


# --- diagrams


async def _papers(figures: Figures, options: argparse.Namespace) -> AsyncIterator[Judged]:
    for path in sorted(options.source.glob("*.json")):
        paper = msgspec.json.decode(path.read_bytes(), type=Paper)

        async def draw(paper: Paper = paper) -> Figure:
            return await figures.diagram(paper.text, paper.caption)

        yield await _judged(figures, path.stem, options.output, draw, _diagram_report)


def _diagram_report(result: TaskResult) -> tuple[Counter[str], list[str]]:
    record = result.diagram
    if record is None:
        return Counter(), ["no plan was kept"]
    counts = Counter({f"arrows {part.support.value}": 0 for part in record.support.connections})
    counts.update(f"arrows {part.support.value}" for part in record.support.connections)
    counts.update(
        "elements unsupported" if part.support is Support.UNSUPPORTED else "elements supported"
        for part in record.support.elements
    )
    if result.confidence is not None:
        counts[f"confidence {round(result.confidence, 1)}"] += 1
    return counts, [f"confidence {result.confidence}", *_plan_lines(record)]


def _plan_lines(record: DiagramRecord) -> Iterator[str]:
    labels = {element.id: element.label for element in record.spec.elements}
    groups = {group.id: group.title for group in record.spec.groups}
    verdicts = {part.subject: part for part in record.support.parts}
    for group in record.spec.groups:
        yield f"GROUP {group.title}"
    for element in record.spec.elements:
        inside = f" in {groups[element.group]}" if element.group else ""
        yield f"BOX {element.label} ({element.kind.value}){inside}{_because(verdicts.get(element.id))}"
    for arrow in record.spec.connections:
        label = f" [{arrow.label}]" if arrow.label else ""
        ends = f"{labels[arrow.source]} -> {labels[arrow.target]}"
        yield f"ARROW {ends}{label}{_because(verdicts.get(arrow.name))}"


def _because(part: PartSupport | None) -> str:
    return f"\n    {part.support.value}: {part.quotation}" if part else ""


# --- plots


async def _plots(figures: Figures, options: argparse.Namespace) -> AsyncIterator[Judged]:
    for line in options.source.read_text(encoding="utf-8").splitlines():
        pair = msgspec.json.decode(line, type=Pair)

        async def draw(pair: Pair = pair) -> Figure:
            return await figures.plot(options.tables / pair.table, pair.intent)

        judged = await _judged(figures, pair.id, options.output, draw, _plot_report)
        judged.report = f"table: {pair.table}\nintent: {pair.intent}\n{judged.report}"
        yield judged


def _plot_report(result: TaskResult) -> tuple[Counter[str], list[str]]:
    record = result.plot
    if record is None:
        return Counter(), ["no plan was kept"]
    counts = Counter("wishes followed" if wish.followed else "wishes not followed" for wish in record.wishes)
    counts["word runs not understood"] += len(record.unknown)
    lines = [result.description, msgspec.json.encode(record.spec).decode()]
    lines += [f"{'followed' if wish.followed else 'NOT FOLLOWED'}: {wish.words} {wish.note}" for wish in record.wishes]
    return counts, [*lines, *(f"NOT UNDERSTOOD: {words}" for words in record.unknown)]


# --- both


async def _judged(
    figures: Figures,
    name: str,
    output: Path,
    draw: Callable[[], Awaitable[Figure]],
    report: Callable[[TaskResult], tuple[Counter[str], list[str]]],
) -> Judged:
    try:
        figure = await draw()
    except PaperBananaError as error:
        return Judged(name=name, counts=Counter({"refused": 1}), report=f"REFUSED: {error}\n")
    (output / f"{name}.png").write_bytes(figure.data("png"))
    counts, lines = report(await _result(figures, figure.task_id))
    notes = [f"NOTE {note}" for note in figure.notes]
    return Judged(name=name, counts=Counter({"drawn": 1}) + counts, report="\n".join([*lines, *notes]) + "\n")


async def _result(figures: Figures, task_id: str) -> TaskResult:
    """What stands behind a figure, which the façade does not show."""
    key = (await figures.core.keyring.list())[0]
    result = (await figures.core.service.task(key, task_id)).result
    if result is None:
        raise RuntimeError(f"the figure of task {task_id} has no result")
    return result


if __name__ == "__main__":
    main()
