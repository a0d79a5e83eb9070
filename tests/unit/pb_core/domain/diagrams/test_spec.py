import msgspec
import pytest

from pb_core.domain.diagrams.spec import (
    Connection,
    ConnectionKind,
    DiagramSpec,
    Element,
    Group,
    ancestors,
    names_of,
    validate,
)
from pb_core.errors import InvalidSpec

A, B = Element(id="a", label="A"), Element(id="b", label="B")
IN_G = Element(id="in_g", label="C", group="g")


def test_a_sound_spec_is_returned_unchanged() -> None:
    spec = DiagramSpec(elements=(A, B), connections=(Connection(source="a", target="b"),))

    assert validate(spec) is spec


def test_json_speaks_of_from_and_to() -> None:
    data = b'{"elements":[{"id":"a","label":"A"},{"id":"b","label":"B"}],"connections":[{"from":"a","to":"b"}]}'

    spec = msgspec.json.decode(data, type=DiagramSpec)

    assert spec.connections[0].name == "a->b"
    assert msgspec.json.encode(spec) == data


@pytest.mark.parametrize(
    ("spec", "sentence"),
    [
        (DiagramSpec(elements=(A, A)), "the id 'a' is used more than once"),
        (DiagramSpec(elements=(A,), groups=(Group(id="a", title="G"),)), "the id 'a' is used more than once"),
        (DiagramSpec(elements=(Element(id="a", label="A", group="g"),)), "unknown id 'g'"),
        (DiagramSpec(elements=(A,), connections=(Connection(source="a", target="x"),)), "a->x"),
        (DiagramSpec(elements=(A,), groups=(Group(id="g", title="G", parent="h"),)), "unknown id 'h'"),
        (DiagramSpec(elements=(A,), groups=(Group(id="g", title="G", parent="g"),)), "contains itself"),
        (
            DiagramSpec(elements=(A, B), connections=(Connection(source="a", target="b"),) * 2),
            "the same connection is listed twice",
        ),
        (
            DiagramSpec(elements=(A, Element(id="b", label="B", zoom="g"))),
            "zoom of an element refers to the unknown id 'g'",
        ),
        (
            DiagramSpec(
                elements=(Element(id="a", label="A", group="g", zoom="g"),), groups=(Group(id="g", title="G"),)
            ),
            "the inside of 'a' is shown by 'g', which must not hold it",
        ),
        (
            DiagramSpec(
                elements=(
                    Element(id="a", label="A", group="h", zoom="g"),
                    Element(id="b", label="B", group="g", zoom="h"),
                ),
                groups=(Group(id="g", title="G"), Group(id="h", title="H")),
            ),
            "the inside of 'b' is shown by 'h'",
        ),
        *(
            (
                DiagramSpec(elements=(A, B, IN_G), connections=(connection,), groups=(Group(id="g", title="G"),)),
                sentence,
            )
            for connection, sentence in (
                (Connection(source="a", target="in_g", target_group="h"), "unknown id 'h'"),
                (Connection(source="a", target="b", target_group="g"), "meets the group 'g', which must hold 'b'"),
                (Connection(source="in_g", target="in_g", source_group="g"), "and not 'in_g'"),
            )
        ),
    ],
)
def test_a_broken_reference_is_named(spec: DiagramSpec, sentence: str) -> None:
    with pytest.raises(InvalidSpec, match=sentence):
        validate(spec)


def test_an_arrow_may_meet_a_group_as_a_whole() -> None:
    groups = (Group(id="outer", title="O"), Group(id="g", title="G", parent="outer"))
    arrows = (Connection(source="a", target="in_g", target_group="outer"),)
    spec = DiagramSpec(elements=(A, IN_G), connections=arrows, groups=groups)
    assert validate(spec) is spec
    assert ancestors("in_g", spec) == ("g", "outer")
    assert arrows[0].ends == ("a", "outer")
    assert names_of(spec) == {"outer": "O", "g": "G", "a": "A", "in_g": "C"}
    assert b'"to_group":"outer"' in msgspec.json.encode(spec)


def test_two_arrows_of_different_kind_may_join_the_same_boxes() -> None:
    arrows = (Connection(source="a", target="b"), Connection(source="a", target="b", kind=ConnectionKind.SKIP))

    validate(DiagramSpec(elements=(A, B), connections=arrows))


def test_two_arrows_of_a_kind_may_join_the_same_boxes_with_different_words() -> None:
    arrows = (Connection(source="a", target="b"), Connection(source="a", target="b", label="Deny"))

    validate(DiagramSpec(elements=(A, B), connections=arrows))
