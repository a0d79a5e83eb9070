"""Schemas: what tools take and answer, as models read them."""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, Field

TASK = r"^[0-9a-f]{32}$"
TaskId = Annotated[str, Field(pattern=TASK, description="The task_id that another tool answered with.")]
WaitSeconds = Annotated[
    int,
    Field(
        ge=0,
        le=600,
        description="How long to wait for the figure. After that it goes on: ask task_status with the task_id.",
    ),
]
Iterations = Annotated[int, Field(ge=1, le=10, description="Most rounds of drawing and criticism.")]
Candidates = Annotated[int, Field(ge=1, le=4, description="Figures to make and choose the best of; a unit each.")]
AspectRatio = Annotated[
    Literal["auto", "1:1", "5:4", "2:3", "3:2", "3:4", "4:5", "4:3", "9:16", "16:9", "21:9"],
    Field(description="auto chooses by content."),
]
DiagramFormats = Annotated[
    list[Literal["png", "svg", "pdf", "pptx", "drawio", "tikz", "mermaid"]],
    Field(description="Files to make; pptx, drawio, tikz and mermaid can be edited."),
]
PlotFormats = Annotated[list[Literal["png", "svg", "pdf"]], Field(description="Files to make.")]
Styling = Annotated[
    dict[str, Any] | None,
    Field(description='What is fixed of the look, such as {"palette": "harbor", "theme": "print", "width": 170}.'),
]
Plan = Annotated[
    str | dict[str, Any] | None,
    Field(
        description="What to draw instead of planning: JSON as the resource .../plan has it, or a Mermaid flowchart."
    ),
]
Grounding = Annotated[
    Literal["strict", "lenient"],
    Field(description="strict leaves out what the text does not state, lenient draws it; notes name it either way."),
]

Kind = Literal["generate", "generate-from-pdf", "optimize-prompt", "plot", "composite"]
Status = Literal["pending", "running", "completed", "failed"]


class TaskAnswer(BaseModel):
    """A task: pending and running ones are asked for again with task_status."""

    task_id: str
    status: Status
    kind: str
    description: str | None = None
    notes: list[str] = Field(default=[], description="What a reader of the figure should know. Tell the user.")
    error: str | None = None
    alt_text: str | None = None
    resources: dict[str, str] = Field(default={}, description="Resources of this server by format; plan is the plan.")
    saved: list[str] = Field(default=[], description="Files on the user's disk.")
    cost_usd: float = 0.0


class TaskLine(BaseModel):
    """A task in a list."""

    task_id: str
    status: Status
    kind: str
    created_at: str
    error: str | None = None


class TaskList(BaseModel):
    """Tasks of this key, newest first."""

    tasks: list[TaskLine]


class EstimateAnswer(BaseModel):
    """What a request would cost and how long its work would take; nothing was charged."""

    units: int
    cost_usd_least: float
    cost_usd_most: float
    seconds_least: float
    seconds_most: float
    quota_remaining: int | None = Field(description="Units that the key has left; null: unlimited.")
