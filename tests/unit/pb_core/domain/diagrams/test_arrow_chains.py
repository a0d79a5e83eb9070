import pytest

from pb_core.domain.diagrams.arrow_chains import chains_in, flowchart_in, is_prose
from pb_core.errors import InvalidRequest

CHART = "flowchart LR\nA --> B"


@pytest.mark.parametrize(
    ("text", "names", "arrows"),
    [
        ("Input Graph -> SBS -> SGM -> Enc -> Dec", ["Input Graph", "SBS", "SGM", "Enc", "Dec"], 4),
        ("- A → B → C\n\n2. b ⇒ D\n* D --> A", ["A", "B", "C", "D"], 4),
        ("Encoder (6 layers) ==> Decoder => Softmax", ["Encoder (6 layers)", "Decoder", "Softmax"], 2),
        ("A -> B -> A -> B", None, 0),
        ("A -> B", None, 0),
        ("We map x -> y. Then we go on -> z.", None, 0),
        ("A -> B -> C\nand so on.", None, 0),
        ("A -> B -> ", None, 0),
        ("A -> ... -> C -> D", None, 0),
        ("one two three four five six seven eight nine -> B -> C", None, 0),
        ("", None, 0),
        ("x -> " * 5_000 + "y", None, 0),
    ],
)
def test_a_text_of_nothing_but_chains(text: str, names: list[str] | None, arrows: int) -> None:
    found = chains_in(text)

    assert (found and [element.label for element in found.spec.elements]) == names
    assert len(found.spec.connections if found else ()) == arrows


def test_each_part_quotes_its_line() -> None:
    found = chains_in("A -> B\nB -> C")

    assert found is not None
    assert [element.evidence for element in found.spec.elements] == ["A -> B", "A -> B", "B -> C"]
    assert [connection.evidence for connection in found.spec.connections] == ["A -> B", "B -> C"]


def test_more_than_a_figure_takes_is_refused() -> None:
    with pytest.raises(InvalidRequest, match="name 61 elements and 60 arrows; 60 and 150 are the most"):
        chains_in(" -> ".join(f"N{number}" for number in range(61)))


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (CHART, CHART),
        (f"\n%% why\n{CHART}", f"\n%% why\n{CHART}"),
        ("---\ntitle: x\n---\ngraph TD\nA", "---\ntitle: x\n---\ngraph TD\nA"),
        (f"Our method:\n\n```mermaid\n{CHART}\n```\nThe end.", f"\n\n\n{CHART}"),
        (f"~~~~ mermaid\n{CHART}\n~~~~", f"\n{CHART}"),
        ("```mermaid\nsequenceDiagram\nA->>B: x\n```", None),
        (f"```\n{CHART}\n```", None),
        (f"```mermaid\n{CHART}", None),
        ("graph\nneural networks", None),
        ("flowcharts are useful", None),
        ("", None),
    ],
)
def test_a_flowchart_is_found_and_its_lines_stay_where_they_are(text: str, found: str | None) -> None:
    assert flowchart_in(text) == found


def test_several_flowcharts_are_refused() -> None:
    with pytest.raises(InvalidRequest, match="holds 2 Mermaid flowcharts: send one for each figure"):
        flowchart_in(f"```mermaid\n{CHART}\n```\n" * 2)


@pytest.mark.timeout(120)  # what is not bounded takes hours
@pytest.mark.parametrize(
    "text",
    [
        "```mermaid\n" * 180_000,
        "---\n" * 500_000,
        "%%\n" * 600_000,
        "-> " * 600_000,
        f"a{' ' * 19_900}b",
    ],
)
def test_hostile_texts_are_searched_in_bounded_time(text: str) -> None:
    assert flowchart_in(text) is None
    assert chains_in(text) is None


@pytest.mark.parametrize("text", ["A -> B", "A => B", "A → B", "A ⟶ B", "A ⇒ B", "A ➔ B", "A ➜ B", "graph TD", CHART])
def test_what_may_be_a_diagram_is_not_called_prose(text: str) -> None:
    assert not is_prose(f"Some words. {text}")
    assert is_prose("An encoder feeds a decoder - and > so = on.")
