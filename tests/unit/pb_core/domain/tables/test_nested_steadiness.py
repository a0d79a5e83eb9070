from pb_core.domain.tables.nested import changes_steadily


def test_steady_lists_are_told_from_scattered_ones() -> None:
    assert changes_steadily([[1, 2, 3, 4, 5], [5.0, 4.1, 3.3, 2.9, 2.8, 2.75]])
    assert changes_steadily([[1e308, 1.1e308, 1.2e308, 1.3e308, 1.4e308]])
    assert not changes_steadily([[76.1, 75.9, 76.4, 75.8, 76.2]])
    assert not changes_steadily([[1, 2, 3]])
    assert not changes_steadily([[5, 5, 5, 5, 5]])
    assert not changes_steadily([])
