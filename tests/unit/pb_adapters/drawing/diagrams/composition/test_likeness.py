from pb_adapters.drawing.diagrams.composition.leaf_sizes import is_plain, leaf_of, typography
from pb_adapters.drawing.diagrams.composition.likeness import alike
from pb_adapters.drawing.diagrams.composition.tree import Leaf
from pb_core.domain.diagrams.spec import Element, ElementKind


def leaf(label: str, kind: ElementKind = ElementKind.PROCESS) -> Leaf:
    return leaf_of(Element(id="x", label=label, kind=kind), typography(10.0), strong=False, arrows=2)


def test_blocks_that_are_nearly_as_large_are_made_alike_and_others_are_not() -> None:
    short, long, tiny = (leaf(label) for label in ("Reader", "Read it all once again", "I"))
    found = alike({"a": short, "b": long, "c": tiny}, {"a": "", "b": "", "c": "g"})
    assert found["a"].wide.preferred == found["b"].wide.preferred == long.wide.preferred > short.wide.preferred
    assert found["a"].wide.least == short.wide.least
    assert found["c"].wide.preferred < long.wide.preferred


def test_blocks_of_one_group_are_alike_though_less_near() -> None:
    leaves = {"a": leaf("I"), "b": leaf("Reader of many words")}
    assert leaves["b"].wide.preferred > 4.0 * leaves["a"].wide.preferred
    together, apart = (alike(leaves, {"a": "g", "b": home}) for home in "gh")
    assert together["a"].wide.preferred == together["b"].wide.preferred
    assert apart["a"].wide.preferred < apart["b"].wide.preferred


def test_sheets_of_one_group_are_alike_and_pictograms_stay_as_they_are() -> None:
    sheets = {name: leaf(name, ElementKind.DATA) for name in ("Loop", "Conditional")}
    found = alike(sheets, dict.fromkeys(sheets, "g"))
    assert len({one.wide.preferred for one in sheets.values()}) == 2
    assert len({one.wide.preferred for one in found.values()}) == 1
    datum = leaf("Input image", ElementKind.INPUT)
    assert not is_plain(datum)
    assert alike({"a": leaf("Reader"), "d": datum}, {"a": "", "d": ""})["d"] == datum
