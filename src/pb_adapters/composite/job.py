"""What the writers of all formats work from."""

from collections.abc import Iterator

from msgspec import Struct

from pb_adapters.composite.sources import Panel
from pb_core.panel_grid import PIXELS_PER_INCH
from pb_core.panels import Arrangement, PlacedLabel, PlacedPanel

POINTS_PER_PIXEL = 72 / PIXELS_PER_INCH


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

    def points(self) -> tuple[float, float]:
        """The print size of the composite in points."""
        return self.arrangement.width * POINTS_PER_PIXEL, self.arrangement.height * POINTS_PER_PIXEL
