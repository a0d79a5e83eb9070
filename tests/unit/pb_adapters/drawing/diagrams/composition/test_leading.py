from pb_adapters.drawing.diagrams.composition.leading import led
from pb_adapters.drawing.diagrams.composition.tree import Bands, Leaf
from pb_adapters.drawing.diagrams.placement import Area
from pb_core.domain.diagrams.spec import ElementKind
from support.compositions import plan, sized

SPEC = plan("a>b", "b>c", kinds={"c": ElementKind.DATA})


def tree(leaves: dict[str, Leaf]) -> Bands:
    return Bands(down=False, bands=tuple((leaf,) for leaf in leaves.values()))


def alike(leaves: dict[str, Leaf], high: int) -> dict[str, Area]:
    """Areas of one size beside each other."""
    return {name: Area(i * 50, 0, i * 50 + 40, high) for i, name in enumerate(leaves)}


def test_a_plain_block_is_lower_than_the_contribution_about_the_same_middle() -> None:
    leaves = sized(SPEC, "a")
    before = alike(leaves, 60)
    after = led(tree(leaves), before)
    assert after["a"] == before["a"]
    assert (after["b"].bottom - after["b"].y) * 1.3 <= 60
    assert after["b"].y + after["b"].bottom == 60
    assert (after["b"].x, after["b"].right) == (before["b"].x, before["b"].right)


def test_no_block_is_lower_than_its_words() -> None:
    leaves = sized(SPEC, "a")
    high = leaves["b"].high.least
    assert led(tree(leaves), alike(leaves, high)) == alike(leaves, high)


def test_what_is_small_already_stays() -> None:
    leaves = sized(SPEC, "a")
    areas = alike(leaves, 60) | {"b": Area(50, 10, 90, 40)}
    assert led(tree(leaves), areas)["b"] == areas["b"]


def test_special_forms_keep_their_size() -> None:
    leaves = sized(SPEC, "a")
    assert leaves["c"].plan is not None
    assert led(tree(leaves), alike(leaves, 60))["c"] == alike(leaves, 60)["c"]


def test_without_one_contribution_nothing_leads() -> None:
    for strong in ("", "ab"):
        leaves = sized(SPEC, strong)
        assert led(tree(leaves), alike(leaves, 60)) == alike(leaves, 60)


def test_a_loss_does_not_lead() -> None:
    leaves = sized(plan("a>b", "b>c", kinds={"a": ElementKind.OBJECTIVE}), "a")
    assert led(tree(leaves), alike(leaves, 60)) == alike(leaves, 60)
