"""Venues: how wide a sheet of several figures is printed there, in what type, and how its panels are tagged."""

from enum import StrEnum

from msgspec import Struct

from pb_core.domain.panel_grid import panel_labels

_MM = 72 / 25.4
_INCH = 72.0


class Venue(StrEnum):
    """Where a sheet is to appear."""

    NATURE = "nature"
    IEEE = "ieee"
    ELSEVIER = "elsevier"
    ACL = "acl"
    NEURIPS = "neurips"
    ICML = "icml"


class VenueStyle(Struct, frozen=True, kw_only=True):
    """The measures of a venue in points: the width of a page's text, and the height that a sheet should keep to.

    ``text`` is the type of labels, ``tag`` that of the panels' tags, which are ``a`` or, ``in_brackets``, ``(a)``.
    ``gutter`` stands between panels.
    """

    width: float
    most_height: float
    text: float
    tag: float = 8.0
    in_brackets: bool = True
    gutter: float = 12.0

    def tags(self, count: int) -> tuple[str, ...]:
        """The tags of so many panels."""
        labels = panel_labels(count)
        return labels if self.in_brackets else tuple(label[1:-1] for label in labels)


VENUES = {
    Venue.NATURE: VenueStyle(width=183 * _MM, most_height=170 * _MM, text=7.0, in_brackets=False),
    Venue.IEEE: VenueStyle(width=182 * _MM, most_height=200 * _MM, text=8.0),
    Venue.ELSEVIER: VenueStyle(width=190 * _MM, most_height=200 * _MM, text=7.0),
    Venue.ACL: VenueStyle(width=160 * _MM, most_height=200 * _MM, text=8.0),
    Venue.NEURIPS: VenueStyle(width=5.5 * _INCH, most_height=7.5 * _INCH, text=7.5),
    Venue.ICML: VenueStyle(width=6.75 * _INCH, most_height=7.5 * _INCH, text=7.5),
}
"""Sources: the venues' guides for authors and the text widths of their templates, both across all columns."""
