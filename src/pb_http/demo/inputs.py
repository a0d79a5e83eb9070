"""What the demo submits: a text, pages of a paper, a plan, a prompt, data for plots, and a composite of these."""

import base64
from importlib import resources

import msgspec
from msgspec import Struct

PAPER = "paper.pdf"
_SHOWN = 700  # characters of data that the page shows


class DemoInput(Struct, frozen=True, kw_only=True):
    """One request of the demo: ``name`` names its files, ``body`` is what is posted to ``path``.

    ``file`` names the input file that lies beside the page, if the input is one. ``is_code`` keeps the input's lines.
    ``panels`` are the names of earlier requests whose tasks become ``source_task_ids``.
    """

    name: str
    title: str
    path: str
    body: dict[str, object]
    shown: str
    file: str | None = None
    is_code: bool = False
    panels: tuple[str, ...] = ()


class DemoPlot(Struct, frozen=True):
    """Data and an intent."""

    name: str
    title: str
    data: object
    intent: str
    aspect_ratio: str


def inputs() -> tuple[DemoInput, ...]:
    """The demo's requests in the order they are shown."""
    text = _read("method.txt").decode()
    prompt = _read("prompt.txt").decode()
    plan = _read("plan.mmd").decode()
    pdf = base64.b64encode(_read(PAPER)).decode()
    plots = msgspec.json.decode(_read("plots.json"), type=list[DemoPlot])
    caption = "Figure 1: Overview of the retrieval pipeline"
    return (
        DemoInput(
            name="from-text",
            title="Methodology text to diagram",
            path="/api/generate",
            body={"source_context": text, "caption": caption, "aspect_ratio": "16:9", "iterations": 3},
            shown=text,
        ),
        DemoInput(
            name="from-pdf",
            title="Pages 2-3 of a PDF to diagram",
            path="/api/generate-from-pdf",
            body={"pdf_base64": pdf, "caption": "Figure 1: Overview of the method", "pages": "2-3", "iterations": 3},
            shown="paper.pdf, pages 2-3",
            file=PAPER,
        ),
        DemoInput(
            name="from-plan",
            title="Mermaid flowchart to diagram, as it is written",
            path="/api/generate",
            body={"plan": plan, "caption": "Figure 1: Pretraining and fine-tuning", "aspect_ratio": "16:9"},
            shown=plan,
            is_code=True,
        ),
        DemoInput(
            name="optimized-prompt",
            title="Rough prompt to a clear one",
            path="/api/optimize-prompt",
            body={"description": prompt, "source_context": text, "diagram_type": "methodology"},
            shown=prompt,
        ),
        *map(_plot, plots),
        DemoInput(
            name="composite",
            title="Finished figures to one composite",
            path="/api/composite",
            body={"layout": "2x2", "output_formats": ["png", "svg", "pdf"]},
            shown="The four plots above as panels (a) to (d); their vectors stay vectors in SVG and PDF.",
            panels=tuple(plot.name for plot in plots),
        ),
    )


def _plot(plot: DemoPlot) -> DemoInput:
    data = msgspec.json.encode(plot.data).decode()
    shown = data if len(data) <= _SHOWN else f"{data[:_SHOWN]} …"
    return DemoInput(
        name=plot.name,
        title=plot.title,
        path="/api/plot",
        body={
            "data_json": data,
            "intent": plot.intent,
            "aspect_ratio": plot.aspect_ratio,
            "output_formats": ["png", "svg", "pdf"],
        },
        shown=f"{plot.intent}\n\n{shown}",
    )


def paper() -> bytes:
    """The demo's paper."""
    return _read(PAPER)


def _read(name: str) -> bytes:
    return resources.files(__package__ or __name__).joinpath(name).read_bytes()
