"""Small plans and their parts for the tests of compositions."""

from collections.abc import Iterable

from msgspec import structs

from pb_adapters.drawing.diagrams.attempt import DiagramParts
from pb_adapters.drawing.diagrams.composition.assembly import Composed, Paper, assembled
from pb_adapters.drawing.diagrams.composition.facts import Facts, facts_of
from pb_adapters.drawing.diagrams.composition.fitting import Fitted
from pb_adapters.drawing.diagrams.composition.leaf_sizes import MARGIN, PITCH, leaf_of, typography
from pb_adapters.drawing.diagrams.composition.sketcher import Sketch
from pb_adapters.drawing.diagrams.composition.tints import tints_of
from pb_adapters.drawing.diagrams.composition.tree import Leaf
from pb_adapters.drawing.diagrams.detail_levels import Detail, parts_of
from pb_adapters.drawing.diagrams.routing import Effort
from pb_adapters.drawing.shared.palettes import colours
from pb_core.domain.diagrams.spec import Connection, ConnectionKind, DiagramSpec, Element, ElementKind, Group, Palette
from pb_core.domain.print_styling import Theme


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


def drawn_up(spec: DiagramSpec, sketch: Sketch, fit: Fitted) -> Composed:
    """A sketch drawn with its blocks where a fit has them, on a page that may grow."""
    tints = tints_of(colours(Palette.HARBOR, Theme.PRINT), (), sketch.stock)
    paper = Paper(height=fit.height * PITCH + 2 * MARGIN, grows=True)
    found = assembled(spec, sketch.stock, sketch.leaves, fit, paper, tints, Effort())
    assert isinstance(found, Composed)
    return structs.replace(found, tree=sketch.tree)


def sized(spec: DiagramSpec, strong: Iterable[str] = ()) -> dict[str, Leaf]:
    """The leaves of a plan."""
    kind = typography(10.0)
    return {e.id: leaf_of(e, kind, strong=e.id in strong, arrows=2) for e in spec.elements}
