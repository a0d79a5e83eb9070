"""A diagram beside its source: every part with its words, every marked passage with its parts."""

import msgspec
import pytest

from pb_core.application.figure_trace import ShownElsewhere
from pb_core.domain.diagrams.scene import Continuation, Fold
from pb_core.domain.diagrams.spec import Connection, ConnectionKind, DiagramSpec, Element, Group, Styling
from pb_core.domain.diagrams.support import SupportReport, check_support
from pb_core.domain.tasks import DiagramRecord
from pb_http.pages.studio.sourced_parts import NOT_HELD, SourcedFigure, sourced

SOURCE = "An encoder feeds a decoder. The decoder writes."
FEEDS, WRITES = "An encoder feeds a decoder.", "The decoder writes."
SPEC = DiagramSpec(
    elements=(
        Element(id="enc", label="encoder", evidence=FEEDS, group="net"),
        Element(id="dec", label="decoder", evidence=f"{WRITES} … {FEEDS}"),
    ),
    connections=(Connection(source="enc", target="dec", evidence=FEEDS),),
    groups=(Group(id="net", title="Net"),),
)


def figure(source: str = SOURCE, caption: str = "Our net") -> SourcedFigure:
    support = check_support(SPEC, source, caption) if source else SupportReport()
    return sourced(DiagramRecord(spec=SPEC, styling=Styling(), support=support), source, caption)


def test_each_part_has_its_verdict_its_words_and_its_passages() -> None:
    parts = {part.key: part for part in figure().parts}
    assert list(parts) == ["element-0", "element-1", "arrow-0", "group-0"]
    arrow = parts["arrow-0"]
    assert (arrow.name, arrow.subject, arrow.verdict, arrow.quotation) == (
        "encoder → decoder", "enc->dec", "stated", FEEDS
    )  # fmt: skip
    assert arrow.passages == (1,)
    assert parts["element-1"].passages == (1, 2)


def test_each_passage_has_the_parts_that_rest_on_it_and_the_text_is_whole() -> None:
    found = figure()
    assert "".join(piece.text for piece in found.source) == SOURCE
    marked = {piece.text: piece.parts for piece in found.source if piece.parts}
    assert marked == {FEEDS: ("element-0", "element-1", "arrow-0"), WRITES: ("element-1",)}
    assert [part.key for part in found.looked_at(passage=2)] == ["element-1"]


def test_words_of_the_caption_are_marked_there() -> None:
    found = figure(source="Nothing.", caption="An encoder feeds a decoder.")
    assert [piece.parts for piece in found.source] == [()]
    assert any("arrow-0" in piece.parts for piece in found.caption)


def test_without_a_source_there_is_no_verdict_and_no_mark() -> None:
    found = figure(source="")
    assert {part.verdict for part in found.parts} == {NOT_HELD}
    assert found.source == ()
    assert "".join(piece.text for piece in found.caption).strip() == "Our net"


def test_of_a_long_text_what_no_part_rests_on_is_cut_short() -> None:
    filler = "It is as it is. " * 5_000
    found = figure(source=f"{SOURCE} {filler}{SOURCE}")
    omitted = [piece.omitted for piece in found.source if piece.omitted]
    assert len(omitted) == 1
    assert sum(len(piece.text) + piece.omitted for piece in found.source) == len(SOURCE) * 2 + len(filler) + 1


def test_groups_of_the_drawing_are_named_as_it_names_them() -> None:
    groups = figure().groups({"element-1"})
    assert set(groups) == {"element-enc", "element-dec", "arrow-enc-to-dec", "panel-net"}
    assert groups["element-dec"]["class"] == "chosen"
    assert groups["arrow-enc-to-dec"]["data-part"] == "arrow-0"


@pytest.mark.parametrize(("into", "keys"), [("net", "group-0 element-0"), ("dec", "element-1 element-0")])
def test_a_box_stands_for_what_is_drawn_as_a_line_in_it(into: str, keys: str) -> None:
    record = DiagramRecord(spec=SPEC, styling=Styling(), support=SupportReport())
    box = sourced(record, "", "", ShownElsewhere(folds=(Fold("enc", into),))).groups({"element-0"})[f"element-{into}"]
    assert (box["data-part"], box["data-kind"], box["class"]) == (keys, "box", "chosen")


def test_a_tag_stands_for_the_arrow_that_is_told_by_its_letter() -> None:
    alike = Connection(source="enc", target="dec", kind=ConnectionKind.CONTROL)
    record = DiagramRecord(
        spec=msgspec.structs.replace(SPEC, connections=(*SPEC.connections, alike)),
        styling=Styling(),
        support=SupportReport(),
    )
    told = Continuation(
        source="enc", target="dec", kind="flow", letter="A", leaves="enc leaves A", arrives="dec arrives A"
    )
    groups = sourced(record, "", "", ShownElsewhere(continuations=(told,))).groups({"arrow-0"})
    of_arrow = {name: group["data-part"] for name, group in groups.items() if "arrow" in group["data-part"]}
    assert of_arrow == {
        "element-enc-leaves-A": "arrow-0",
        "element-dec-arrives-A": "arrow-0",
        "element-enc-to-enc-leaves-A": "arrow-0",
        "arrow-enc-to-dec": "arrow-1",
    }
    assert groups["element-dec-arrives-A"]["class"] == "chosen"
