import pytest
from hypothesis import given
from hypothesis import strategies as st

from pb_core.domain.panel_grid import approximate_width, panel_labels, resolve_labels, wrap_label
from pb_core.errors import InvalidRequest


def test_labels_go_on_past_z() -> None:
    labels = panel_labels(703)
    assert labels[:3] == ("(a)", "(b)", "(c)")
    assert labels[25:28] == ("(z)", "(aa)", "(ab)")
    assert labels[701:] == ("(zz)", "(aaa)")
    assert len(set(labels)) == 703


def test_labels_left_out_are_made_and_an_empty_list_means_none() -> None:
    assert resolve_labels(None, 2) == ("(a)", "(b)")
    assert resolve_labels((), 2) == ("", "")


def test_blanks_and_line_ends_in_labels_are_one_blank() -> None:
    assert resolve_labels((" a\n b\t", " "), 2) == ("a b", "")


@pytest.mark.parametrize("labels", [("a",), ("a", "b", "c")])
def test_explicit_labels_are_one_per_panel(labels: tuple[str, ...]) -> None:
    with pytest.raises(InvalidRequest, match=f"number is {len(labels)} for 2 panels"):
        resolve_labels(labels, 2)


@pytest.mark.parametrize("label", ["שלום", "نموذج", "(a) ٣", "q\u0303", "हिन्दी", "🇩🇪", "👍🏽"])
def test_labels_that_need_shaping_are_refused(label: str) -> None:
    with pytest.raises(InvalidRequest, match="right-to-left or combining letters"):
        resolve_labels(("a", label), 2)


def test_accents_are_composed_and_single_emoji_are_letters() -> None:
    assert resolve_labels(("e\u0301", "🚀"), 2) == ("é", "🚀")


def test_lines_break_at_blanks_and_beside_wide_characters() -> None:
    assert wrap_label("one two three", 7, len) == ("one two", "three")
    assert wrap_label("图像编码器", 2, len) == ("图像", "编码", "器")
    assert wrap_label("编码。器", 3, len) == ("编码。", "器")
    assert wrap_label("incomprehensible", 6, len) == ("incomp", "rehens", "ible")
    assert wrap_label("", 6, len) == ()


@given(st.text("ab 图。-", max_size=40), st.integers(1, 30))
def test_no_line_is_too_wide_and_no_character_is_lost(text: str, width: int) -> None:
    label = " ".join(text.split())
    lines = wrap_label(label, width, len)
    assert all(len(line) <= width for line in lines)
    assert "".join(lines).replace(" ", "") == label.replace(" ", "")


def test_the_estimate_takes_wide_characters_for_squares() -> None:
    assert approximate_width("图像") == 2.0
    assert approximate_width("ab") == 1.2
