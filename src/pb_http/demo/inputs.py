"""What the demo submits: a methodology text, pages of a paper, a prompt."""

import base64
from importlib import resources

from msgspec import Struct


class DemoInput(Struct, frozen=True, kw_only=True):
    """One request of the demo: ``name`` names its files, ``body`` is what is posted to ``path``."""

    name: str
    title: str
    path: str
    body: dict[str, object]
    shown: str


def inputs() -> tuple[DemoInput, ...]:
    """The demo's requests in the order they are shown."""
    text = _read("method.txt").decode()
    prompt = _read("prompt.txt").decode()
    pdf = base64.b64encode(_read("paper.pdf")).decode()
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
        ),
        DemoInput(
            name="optimized-prompt",
            title="Rough prompt to art direction",
            path="/api/optimize-prompt",
            body={"description": prompt, "source_context": text, "diagram_type": "methodology"},
            shown=prompt,
        ),
    )


def _read(name: str) -> bytes:
    return resources.files(__package__ or __name__).joinpath(name).read_bytes()
