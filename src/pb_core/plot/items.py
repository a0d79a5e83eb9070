"""Items: what one layer shows, item by item, in the data's own units; the currency of the proof.

The same form is computed from the data (what must be shown) and read from the drawn artists (what is shown).
"""

from msgspec import Struct

from pb_core.plot.grammar import MarkType
from pb_core.tables.table import Cell


class Items(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The items of one layer in one panel, as columns of equal length; a column that the mark lacks is ``()``.

    ``layer`` counts from 0; ``part`` is ``""``, or ``outliers`` for the single points of box plots. ``series`` is the
    category text of a nominal or ordinal ``color`` (``shape`` where there is no such ``color``), ``""`` in a plot
    without series; ``detail`` that of ``detail``. A discrete position is its category text, a time its seconds, any
    other a number.

    Per mark (base axis: the discrete, binned or temporal one, else x; value axis: the other):

    * ``bar``: the base as position, or its two ends in ``x``, ``x2`` (``y``, ``y2`` when horizontal); on the value
    axis the end, and the start in ``x2``/``y2``: 0, the stack below, or the field ``x2``/``y2``; on a log or logit
    scale without stack or field the start is ``None``. * ``line``, ``point``, ``strip``, ``swarm``, ``text``,
    ``tick``: positions. ``stem`` points have 0 in ``y2`` (``x2`` when the value axis is x). * ``area``,
    ``errorband``: base position, the value field on the value axis and the lower edge (0, the stack below, or the
    second field) in ``y2``/``x2``. * ``rule``: both positions, and ``x2``/``y2`` where given. * ``rect``: two
    categories; ``value`` is what the colour shows. * ``arc``: ``x`` the category of ``color``, ``value`` its share
    of the whole, 0 to 1. * ``boxplot``: the category and the median as positions, ``q1``, ``q3``, and the whisker
    ends in ``low``, ``high``. * ``violin``: the category, the value of each vertex, and in ``value`` the density
    there divided by the largest density of that violin.

    ``low``, ``high`` are the ends of error bars along the value axis, ``x_low``, ``x_high`` along x where y is the
    value axis too. ``size`` is the sized quantity, ``value`` a quantity shown by colour, ``text`` what stands at
    the item.
    """

    layer: int
    mark: MarkType
    part: str = ""
    series: tuple[str, ...] = ()
    detail: tuple[str, ...] = ()
    x: tuple[Cell, ...] = ()
    y: tuple[Cell, ...] = ()
    x2: tuple[Cell, ...] = ()
    y2: tuple[Cell, ...] = ()
    low: tuple[float | None, ...] = ()
    high: tuple[float | None, ...] = ()
    x_low: tuple[float | None, ...] = ()
    x_high: tuple[float | None, ...] = ()
    q1: tuple[float, ...] = ()
    q3: tuple[float, ...] = ()
    value: tuple[float | None, ...] = ()
    size: tuple[float | None, ...] = ()
    text: tuple[str, ...] = ()


class Panel(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What one panel must show: its facet values as text, the categories along its axes in order, its layers' items.

    ``x`` and ``y`` are empty where the axis is not discrete; ``y`` runs from top to bottom.
    """

    column: str = ""
    row: str = ""
    x: tuple[str, ...] = ()
    y: tuple[str, ...] = ()
    items: tuple[Items, ...]


class Expected(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What a plot must show. ``series`` are the legend's entries in order, ``()`` without a legend.

    ``words`` are the titles: the plot's, the axes' (x, y, right, as far as used) and the legend's, none empty.
    """

    panels: tuple[Panel, ...]
    series: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
