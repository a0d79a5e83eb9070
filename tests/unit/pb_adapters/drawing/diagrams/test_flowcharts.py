import pytest

from pb_adapters.drawing.diagrams.flowcharts import is_flowchart
from pb_core.domain.diagrams.spec import Element, ElementKind, Shape


@pytest.mark.parametrize("kind", ElementKind)
def test_models_and_losses_are_stated_and_all_other_kinds_outlines_tell(kind: ElementKind) -> None:
    stated = kind in {ElementKind.MODEL, ElementKind.OBJECTIVE}
    assert is_flowchart([Element(id="a", label="A"), Element(id="b", label="B", kind=kind)]) != stated


def test_a_subroutine_is_no_stated_model() -> None:
    assert is_flowchart([Element(id="a", label="A", kind=ElementKind.MODEL, shape=Shape.SUBROUTINE)])
