"""From a request to its pictures, as one function."""

from collections.abc import Callable

from pb_adapters.composite.job import Job
from pb_adapters.composite.lettering import text_width, typeset_labels
from pb_adapters.composite.pdf import write_pdf
from pb_adapters.composite.png import write_png
from pb_adapters.composite.sources import open_panels
from pb_adapters.composite.svg import write_svg
from pb_adapters.typefaces.faces import shapes_for
from pb_core.errors import CannotDraw, InvalidRequest
from pb_core.panel_grid import CanvasLimits
from pb_core.panels import arrange
from pb_core.ports.composite import CompositeRequest
from pb_core.ports.images import Picture

_WRITERS: dict[str, Callable[[Job], Picture]] = {"png": write_png, "svg": write_svg, "pdf": write_pdf}


def composed(request: CompositeRequest, limits: CanvasLimits) -> tuple[Picture, ...]:
    """Compose every format asked for, in that order.

    Raises:
        InvalidRequest: the style does not fit the panels, the composite is too large, or no format is asked for.
        UnreadablePanel: a panel cannot be used.
        CannotDraw: a label cannot be set, or the request asks for a format that is not written.
    """
    if not request.formats:
        message = "a composite needs at least one output format"
        raise InvalidRequest(message)
    for kind in request.formats:
        if kind not in _WRITERS:
            message = f"composites are not written as '{kind[:20]}'"
            raise CannotDraw(message)
    panels = open_panels(request.panels, limits)
    style = typeset_labels(request.style, len(panels))
    arrangement = arrange([panel.size for panel in panels], style, limits, text_width)
    job = Job(panels, arrangement)
    with shapes_for(" ".join(style.labels or ())):
        return tuple(_WRITERS[kind](job) for kind in request.formats)
