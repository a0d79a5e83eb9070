import pytest

from pb_adapters.drawing.diagrams.objectives import losses_alone
from pb_core.domain.diagrams.spec import DiagramSpec, Element, ElementKind


@pytest.mark.parametrize(
    ("label", "kind"),
    [
        ("HOTA", ElementKind.PROCESS),
        ("Joint F₂ + IBD likelihood", ElementKind.PROCESS),
        ("Test accuracy", ElementKind.PROCESS),
        ("Negative likelihood", ElementKind.OBJECTIVE),
        ("log-likelihood", ElementKind.OBJECTIVE),
        ("Cross-entropy", ElementKind.OBJECTIVE),
        (r"$\mathcal{L}_{CE}$", ElementKind.OBJECTIVE),
    ],
)
def test_what_is_only_measured_is_drawn_as_a_step(label: str, kind: ElementKind) -> None:
    spec = DiagramSpec(elements=(Element(id="e", label=label, kind=ElementKind.OBJECTIVE),))
    assert losses_alone(spec).elements[0].kind is kind
    data = DiagramSpec(elements=(Element(id="e", label=label, kind=ElementKind.DATA),))
    assert losses_alone(data) == data
