"""What small models wrote, and what is left of it; nothing is made up."""

from typing import Any

import msgspec
import pytest

from pb_core.domain.diagrams.mending import mended
from pb_core.domain.diagrams.spec import DiagramSpec, validate
from pb_core.errors import InvalidSpec


def part(name: str, label: str = "", **more: object) -> dict[str, Any]:
    return {"id": name, "label": label or name.title(), **more}


def arrow(source: object, target: object, **more: object) -> dict[str, Any]:
    return {"from": source, "to": target, **more}


def mend(document: dict[str, Any], *, at_last: bool = False) -> tuple[DiagramSpec, tuple[str, ...]]:
    found, told = mended(document, at_last=at_last)
    return validate(msgspec.convert(found, DiagramSpec)), told


A, B, C = part("a", "Encoder"), part("b", "Decoder"), part("c", "Log")


def ids(spec: DiagramSpec) -> list[str]:
    return [element.id for element in spec.elements]


def arrows(spec: DiagramSpec) -> list[str]:
    return [connection.name for connection in spec.connections]


def test_a_sound_plan_is_left_as_it_is() -> None:
    document = {"elements": [A, B], "connections": [arrow("a", "b")], "title": "T"}
    assert mended(document) == (document, ())


def test_a_part_that_is_listed_twice_is_one() -> None:
    spec, told = mend({"elements": [A, B, part("a", "encoder ")], "connections": [arrow("a", "b")]})
    assert (ids(spec), told) == (["a", "b"], ("'encoder ' was listed twice",))


def test_two_parts_with_one_id_part_company_where_arrows_say_which_is_meant() -> None:
    twin = part("a", "Answer")
    to_twin = arrow("b", "a", evidence="The decoder writes the answer.")
    from_first = arrow("a", "b", evidence="The encoder feeds the second stage.")
    spec, told = mend({"elements": [A, B, twin], "connections": [from_first, to_twin]})
    assert ids(spec) == ["a", "b", "answer"]
    assert arrows(spec) == ["a->b", "b->answer"]
    assert told == ("'Encoder' and 'Answer' had the same id",)


def test_two_parts_with_one_id_are_asked_for_again_where_an_arrow_may_mean_either() -> None:
    document = {"elements": [A, B, part("a", "Answer")], "connections": [arrow("a", "b", evidence="It goes on.")]}
    with pytest.raises(InvalidSpec, match="'a' is used more than once"):
        mend(document)
    spec, _ = mend(document, at_last=True)
    assert arrows(spec) == ["a->b"]


def test_a_group_that_repeats_a_part_is_none() -> None:
    groups = [{"id": "log", "title": "Log"}]
    spec, told = mend({"elements": [A, part("log", "Log", group="log")], "groups": groups})
    assert (spec.groups, spec.elements[1].group, told) == ((), None, ("a group repeated 'Log'",))


def test_a_group_with_the_id_of_a_part_gets_another() -> None:
    groups = [{"id": "a", "title": "Model"}, {"id": "inner", "title": "Inner", "parent": "a"}]
    spec, told = mend({"elements": [A, part("x", "X", group="a"), part("y", "Y", group="inner")], "groups": groups})
    assert [(group.id, group.parent) for group in spec.groups] == [("a_group", None), ("inner", "a_group")]
    assert spec.elements[1].group == "a_group"
    assert told == ("the group 'Model' had the id of a part",)


@pytest.mark.parametrize("named", ["Decoder", "decoder", "DECODER ", "the_b", "B"])
def test_an_end_that_is_named_otherwise_is_found(named: str) -> None:
    elements = [A, part("b", "Decoder", aliases=["the b"])]
    spec, _ = mend({"elements": elements, "connections": [arrow("a", named)]})
    assert arrows(spec) == ["a->b"]


def test_an_end_that_fits_two_parts_is_not_guessed() -> None:
    elements = [A, part("b", "Log"), part("c", "log")]
    with pytest.raises(InvalidSpec, match="unknown id 'Log'"):
        mend({"elements": elements, "connections": [arrow("a", "Log")]})


