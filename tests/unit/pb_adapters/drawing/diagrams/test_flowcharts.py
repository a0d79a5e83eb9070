import pytest

from pb_adapters.drawing.diagrams.box_sizes import BoxPlan, plan_box
from pb_adapters.drawing.diagrams.composition.leaf_sizes import typography
from pb_adapters.drawing.diagrams.flowcharts import is_flowchart
from pb_adapters.drawing.shared.text_metrics import settings
from pb_core.domain.diagrams.spec import Element, ElementKind, Shape


def box(kind: ElementKind, shape: Shape | None = None) -> BoxPlan:
    with settings():
        return plan_box(Element(id="a", label="A", kind=kind, shape=shape), typography(10.0))


@pytest.mark.parametrize("kind", ElementKind)
def test_models_and_losses_are_stated_and_all_other_kinds_outlines_tell(kind: ElementKind) -> None:
    stated = kind in {ElementKind.MODEL, ElementKind.OBJECTIVE}
    assert is_flowchart([box(ElementKind.PROCESS), box(kind)]) != stated


def test_a_subroutine_is_no_stated_model() -> None:
    assert is_flowchart([box(ElementKind.MODEL, Shape.SUBROUTINE)])
