import pytest

from pb_core.domain.diagrams.patch import PlannedDiagram
from pb_core.domain.diagrams.patch_subjects import CannotPatch, arrows_between, group_of, members, require_free, said
from pb_core.domain.diagrams.spec import Connection, DiagramSpec, Element, Group, Heads

FIGURE = PlannedDiagram(
    spec=DiagramSpec(
        elements=(Element(id="a", label="a", group="inner"), Element(id="b", label="Reader", group="g")),
        connections=(Connection(source="a", target="b"), Connection(source="a", target="a", heads=Heads.NONE)),
        groups=(
            Group(id="g", title="G"),
            Group(id="inner", title="Inner", parent="g"),
            Group(id="empty", title="Empty"),
        ),
    )
)


def test_a_group_stands_for_all_that_it_holds() -> None:
    assert members(FIGURE, ["b", "g"]) == ("b", "a")
    with pytest.raises(CannotPatch, match="'empty' is empty"):
        members(FIGURE, ["empty"])


def test_an_arrow_is_found_in_its_direction() -> None:
    assert [arrow.name for arrow in arrows_between(FIGURE, "a", "b")] == ["a->b"]
    with pytest.raises(CannotPatch, match=r"from 'Reader' \(b\) to 'a'; there is one from 'a'"):
        arrows_between(FIGURE, "b", "a")


def test_what_is_not_there_and_what_is_there_already_is_said() -> None:
    assert group_of(FIGURE, "inner").parent == "g"
    with pytest.raises(CannotPatch, match="no group 'a'"):
        group_of(FIGURE, "a")
    with pytest.raises(CannotPatch, match="the id 'inner' is taken"):
        require_free(FIGURE, "inner")
    require_free(FIGURE, "new")


def test_a_part_is_told_by_its_label_and_another_id() -> None:
    assert [said(FIGURE, name) for name in ("a", "b", "inner")] == ["'a'", "'Reader' (b)", "'Inner' (inner)"]
