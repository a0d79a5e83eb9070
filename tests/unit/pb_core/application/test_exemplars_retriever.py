import pytest
from hypothesis import given
from hypothesis import strategies as st

from pb_core.application.exemplars import examples, load, retrieve
from pb_core.domain.questions import Example

FIELDS = {exemplar.name: exemplar.field for exemplar in load()}


@pytest.mark.parametrize("example", examples(), ids=lambda example: example.name)
def test_every_example_retrieves_itself_first(example: Example) -> None:
    assert retrieve(example.text, example.caption)[0] == example
    assert retrieve(example.text, "")[0] == example


@pytest.mark.parametrize(
    ("source", "field"),
    [
        ("Image features of two scales pass residual stages; a detection head predicts boxes and classes.", "vision"),
        ("A forward model and a backward model translate sentences of the parallel corpus.", "language"),
        ("The actor's policy is trained on a replay buffer with a value network and rewards.", "rl"),
        ("A partitioned log feeds operators whose state is snapshotted to an object store.", "systems"),
        ("A coverage planner places viewpoints for the trajectory generator of a quadrotor.", "robotics"),
        ("Direct estimates and design weights of a survey enter a spatial random effect.", "statistics"),
    ],
)
def test_a_text_retrieves_figures_of_its_field(source: str, field: str) -> None:
    assert field in {FIELDS[example.name] for example in retrieve(source, "")[:2]}


@given(st.text(max_size=200), st.text(max_size=50), st.integers(0, 40))
def test_any_text_gets_as_many_different_figures_as_asked_for(source: str, caption: str, count: int) -> None:
    found = retrieve(source, caption, count)
    assert len({example.name for example in found}) == len(found) == min(count, len(examples()))
    assert found == retrieve(source, caption, count)


def test_a_text_without_a_common_word_gets_the_first_by_name() -> None:
    assert [example.name for example in retrieve("тщщщ", "")] == [example.name for example in examples()][:3]


def test_repeating_the_source_changes_nothing() -> None:
    text = examples()[5].text
    assert retrieve(text * 20, "x") == retrieve(text, "x")