def test_an_arrow_to_a_group_of_one_part_leads_to_the_part() -> None:
    groups = [{"id": "stage", "title": "Stage two"}]
    spec, _ = mend(
        {"elements": [A, part("b", "Decoder", group="stage")], "groups": groups, "connections": [arrow("a", "stage")]}
    )
    assert arrows(spec) == ["a->b"]


@pytest.mark.parametrize("lost", [arrow("a", "nowhere"), {"from": "a"}, arrow("", "a"), arrow("a", None)])
def test_an_arrow_that_leads_nowhere_is_asked_for_again_and_then_left_out(lost: dict[str, Any]) -> None:
    document = {"elements": [A, B], "connections": [arrow("a", "b"), lost]}
    with pytest.raises((InvalidSpec, msgspec.ValidationError)):
        mend(document)
    spec, told = mend(document, at_last=True)
    assert arrows(spec) == ["a->b"]
    assert "leads nowhere" in told[0]


def test_an_arrow_that_is_listed_twice_is_one_and_one_of_another_kind_stays() -> None:
    connections = [arrow("a", "b"), arrow("a", "b"), arrow("a", "b", kind="skip"), arrow("a", "b", label="Deny")]
    spec, told = mend({"elements": [A, B], "connections": connections})
    assert [(c.kind.value, c.label) for c in spec.connections] == [("flow", ""), ("skip", ""), ("flow", "Deny")]
    assert told == ("an arrow was listed twice",)


def test_a_frame_is_found_by_its_title_and_one_that_is_not_there_is_none() -> None:
    groups = [{"id": "g1", "title": "Training loop"}]
    elements = [part("a", group="training_loop"), part("b", group="elsewhere")]
    spec, told = mend({"elements": elements, "groups": groups})
    assert [element.group for element in spec.elements] == ["g1", None]
    assert told == ("the group 'elsewhere' is not there",)


def test_frames_inside_themselves_and_empty_frames_are_put_right() -> None:
    groups = [
        {"id": "g", "title": "G", "parent": "h"},
        {"id": "h", "title": "H", "parent": "g"},
        {"id": "e", "title": "E"},
    ]
    spec, told = mend({"elements": [part("a", group="g"), part("b", group="h")], "groups": groups})
    assert {group.id: group.parent for group in spec.groups} == {"g": None, "h": "g"}
    assert told == ("the group 'G' was inside itself", "the group 'E' was empty")


def test_words_and_numbers_that_are_none_are_passed_over() -> None:
    element = part("a", kind="module", state="warm", repeat="×6", detail="d" * 500, aliases=[str(n) for n in range(30)])
    spec, told = mend({"elements": [element, part("b", repeat=1), part("c", repeat="many")]})
    assert [element.repeat for element in spec.elements] == [6, None, None]
    assert (spec.elements[0].kind.value, len(spec.elements[0].detail), len(spec.elements[0].aliases)) == (
        "process", 160, 12,
    )  # fmt: skip
    assert told == ("the kind 'module' was passed over", "the state 'warm' was passed over")


def test_ids_that_are_numbers_missing_or_too_long_are_ids() -> None:
    elements = [part("x", "A") | {"id": 1}, {"label": "Second part"}, part("y" * 90, "C")]
    spec, _ = mend({"elements": elements, "connections": [arrow(1, "Second part")]})
    assert ids(spec) == ["1", "second_part", "y" * 64]
    assert arrows(spec) == ["1->second_part"]


@pytest.mark.parametrize("document", [None, [], "text", {}, {"elements": 3}, {"elements": ["a"]}])
def test_what_is_no_plan_is_returned_as_it_came(document: object) -> None:
    assert mended(document) == (document, ())


def test_the_document_that_was_given_is_not_changed() -> None:
    document = {"elements": [dict(A), part("a", "encoder")], "connections": [arrow("a", "Encoder")]}
    before = msgspec.json.encode(document)
    mended(document, at_last=True)
    assert msgspec.json.encode(document) == before
