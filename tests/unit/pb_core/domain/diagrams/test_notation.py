import pytest

from pb_core.domain.diagrams.notation import escaped, is_plain_id, write_mermaid
from pb_core.domain.diagrams.plan import FixedStyling
from pb_core.domain.diagrams.spec import (
    Connection,
    ConnectionKind,
    DiagramSpec,
    Direction,
    Element,
    ElementKind,
    Group,
    Heads,
    Palette,
    Shape,
    Tip,
)
from pb_core.domain.diagrams.support import PartSupport, Support, SupportReport


def test_a_plan_as_people_would_write_it() -> None:
    spec = DiagramSpec(
        title="Our method",
        elements=(
            Element(id="text", label="Text", kind=ElementKind.INPUT),
            Element(id="enc", label="Encoder", kind=ElementKind.MODEL, group="g", repeat=6, evidence="six layers"),
            Element(id="the end", label='"Done" <b>', kind=ElementKind.ACTOR),
        ),
        groups=(Group(id="g", title="Stage"),),
        connections=(
            Connection(source="text", target="enc", label="tokens"),
            Connection(source="enc", target="the end", kind=ConnectionKind.FEEDBACK, heads=Heads.BOTH),
        ),
    )

    text = write_mermaid(spec, FixedStyling(palette=Palette.SLATE, direction=Direction.RIGHT, emphasis=("enc",)))

    assert text == (
        "---\n"
        'title: "Our method"\n'
        "---\n"
        "flowchart LR\n"
        '%% pb: {"version":1,"palette":"slate"}\n'
        '  text[/"Text"/]\n'
        '  subgraph g["Stage"]\n'
        '    %% pb: {"repeat":6,"evidence":"six layers"}\n'
        '    enc[["Encoder"]]:::model\n'
        "  end\n"
        '  %% pb: {"id":"the end"}\n'
        '  n1(("#34;Done#34; #60;b#62;")):::actor\n'
        '  text -->|"tokens"| enc\n'
        '  %% pb: {"kind":"feedback"}\n'
        "  enc <-.-> n1\n"
        "  class enc emphasis\n"
    )


def test_verdicts_are_told_part_by_part() -> None:
    spec = DiagramSpec(
        elements=(Element(id="a", label="A"), Element(id="b", label="B")),
        connections=(Connection(source="a", target="b"),),
    )
    support = SupportReport(
        elements=(
            PartSupport(subject="a", support=Support.STATED),
            PartSupport(subject="b", support=Support.UNSUPPORTED),
        ),
        connections=(PartSupport(subject="a->b", support=Support.SEQUENCE),),
    )

    assert write_mermaid(spec, support=support).splitlines()[1:] == [
        '  %% pb: {"verdict":"stated"}',
        '  a["A"]',
        '  %% pb: {"verdict":"unsupported"}',
        '  b["B"]',
        '  %% pb: {"verdict":"sequence"}',
        "  a --> b",
    ]


def test_places_are_written_only_where_lines_cannot_say_them() -> None:
    def text(*groups: str | None) -> str:
        elements = tuple(Element(id=f"e{n}", label="x", group=g) for n, g in enumerate(groups))
        return write_mermaid(DiagramSpec(elements=elements, groups=(Group(id="g", title="G"),)))

    assert "place" not in text(None, "g", "g", None)
    assert '{"place":1}' in text("g", None, "g")


@pytest.mark.parametrize(
    ("element", "written"),
    [
        (Element(id="a", label="A", shape=Shape.ROUNDED), 'a("A")'),
        (Element(id="a", label="A", kind=ElementKind.MODEL, shape=Shape.SUBROUTINE), 'a[["A"]]'),
        (Element(id="a", label="A", kind=ElementKind.DATA, shape=Shape.HEXAGON), 'a{{"A"}}:::data'),
        (Element(id="a", label="A loss"), 'a["A loss"]:::process'),
        (Element(id="a", label="..."), 'a["..."]:::process'),
        (Element(id="a", label="...", shape=Shape.TEXT), 'a["..."]'),
        (Element(id="a", label="A\nB"), 'a["A<br>B"]'),
    ],
)
def test_a_shape_is_written_in_its_brackets_and_a_kind_where_nothing_else_tells(element: Element, written: str) -> None:
    assert write_mermaid(DiagramSpec(elements=(element,))).splitlines()[-1].strip() == written


def test_what_brackets_cannot_say_stands_in_comments() -> None:
    elements = (Element(id="a", label="A", shape=Shape.TEXT), Element(id="b", label="B\nC", detail="d"))
    line = Connection(source="a", target="b", heads=Heads.NONE, tip=Tip.CROSS, heavy=True, kind=ConnectionKind.SKIP)

    text = write_mermaid(DiagramSpec(elements=elements, connections=(line,)))

    assert '{"shape":"text"}' in text
    assert '{"detail":"d","lines":2}' in text
    assert '{"kind":"skip","heavy":true,"tip":"cross"}\n  a -.- b' in text


@pytest.mark.parametrize(
    ("connection", "written"),
    [
        (Connection(source="a", target="a", tip=Tip.CROSS), "a --x a"),
        (Connection(source="a", target="a", tip=Tip.CIRCLE, heads=Heads.BOTH), "a o--o a"),
        (Connection(source="a", target="a", heavy=True), "a ==> a"),
        (Connection(source="a", target="a", heavy=True, heads=Heads.NONE), "a === a"),
        (Connection(source="a", target="a", kind=ConnectionKind.REFERENCE, tip=Tip.CROSS), "a -.-x a"),
        (Connection(source="a", target="a", kind=ConnectionKind.REFERENCE, heads=Heads.BOTH), "a <-.-> a"),
    ],
)
def test_lines_keep_their_ends_and_weight(connection: Connection, written: str) -> None:
    spec = DiagramSpec(elements=(Element(id="a", label="A"),), connections=(connection,))
    assert write_mermaid(spec).splitlines()[-1].strip() == written


@pytest.mark.parametrize("name", ["a", "encoder_2", "passage-encoder", "Endpoint", "graphs", "A1"])
def test_ids_that_mermaid_takes(name: str) -> None:
    assert is_plain_id(name)


@pytest.mark.parametrize(
    "name", ["", "end", "End", "graph-net", "class", "1a", "a b", "a.b", "ä", "a--b", "v-net", "a-"]
)
def test_ids_that_need_another_word(name: str) -> None:
    assert not is_plain_id(name)


def test_words_that_stand_for_ids_are_free() -> None:
    text = write_mermaid(DiagramSpec(elements=(Element(id="a b", label="x"), Element(id="n1", label="y"))))

    assert 'n2["x"]' in text
    assert 'n1["y"]' in text


@pytest.mark.parametrize(
    ("text", "found"),
    [("plain text", "plain text"), ("a  b", "a#32; b"), (" a ", "#32;a#32;"), ("$a$", "$a$"), ("$$", "#36;#36;")],
)
def test_only_what_must_be_is_escaped(text: str, found: str) -> None:
    assert escaped(text) == found
