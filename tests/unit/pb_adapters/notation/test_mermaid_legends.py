import pytest

from pb_adapters.notation.mermaid import read
from pb_core.domain.diagrams.notation import write_mermaid
from pb_core.domain.diagrams.spec import DiagramSpec, Element, Group

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
        '%% pb: {"id": "key"}\nsubgraph Legend\nd[Solid]\nend',
        "subgraph Legends\nd[Solid]\nend",
        "subgraph k[Legendary]\nd[Solid]\nend",
    ],
)
def test_other_subgraphs_stay(more: str) -> None:
    found = read(CHART + more)
    assert "d" in {element.id for element in found.spec.elements}
    assert len(found.spec.groups) == 1


@pytest.mark.parametrize("beside", ["", "c[Title]\n"])
def test_what_holds_all_arrows_is_no_legend(beside: str) -> None:
    assert len(read(f"flowchart LR\n{beside}subgraph Legend\na --> b\nend").spec.elements) == 2 + bool(beside)


def test_a_plan_whose_panel_is_called_a_legend_is_read_back_unchanged() -> None:
    elements = (Element(id="a", label="Plot"), Element(id="b", label="Swatch", group="key"))
    spec = DiagramSpec(elements=elements, groups=(Group(id="key", title="Legend"),))
    assert read(write_mermaid(spec)).spec == spec
