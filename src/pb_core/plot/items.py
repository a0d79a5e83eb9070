"""Items: what one layer shows, item by item, in the data's own units; the currency of the proof.

The same form is computed from the data (what must be shown) and read from the drawn artists (what is shown).
"""

from msgspec import Struct

from pb_core.plot.grammar import MarkType
from pb_core.tables.table import Cell


class Items(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The items of one layer in one panel, as columns of equal length; a column that the mark lacks is ``()``.

    ``layer`` counts from 0; ``part`` is ``""``, or ``outliers`` for the single points of box plots (directly behind
    their boxes, absent where there are none). ``series`` is the category text of a nominal or ordinal ``color``
    (``shape`` where there is no such ``color``), ``""`` where no legend is due; ``detail`` that of ``detail``. A
    discrete position is its category text, a time its seconds, any other a number.

    Per mark (base axis and value axis as in ``pb_core.plot.layering.bases``):

    * ``bar``: the base as position, or its two ends in ``x``, ``x2`` (``y``, ``y2`` when horizontal); on the value
      axis the end, and the start in ``x2``/``y2``: 0, the stack below, or the field ``x2``/``y2``; on a log or logit
      scale without a field the start is ``None``.
    * ``line``, ``point``, ``strip``, ``swarm``, ``text``, ``tick``: positions. ``stem`` points have 0 in ``y2``
      (``x2`` when the value axis is x; ``None`` on a log or logit scale).
    * ``area``, ``errorband``: base position, the value field on the value axis and the lower edge (0, the stack below,
      or the second field; ``None`` as for bars) in ``y2``/``x2``. An ``errorband`` of an uncertainty has its upper end
      (value plus ``delta``, or ``high``) on the value axis and its lower end (value minus ``delta``, or ``low``) in
      ``y2``/``x2``; it has no ``low``, ``high``.
    * ``rule``: both positions, and ``x2``/``y2`` where given.
    * ``rect``: two categories; ``value`` is what the colour shows.
    * ``arc``: ``x`` the category of ``color``, ``value`` its share of the whole, 0 to 1.
    * ``boxplot``: the category and the median as positions, ``q1``, ``q3`` (quantiles as ``Op`` defines them), and the
      whisker ends in ``low``, ``high``: the smallest value not below ``q1 - 1.5 IQR`` and the largest not above
      ``q3 + 1.5 IQR`` (with 1e-9 IQR of play), never inside the box; values beyond are the outliers.
    * ``violin``: the category, the value of each of 100 equally spaced vertices from the smallest to the largest value,
      and in ``value`` the density there (``Density`` with Silverman's bandwidth) divided by the largest of the 100.
      Groups with fewer than two different values have no violin.

    A row is no item when a position, second end, angle, size or quantitative colour of it is missing, or the field
    that orders it, or of an ``errorband`` its uncertainty. A missing category is the category ``(missing)``, a missing
    text ``""``.

    Order: ``line``, ``area`` and ``errorband`` run by series, then ``detail`` in order of first appearance, then along
    ``order`` or else the base axis (a category by its place), stable; other marks in the order of the table.

    ``low``, ``high`` are the ends of error bars along the value axis, ``x_low``, ``x_high`` along x where y is the
    value axis too. ``size`` is the sized quantity (as drawn: the area in any unit, which must be proportional),
    ``value`` a quantity shown by colour, ``text`` what stands at the item: the ``text`` channel, else with ``labels``
    the end minus the start of a bar, the value of a point, the share of an arc or the quantity of a cell; expected
    numbers are written in full, drawn ones may be rounded.
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
