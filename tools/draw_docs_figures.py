"""Draws the figures of the documentation with the product: ``python tools/draw_docs_figures.py``.

The architecture is drawn from ``docs/images/architecture.json``, the README's figures from the demo's text and plan,
those of the page on diagrams from its first flowchart, from ``docs/images/diagrams/pictograms.mmd`` and, in every
theme, from the demo's plan.
"""

import json
import subprocess
import sys
from contextlib import aclosing
from pathlib import Path
from tempfile import TemporaryDirectory

import anyio
import msgspec

from pb_adapters.drawing.diagrams import VectorEngine
from pb_core.domain.diagrams.notation import COMMENT
from pb_core.domain.diagrams.scene_checks import check_scene
from pb_core.domain.diagrams.spec import DiagramSpec, Direction, Styling, validate
from pb_core.domain.print_styling import Theme
from pb_core.ports.images import DrawRequest

ROOT = Path(__file__).resolve().parents[1]
IMAGES = ROOT / "docs" / "images"
DEMO = ROOT / "src/pb_http/demo"


class NoJob:
    """The vector engine draws at once, so there is no provider's job to remember."""

    provider_ref: str | None = None
    key = ""

    async def submitted(self, provider_ref: str) -> None:
        """Remember nothing beyond this call."""
        self.provider_ref = provider_ref


async def draw_architecture() -> None:
    """Draw the specification as PNG and SVG; stops on any geometry fault."""
    spec = validate(msgspec.json.decode((IMAGES / "architecture.json").read_bytes(), type=DiagramSpec))
    request = DrawRequest(
        spec=spec,
        description="",
        styling=Styling(direction=Direction.AUTO),
        aspect_ratio="auto",
        resolution="2K",
        formats=("png", "svg"),
    )
    async with aclosing(VectorEngine()) as engine:
        reply = await engine.draw(request, NoJob())
    findings = check_scene(reply.scene, spec, "auto") if reply.scene else ()
    if findings:
        sys.exit("\n".join(f"{finding.subject}: {finding.detail}" for finding in findings))
    for picture in reply.pictures:
        target = IMAGES / f"architecture.{picture.format}"
        target.write_bytes(picture.data)
        print(f"{target.relative_to(ROOT)}: {picture.width} x {picture.height}")


def draw_as_a_reader(*command: str) -> None:
    """Draw through the command line, as a reader would."""
    subprocess.run([sys.executable, "-m", "pb_http.cli.main", *command], check=True)  # noqa: S603 - our own program


def draw_readme_figures() -> None:
    """Draw the demo's text and the demo's plan."""
    caption = "Figure 1: Overview of the retrieval pipeline"
    wide = ("--aspect-ratio", "16:9", "-o")
    draw_as_a_reader("generate", str(DEMO / "method.txt"), "--caption", caption, *wide, str(IMAGES / "readme.png"))
    draw_as_a_reader("draw", str(DEMO / "plan.mmd"), *wide, str(IMAGES / "plan.png"))


def draw_flowchart() -> None:
    """Draw the first flowchart of the page on diagrams."""
    page = (ROOT / "docs/diagrams.md").read_text("utf-8")
    flowchart = page.partition("```mermaid\n")[2].partition("```")[0]
    with TemporaryDirectory() as folder:
        plan = Path(folder) / "plan.mmd"
        plan.write_text(flowchart, "utf-8")
        draw_as_a_reader("draw", str(plan), "-o", str(IMAGES / "diagrams/flowchart.png"))


def draw_pictograms() -> None:
    """Draw one element for each pictogram."""
    plan = IMAGES / "diagrams/pictograms.mmd"
    draw_as_a_reader("draw", str(plan), "--aspect-ratio", "auto", "-o", str(plan.with_suffix(".png")))


def draw_themes() -> None:
    """Draw the demo's plan in every theme, as one sheet that is no wider than the other figures."""
    plan = (DEMO / "plan.mmd").read_text("utf-8")
    header, line, rest = plan.partition("\n")
    with TemporaryDirectory() as folder:
        figures = []
        for theme in Theme:
            themed = Path(folder) / f"{theme.value}.mmd"
            fixed = json.dumps({"version": 1, "theme": theme.value, "width": 170})
            themed.write_text(f"{header}{line}  {COMMENT} {fixed}\n{rest}", "utf-8")
            figures.append(str(themed.with_suffix(".png")))
            draw_as_a_reader("draw", str(themed), "--resolution", "1K", "-o", figures[-1])
        labels = [word for theme in Theme for word in ("--label", theme.value)]
        sheet = ("--layout", "2x2", "--label-font-size", "32", "-o", str(IMAGES / "diagrams/themes.png"))
        draw_as_a_reader("compose", *figures, *labels, *sheet)


if __name__ == "__main__":
    anyio.run(draw_architecture)
    draw_readme_figures()
    draw_flowchart()
    draw_pictograms()
    draw_themes()
