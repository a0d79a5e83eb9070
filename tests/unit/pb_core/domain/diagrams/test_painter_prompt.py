import re

import pytest
from msgspec.structs import replace

from pb_core.application.exemplars import Exemplar, load
from pb_core.domain.diagrams.painter_prompt import HUES, LINES, SHAPES, painter_prompt, quoted
from pb_core.domain.diagrams.pruning import without
from pb_core.domain.diagrams.spec import (
    Connection,
    ConnectionKind,
    DiagramSpec,
    Direction,
    Element,
    ElementKind,
    Group,
    Heads,
    Hue,
    Palette,
    State,
    Styling,
)

SPEC = DiagramSpec(
    elements=(
        Element(id="x", label="Tokens", kind=ElementKind.INPUT),
        Element(id="e", label="Encoder", kind=ElementKind.MODEL, detail="12 layers", group="t", repeat=6),
        Element(id="d", label="Decoder", group="t", state=State.FROZEN),
        Element(id="l", label="Loss $\\mathcal{L}$", kind=ElementKind.OBJECTIVE),
    ),
    connections=(
        Connection(source="x", target="e"),
        Connection(source="e", target="d", label="vectors", kind=ConnectionKind.SKIP),
        Connection(source="l", target="e", kind=ConnectionKind.FEEDBACK),
        Connection(source="d", target="l", heads=Heads.BOTH),
    ),
    groups=(Group(id="o", title="Method"), Group(id="t", title="Training", parent="o", repeat=3)),
)


def test_elements_are_numbered_with_kind_and_exact_text() -> None:
    prompt = painter_prompt(SPEC, Styling())
    assert "- 1. “Tokens”: input, a slanted box\n" in prompt
    assert (
        "- 2. “Encoder”: model, a rounded box with a double border; below it in smaller letters “12 layers”; "
        "drawn as a small stack marked “×6”; inside frame B\n"
    ) in prompt
    assert "- 3. “Decoder”: process, a rounded box; a small snowflake at its corner; inside frame B\n" in prompt
    assert "“Loss \\mathcal{L}”" in prompt


def test_elements_of_one_sort_have_one_colour_but_for_those_with_their_own() -> None:
    traits = {"a": ("cls_sensor", None), "b": ("sensor", Hue.RED), "c": (" ", None)}
    elements = (Element(id=i, label=i.upper(), category=sort, color=hue) for i, (sort, hue) in traits.items())
    prompt = painter_prompt(DiagramSpec(elements=tuple(elements)), Styling())
    assert "- 1. “A”: process, a rounded box; in one colour with all of the sort sensor\n" in prompt
    assert "- 2. “B”: process, a rounded box; in red\n" in prompt
    assert "- 3. “C”: process, a rounded box\n" in prompt


def test_every_arrow_stands_there_with_its_line_and_label() -> None:
    prompt = painter_prompt(SPEC, Styling())
    assert "- 1 → 2 (from “Tokens” to “Encoder”), solid, without a label\n" in prompt
    assert "- 2 → 3 (from “Encoder” to “Decoder”), dotted, past what lies between, labelled “vectors”\n" in prompt
    assert "- 4 → 2 (from “Loss \\mathcal{L}” to “Encoder”), dashed, around the outside, without a label\n" in prompt
    assert "- 3 ↔ 4" in prompt
    assert "with a head at both ends" in prompt


def test_frames_say_what_they_hold_and_lie_in() -> None:
    prompt = painter_prompt(SPEC, Styling())
    assert "- A. “Method”; around frame B\n" in prompt
    assert "- B. “Training”; around 2, 3; marked “×3” at its corner; inside frame A\n" in prompt


def test_a_line_without_heads_is_called_one() -> None:
    spec = replace(SPEC, connections=(Connection(source="x", target="e", heads=Heads.NONE),))
    assert "- 1 — 2 (from “Tokens” to “Encoder”), solid, a line without heads, without a label" in painter_prompt(
        spec, Styling()
    )


@pytest.mark.parametrize("palette", Palette)
def test_colours_are_words_and_the_accent_goes_where_it_is_meant(palette: Palette) -> None:
    prompt = painter_prompt(SPEC, Styling(palette=palette, emphasis=("e", "l")))
    assert HUES[palette] in prompt
    assert "Only 2 and 4 in the accent colour." in prompt
    assert not re.search(r"#[0-9a-f]{6}", prompt)


