"""Bars of the best drawing, made before its page is filled: a block grows along several others, for straight arrows."""

import itertools
from collections.abc import Iterator, Mapping, Sequence

from msgspec import structs

from pb_adapters.drawing.diagrams.composition.assembly import Composed
from pb_adapters.drawing.diagrams.composition.block_contents import content_extent
from pb_adapters.drawing.diagrams.composition.expected_ways import tangle
from pb_adapters.drawing.diagrams.composition.facts import facts_of
from pb_adapters.drawing.diagrams.composition.fitting import Fitted
from pb_adapters.drawing.diagrams.composition.growing import Ways, expected, ground_of, growing, turned
from pb_adapters.drawing.diagrams.composition.leading import LEAD
from pb_adapters.drawing.diagrams.composition.redrawing import redrawn
from pb_adapters.drawing.diagrams.composition.tree import Bands, Leaf
from pb_adapters.drawing.diagrams.placement import Area
from pb_adapters.drawing.diagrams.routing import Effort
from pb_core.domain.diagrams.spec import DiagramSpec

_MANY = 3  # blocks on one side of a bar
_REACHED = 3  # cells that a bar and a block must share for a straight arrow
_BARE, _BARE_IN_PANEL = 0.06, 0.12  # of the page, and of its panel: how much of a bar beside its words may be bare
_LARGER = 3.0  # times as large as it was: as far as a block grows
_WORTH = 2  # bends fewer for which a bar is made


def with_bars(spec: DiagramSpec, composed: Composed, effort: Effort, *, narrow: bool = False) -> Composed | None:
    """A drawing with bars in place of blocks before several others; ``None`` where there are none, or ``redrawn`` is.

    One that is ``narrow`` may be less wide.
    """
    bare = composed.untagged or composed
    if bare.tree is None:
        return None
    ways = expected(bare.fit, facts_of(bare.attempt.stock).arrows)
    return redrawn(spec, composed, reached(bare.tree, bare.fit, ways), effort, narrow=narrow)


def reached(tree: Bands, fit: Fitted, ways: Ways) -> Fitted:
    """A fitted tree whose blocks before three others or more reach along these, if fewer arrows bend and cross then.

    They grow where they leave others room, and are bare beside their words hardly more than readers take.
    """
    for down in (False, True):
        for home, leaf in growing(tree):
            sides = _partners(leaf.name, turned(fit.leaves, down=down), ways)
            if sides:
                fit, ways = _grown(tree, fit, ways, home, leaf, sides, down=down)
    return fit


def _grown(
    tree: Bands, fit: Fitted, ways: Ways, home: str, leaf: Leaf, partners: Sequence[Area], *, down: bool
) -> tuple[Fitted, Ways]:
    """The tree with one block as a bar before its partners, and the ways of arrows then, if that is better."""
    ground = ground_of(tree, fit, ways, down=down)
    least = (leaf.wide if down else leaf.high).least
    bars = [new for new in _bars(ground.areas[leaf.name], partners) if ground.has(leaf.name, home, new)]
    forms = ((_thinner(bar, least), bar) if down else (bar, _thinner(bar, least)) for bar in bars)  # none is a slab
    for new in itertools.chain.from_iterable(forms):
        area = turned({leaf.name: new}, down=down)
        if _is_modest(leaf, area[leaf.name], tree, fit, home):
            trial = structs.replace(fit, leaves=fit.leaves | area)
            again = expected(trial, [link for link, _ in ways])
            if _tangle(again) <= _tangle(ways) - _WORTH:
                return trial, again
    return fit, ways


def _thinner(bar: Area, least: int) -> Area:
    """A bar as low about its middle as it may be, or nearly so."""
    off = max(0, bar.height - least) // 2
    return Area(bar.x, bar.y + off, bar.right, bar.bottom - off)


def _partners(name: str, areas: Mapping[str, Area], ways: Ways) -> list[Area]:
    """What stands above or below a block and is linked with it, of a side that has many, unless all face it."""
    own = areas[name]
    names = dict.fromkeys(
        link.target if link.source == name else link.source
        for link, _ in ways
        if name in {link.source, link.target} and not (link.source_frame or link.target_frame)
    )
    sides = (
        [areas[other] for other in names if areas[other].bottom <= own.y],
        [areas[other] for other in names if areas[other].y >= own.bottom],
    )
    found = [area for side in sides if len(side) >= _MANY for area in side]
    return [] if all(_shared(own, area) >= _REACHED for area in found) else found


def _shared(one: Area, other: Area) -> int:
    return min(one.right, other.right) - max(one.x, other.x)


def _bars(own: Area, partners: Sequence[Area]) -> Iterator[Area]:
    """The block as wide as all its partners, or up to their middles, to both sides, then to one; all even."""
    spans = (
        (min(a.x for a in partners), max(a.right for a in partners)),
        (min(_middle(a) for a in partners) - _REACHED, max(_middle(a) for a in partners) + _REACHED),
    )
    reaches = [(min(own.x, low), max(own.right, high)) for low, high in spans]
    for x, end in (*reaches, *((own.x, right) for _, right in reaches), *((left, own.right) for left, _ in reaches)):
        even = end - (end - x - own.width) % 2
        if (x, even) != (own.x, own.right):
            yield Area(x, own.y, even, own.bottom)


def _middle(area: Area) -> int:
    return (area.x + area.right) // 2


def _is_modest(leaf: Leaf, area: Area, tree: Bands, fit: Fitted, home: str) -> bool:
    """Whether a bar is no slab, not bare beside its words, and no rival of the contribution."""
    old = fit.leaves[leaf.name]
    if area.width * area.height > _LARGER * old.width * old.height:
        return False
    wide, high = content_extent(leaf, area)
    bare = max((area.width - wide) * area.height, (area.height - high) * area.width) / 2
    frame = fit.frames.get(home)
    if bare > _BARE * fit.width * fit.height or (frame and bare > _BARE_IN_PANEL * frame.width * frame.height):
        return False
    strong = [other.name for other in tree.inside if other.plan and other.plan.strong]
    lead = min((fit.leaves[name].width * fit.leaves[name].height for name in strong), default=0)
    return leaf.name in strong or not strong or LEAD * area.width * area.height <= lead


def _tangle(ways: Ways) -> int:
    return tangle([way for _, way in ways])
