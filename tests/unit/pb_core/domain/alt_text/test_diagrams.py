"""Diagrams in words: what the plan holds, in reading order, and nothing else."""

import pytest

from pb_core.domain.alt_text import LONG, SHORT
from pb_core.domain.alt_text.diagrams import diagram_text
from pb_core.domain.diagrams.spec import Connection, DiagramSpec, Element, Group, Heads, State
from support.diagrams import random_spec

PLAN = DiagramSpec(
    elements=(
        Element(id="t", label="Tokens"),
        Element(id="e", label="Encoder", group="g", repeat=6, detail="512 units", state=State.FROZEN),
        Element(id="h", label="Head", group="g"),
        Element(id="c", label="Classifier"),
        Element(id="m", label="Memory"),
    ),
    connections=(
        Connection(source="t", target="e", label="ids"),
        Connection(source="e", target="h"),
        Connection(source="h", target="c"),
        Connection(source="e", target="m", heads=Heads.BOTH),
        Connection(source="m", target="c", heads=Heads.NONE),
    ),
    groups=(Group(id="g", title="Model", repeat=2),),
)


def test_the_short_text_names_kind_ends_highlights_and_parts() -> None:
    assert diagram_text(PLAN, ("h",), "Figure 1: Overview.").alt_text == (
        "Flow diagram of 5 parts in the group Model. It leads from Tokens to Classifier. Highlighted: Head. "
        "Parts: Tokens, Encoder, Head, Classifier, Memory."
    )


def test_the_long_text_names_every_part_and_arrow() -> None:
    assert diagram_text(PLAN, ("h",)).long_description == (
        "Flow diagram of 5 parts in the group Model. Outside the groups: Tokens, Classifier, Memory. "
        "Group Model, repeated 2 times: Encoder (512 units, repeated 6 times, frozen), Head. "
        "Arrows: Tokens leads to Encoder (ids); Encoder leads to Head; Head leads to Classifier; "
        "Encoder leads to and from Memory; Memory is joined with Classifier. Highlighted: Head."
    )


def test_the_long_text_names_the_sort_that_an_author_calls_a_part() -> None:
    sorts = {"a": "cls_sensor", "b": " ", "c": ""}
    spec = DiagramSpec(elements=tuple(Element(id=i, label=i.upper(), category=sorts[i]) for i in "abc"))
    assert diagram_text(spec, ()).long_description == "Diagram of 3 parts. Parts: A (sensor), B, C."


def test_the_long_text_says_whose_inside_a_group_shows() -> None:
    elements = (Element(id="a", label="Encoder"), Element(id="b", label="Layer", group="g"))
    spec = DiagramSpec(elements=elements, groups=(Group(id="g", title="Encoder", repeat=6),))
    text = diagram_text(spec, ()).long_description
    assert "Group Encoder, the inside of Encoder, repeated 6 times: Layer." in text


def test_a_title_is_that_of_the_plan_else_of_the_caption_else_what_it_is() -> None:
    alone = DiagramSpec(elements=(Element(id="a", label="A"),))
    titled = DiagramSpec(elements=alone.elements, title="The method")
    assert diagram_text(titled, (), "Figure 1: Overview.").title == "The method"
    assert diagram_text(alone, (), "Figure 1: Overview.").title == "Overview"
    assert diagram_text(alone, ()).title == "Diagram of 1 part"


@pytest.mark.parametrize("seed", range(20))
def test_texts_keep_their_lengths(seed: int) -> None:
    spec = random_spec(seed, largest=60)
    text = diagram_text(spec, tuple(element.id for element in spec.elements[:3]), "caption " * 100)
    assert 0 < len(text.alt_text) <= SHORT
    assert 0 < len(text.long_description) <= LONG
    assert 0 < len(text.title) <= 120
