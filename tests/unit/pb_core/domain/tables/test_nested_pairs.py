from pb_core.domain.tables.nested import Columns, pairs_in, split_pairs


def found(columns: Columns, *, nested: bool = False) -> dict[str, tuple[str, str]]:
    held = {name: list if any(isinstance(v, list) for v in values) else None for name, values in columns.items()}
    return pairs_in(columns, held, nested=nested)


def test_pairs_under_a_name_of_intervals_are_ends() -> None:
    assert found({"acc": [1], "acc ci": [[0, 2]]}) == {"acc ci": ("acc ci low", "acc ci high")}
    assert found({"ci": [None, [0, 2]]}) == {"ci": ("ci low", "ci high")}


def test_pairs_that_enclose_a_mean_are_ends() -> None:
    assert found({"mean": [1, 5], "spread": [[0, 2], [4, 6]]}) == {"spread": ("spread low", "spread high")}
    assert found({"mean": [1, 5], "spread": [[0, 2], [6, 7]]}) == {}
    assert found({"accuracy": [1], "runs": [[0, 2]]}) == {}


def test_deviations_of_two_means_are_no_pairs() -> None:
    assert found({"mean": [[3, 2]], "std": [[0.2, 0.1]]}) == {}


def test_points_are_told_by_their_name_or_by_standing_in_lists() -> None:
    assert found({"point": [[1, 2]]}) == {"point": ("x", "y")}
    assert found({"curve": [[1, 2]]}) == {}
    assert found({"curve": [["A", 2]]}, nested=True) == {"curve": ("x", "y")}
    assert found({"curve": [[1, 2, 3]]}, nested=True) == {}


def test_each_end_is_a_column() -> None:
    columns: Columns = {"x": [1, 2], "point": [[3, 4], None]}

    assert split_pairs(columns, {"point": ("x", "y")}) == {"x": [1, 2], "x 2": [3, None], "y": [4, None]}