@pytest.mark.parametrize(
    ("direction", "ratio", "way"),
    [
        (Direction.DOWN, "16:9", "from top to bottom"),
        (Direction.AUTO, "16:9", "from left to right"),
        (Direction.AUTO, "9:16", "from top to bottom"),
        (Direction.LEFT, None, "from right to left"),
        (Direction.AUTO, None, "from left to right"),
    ],
)
def test_direction_and_ratio_are_said(direction: Direction, ratio: str | None, way: str) -> None:
    prompt = painter_prompt(SPEC, Styling(direction=direction), ratio=ratio)
    assert f"read {way}." in prompt
    assert (f"of ratio {ratio}" in prompt) == (ratio is not None)


def test_no_other_text_is_asked_for_and_prose_comes_last() -> None:
    prompt = painter_prompt(SPEC, Styling(), atmosphere="Calm and airy.")
    assert "No other text: no title, no caption" in prompt
    assert prompt.endswith("Manner and mood, where they agree with the lists above: Calm and airy.")


def test_corrections_and_references_are_told_only_where_there_are_some() -> None:
    plain = painter_prompt(SPEC, Styling())
    told = painter_prompt(SPEC, Styling(), corrections=("the arrow from 'A' to 'B' is missing",), shown=2)
    assert "An earlier painting" not in plain
    assert "other figures" not in plain
    assert "An earlier painting of this figure was wrong. Take care of these now:\n- the arrow from 'A'" in told
    assert "The pictures that go along are other figures" in told


def test_prose_is_cut_at_a_sentence_and_the_plan_never() -> None:
    prose = "Calm. " * 400
    whole = painter_prompt(SPEC, Styling())
    longest = len(whole) + 300
    cut = painter_prompt(SPEC, Styling(), atmosphere=prose, longest=longest)
    assert len(cut) <= longest
    assert cut.endswith("Calm.")
    assert painter_prompt(SPEC, Styling(), atmosphere=prose, longest=50) == whole


def test_a_title_is_asked_for_where_the_plan_has_one() -> None:
    assert "Its title “The summariser” stands at the top." in painter_prompt(
        replace(SPEC, title="The summariser"), Styling()
    )


def test_every_kind_has_its_words() -> None:
    assert (set(SHAPES), set(LINES)) == (set(ElementKind), set(ConnectionKind))


ARROW = re.compile(r"^- (\d+) (\S) (\d+) \(from (“.*?”) to (“.*?”)\).*?(?:labelled (“.*?”))?$", re.MULTILINE)


@pytest.mark.parametrize("exemplar", load(), ids=lambda exemplar: exemplar.name)
def test_all_of_a_plan_is_told_once_what_was_left_out_never(exemplar: Exemplar) -> None:
    """Of each reference figure the first element is left out, with its arrows, as the filter does."""
    spec = without(exemplar.spec, {exemplar.spec.elements[0].id})
    assert spec is not None
    prompt = painter_prompt(spec, Styling(), ratio="16:9")
    numbers = {element.id: number for number, element in enumerate(spec.elements, 1)}
    told = {
        "elements": re.findall(r"^- (\d+)\. (“.*?”):", prompt, re.MULTILINE),
        "arrows": ARROW.findall(prompt),
        "frames": re.findall(r"^- [A-Z]\. (“.*?”)", prompt, re.MULTILINE),
    }
    assert told["elements"] == [(str(number), quoted(element.label)) for number, element in enumerate(spec.elements, 1)]
    labels = {element.id: quoted(element.label) for element in spec.elements}
    assert [(arrow[0], *arrow[2:]) for arrow in told["arrows"]] == [
        (
            str(numbers[one.source]),
            str(numbers[one.target]),
            labels[one.source],
            labels[one.target],
            quoted(one.label) if one.label else "",
        )
        for one in spec.connections
    ]
    assert told["frames"] == [quoted(group.title) for group in spec.groups]
    painted = {text for text in re.findall(r"“(.*?)”", prompt) if not text.startswith("×")}
    planned = [*spec.elements, *spec.connections]
    texts = [one.label for one in planned] + [one.detail for one in spec.elements]
    texts += [group.title for group in spec.groups] + [spec.title]
    assert painted == {quoted(text)[1:-1] for text in texts if text}


def test_a_block_is_joined_with_the_frame_of_its_inside() -> None:
    spec = replace(SPEC, elements=(*SPEC.elements, Element(id="m", label="Overview", zoom="t")))
    told = "two thin dashed lines lead from its corners to those of frame B, which shows its inside"
    assert told in painter_prompt(spec, Styling())
    assert "dashed lines" not in painter_prompt(SPEC, Styling()).split("Arrows")[0]
