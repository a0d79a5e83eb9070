"""``pb compose``: figures of any kind side by side, without a server."""

from pathlib import Path
from typing import BinaryIO, Literal

import anyio
import click

from pb_adapters.composite import compose
from pb_core.panels import PanelStyle
from pb_core.ports.composite import CompositeRequest, PanelSource
from pb_core.ports.images import Picture
from pb_http.cli.common import settings_of
from pb_http.cli.figures import format_of, output_option, write
from pb_http.composition import options_of

_KINDS = {
    b"\x89PNG": ("png", "image/png"),
    b"\xff\xd8\xff": ("jpeg", "image/jpeg"),
    b"%PDF": ("pdf", "application/pdf"),
}
_SVG = ("svg", "image/svg+xml")


@click.command("compose")
@click.argument("panels", type=click.File("rb"), nargs=-1, required=True)
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
@output_option("composite.png")
def command(  # noqa: PLR0913 - one parameter per option
    panels: tuple[BinaryIO, ...],
    layout: str,
    labels: tuple[str, ...],
    spacing: int,
    label_position: Literal["top", "bottom"],
    label_font_size: int,
    output: Path,
    *,
    no_labels: bool,
) -> None:
    """Set PANELS (PNG, JPEG, SVG or PDF files) side by side.

    SVG panels stay vectors in SVG and PDF, PDF panels in PDF; in SVG they become pixels, 600 an inch. Fonts that an
    SVG brings along are used in SVG only; in PDF and PNG its text is set in the faces of this program. An SVG that
    holds scripts or refers to other files is refused.
    """
    if no_labels and labels:
        message = "--no-labels and --label exclude each other"
        raise click.UsageError(message)
    style = PanelStyle(
        layout=layout,
        labels=() if no_labels else (labels or None),
        spacing=spacing,
        label_position=label_position,
        font_size=label_font_size,
    )
    sources = tuple(PanelSource((_picture(panel.read()),)) for panel in panels)
    (picture,) = compose(
        CompositeRequest(panels=sources, style=style, formats=(format_of(output),)), options_of(settings_of()).canvas
    )
    anyio.run(write, output, picture.data)


def _picture(data: bytes) -> Picture:
    """The panel as what its first bytes say it is; SVG has none of its own."""
    kind, media_type = next((told for start, told in _KINDS.items() if data.startswith(start)), _SVG)
    return Picture(format=kind, media_type=media_type, data=data, width=0, height=0)
