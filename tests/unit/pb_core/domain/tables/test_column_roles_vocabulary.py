from pb_core.domain.tables.column_roles import has_sibling, is_axis, is_quantity, is_score


def test_scores_quantities_and_axes() -> None:
    assert is_score("Top1 accuracy")
    assert is_score("F1-score")
    assert not is_score("MNLI")
    assert is_quantity("latency")
    assert is_quantity("size (MB)")
    assert not is_quantity("accuracy (%)")
    assert is_axis("training step")
    assert is_axis("x")
    assert not is_axis("runs")


def test_a_sibling_is_an_uncertainty_beside_its_mean() -> None:
    assert has_sibling("acc_std", ["acc", "acc_std"])
    assert not has_sibling("acc_std", ["f1", "acc_std"])
    assert not has_sibling("std", ["acc", "std"])
