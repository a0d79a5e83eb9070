"""What a finished run tells: one JSON document, or the files on standard output and the rest on standard error."""

from collections.abc import Sequence
from typing import Any

import msgspec

from pb_core.domain.billing import MICROS, Spent
from pb_core.domain.tasks import Task, TaskKind, TaskResult
from pb_http.cli.outputs import Output, written
from pb_http.cli.reporting import Reporter


def tell(task: Task, command: str, outputs: Sequence[Output], spent: Spent, reporter: Reporter) -> None:
    """Tell the result of a task that was delivered."""
    if task.result is None:
        return
    reporter.result(document(task, command, outputs, spent), _text(task.result, outputs))
    if not reporter.as_json:
        if task.kind is TaskKind.STATISTICAL_PLOT:
            reporter.say(task.result.description)
        for note in task.result.notes:
            reporter.say(f"pb: note: {note}")


def document(task: Task, command: str, outputs: Sequence[Output], spent: Spent) -> dict[str, Any]:
    """The result as JSON tells it; ``spec``, ``report`` and ``wishes`` are there for plots only."""
    result = task.result
    told: dict[str, Any] = {
        "task_id": task.id,
        "command": command,
        "outputs": written(outputs),
        "description": result.description if result else None,
        "notes": result.notes if result else (),
        "cost_usd": spent.settled_micros / MICROS,
    }
    return told | (msgspec.to_builtins(result.plot) if result and result.plot else {})


def _text(result: TaskResult, outputs: Sequence[Output]) -> str:
    """The names of the files, or the text of a task that has no picture; nothing beside a picture."""
    if not result.artifacts:
        return result.description
    return "\n".join(output.name for output in outputs if not output.is_stream)
