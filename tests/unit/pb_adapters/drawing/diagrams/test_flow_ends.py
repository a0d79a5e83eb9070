import pytest
from msgspec import structs

from pb_adapters.drawing.diagrams.attempt import DiagramParts
from pb_adapters.drawing.diagrams.composition.leaf_sizes import typography
from pb_adapters.drawing.diagrams.detail_levels import Detail, parts_of
from pb_adapters.drawing.diagrams.flow_ends import begins, exchanging, stops
from pb_adapters.drawing.shared.text_metrics import settings
from pb_adapters.notation.mermaid import read


def parts(*statements: str) -> DiagramParts:
    with settings():
        return parts_of(read("flowchart LR\n" + "\n".join(statements)).spec, typography(10.0), Detail())


@pytest.mark.parametrize(
    ("statements", "first", "last"),
    [
        (("a --> b --> c", "d -.-> b"), "ad", "c"),
        (("a --> b --> c", "c -.-> a"), "a", ""),  # what comes back to where nothing else begins
        (("a --> b --> c", '%% pb: {"kind":"control"}', "d --> b"), "ad", "c"),
        (("a --> b --> c", '%% pb: {"kind":"feedback"}', "d --> b"), "a", "c"),  # what only feeds back begins nothing
        (
            ("a[/A/]:::input --> b --> c", '%% pb: {"kind":"feedback"}', "c --> a", "d --> b"),
            "ad",
            "",
        ),  # the next round
        (("a[/A/]:::input --> b --> c", '%% pb: {"kind":"feedback"}', "b --> a", "d --> b"), "ad", "c"),
        (("a --> b --> e --> a", "b --> c", "d --> c"), "", "c"),  # what goes round has no beginning
        (
            ("a --> b", '%% pb: {"kind":"feedback"}', "b --> a", "b --> c", "d --> c"),
            "d",
            "c",
        ),  # a step that is fed back to
        (("a <--> b", "b --> c"), "a", "c"),
        (
            ("a[M] --> b[N]", "subgraph g[M]", "c --> d", "end", "subgraph h[N]", "e", "end", "d --> e", "f --> e"),
            "af",
            "be",
        ),  # insides begin and end nothing by arrows of their own
        (("a --- b", "a --> c", "d --> b --> c"), "d", "c"),  # a line without a head may enter
        (("a --> b --> c --- d",), "a", "c"),
        (("a --> b --> c --- d", "b --> e"), "a", "ce"),  # a line without a head is no arrow
        (("a --> b --> c --- d --> e",), "a", "e"),  # but leads on
        (("subgraph g", "a --- b --- c", "end", "g --> d --> e"), "", "e"),
        (("c <--> b", "a --> b --> d", "d <--> e"), "ac", "e"),  # as it is written
        (("subgraph g", "x --> y", "z", "end", "a --> g"), "a", "yz"),
        (("subgraph g", "y", "z", "end", "a --> g"), "a", "yz"),
        (("subgraph g", "y", "z", "end", "y & z --> c", "a -.-> g"), "yz", "c"),  # a is about the panel as a whole
        (("subgraph g", "y", "z", "end", "y & z --> c", "a --> g"), "a", "c"),
        (("a --> b", 'subgraph Legend[" "]', "x --> y", "end"), "a", "b"),
        (("a --> b", 'subgraph k["📘 Legend:"]', "subgraph m", "x --> y", "end", "end"), "a", "b"),  # no flow
    ],
)
def test_flows_begin_where_no_arrow_enters_and_stop_where_none_leaves(
    statements: tuple[str, ...], first: str, last: str
) -> None:
    stock = parts(*statements)
    assert (sorted(begins(stock)), sorted(stops(stock))) == (list(first), list(last))


def test_an_arrow_at_a_panel_that_stands_for_one_to_each_box_enters_these() -> None:
    stock = parts("subgraph g", "y", "z", "end", "y & z --> c", "a -.-> g", "b --> a")
    assert sorted(begins(stock)) == ["b", "y", "z"]
    assert begins(structs.replace(stock, gathered=("g",))) == ["b"]


def test_what_only_exchanges_has_two_heads_at_all_of_its_arrows() -> None:
    assert exchanging(parts("a <--> b", "b --> c <--> d", "b --- e")) == {"a", "d"}
    assert exchanging(parts("subgraph g", "a", "b", "end", "g <--> c", "a --> d")) == {"b", "c"}
