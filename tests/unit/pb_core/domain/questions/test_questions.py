"""What prompts list: findings, outlines and guides."""

import pytest

from pb_adapters.drawing.diagrams.composition.leaf_sizes import LITTLE
from pb_adapters.drawing.plots.page import THEMES
from pb_core.domain.diagrams.skeleton.outlines import Form, Item, Outline, Skeleton
from pb_core.domain.findings import Check, Finding
from pb_core.domain.plots.spec import Medium
from pb_core.domain.questions import guide, listed_findings, listed_outlines

ITEMS = (Item(name="encoder", evidence="encoder"), Item(name="decoder", evidence="decoder"))


def test_findings_are_listed_by_check_and_subject() -> None:
    finding = Finding(check=Check.UNGROUNDED, subject="a->b", detail="no sentence says so")
    assert listed_findings((finding,)) == f"- {Check.UNGROUNDED.value}: a->b: no sentence says so"
    assert listed_findings(()) == "(nothing)"


def test_an_outline_shows_whether_its_items_follow_each_other() -> None:
    chain = Outline(form=Form.CHAIN, items=ITEMS, ordered=True)
    parts = Outline(form=Form.LIST, items=ITEMS, title="modules")
    assert listed_outlines(Skeleton(outlines=(chain, parts))) == (
        "- chain: encoder -> decoder\n- modules: encoder; decoder"
    )
    assert listed_outlines(Skeleton()) == "(nothing)"


def test_each_kind_of_figure_has_a_guide() -> None:
    assert guide("methodology").startswith("- ")
    assert guide("statistical_plot") != guide("methodology")


@pytest.mark.parametrize("kind", ["methodology", "statistical_plot"])
def test_guides_ask_for_the_least_type_that_is_drawn(kind: str) -> None:
    assert LITTLE == THEMES[Medium.SINGLE].text == 7.0
    assert "nothing below seven points in print" in guide(kind)
