"""The author's outlines come first; what clauses add has to be a thing."""

from pb_adapters.planners.prose.boxes import Figure
from pb_adapters.planners.prose.figure import Basis, sketch
from pb_adapters.planners.prose.reading import read


def figure(source: str, caption: str = "") -> Figure:
    return sketch(read(source, caption))


def arrows(found: Figure) -> set[str]:
    return {f"{arrow.source} > {arrow.target}" for arrow in found.arrows}


def test_a_list_gives_boxes_and_no_arrows() -> None:
    found = figure("The system consists of a parser, a planner and a drawer.")
    assert ([box.label for box in found.boxes.values()], found.arrows) == (["parser", "planner", "drawer"], [])


def test_a_list_with_a_title_of_its_own_has_a_frame() -> None:
    found = figure(
        "Parser -> Planner -> Drawer\n\nWe use two memory stores: the episode store and the Planner. "
        "The episode store is large."
    )
    assert [frame.title for frame in found.frames] == ["memory stores"]


_PADDING = "Nobody knows of it. " * 20


def test_the_headings_of_the_whole_win_over_a_list_in_one_place() -> None:
    parts = [
        f"## {name} {kind}\n\n{_PADDING}" for name, kind in (("Scene", "Flow"), ("Loss", "Terms"), ("Final", "Match"))
    ]
    source = "\n\n".join([parts[0], "We score by three cues: distance, spread and count.", *parts[1:]])
    found = sketch(read(source, ""), built_on=Basis.HEADINGS)
    assert [box.label for box in found.boxes.values()] == ["Scene Flow", "Loss Terms", "Final Match"]


def test_what_stands_under_a_heading_is_framed_by_it() -> None:
    again = "Matching comes before tracking. "
    inner = "".join(f"### {name} score\n\n{_PADDING}\n\n" for name in ("Pair", "Edge", "Node"))
    source = f"# Method\n\n## Matching\n\n{inner}## Tracking\n\n{_PADDING} {3 * again}"
    found = sketch(read(source, ""), built_on=Basis.HEADINGS)
    assert [frame.title for frame in found.frames] == ["Matching"]
    assert {box.label for box in found.boxes.values()} == {"Pair score", "Edge score", "Node score", "Tracking"}


def test_a_passive_step_is_named_without_its_auxiliary() -> None:
    found = figure("First, the pose is estimated. Then, the pose can be refined. Finally, the pose is printed.")
    assert [box.label for box in found.boxes.values()] == ["pose estimated", "pose refined", "pose printed"]
    assert [box.aliases[0] for box in found.boxes.values()][1] == "pose can be refined"


def test_the_author_may_list_more() -> None:
    names = [f"Module {letter}X" for letter in "ABCDEFGHKLMN"]
    assert len(figure(" -> ".join(names)).boxes) == 12


_STEPS = f"The pipeline has three stages: Text Parsing, Graph Planner and Page Drawing. {_PADDING}"


def test_a_net_that_may_be_either_of_two_gives_no_arrow() -> None:
    source = (
        "We use two neural nets. The neural net computes the corners of each stamp. "
        "The second neural net reads the corners and returns the price tag."
    )
    assert arrows(figure(source)) == {"corner > second neural net", "second neural net > price tag"}


def test_an_indexed_symbol_is_no_box() -> None:
    source = "We know x_n. The x_n is converted into a tone map. The sorter reads the tone map and gives a rank."
    assert "x_n" not in figure(source).boxes
    assert "sorter" in figure(source).boxes


def test_a_step_that_works_in_parallel_keeps_its_place() -> None:
    source = "## Data Flow\n\n1. Fetch: workers fetch pages in parallel\n2. Parse: pages are parsed\n3. Write: done\n"
    assert {"fetch > parse", "parse > write"} <= arrows(figure(source))


def test_both_halves_of_a_name_are_one_box() -> None:
    source = "There are two servers: Backend / Mail Server and Frontend.\n\nMail Server -> Sorter -> Printer"
    labels = [box.label for box in figure(source).boxes.values()]
    assert sum("Mail Server" in label for label in labels) == 1


def test_each_chain_has_an_operation_of_its_own() -> None:
    found = figure("The first block is Linear -> LayerNorm -> Gate. The second block is Mixer -> LayerNorm -> Dropout.")
    assert [box.label for box in found.boxes.values()].count("LayerNorm") == 2
    assert "layernorm > gate" in arrows(found)
    assert "layernorm > dropout" not in arrows(found)


def test_headings_stand_in_the_order_of_the_text() -> None:
    told = "Ranking comes after Parsing. Drawing comes last."
    source = f"# Method\n\n{told}\n\n## Parsing\n\n{_PADDING}\n\n## Ranking\n\n{_PADDING}\n\n## Drawing\n\n{told}"
    found = sketch(read(source, ""), built_on=Basis.HEADINGS)
    assert [box.label for box in found.boxes.values()] == ["Parsing", "Ranking", "Drawing"]


def test_a_step_for_one_case_follows_nothing() -> None:
    found = figure("The steps are as follows:\n1. Read the text.\n2. Rank the text.\n3. If it fails, print the text.")
    assert len(found.boxes) == 3
    assert arrows(found) == {"read the text > rank the text"}


def test_what_goes_on_in_parallel_is_put_in_no_order() -> None:
    found = figure(f"{_STEPS} Text Parsing runs in parallel to Page Drawing.")
    assert (len(found.boxes), found.arrows) == (3, [])
