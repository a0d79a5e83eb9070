"""What a reader of marks needs to know besides the artists: what the axes, the legend and the colour bar say."""

from msgspec import Struct

from pb_adapters.plots.look import Key, RampScale, SizeScale


class AxesContext(Struct, frozen=True, kw_only=True):
    """What the surroundings of a layer's artists say, read from the finished axes and legend.

    ``x`` and ``y`` are the categories of the discrete axes by band index, as their tick labels say them (``()`` for
    axes of numbers). ``keys`` tell series by look: the legend's entries (or the direct labels'), or the only series'
    key, and the key of ``""``. ``series_axis`` is ``x`` or ``y`` when a layer's series are the categories of that
    axis, so that colour need not tell them. ``shapes`` gives the category of each marker. ``spans`` are the ends of
    each axis of parallel coordinates, whose lines run in shares 0 to 1 of them. In a radar x is the angle
    ``2 pi * index / n`` and y the radius.
    """

    x: tuple[str, ...] = ()
    y: tuple[str, ...] = ()
    keys: tuple[Key, ...] = ()
    series_axis: str = ""
    shapes: tuple[tuple[str, str], ...] = ()
    ramp: RampScale | None = None
    sizes: SizeScale | None = None
    spans: tuple[tuple[float, float], ...] = ()

    def series_of(self, color: str, *, marker: str = "", dash: str = "", hatch: str | None = None) -> str | None:
        """The series that looks like this; ``None`` for a look that no key has.

        What is not told, or what the key does not show (a patch has no marker, a line no hatch), is not compared.
        """
        for key in self.keys:
            pairs = ((marker, key.marker), (dash, key.dash))
            unlike = key.color != color or any(drawn and shown and drawn != shown for drawn, shown in pairs)
            if not unlike and (hatch is None or key.hatch == hatch):
                return key.series
        return None
