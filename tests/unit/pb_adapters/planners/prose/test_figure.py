"""The author's outlines come first; what clauses add has to be a thing."""

from pb_adapters.planners.prose.figure import Figure, sketch, slug, unique
from pb_adapters.planners.prose.reading import read


def figure(source: str, caption: str = "") -> Figure:
    return sketch(read(source, caption))


def arrows(found: Figure) -> set[str]:
    return {f"{arrow.source} > {arrow.target}" for arrow in found.arrows}


def test_a_chain_and_a_clause_share_their_boxes() -> None:
    found = figure("Parser -> Planner -> Drawer\n\nThe planner reads the request.")
    assert arrows(found) == {"parser > planner", "planner > drawer", "request > planner"}


def test_a_list_gives_boxes_and_no_arrows() -> None:
    found = figure("The system consists of a parser, a planner and a drawer.")
    assert ([box.label for box in found.boxes.values()], found.arrows) == (["parser", "planner", "drawer"], [])


def test_a_list_with_a_title_of_its_own_has_a_frame() -> None:
    found = figure(
        "Parser -> Planner -> Drawer\n\nWe use two memory stores: the episode store and the Planner. "
        "The episode store is large."
    )
    assert [frame.title for frame in found.frames] == ["memory stores"]


def test_no_more_than_nine_boxes_come_from_clauses() -> None:
    sentences = [f"The unit {letter}A reads the text {letter}B. The unit {letter}A is good." for letter in "KLMNPQRST"]
    assert len(figure(" ".join(sentences)).boxes) <= 9


def test_the_author_may_list_more() -> None:
    names = [f"Module {letter}X" for letter in "ABCDEFGHKLMN"]
    assert len(figure(" -> ".join(names)).boxes) == 12


def test_what_is_refused_does_not_come_back() -> None:
    told = read("Parser -> Planner -> Drawer\n\nThe planner reads the request.", "")
    again = sketch(told, {"request"})
    assert arrows(again) == {"parser > planner", "planner > drawer"}


def test_ids_are_made_of_labels_and_told_apart() -> None:
    assert slug("Spatial Graph (SGM)") == "spatial-graph-sgm"
    assert slug("…") == "element"
    assert unique("a", ["a", "a-2"]) == "a-3"
