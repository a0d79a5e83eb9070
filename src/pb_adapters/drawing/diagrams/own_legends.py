"""Legends that a source has itself: panels called so, whose boxes say what signs mean."""

from pb_core.domain.diagrams.spec import Group
from pb_core.domain.diagrams.words import fold

_NAMES = frozenset({"legend", "légende", "legende", "leyenda", "legenda", "图例"})


def is_legend(group: Group) -> bool:
    """Whether a panel is called a legend, by its identifier where it has no title."""
    return "".join(filter(str.isalpha, fold(group.title.strip() or group.id))) in _NAMES
