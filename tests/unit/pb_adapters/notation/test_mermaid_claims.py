import pytest

from pb_adapters.notation.mermaid import read


@pytest.mark.parametrize(
    ("lines", "found"),
    [
        ("A[NEW: Router] --> B --> C", ("A",)),
        ('A["🚀 [NEW] Router"] --> B --> C', ("A",)),
        ('A["Router (ours)"] --> B --> C', ("A",)),
        ('A["Router<br/>(Proposed)"] --> B --> C', None),  # the second line is small print
        ("A[New router] --> B --> C", None),
        ('A["Create order: new"] --> B --> C', None),
        ("A[NEW: Router] --> B[NEW: Store] --> C", None),  # two of three are not one thing among others
        ("A[NEW: Router] --> B:::ours --> C", ("B",)),
        ("A[NEW: Router] --> B:::emphasis --> C", ("B",)),
        ('subgraph g["Router (ours)"]\nA\nend\nA --> B --> C', ("A",)),
        ('subgraph g["Router (ours)"]\nA --> B\nend\nB --> C', None),  # which of the two it is nobody says
    ],
)
def test_what_words_call_new_is_emphasised(lines: str, found: tuple[str, ...] | None) -> None:
    assert read(f"graph TD\n{lines}").styling.emphasis == found
