import pytest

from pb_core.domain.plots.literal_support import claimed, stated, stated_times


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("y from 70 to 85", {70, 85}),
        ("70-85 or 70–85", {70, 85}),
        ("1..5", {1, 5}),
        ("85 % and 3%", {85, 0.85, 3, 0.03}),
        ("10k steps", {10, 10_000}),
        ("7B", {7, 7e9}),
        ("2·10^3", {2, 2_000, 1_000}),
        ("10⁻³", {10, 0.001}),
        ("2.5×10⁶", {2.5, 2.5e6, 10**6}),
        ("1e-4", {1e-4, 1}),
        ("1,234.5", {1_234.5, 1.234}),
        ("76,1", {76.1, 76}),
        ("−5 to +5", {-5, 5}),
        ("at .5.", {0.5}),
        ("从70到85", {70, 85}),
        ("７０ bis ８５", {70, 85}),
        ("five runs", {5}),
        ("F1 of GPT-4", {4}),
        ("no number", set()),
        ("10^99999", {10, 99_999}),
    ],
)
def test_numbers_are_found_as_people_write_them(text: str, numbers: set[float]) -> None:
    assert numbers <= stated(text)
    assert stated(text) - numbers <= {10, 1}


def test_words_claim_their_numbers_and_names_do_not() -> None:
    assert [claim[0] for claim in claimed("F1 in 3D of 93.2 % (95% CI)")] == ["93.2 %", "95%"]
    assert claimed("GPT-4")[0][2] == "GPT-4"
    assert claimed("CO2 and R²") == ()


def test_years_and_dates_are_times() -> None:
    assert 1577836800 in stated_times("since 2020")
    assert 1609459200 in stated_times("until the end of 2020")
    assert 1583020800 in stated_times("from 2020-03-01")
    assert 1583020800 in stated_times("from March 2020")
    assert stated_times("3 of 12345") == frozenset()
