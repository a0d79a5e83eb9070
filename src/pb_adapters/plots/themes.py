"""The media that figures are made for: print widths, type sizes and line weights, in points."""

from msgspec import Struct

from pb_core.plot.grammar import Medium

_MM = 72 / 25.4


class Theme(Struct, frozen=True, kw_only=True):
    """Sizes of one medium: ``text`` is the smallest type that it uses, ``scale`` multiplies line weights and gaps.

    ``mathematics`` says that text between dollar signs is set as a formula.
    """

    width: float
    text: float
    title: float
    scale: float
    mathematics: bool = False

    @property
    def line(self) -> float:
        """The pitch of lines of text."""
        return self.text * 1.2

    @property
    def gap(self) -> float:
        """The room between neighbouring texts."""
        return 3.5 * self.scale

    @property
    def tick(self) -> float:
        """The length of a tick."""
        return 2.5 * self.scale

    @property
    def margin(self) -> float:
        """The room between the outermost text and the edge of the figure."""
        return 3.0 * self.scale


THEMES = {
    Medium.SINGLE: Theme(width=89 * _MM, text=8.0, title=9.0, scale=1.0),
    Medium.DOUBLE: Theme(width=183 * _MM, text=8.0, title=9.5, scale=1.0),
    Medium.SLIDES: Theme(width=254 * _MM, text=18.0, title=22.0, scale=2.25),
}
