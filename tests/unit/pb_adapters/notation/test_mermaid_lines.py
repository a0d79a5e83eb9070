import pytest

from pb_adapters.notation.mermaid_lines import HARD, SOFT, first_and_rest, items, joined


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("", []),
        (f" {SOFT} {HARD}", []),
        (f"one {SOFT}  two", ["one", "two"]),
        (f"the end{SOFT}of it", ["the end of it"]),
        (f"one,{SOFT}two &{SOFT}three", ["one, two & three"]),
        (f"a pre-{SOFT}trained one", ["a pre-trained one"]),
        (f"the end{HARD}of it", ["the end", "of it"]),
        (f"the end{SOFT}{SOFT}of it", ["the end", "of it"]),
        (f"with{SOFT}- an item", ["with", "- an item"]),
        (f"Meter A{SOFT}Meter B", ["Meter A", "Meter B"]),
    ],
)
def test_lines_are_joined_where_a_phrase_goes_on(text: str, found: list[str]) -> None:
    assert items(text) == found


@pytest.mark.parametrize(
    ("lines", "text"),
    [
        ([], ""),
        (["- alone"], "- alone"),
        (["one", "two"], "one; two"),
        (["Steps:", "- one", "- two"], "Steps: one; two"),
        (["One.", "Two."], "One. Two."),
    ],
)
def test_items_are_parted(lines: list[str], text: str) -> None:
    assert joined(lines) == text


@pytest.mark.parametrize(
    ("lines", "longest", "found"),
    [
        ([], 9, ("", "")),
        (["one", "two", "three"], 99, ("one", "two; three")),
        (["- one", "- two"], 8, ("one; two", "")),
        (["- one", "- two"], 7, ("- one", "- two")),
    ],
)
def test_a_list_stays_together_if_it_is_short(lines: list[str], longest: int, found: tuple[str, str]) -> None:
    assert first_and_rest(lines, longest) == found
