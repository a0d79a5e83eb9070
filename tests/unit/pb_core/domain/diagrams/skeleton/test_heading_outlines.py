from pb_core.domain.diagrams.skeleton.reading import read_skeleton


def test_a_heading_of_the_method_is_told_even_if_it_stands_alone_beside_others() -> None:
    source = "# Model\n\n## Encoder\n\nIt reads.\n\n## Discussion\n\nIt is good.\n\n# Results\n\nFine."
    assert [item.name for item in read_skeleton(source).items] == ["Encoder"]
