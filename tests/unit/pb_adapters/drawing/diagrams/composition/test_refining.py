from pb_adapters.drawing.diagrams.composition.extents import Link, Sizes
from pb_adapters.drawing.diagrams.composition.fitting import fitted
from pb_adapters.drawing.diagrams.composition.refining import Candidate, refined
from pb_adapters.drawing.diagrams.composition.sketches import sketch_badness
from pb_adapters.drawing.diagrams.composition.tree import Bands, order_of
from support.compositions import plan, sized

LEAVES = sized(plan("a>b", "c>d", "e>f"))
LINKS = (Link("a", "f"), Link("e", "b"), Link("c", "d"))
CROSSED = Bands(down=True, bands=(tuple(LEAVES[n] for n in "ace"), tuple(LEAVES[n] for n in "bdf")))


class Measured:
    """Measures trees on one page, and counts them."""

    def __init__(self) -> None:
        self.count = 0
        self._sizes = Sizes(LINKS)

    def __call__(self, tree: Bands, _: Candidate | None = None) -> Candidate | None:
        self.count += 1
        fit = fitted(tree, self._sizes, LINKS, 56, 16)
        return fit and Candidate(tree, fit, sketch_badness(fit, LEAVES, LINKS, free=False), 200.0)


def start() -> Candidate:
    found = Measured()(CROSSED)
    assert found is not None
    return found


def test_exchanges_uncross_what_is_linked() -> None:
    found = refined(start(), LINKS, Measured())
    first, second = ([leaf.name for leaf in band] for band in found.tree.bands)
    assert [{"a": "f", "e": "b", "c": "d"}[name] for name in first] == second
    assert found.badness < start().badness
    assert refined(found, LINKS, Measured()) is found


def test_the_start_is_kept_where_nothing_fits() -> None:
    one = start()
    assert refined(one, LINKS, lambda _tree, _best: None) is one


def test_a_bounded_number_of_trees_is_tried() -> None:
    measured = Measured()

    def always_better(tree: Bands, best: Candidate) -> Candidate | None:
        measured(tree)
        return Candidate(CROSSED, best.fit, best.badness - 1, best.height - 1)  # a new page, so that none is known

    refined(start(), LINKS, always_better)
    assert measured.count == 60


def test_one_and_the_same_tree_is_measured_once() -> None:
    tree = Bands(down=True, bands=tuple((LEAVES[name],) for name in "aecfbd"))
    fit = fitted(tree, Sizes(LINKS), LINKS, 56, 90)
    assert fit is not None
    asked = []

    def never_better(tree: Bands, _: Candidate) -> None:
        asked.append(order_of(tree))

    refined(Candidate(tree, fit, 0.0, 200.0), LINKS, never_better)
    assert len(asked) == len(set(asked)) > 1
