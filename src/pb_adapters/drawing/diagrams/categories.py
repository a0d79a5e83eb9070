"""The sorts of nodes that an author tells apart by classes, as a drawing can show them: by hue, or filled and white."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence

from msgspec import Struct

from pb_adapters.drawing.diagrams.box_sizes import BoxPlan

_TWO = 2  # sorts that white tells from filled
_MEMBERS, _SHARE = 2, 0.8  # boxes of a sort, and the share of all that have one
_FILLED = frozenset({"rounded", "round", "bars", "block", "pill", "chamfer", "sheet", "slant", "slant-left", "flag"})


class Categories(Struct, frozen=True):
    """The sorts that are shown, in the order in which a plan has them; of two the ``white`` one has no fill."""

    names: tuple[str, ...] = ()
    white: str = ""


def shown_categories(plans: Sequence[BoxPlan], panels: Mapping[str, str], hues: int) -> Categories:
    """The sorts of these boxes, which most boxes have: at most one a hue, of which two or more have several members.

    One of the ``hues`` is that of boxes without a sort, if there are any. Of sorts that are more than hues those with
    one member are not told. ``panels`` names the panel whose hue a box has, for those that have one. Then hues have a
    meaning already: two sorts are filled and white, where they do not part as the panels do, and more are not told. A
    circle or a diamond is white whatever it is, so that it counts for nothing.
    """
    told = [plan for plan in plans if plan.shape in _FILLED and (not panels or plan.id in panels)]
    counts = Counter(plan.category for plan in told if plan.category)
    several = tuple(name for name, count in counts.items() if count >= _MEMBERS)
    free = hues - any(plan.category not in counts for plan in plans)
    names = several if panels or len(counts) > free else tuple(counts)
    most = _TWO if panels else min(free, hues - (len(names) < len(counts)))
    is_few = len(several) >= _TWO and len(names) <= most
    if not is_few or sum(counts[name] for name in names) < _SHARE * len(told):
        return Categories()
    if panels and not any(len(found) > 1 for found in _by_panel(told, panels, names).values()):
        return Categories()
    return Categories(names, max(reversed(names), key=counts.__getitem__) if len(names) == _TWO else "")


def _by_panel(plans: list[BoxPlan], panels: Mapping[str, str], names: Collection[str]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for plan in plans:
        if plan.category in names:
            found.setdefault(panels[plan.id], set()).add(plan.category)
    return found
