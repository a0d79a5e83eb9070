import numpy as np
import pytest

from pb_adapters.drawing.composites.label_text import label_mask, runs, text_width, typeset_labels
from pb_core.domain.composites import Box, PanelStyle, PlacedLabel
from pb_core.errors import CannotDraw


def labels(*texts: str) -> tuple[str, ...] | None:
    return typeset_labels(PanelStyle(labels=texts), len(texts)).labels


def test_labels_left_out_are_spelled_out() -> None:
    assert typeset_labels(PanelStyle(), 2).labels == ("(a)", "(b)")
    assert typeset_labels(PanelStyle(labels=()), 2).labels == ("", "")


def test_a_line_is_cut_where_the_face_changes() -> None:
    assert runs("(a) 图像 Δ ∮") == [
        ("(a) ", "Source Sans Pro Semibold"),
        ("图像", "Noto Sans CJK SC"),
        (" Δ ", "Source Sans Pro Semibold"),
        ("∮", "DejaVu Sans"),
    ]


def test_controls_are_dropped_and_accents_composed() -> None:
    assert labels("a\u0000b\u200d", "e\u0301") == ("ab", "é")


@pytest.mark.parametrize("text", ["🖧", "ꦗ"])
def test_a_character_without_a_glyph_is_named(text: str) -> None:
    with pytest.raises(CannotDraw, match=f"no installed typeface has a glyph for '{text}'"):
        labels(text)


def test_widths_are_those_of_the_faces() -> None:
    assert text_width("图像") == pytest.approx(2.0)
    assert text_width("mmmm") == pytest.approx(2 * text_width("mm"))
    assert text_width("i") < text_width("m")
    assert text_width("") == 0


def test_ink_stands_on_the_baseline_in_the_middle() -> None:
    label = PlacedLabel(("HH",), Box(1000, 500, 300, 50), (540,))
    ink = np.argwhere(np.asarray(label_mask(label, 50)) > 128)
    assert ink[:, 0].max() == 39
    assert (ink[:, 1].min() + ink[:, 1].max()) / 2 == pytest.approx(149.5, abs=1)
