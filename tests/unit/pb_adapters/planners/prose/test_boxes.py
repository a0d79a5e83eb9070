"""Boxes have ids that are made of their labels."""

from pb_adapters.planners.prose.boxes import slug, unique


def test_ids_are_made_of_labels_and_told_apart() -> None:
    assert slug("Spatial Graph (SGM)") == "spatial-graph-sgm"
    assert slug("…") == "element"
    assert unique("a", ["a", "a-2"]) == "a-3"
