"""What the demo submits: a methodology text, pages of a paper, a prompt."""

import base64
from importlib import resources

from msgspec import Struct

PAPER = "paper.pdf"


class DemoInput(Struct, frozen=True, kw_only=True):
    """One request of the demo: ``name`` names its files, ``body`` is what is posted to ``path``.

    ``file`` names the input file that lies beside the page, if the input is one.
    """

    name: str
    title: str
    path: str
    body: dict[str, object]
    shown: str
    file: str | None = None


def inputs() -> tuple[DemoInput, ...]:
    """The demo's requests in the order they are shown."""
    text = _read("method.txt").decode()
    prompt = _read("prompt.txt").decode()
    pdf = base64.b64encode(_read(PAPER)).decode()
    caption = "Figure 1: Overview of the two-stage retrieval pipeline"
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
            name="optimized-prompt",
            title="Rough prompt to art direction",
            path="/api/optimize-prompt",
            body={"description": prompt, "source_context": text, "diagram_type": "methodology"},
            shown=prompt,
        ),
    )


def paper() -> bytes:
    """The demo's paper."""
    return _read(PAPER)


def _read(name: str) -> bytes:
    return resources.files(__package__ or __name__).joinpath(name).read_bytes()
