"""Blocks above each other are equally wide, and blocks beside each other equally high, so that their edges line up."""

from collections.abc import Collection

from msgspec import structs

from pb_adapters.drawing.diagrams.composition.evening import is_upright_bar
from pb_adapters.drawing.diagrams.composition.fitting import Fitted
from pb_adapters.drawing.diagrams.composition.growing import Ground, Ways, ground_of, growing, resized, turned
from pb_adapters.drawing.diagrams.composition.leaf_sizes import FLAT
from pb_adapters.drawing.diagrams.composition.tree import Bands, Leaf

_WIDER, _HIGHER, _STRETCHED = 1.6, 2.0, 1.4  # times as wide, or high, as a block is made; times as high a flat form


def matched(tree: Bands, fit: Fitted, ways: Ways) -> Fitted:
    """A fitted tree with blocks that share a middle, in one panel or in none, of one width and then of one height.

    They grow and shrink about their middles, so that what is straight stays straight; none becomes too small for its
    words, and none grows up to another, or over the edge of its panel or of all that is drawn. Contributions are
    matched with each other only. Upright bars, where there are no panels, become no lower.
    """
    links = [link for link, _ in ways]
    for down in (False, True):  # a block as high as those beside it is in the way of no arrow that passes these by
        ground = ground_of(tree, fit, [(link, ()) for link, _ in ways] if down else ways, down=down)
        bars = [n for n in fit.leaves if is_upright_bar(n, fit.leaves, links)] if down and not fit.frames else ()
        columns: dict[tuple[str, bool, int], list[Leaf]] = {}
        for home, leaf in growing(tree):
            area = ground.areas[leaf.name]
            is_key = leaf.plan is not None and leaf.plan.strong
            columns.setdefault((home, is_key, area.x + area.right), []).append(leaf)
        for (home, *_), column in columns.items():
            _even(column, home, ground, bars, down=down)
        fit = structs.replace(fit, leaves=turned(ground.areas, down=down))
    return fit


def _even(column: list[Leaf], home: str, ground: Ground, bars: Collection[str], *, down: bool) -> None:
    """Make the blocks of a column as large as the largest that all others may be as well, then those that are left.

    None of the ``bars`` becomes smaller.
    """
    waiting = column
    while len(waiting) > 1:
        sizes = {leaf.name: _size(ground, leaf) for leaf in waiting}
        largest = max(sizes.values())
        near = [leaf for leaf in waiting if largest <= _most(leaf, sizes[leaf.name], down=down)]
        for size in sorted({sizes[leaf.name] for leaf in near}, reverse=True):
            least = max(_least(leaf, sizes[leaf.name], bars, down=down) for leaf in near)
            if size >= least and all(
                ground.has(leaf.name, home, resized(ground.areas[leaf.name], size)) for leaf in near
            ):
                ground.areas.update({leaf.name: resized(ground.areas[leaf.name], size) for leaf in near})
                break
        else:
            if any(leaf.name in bars for leaf in near):
                waiting = [leaf for leaf in waiting if leaf.name not in bars]
                continue
        waiting = [leaf for leaf in waiting if leaf not in near]


def _least(leaf: Leaf, size: int, bars: Collection[str], *, down: bool) -> int:
    return size if leaf.name in bars else (leaf.high if down else leaf.wide).least


def _most(leaf: Leaf, size: int, *, down: bool) -> float:
    if down and leaf.plan is not None and leaf.plan.shape in FLAT:
        return _STRETCHED * size
    return (_HIGHER if down else _WIDER) * size


def _size(ground: Ground, leaf: Leaf) -> int:
    return ground.areas[leaf.name].width
