import pytest
from msgspec.structs import replace

from pb_core.domain.diagrams.patch import PlannedDiagram
from pb_core.domain.diagrams.patch_subjects import (
    CannotPatch,
    arrows_between,
    arrows_meant,
    group_of,
    members,
    require_free,
    said,
)
from pb_core.domain.diagrams.spec import Connection, ConnectionKind, DiagramSpec, Element, Group, Heads

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


def twins(*labels: str) -> PlannedDiagram:
    arrows = tuple(Connection(source="a", target="b", label=label) for label in labels)
    return replace(FIGURE, spec=replace(FIGURE.spec, connections=arrows))


def test_of_twins_one_is_meant_by_its_words_or_for_having_none() -> None:
    figure = twins("Deny", "")
    assert [arrow.label for arrow in arrows_meant(figure, "a", "b", "Deny")] == ["Deny"]
    assert [arrow.label for arrow in arrows_meant(figure, "a", "b", "")] == [""]
    with pytest.raises(
        CannotPatch, match=r"several arrows lead from 'a' to 'Reader' \(b\).*by its label, 'Deny' or ''"
    ):
        arrows_meant(figure, "a", "b", None)
    with pytest.raises(
        CannotPatch, match=r"no arrow from .* has the label 'Allow': it is 'Deny' or '', the unlabelled one"
    ):
        arrows_meant(figure, "a", "b", "Allow")


def test_without_words_all_kinds_are_meant() -> None:
    both = (Connection(source="a", target="b"), Connection(source="a", target="b", kind=ConnectionKind.SKIP))
    figure = replace(FIGURE, spec=replace(FIGURE.spec, connections=both))
    assert arrows_meant(figure, "a", "b", None) == list(both)
