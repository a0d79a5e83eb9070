from pb_core.domain.diagrams.skeleton.reading import read_skeleton
from support.skeletons import names, only


def test_steps_that_a_paragraph_goes_on_with() -> None:
    source = "First, the graph is read.\n\nFinally, a search is performed.\n\nThe graph is good.\n\nThen it ends."
    assert names(only(source)) == ["graph is read", "search is performed"]


def test_wishes_told_in_order_are_no_steps() -> None:
    assert (
        read_skeleton("First, we aim to restore the edge. Second, we wish to keep the face. Finally, we hope.").outlines
        == ()
    )
