"""Small plans and their parts for the tests of compositions."""

from collections.abc import Iterable

from pb_adapters.drawing.diagrams.attempt import DiagramParts
from pb_adapters.drawing.diagrams.composition.facts import Facts, facts_of
from pb_adapters.drawing.diagrams.composition.leaf_sizes import leaf_of, typography
from pb_adapters.drawing.diagrams.composition.tree import Leaf
from pb_adapters.drawing.diagrams.detail_levels import Detail, parts_of
from pb_core.domain.diagrams.spec import Connection, ConnectionKind, DiagramSpec, Element, ElementKind, Group


def plan(
    *arrows: str, groups: dict[str, str] | None = None, kinds: dict[str, ElementKind] | None = None
) -> DiagramSpec:
    """A plan of ``a>b`` arrows (``a~b``: feedback) whose elements are called by single letters.

    ``groups`` maps the id of a group to the letters in it, ``kinds`` a letter to its kind.
    """
    pairs = [(arrow[0], arrow[2], "feedback" if arrow[1] == "~" else "flow") for arrow in arrows]
    homes = {letter: group for group, letters in (groups or {}).items() for letter in letters}
    names = dict.fromkeys([letter for a, b, _ in pairs for letter in (a, b)] + sorted(homes))
    return DiagramSpec(
        elements=tuple(
            Element(id=n, label=f"Part {n}", kind=(kinds or {}).get(n, ElementKind.PROCESS), group=homes.get(n))
            for n in names
        ),
        connections=tuple(Connection(source=a, target=b, kind=ConnectionKind(kind)) for a, b, kind in pairs),
        groups=tuple(Group(id=name, title=f"Stage {name}") for name in groups or {}),
    )


def parts(spec: DiagramSpec) -> DiagramParts:
    """What is drawn of a plan in full detail."""
    return parts_of(spec, typography(10.0), Detail())


def facts(spec: DiagramSpec) -> Facts:
    """What the layout of a plan goes by."""
    return facts_of(parts(spec))


def sized(spec: DiagramSpec, strong: Iterable[str] = ()) -> dict[str, Leaf]:
    """The leaves of a plan."""
    kind = typography(10.0)
    return {e.id: leaf_of(e, kind, strong=e.id in strong, arrows=2) for e in spec.elements}
