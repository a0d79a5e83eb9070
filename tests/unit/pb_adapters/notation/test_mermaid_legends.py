import pytest

from pb_adapters.notation.mermaid import read

CHART = "flowchart LR\na[Load] --> b[Train] --> c[Test]\n"


@pytest.mark.parametrize("opening", ["Legend", 'subgraph0["📘 Legend:"]', "Legend[ ]", "x[LEGEND]"])
def test_a_legend_is_left_out_and_noted(opening: str) -> None:
    found = read(f"{CHART}subgraph {opening}\nd[Solid] -->|data| e[Dotted]\nsubgraph in\nf[Blue]\nend\nend")
    assert found.spec == read(CHART).spec
    assert sum("legend of its own" in note for note in found.notes) == 1


@pytest.mark.parametrize(
    "more",
    [
        "subgraph Legend\nd[Solid]\nend\nb --> d",  # which something leads to
        "subgraph Legends\nd[Solid]\nend",
        "subgraph k[Legendary]\nd[Solid]\nend",
    ],
)
def test_other_subgraphs_stay(more: str) -> None:
    found = read(CHART + more)
    assert "d" in {element.id for element in found.spec.elements}
    assert len(found.spec.groups) == 1


def test_a_flowchart_of_a_legend_alone_is_drawn() -> None:
    assert len(read("flowchart LR\nsubgraph Legend\na --> b\nend").spec.elements) == 2
