"""``pb estimate``: what a figure would cost and how long it would take, by what this installation has seen."""

import base64
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from pb_core.domain.requests import Body, GenerateBody, GenerateFromPdfBody, OptimizePromptBody, PlotBody
from pb_http.cli.inputs import INPUT_FILE, InputFile, text_of
from pb_http.cli.options import candidates_option, data_dir_option, examples, iterations_option, settings_of
from pb_http.cli.reporting import Reporter, reporting

if TYPE_CHECKING:
    from pb_http.schemas import EstimateAnswer, RangeAnswer
    from pb_http.settings import Settings

KINDS = ("generate", "plot", "optimize")


@click.command(
    "estimate",
    epilog=examples(
        "pb estimate generate method.txt --iterations 2 --candidates 3",
        "pb estimate generate paper.pdf --pages 2-4 --image-provider gemini_image",
        "pb estimate plot scores.csv",
    ),
)
@click.argument("kind", type=click.Choice(KINDS))
@click.argument("source", type=INPUT_FILE)
@click.option("--pages", default=None, help="Pages of a PDF, for example 2-4 or 1,3-5; default: twelve count.")
@click.option("--image-provider", default=None, help="Who draws a diagram; default: as configured.")
@iterations_option
@candidates_option
@data_dir_option
@reporting()
def command(  # noqa: PLR0913 - one parameter per option
    kind: str,
    source: InputFile,
    *,
    pages: str | None,
    image_provider: str | None,
    iterations: int,
    candidates: int,
    data_dir: Path | None,
    reporter: Reporter,
) -> None:
    """Say what pb KIND of SOURCE, a text, PDF or data file, would cost and how long it would take; nothing is bought.

    The figures rest on the calls that the server of the data folder has seen, else on upper bounds.
    """
    import anyio  # noqa: PLC0415 - the help needs no engines

    figures = {"iterations": iterations, "candidates": candidates}
    body = _body(kind, source.read(), pages, image_provider, figures)
    settings = settings_of(data_dir, quiet=reporter.quiet)
    found = anyio.run(_estimated, settings, kind, body)
    reporter.result(found, _text(found))


def _body(kind: str, data: bytes, pages: str | None, image_provider: str | None, figures: dict[str, Any]) -> Body:
    if kind == "plot":
        return PlotBody(data_json="[]", intent="a plot", **figures)  # what its data are changes no price
    if kind == "optimize":
        return OptimizePromptBody(description=text_of(data))
    shared: dict[str, Any] = {"caption": "Figure", "image_provider": image_provider, **figures}
    if data.startswith(b"%PDF-"):
        return GenerateFromPdfBody(pdf_base64=base64.b64encode(data).decode("ascii"), pages=pages, **shared)
    if pages is not None:
        raise click.UsageError("--pages needs a PDF")
    return GenerateBody(source_context=text_of(data), **shared)


async def _estimated(settings: "Settings", kind: str, body: Body) -> "EstimateAnswer":
    from msgspec import structs  # noqa: PLC0415 - the help needs no engines

    from pb_http.composition import open_core  # noqa: PLC0415 - see above
    from pb_http.schemas import estimate_answer  # noqa: PLC0415 - see above
    from pb_http.settings import within  # noqa: PLC0415 - see above

    with _folder(settings.data_dir) as folder:
        chosen = structs.replace(within(settings, folder), database=settings.database)
        async with open_core(chosen) as core:
            return estimate_answer(kind, await core.service.estimate(body), ())


@contextmanager
def _folder(data_dir: Path) -> Iterator[Path]:
    """The data folder if there is one; else an empty one for as long as the block runs, so that none is left behind."""
    if data_dir.is_dir():
        yield data_dir
        return
    with tempfile.TemporaryDirectory() as folder:
        yield Path(folder)


def _text(found: "EstimateAnswer") -> str:
    rows = [("step", "engine", "calls", "US dollars", "seconds", "seen")]
    rows += [
        (
            step.role,
            step.engine,
            _span(step.calls, "{:.0f}"),
            _span(step.cost_usd, "{:.4f}"),
            _span(step.seconds, "{:.1f}"),
            str(step.seen) if step.seen else "no",
        )
        for step in found.steps
    ]
    rows.append(("total", "", "", _span(found.cost_usd, "{:.4f}"), _span(found.seconds, "{:.1f}"), ""))
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows
    )


def _span(found: "RangeAnswer", form: str) -> str:
    least, most = form.format(found.least), form.format(found.most)
    return least if least == most else f"{least} to {most}"
