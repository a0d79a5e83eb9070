"""What a caller fixes of a plot's look: how wide it is in print, and what it is made for."""

import re
from typing import Annotated

from msgspec import Meta, Struct
from msgspec.structs import replace

from pb_core.domain.diagrams.spec import Theme
from pb_core.domain.plots.spec import Medium, PaletteName, PlotSpec
from pb_core.errors import InvalidRequest

NARROWEST, WIDEST = 50.0, 300.0
"""The ends of print widths, in millimetres."""

_INCH = 25.4
_WRITTEN = r"^\s*\d{1,3}(\.\d{1,3})?\s*(mm|in)\s*$"

PrintWidth = Annotated[float, Meta(ge=NARROWEST, le=WIDEST)] | Annotated[str, Meta(pattern=_WRITTEN, max_length=20)]
"""A width in print: millimetres, or a number with its unit, such as ``3.25 in`` or ``89 mm``."""


class PlotStyling(Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    """What a caller fixes of a plot's look; ``None`` leaves it to the plan.

    ``width`` is that of the printed figure: 89 and 183 mm (Nature), 3.25, 5.5 and 6.75 in (conferences) or any other
    from 50 to 300 mm. ``theme`` says what the figure is for: ``ieee`` sets all text at 8 points, ``slides`` everything
    larger, ``grey`` does without colour.
    """

    width: PrintWidth | None = None
    theme: Theme | None = None

    @property
    def millimetres(self) -> float | None:
        """The width in millimetres, ``None`` for that of the medium.

        Raises:
            InvalidRequest: a written width lies beyond the ends.
        """
        if self.width is None or not isinstance(self.width, str):
            return self.width
        found = re.fullmatch(r"([\d.]+)(mm|in)", "".join(self.width.split()))
        number, unit = found.groups() if found else ("0", "mm")
        width = float(number) * (_INCH if unit == "in" else 1.0)
        if not NARROWEST <= width <= WIDEST:
            raise InvalidRequest(f"styling.width is {self.width}, and figures are {NARROWEST:g} to {WIDEST:g} mm wide")
        return width

    def applied(self, spec: PlotSpec) -> PlotSpec:
        """The plot in the theme's palette and medium."""
        match self.theme:
            case Theme.SLIDES:
                return replace(spec, config=replace(spec.config, medium=Medium.SLIDES))
            case Theme.GREY:
                return replace(spec, config=replace(spec.config, palette=PaletteName.GREY))
            case _:
                return spec
