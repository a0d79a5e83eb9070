import pytest

from pb_adapters.drawing.diagrams.composition.leaf_sizes import PITCH, leaf_of, typography, words_extent
from pb_adapters.drawing.diagrams.composition.rewrapping import in_fewer_lines, rewrapped
from pb_core.domain.diagrams.spec import Element, ElementKind

KIND = typography(8.0)


def test_words_are_broken_anew_where_there_is_more_room() -> None:
    element = Element(id="x", label="Region proposal head")
    found = leaf_of(element, KIND, strong=False, arrows=2)
    assert found.plan is not None
    assert len(rewrapped(found, element, (found.wide.least * PITCH, 20), KIND).lines) == len(found.plan.lines)
    assert len(rewrapped(found, element, (150, 20), KIND).lines) < len(found.plan.lines)
    assert rewrapped(found, element, (150, 60), KIND) == found.plan
    assert len(rewrapped(found, element, (150, 60), KIND, lone=True).lines) < len(found.plan.lines)


def test_a_name_of_code_is_whole_where_its_block_has_room() -> None:
    """However high that is, or wide: in two lines it reads as two names."""
    element = Element(id="x", label="ConceptToNarrativeAgent")
    found = leaf_of(element, KIND, strong=False, arrows=2)
    assert found.plan is not None
    assert len(found.plan.lines) > 1
    assert [line.text for line in rewrapped(found, element, (150, 60), KIND).lines] == ["ConceptToNarrativeAgent"]
    assert rewrapped(found, element, (found.wide.least * PITCH, 60), KIND) == found.plan


@pytest.mark.parametrize("width", range(90, 200, 5))
def test_words_broken_anew_keep_their_distance_from_the_border(width: int) -> None:
    """Those of a contribution too, which are larger."""
    element = Element(
        id="x", label="Frequency perception head", kind=ElementKind.MODEL, detail="of the DCT coefficients"
    )
    found = leaf_of(element, KIND, strong=True, arrows=2)
    assert found.plan is not None
    padding = found.wide.least * PITCH - words_extent(found.plan.lines)[0]
    if width >= found.wide.least * PITCH:
        assert words_extent(rewrapped(found, element, (width, 20), KIND).lines)[0] <= width - padding / 2


def test_a_block_with_its_words_in_fewer_lines_is_wider_and_lower() -> None:
    element = Element(id="x", label="Region proposal head of the detector")
    found = leaf_of(element, KIND, strong=False, arrows=2)
    lower = in_fewer_lines(found, element, 200.0, KIND)
    assert lower.high.least < found.high.least
    assert lower.wide.least > found.wide.least
    assert in_fewer_lines(found, element, found.wide.least * PITCH, KIND) == found
