from pb_adapters.drawing.diagrams.label_places import Obstacles, place_labels
from pb_core.domain.plane import Rect


def test_a_label_with_a_word_in_two_pieces_is_cut() -> None:
    ground = Obstacles(Rect(0, 0, 40, 60), (), (), (((5, 5), (5, 55)),))
    tag = place_labels({0: "interconnectedness"}, 7.0, ground)[0]
    whole = place_labels({0: "is in"}, 7.0, ground)[0]
    assert tag is not None
    assert whole is not None
    assert (tag.cut, whole.cut) == (True, False)
