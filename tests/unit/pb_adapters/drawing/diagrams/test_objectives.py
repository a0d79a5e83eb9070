import pytest

from pb_adapters.drawing.diagrams.box_sizes import shape_of
from pb_adapters.drawing.diagrams.objectives import losses_alone
from pb_core.domain.diagrams.spec import DiagramSpec, Element, ElementKind


@pytest.mark.parametrize(
    ("label", "kind"),
    [
        ("HOTA", ElementKind.PROCESS),
        ("Joint F₂ + IBD likelihood", ElementKind.PROCESS),
        ("Test accuracy", ElementKind.PROCESS),
        ("Daytime RMSE and skill score", ElementKind.PROCESS),
        ("Denoising score matching", ElementKind.OBJECTIVE),
        ("Negative likelihood", ElementKind.OBJECTIVE),
        ("log-likelihood", ElementKind.OBJECTIVE),
        ("Cross-entropy", ElementKind.OBJECTIVE),
        (r"$\mathcal{L}_{CE}$", ElementKind.OBJECTIVE),
    ],
)
def test_what_is_only_measured_is_no_loss_and_keeps_the_outline_of_objectives(label: str, kind: ElementKind) -> None:
    spec = DiagramSpec(elements=(Element(id="e", label=label, kind=ElementKind.OBJECTIVE),))
    drawn = losses_alone(spec).elements[0]
    assert (drawn.kind, shape_of(drawn)) == (kind, "hexagon")
    data = DiagramSpec(elements=(Element(id="e", label=label, kind=ElementKind.DATA),))
    assert losses_alone(data) == data
