"""What the forms of a change hold: the plan as text, the looks to choose from, and the same request by a program."""

from collections.abc import Sequence
from typing import Any

import msgspec

from pb_core.application.plans import written
from pb_core.domain.diagrams.spec import Direction, Palette
from pb_core.domain.print_styling import Theme
from pb_core.domain.tasks import Task
from pb_http.pages.studio.drafts import Draft
from pb_http.pages.studio.quick_edits import RATIOS, QuickEdit, edits_of
from pb_http.pages.studio.snippets import snippets
from pb_http.pages.studio.sourced_parts import SourcedPart
from pb_http.request import ApiRequest

_EXAMPLE = "lay it out from top to bottom"
_AS_IS = ("", "as it is")


def changing(request: ApiRequest, task: Task, form: str, draft: Draft) -> dict[str, Any]:
    """The values of the forms; ``plan`` is ``None`` where a figure has none that could be changed."""
    record = (task.result.diagram or task.result.plot) if task.result else None
    if record is None:
        return {"plan": None, "draft": draft}
    is_mermaid = form == "mermaid" and task.result is not None and task.result.diagram is not None
    plan = written(record, "mermaid" if is_mermaid else "json")
    asked = draft.value("instruction") or _EXAMPLE
    return {
        "draft": draft,
        "plan": draft.value("plan") or (plan if is_mermaid else msgspec.json.format(plan, indent=2)).decode(),
        "form": "mermaid" if is_mermaid else "json",
        "looks": {
            "direction": ("Direction", _choices([one.value for one in Direction if one is not Direction.AUTO])),
            "palette": ("Palette", _choices([one.value for one in Palette])),
            "theme": ("Made for", _choices([one.value for one in Theme])),
            "ratio": ("Ratio", _choices(RATIOS)),
        },
        "left": request.api_key.quota_remaining,
        "code": snippets(request.address, f"tasks/{task.id}/revise", {"instruction": asked}),
    }


def edits_looked_at(task: Task, looked_at: Sequence[SourcedPart]) -> tuple[QuickEdit, ...]:
    """What can be changed of the one part that is looked at."""
    record = task.result.diagram if task.result else None
    if record is None or len(looked_at) != 1:
        return ()
    return edits_of(record.spec, looked_at[0].sort, looked_at[0].subject, record.styling.emphasis)


def _choices(values: Sequence[str]) -> tuple[tuple[str, str], ...]:
    return (_AS_IS, *((value, value) for value in values))
