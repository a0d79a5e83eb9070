"""What a caller fixes of a plot's look: how wide it is in print, and what it is made for."""

from msgspec import Struct
from msgspec.structs import replace

from pb_core.domain.plots.spec import Medium, PaletteName, PlotSpec
from pb_core.domain.print_styling import PrintWidth, Theme, millimetres


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
        return None if self.width is None else millimetres(self.width)

    def applied(self, spec: PlotSpec) -> PlotSpec:
        """The plot in the theme's palette and medium."""
        match self.theme:
            case Theme.SLIDES:
                return replace(spec, config=replace(spec.config, medium=Medium.SLIDES))
            case Theme.GREY:
                return replace(spec, config=replace(spec.config, palette=PaletteName.GREY))
            case _:
                return spec
