import itertools

import pytest

from pb_adapters.drawing.diagrams.composition.extents import Sizes
from pb_adapters.drawing.diagrams.composition.facts import facts_of
from pb_adapters.drawing.diagrams.composition.leaf_sizes import typography
from pb_adapters.drawing.diagrams.composition.packing import Builder
from pb_adapters.drawing.diagrams.composition.packing_ways import Way
from pb_adapters.drawing.diagrams.composition.plan_leaves import leaves_of
from pb_adapters.drawing.diagrams.composition.text_rows import TextRows
from pb_adapters.drawing.diagrams.detail_levels import Detail, parts_of
from pb_adapters.drawing.diagrams.placement import ROOT
from pb_adapters.drawing.shared.text_metrics import settings
from pb_core.domain.diagrams.spec import DiagramSpec, Styling
from support.compositions import plan

CHAIN = [f"{one}>{other}" for one, other in itertools.pairwise("abcdefghij")]


def packed(spec: DiagramSpec, across: int, most: int) -> tuple[dict[str, Way] | None, int, int]:
    """The ways of the lowest packing, and how wide and high the whole is then at least."""
    with settings():
        stock = parts_of(spec, typography(8.0), Detail())
        leaves, facts = leaves_of(spec, Styling(), stock), facts_of(stock)
        builder, sizes = Builder(facts, leaves, {}), Sizes(facts.links)
        ways = TextRows(facts, leaves, builder, sizes, most).lowest(across)
        wide, high = sizes.of(builder.tree(ways)) if ways else sizes.of(builder.tree({ROOT: Way(down=True)}))
    return ways, wide.least, high.least


@pytest.mark.parametrize("groups", [{}, {"V": "ab", "W": "cd", "X": "ef", "Y": "gh", "Z": "ij"}])
def test_rows_are_no_wider_than_the_page_and_lower_the_more_may_stand_side_by_side(groups: dict[str, str]) -> None:
    found = [packed(plan(*CHAIN, groups=groups), 56, most) for most in (1, 2, 4)]
    assert all(ways and wide <= 56 for ways, wide, _ in found)
    highs = [high for *_, high in found]
    assert highs == sorted(highs, reverse=True)
    assert highs[-1] < 0.7 * highs[0]


def test_rows_keep_the_order_of_the_flow() -> None:
    ways, *_ = packed(plan(*CHAIN), 56, 4)
    assert ways is not None
    assert len(ways[ROOT].cuts) == ways[ROOT].rows - 1 < len(CHAIN)
    assert list(ways[ROOT].cuts) == sorted(ways[ROOT].cuts)


def test_nothing_is_found_where_one_block_is_wider_than_the_page() -> None:
    assert packed(plan(*CHAIN), 6, 4)[0] is None
