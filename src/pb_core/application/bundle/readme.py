"""The README of a bundle: what lies in it, and the commands that draw the figure again; none holds a caller's words."""

from collections.abc import Iterator, Sequence

from pb_core.domain.requests import Canvas, CompositeWork, MethodologyWork, OptimizeWork, PlotWork
from pb_core.domain.tasks import Task

_FILES = {
    "request.json": "what was asked for: the body of the request",
    "source.txt": "the text that the figure was planned from",
    "source.pdf": "the PDF that the figure was planned from",
    "data.json": "the data of the plot, as they were sent",
    "plan.json": "the plan that was drawn; edit it and draw it again",
    "plan.mmd": "the same as a Mermaid flowchart",
    "report.json": "the proof that the plot shows the data, and what became of each wish",
    "figure.json": "title, caption, alternative text, description, notes and provenance",
    "figure.tex": "the figure for LaTeX, with caption, label and alternative text",
    "caption.txt": "the caption",
    "alt.txt": "the alternative text",
    "description.txt": "the description of the result",
    "steps.json": "every step with its engine, its model, its cost and the digest of its prompt",
}
_SUBMIT = (
    'curl -sS "$SERVER/api/{}" -H "Authorization: Bearer $PAPERBANANA_API_KEY" -H "Content-Type: application/json"'
)


def readme(task: Task, address: str, names: Sequence[str], missing: Sequence[str]) -> str:
    """The text for the files ``names``; ``missing`` are those that the server's store has lost."""
    return "\n".join(_lines(task, address, names, missing)) + "\n"


def _lines(task: Task, address: str, names: Sequence[str], missing: Sequence[str]) -> Iterator[str]:
    yield f"PaperBanana figure, task {task.id}"
    yield ""
    for name in names:
        if name in _FILES:
            yield f"  {name:<16} {_FILES[name]}"
    pictures = [name for name in names if name.startswith("figure.") and name not in _FILES]
    if pictures:
        others = ", ".join(pictures[1:])
        yield f"  {pictures[0]:<16} the figure{f', also {others}' if others else ''}"
    if any(name.startswith("candidates/") for name in names):
        yield f"  {'candidates/':<16} all figures that were made of the request, the best of them among them"
    if any(name.startswith("panels/") for name in names):
        yield f"  {'panels/':<16} the figures that it is put together from, and their plans"
    for name in missing:
        yield f"  {name:<16} was damaged or lost in the server's store"
    yield ""
    yield from _commands(task, address, names)


def _commands(task: Task, address: str, names: Sequence[str]) -> Iterator[str]:
    local, sent = _local(task, names), _sent(task, names)
    if local:
        yield "Draw it again without a server:"
        yield ""
        yield from (f"  {line}" for line in local)
        yield ""
    yield "Ask a server for it again (an API key in PAPERBANANA_API_KEY; jq where it is used):"
    yield ""
    yield f"  SERVER={address}"
    yield from (f"  {line}" for line in sent)


def _local(task: Task, names: Sequence[str]) -> list[str]:
    """Commands for the plan, and for what it was made of."""
    formats = [name for name in ("figure.svg", "figure.pdf", "figure.png") if name in names] or ["figure.png"]
    outputs = " ".join(f"-o new-{name}" for name in formats)
    lines = []
    match task.work:
        case MethodologyWork(canvas=canvas):
            like = f"{_shape(canvas)}{outputs}"
            lines += [f"pb draw plan.json {like}"] if "plan.json" in names else []
            source = next((name for name in ("source.txt", "source.pdf") if name in names), None)
            lines += [f'pb generate {source} --caption "$(cat caption.txt)" {like}'] if source else []
        case PlotWork(canvas=canvas):
            like = f"{_shape(canvas)}{outputs}"
            lines += [f"pb draw plan.json --data data.json {like}"] if "plan.json" in names else []
        case CompositeWork():
            panels = [name for name in names if name.startswith("panels/") and name.endswith(".png")]
            lines += [f"pb compose {' '.join(panels)} {outputs}"] if panels else []
    return lines


def _shape(canvas: Canvas) -> str:
    """The options for the shape and the size that were asked for."""
    ratio = f"--aspect-ratio {canvas.aspect_ratio} " if canvas.aspect_ratio else ""
    return f"{ratio}--resolution {canvas.image_resolution} " if canvas.image_resolution else ratio


def _sent(task: Task, names: Sequence[str]) -> list[str]:
    if task.parent is not None:
        return [f"{_SUBMIT.format(f'tasks/{task.parent}/revise')} -d @request.json"]
    submit = _SUBMIT.format(task.endpoint)
    if "data.json" in names:
        return [f"jq --rawfile data data.json '.data_json = $data' request.json | {submit} -d @-"]
    if "source.pdf" in names:
        return [
            "base64 < source.pdf | tr -d '\\n' > source.b64",
            f"jq --rawfile pdf source.b64 '.pdf_base64 = $pdf' request.json | {submit} -d @-",
            *_from_plan(names),
        ]
    planned = [] if isinstance(task.work, OptimizeWork | CompositeWork) else _from_plan(names)
    return [f"{submit} -d @request.json", *planned]


def _from_plan(names: Sequence[str]) -> list[str]:
    """A submission of the plan alone, which asks no model."""
    if "plan.json" not in names:
        return []
    submit = _SUBMIT.format("generate")
    return [f"jq --slurpfile plan plan.json '{{caption, plan: $plan[0]}}' request.json | {submit} -d @-"]
