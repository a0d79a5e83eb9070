from pb_core.domain.diagrams.skeleton.reading import read_skeleton


def test_neighbours_come_from_ordered_outlines_only() -> None:
    skeleton = read_skeleton("A1 -> B1 -> C1\n\nIt comprises a planner and a critic.")
    assert [(a.name, b.name) for a, b in skeleton.neighbours()] == [("A1", "B1"), ("B1", "C1")]
