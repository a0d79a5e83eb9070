import pytest

from pb_adapters.drawing.diagrams.composition.leaf_sizes import typography
from pb_adapters.drawing.diagrams.detail_levels import Detail, parts_of
from pb_adapters.drawing.diagrams.exchanges import answered, askers
from pb_adapters.drawing.shared.text_metrics import settings
from pb_adapters.notation.mermaid import read


@pytest.mark.parametrize(
    ("statements", "asking", "ending"),
    [
        (("a --> b --> c", "b --> a"), "a", ""),
        (("a --> b --> c", "b -->|response| a"), "a", "a"),
        (("a[Web client] --> b --> c", "b --> a"), "a", "a"),
        (("a[Clients] --> b --> c", "b --> a"), "a", ""),
        (("a[User query] --> b --> c", "b --> a"), "a", ""),
        (("a((Reader)):::actor --> b --> c", "b --> a"), "a", "a"),
        (("a --> b", "b -->|answer| a"), "a", ""),  # two that only talk with each other end nothing
        (("a --> b & c", "b -->|answer| a", "b & c --> d"), "a", ""),  # nor who asks others as well
        (("a --> b & c", "b -->|answer| a", "b --> d"), "", ""),  # or passes the answer on
        (("a --> b --> c --> a",), "", ""),  # c was not asked
        (("a[User] --> b & c", "b --> a", "b & c --> d"), "a", "a"),
        (("a[User] --> b --> c --> a",), "a", "a"),  # a person has what others made of the question
        (("a((Environment)):::actor --> b --> c --> a",), "", ""),  # is nobody
        (("a --> b --> c", "b -->|all results| a"), "a", "a"),
        (("d --> a[User] --> b --> a",), "", ""),
        (("b -->|answer| a[User]", "a --> b", "b --> c"), "", ""),
        (("a[User] <--> b", "b --> c"), "", ""),
        (
            ("a[User] --> b --> c", '%% pb: {"kind":"feedback"}', "b --> a"),
            "a",
            "",
        ),  # which the figure does not end with
        (("a --> b --> c", '%% pb: {"kind":"feedback"}', "b --> a"), "", ""),  # which changes a
        (("u[User] --> a[Browser UI] --> b --> c", "b --> a"), "", "a"),  # the user asks by it
        (("subgraph g", "x", "y", "end", "a[User] --> g", "g --> a", "g --> c"), "a", "a"),
        (("subgraph g", "x", "y", "end", "x --> a[User]", "a --> g", "g --> c"), "", ""),
        (("a[User] --> b --> c", "b --> a", "a --> a"), "a", "a"),
    ],
)
def test_who_asks_leads_first_to_what_leads_back(statements: tuple[str, ...], asking: str, ending: str) -> None:
    with settings():
        stock = parts_of(read("flowchart LR\n" + "\n".join(statements)).spec, typography(10.0), Detail())
        assert askers(stock) == set(asking)
        assert answered(stock) == set(ending)
