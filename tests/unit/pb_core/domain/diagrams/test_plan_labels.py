import pytest

from pb_core.domain.diagrams.plan_labels import plan_labels, prose_without
from pb_core.domain.diagrams.spec import Connection, DiagramSpec, Element, Group

SPEC = DiagramSpec(
    title="Overview",
    elements=(Element(id="a", label="Encoder", detail="12 layers", group="g"), Element(id="b", label="Decoder")),
    connections=(Connection(source="a", target="b", label="vectors"), Connection(source="b", target="a")),
    groups=(Group(id="g", title="Training"),),
)


def test_labels_come_once_and_in_reading_order() -> None:
    assert plan_labels(SPEC) == ("Overview", "Training", "Encoder", "12 layers", "Decoder", "vectors")


@pytest.mark.parametrize(
    ("prose", "rest"),
    [
        ("Two boxes. The critic stands below. Blue tones.", "Two boxes. Blue tones."),
        ("Two boxes.\nThe Reward  models glow; the ground is white.", "Two boxes.\nthe ground is white."),
        ("The critical path is bold.", "The critical path is bold."),
        ("The second critic is drawn on the right.", "The second critic is drawn on the right."),
        ("The second critic and the critic are drawn.", ""),
        ("Critics watch.", ""),
    ],
)
def test_sentences_that_name_what_was_left_out_go(prose: str, rest: str) -> None:
    assert prose_without(prose, ("critic", "reward model"), ("second critic", "Encoder")) == rest


def test_where_nothing_was_left_out_prose_stays_as_it_is() -> None:
    assert prose_without("A  critic.\n\n\nB", (), ("Encoder",)) == "A  critic.\n\n\nB"
