"""What the writers of all formats work from."""

from collections.abc import Iterator

from msgspec import Struct

from pb_adapters.composite.sources import Panel
from pb_core.panels import Arrangement, PlacedLabel, PlacedPanel

_POINTS_PER_INCH = 72


class Job(Struct, frozen=True):
    """Opened panels and where they go, in the same order."""

    panels: tuple[Panel, ...]
    arrangement: Arrangement

    def placed(self) -> Iterator[tuple[Panel, PlacedPanel]]:
        """Each panel with its place."""
        return zip(self.panels, self.arrangement.panels, strict=True)

    def labels(self) -> list[PlacedLabel]:
        """The labels there are."""
        return [panel.label for panel in self.arrangement.panels if panel.label]

    @property
    def points_per_pixel(self) -> float:
        """How large a pixel of the composite is in print."""
        return _POINTS_PER_INCH / self.arrangement.resolution

    def points(self) -> tuple[float, float]:
        """The print size of the composite in points."""
        return self.arrangement.width * self.points_per_pixel, self.arrangement.height * self.points_per_pixel
