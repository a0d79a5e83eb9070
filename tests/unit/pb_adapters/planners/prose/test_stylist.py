"""Palette, direction and emphasis from the plan; the content untouched."""

import pytest
from msgspec.structs import replace

from pb_adapters.planners.prose.stylist import style
from pb_core.domain.diagrams.spec import Connection, DiagramSpec, Direction, Element, ElementKind, Palette
from pb_core.domain.questions import StyleBrief


def chain(*labels: str) -> DiagramSpec:
    elements = tuple(Element(id=f"e{n}", label=label, kind=ElementKind.MODEL) for n, label in enumerate(labels))
    links = tuple(Connection(source=f"e{n}", target=f"e{n + 1}") for n in range(len(labels) - 1))
    return DiagramSpec(elements=elements, connections=links)


def brief_of(spec: DiagramSpec, *, caption: str = "", guide: str = "", aspect_ratio: str | None = None) -> StyleBrief:
    return StyleBrief(spec=spec, caption=caption, source="", guide=guide, aspect_ratio=aspect_ratio)


LONG = chain("Camera", "Encoder", "Mixer", "Decoder", "Head", "Mask")


@pytest.mark.parametrize("aspect_ratio", [None, "16:9", "9:16", "auto"])
def test_the_drawing_chooses_the_direction(aspect_ratio: str | None) -> None:
    assert style(brief_of(LONG, aspect_ratio=aspect_ratio)).styling.direction is Direction.AUTO


@pytest.mark.parametrize(("source", "expected"), [("We propose a mixer that turns.", ("e2",)), ("It has a mixer.", ())])
def test_what_the_caption_names_and_the_text_calls_new_is_emphasised(source: str, expected: tuple[str, ...]) -> None:
    brief = replace(brief_of(LONG, caption="Figure 1: The mixer block."), source=source)
    assert style(brief).styling.emphasis == expected


def test_nothing_is_emphasised_that_the_caption_does_not_name() -> None:
    assert style(brief_of(LONG, caption="Figure 1: Overview.")).styling.emphasis == ()


def test_the_palette_is_that_of_the_guide_and_else_always_the_same() -> None:
    biology = chain("Cell culture", "Tissue sample", "RNA sequencing")
    assert style(brief_of(biology)).styling.palette is style(brief_of(LONG)).styling.palette is Palette.HARBOR
    assert style(brief_of(biology, guide="Use the slate palette.")).styling.palette is Palette.SLATE


def test_every_label_and_every_point_of_the_guide_stands_in_the_description() -> None:
    description = style(brief_of(LONG, guide="- No shadows.\n- Thin strokes.")).description
    assert all(element.label in description for element in LONG.elements)
    assert "No shadows." in description
    assert "Thin strokes." in description
