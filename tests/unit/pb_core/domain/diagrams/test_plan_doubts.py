from pb_core.domain.diagrams.plan_doubts import plan_doubts
from pb_core.domain.diagrams.spec import DiagramSpec, Element


def spec(*labels: str) -> DiagramSpec:
    return DiagramSpec(elements=tuple(Element(id=f"e{n}", label=label) for n, label in enumerate(labels)))


def test_a_readable_plan_raises_no_doubt() -> None:
    assert plan_doubts(spec(*["x" * 40] * 20)) == ""


def test_too_many_elements_and_sentences_for_labels_are_named() -> None:
    said = plan_doubts(spec(*["part"] * 20, "the network that maps each token to a vector"))
    assert "has 21 elements, and 14 are readable" in said
    assert "call 'the network that maps each token to a vector' by short noun phrases" in said
