"""What pages call figures and their steps, in a reader's words."""

import re

from pb_core.domain.requests import CompositeWork, MethodologyWork, OptimizeWork, PlotWork
from pb_core.domain.tasks import Task, TaskKind

LONGEST = 90

KINDS = {
    TaskKind.METHODOLOGY: "diagram",
    TaskKind.PROMPT_OPTIMIZATION: "prompt",
    TaskKind.STATISTICAL_PLOT: "plot",
    TaskKind.COMPOSITE: "composite",
}

_STEPS = {
    "extract": "Read the pages",
    "plan": "Plan the figure",
    "plan/parts": "Find the parts",
    "plan/hand-overs": "Find what they hand over",
    "plan/support": "Look for support in the text",
    "plan/choose": "Choose the chart",
    "revise": "Carry out the change",
    "style": "Choose the look",
    "draw": "Draw",
    "critique": "Judge the drawing",
    "critique/revise": "Revise the plan",
    "optimize": "Rewrite the prompt",
    "compose": "Put the panels together",
}
_ROUND = re.compile(r"(?:(?P<before>.*)/)?round/(?P<number>\d+)/(?P<step>.+)")


def title_of(task: Task) -> str:
    """The first words of a figure's caption, or of what was asked for where it has none."""
    match task.work:
        case MethodologyWork(caption=text) | PlotWork(intent=text) | OptimizeWork(description=text):
            words = " ".join(text.split())
        case CompositeWork(sources=sources):
            words = f"{len(sources)} panels"
        case _:
            words = ""
    return _cut(words) or f"Untitled {KINDS[task.kind]}"


def _cut(words: str) -> str:
    """The first words, cut within one only where that is very long."""
    if len(words) <= LONGEST:
        return words
    cut = words[:LONGEST].rpartition(" ")[0]
    return f"{cut if len(cut) > LONGEST // 2 else words[:LONGEST]} …"


def asked_of(task: Task) -> str:
    """What a revision was asked for in words; empty where its author gave a plan, and where it is none."""
    revises = task.work.revises if isinstance(task.work, MethodologyWork | PlotWork) else None
    return revises.instruction if revises else ""


def step_title(name: str) -> str:
    """What a step does; a name that nobody foresaw stands as it is."""
    found = _ROUND.fullmatch(name)
    if found is None:
        return _STEPS.get(name, name)
    told = _STEPS.get(found["step"], found["step"])
    before = f"{found['before'].replace('/', ' ')}, " if found["before"] else ""
    return f"{told} ({before}round {found['number']})"
