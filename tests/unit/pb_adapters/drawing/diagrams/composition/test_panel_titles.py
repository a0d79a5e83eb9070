from pb_adapters.drawing.diagrams.composition.leaf_sizes import LITTLE, typography
from pb_adapters.drawing.diagrams.composition.panel_titles import title_cells, title_extent, title_lines


def test_a_repeated_group_needs_a_wider_title() -> None:
    assert title_cells(" ", "")[1] < title_cells("Encoder", "")[1]
    assert title_cells("Encoder", "12")[0] > title_cells("Encoder", "")[0]


def test_titles_take_less_room_where_labels_are_small() -> None:
    usual, small = (typography(8.0, dense=dense).title for dense in (False, True))
    (wide, high), (narrower, lower) = (title_cells("Training", "", size) for size in (usual, small))
    assert LITTLE < small < usual
    assert (narrower < wide, lower < high) == (True, True)
    assert title_cells("", "", usual) == title_cells("", "", small)


def test_a_long_title_has_several_lines() -> None:
    title = "The training of the model on pairs of pictures and captions from the web"
    assert len(title_lines(title)) > 1
    assert " ".join(title_lines(title)) == title
    assert title_extent(title)[1] > title_extent("Training")[1]
    assert title_cells(title, "")[1] > title_cells("Training", "")[1]
