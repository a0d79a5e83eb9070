"""``pb compose``: figures of any kind side by side, without a server."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Literal

import click

from pb_http.cli.inputs import INPUT_FILE, InputFile
from pb_http.cli.options import examples, settings_of
from pb_http.cli.outputs import Output, output_options, require_readable, write, written
from pb_http.cli.reporting import Reporter, reporting

if TYPE_CHECKING:
    from pb_core.domain.composites import PanelStyle


@click.command(
    "compose",
    epilog=examples(
        "pb compose overview.svg scores.pdf --layout 1x2 -o figure.pdf",
    ),
)
@click.argument("panels", type=INPUT_FILE, nargs=-1, required=True)
@click.option("--layout", default="auto", show_default=True, help="Rows x columns such as 1x3, or auto.")
@click.option(
    "--label", "labels", multiple=True, help="Label of a panel, once per panel in order; default: (a), (b), (c), …"
)
@click.option("--no-labels", is_flag=True, help="Draw no labels.")
@click.option(
    "--spacing", default=20, show_default=True, type=click.IntRange(0, 2_000), help="Pixels between panels and around."
)
@click.option("--label-position", type=click.Choice(["top", "bottom"]), default="bottom", show_default=True)
@click.option(
    "--label-font-size",
    default=32,
    show_default=True,
    type=click.IntRange(4, 400),
    help="Pixels at 300 an inch; beside finer panels labels have more pixels and the same print size.",
)
@output_options("composite.png")
@reporting()
def command(  # noqa: PLR0913 - one parameter per option
    panels: tuple[InputFile, ...],
    *,
    layout: str,
    labels: tuple[str, ...],
    spacing: int,
    label_position: Literal["top", "bottom"],
    label_font_size: int,
    outputs: tuple[Output, ...],
    reporter: Reporter,
    no_labels: bool,
) -> None:
    """Set PANELS (PNG, JPEG, SVG or PDF files) side by side.

    SVG panels stay vectors in SVG and PDF, PDF panels in PDF; in SVG they become pixels, 600 an inch. Fonts that an
    SVG brings along are used in SVG only; in PDF and PNG its text is set in the faces of this program. An SVG that
    holds scripts or refers to other files is refused. No model is called, so there is no run to keep.
    """
    if no_labels and labels:
        raise click.UsageError("--no-labels and --label exclude each other")
    require_readable(outputs, as_json=reporter.as_json)
    from pb_core.domain.composites import PanelStyle  # noqa: PLC0415 - the help needs no style

    style = PanelStyle(
        layout=layout,
        labels=() if no_labels else (labels or None),
        spacing=spacing,
        label_position=label_position,
        font_size=label_font_size,
    )
    write(_composed([panel.read() for panel in panels], style, outputs, reporter))
    names = "\n".join(output.name for output in outputs if not output.is_stream)
    reporter.result({"task_id": None, "command": "compose", "outputs": written(outputs), "notes": ()}, names)


def _composed(
    panels: Sequence[bytes], style: "PanelStyle", outputs: Sequence[Output], reporter: Reporter
) -> list[tuple[Output, bytes]]:
    """Every output with its picture; all show one arrangement."""
    from pb_adapters.drawing.composites import compose  # noqa: PLC0415 - loads the drawing
    from pb_core.domain.pictures import Picture  # noqa: PLC0415 - see above
    from pb_core.ports.composites import CompositeRequest, PanelSource  # noqa: PLC0415 - see above
    from pb_http.composition import options_of  # noqa: PLC0415 - see above

    formats = tuple(dict.fromkeys(output.format for output in outputs))
    sources = tuple(
        PanelSource((Picture(format="", media_type="", data=panel, width=0, height=0),))  # its bytes say what it is
        for panel in panels
    )
    limits = options_of(settings_of(quiet=reporter.quiet)).canvas
    pictures = compose(CompositeRequest(panels=sources, style=style, formats=formats), limits)
    data = {picture.format: picture.data for picture in pictures}
    return [(output, data[output.format]) for output in outputs]
