"""The sorts of nodes that an author tells apart by classes, as a drawing can show them: by sign and hue, or by fill."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence

from msgspec import Struct, structs

from pb_adapters.drawing.diagrams.box_sizes import BoxPlan

_TWO = 2  # sorts that white tells from filled
_MEMBERS, _MOST, _ALL = 2, 0.5, 0.8  # boxes of a sort; what share of all has one, and has one of two without a hue
_FILLED = frozenset(
    {"rounded", "round", "bars", "block", "pill", "chamfer", "sheet", "slant", "slant-left", "flag"}
) | {"framed", "stack", "lined", "tagged"}


class Categories(Struct, frozen=True):
    """The sorts that are shown, in the order in which a plan has them; of two the ``white`` one has no fill.

    With ``alone`` one is shown, and what has no sort is white.
    """

    names: tuple[str, ...] = ()
    white: str = ""
    alone: bool = False

    @property
    def by_hue(self) -> bool:
        """Whether hues and signs tell the sorts."""
        return bool(self.names) and not self.white and not self.alone


def may_have_signs(plans: Iterable[BoxPlan], homes: Mapping[str, str]) -> bool:
    """Whether signs may tell sorts, before it is known which boxes are filled: some of several have the same home."""
    sorts: dict[str, set[str]] = {}
    for plan in plans:
        sorts.setdefault(homes.get(plan.id, ""), set()).add(plan.category)
    return len(set().union(*sorts.values()) - {""}) > 1 and any(len(found) > 1 for found in sorts.values())


def shown_categories(plans: Sequence[BoxPlan], panels: Mapping[str, str], most: int) -> Categories:
    """The sorts of these boxes, which most boxes have: a sign and a hue for each of at most ``most``.

    Two or more have several members, or all boxes have one of three and most the same. Of sorts that are more those
    with one member are not told. ``panels`` names the inmost panel of boxes in the hues of panels. Sorts that part as
    these do, and as what stands beside panels, are told by them. Of others two are filled and white in the hue of each
    panel, if all boxes of panels have one of them and boxes beside panels, which are white, none but the white one.
    Others take the hues, of which panels then have none. A single sort is filled, of one box too, and two boxes or more
    without one are white. A circle or a diamond counts for nothing, as it may be white whatever it is; where signs tell
    the sorts, they tell its one too if there are signs left.
    """
    found = _of_filled(plans, panels, most)
    others = {plan.category: None for plan in plans if plan.category and plan.category not in found.names}
    is_told = found.by_hue and len(found.names) + len(others) <= most
    return structs.replace(found, names=(*found.names, *others)) if is_told else found


def _of_filled(plans: Sequence[BoxPlan], panels: Mapping[str, str], most: int) -> Categories:
    """The sorts of the boxes that are filled."""
    told = [plan for plan in plans if plan.shape in _FILLED]
    inside = [plan for plan in told if plan.id in panels]
    if len(_counts(told)) == 1:
        return _single(inside if panels else told, panels)
    names = tuple(_counts(told)) if len(_counts(told)) <= most else _several(told)
    if not panels:
        return _told(told, names, most)
    found = _told(inside, _several(inside), _TWO)
    beside = {plan.category for plan in told if plan not in inside}  # these are white
    if not found.white or any(plan.category not in found.names for plan in inside) or beside - {"", found.white}:
        found = _told(told, names, most, fills=False)
    return found if _cross(told, panels, {*found.names, ""}) else Categories()


def _single(told: Sequence[BoxPlan], panels: Mapping[str, str]) -> Categories:
    """The one sort if a box has it and several have none, beside each other in a panel."""
    names = (*_counts(told), "")
    is_told = len(names) == _TWO and sum(not plan.category for plan in told) >= _MEMBERS
    return (
        Categories(names[:1], alone=True) if is_told and (not panels or _cross(told, panels, names)) else Categories()
    )


def _told(told: Sequence[BoxPlan], names: tuple[str, ...], most: int, *, fills: bool = True) -> Categories:
    """These sorts if they are few, two have several boxes and most boxes have one; with ``fills`` two have fills.

    Where each box has one of three sorts or more, it is enough that most have the same.
    """
    counts = _counts(told)
    having = sum(counts[name] for name in names)
    leads = len(names) > _TWO and having == len(told) and max(counts.values()) > _MOST * len(told)
    if not (len(_several(told)) >= _TWO or leads) or len(names) > most or having <= _MOST * len(told):
        return Categories()
    by_fill = fills and len(names) == _TWO and having >= _ALL * len(told)
    return Categories(names, max(reversed(names), key=counts.__getitem__) if by_fill else "")


def _counts(told: Sequence[BoxPlan]) -> Counter[str]:
    return Counter(plan.category for plan in told if plan.category)


def _several(told: Sequence[BoxPlan]) -> tuple[str, ...]:
    return tuple(name for name, count in _counts(told).items() if count >= _MEMBERS)


def _cross(told: Sequence[BoxPlan], panels: Mapping[str, str], names: Collection[str]) -> bool:
    """Whether some panel holds boxes of several of these sorts, or what stands beside panels is of several."""
    found: dict[str, set[str]] = {}
    for plan in told:
        if plan.category in names:
            found.setdefault(panels.get(plan.id, ""), set()).add(plan.category)
    return any(len(sorts) > 1 for sorts in found.values())
