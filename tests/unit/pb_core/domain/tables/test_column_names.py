import pytest

from pb_core.domain.tables.column_names import Part, may_be_pair, part_of, words_of


@pytest.mark.parametrize(
    ("name", "stem", "part"),
    [
        ("acc_std", "acc", Part.DELTA), ("accStd", "acc", Part.DELTA), ("std acc", "acc", Part.DELTA),
        ("SEM", "", Part.DELTA),
        ("Accuracy standard deviation", "accuracy", Part.DELTA), ("acc_ci95", "acc", Part.PAIR),
        ("95% CI", "", Part.PAIR),
        ("acc_ci_lower", "acc", Part.LOW), ("lower bound", "", Part.LOW), ("acc max", "acc", Part.HIGH),
        ("mean", "", Part.CENTRE),
        ("acc_mean", "acc", Part.CENTRE), ("95% CI low", "", Part.LOW), ("confidence interval", "", Part.PAIR),
    ],
)  # fmt: skip
def test_the_part_that_a_name_tells(name: str, stem: str, part: Part) -> None:
    assert part_of(name) == (tuple(stem.split()), part)


@pytest.mark.parametrize("name", ["accuracy", "model", "stdlib", "lowest", "maximal speed", "", "准确率"])
def test_names_that_tell_no_part(name: str) -> None:
    assert part_of(name)[1] is None


def test_words_are_parted_by_case_and_marks() -> None:
    assert words_of("Top1_accuracyStd (%)") == ("top1", "accuracy", "std")


def test_pairs_stand_under_intervals_and_errors() -> None:
    assert may_be_pair("ci")
    assert may_be_pair("acc error")
    assert not may_be_pair("points")
    assert not may_be_pair("runs")
