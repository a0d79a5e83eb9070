import pytest

from pb_adapters.drawing.diagrams.bundles import bundles_of
from pb_adapters.drawing.diagrams.composition.leaf_sizes import typography
from pb_adapters.drawing.diagrams.detail_levels import Detail, parts_of
from pb_adapters.drawing.shared.text_metrics import settings
from pb_adapters.notation.mermaid import read


def shared(*statements: str) -> list[tuple[bool, bool]]:
    """Of every arrow, whether it may share its beginning and its end."""
    with settings():
        stock = parts_of(read("flowchart LR\n" + "\n".join(statements)).spec, typography(10.0), Detail())
    return [(bool(bundle.leaves), bool(bundle.arrives)) for bundle in bundles_of(stock)]


@pytest.mark.parametrize(
    ("statements", "found"),
    [
        (("a --> b & c & d",), [(True, False)] * 3),
        (("a --> b & c",), [(False, False)] * 2),
        (("a --> b & c", "a -->|words| d"), [(False, False)] * 3),
        (("a -->|words| b & c & d",), [(True, False)] * 3),
        (("q{Ready?} & p{Done?} & r{Open?} -->|yes| e",), [(False, False)] * 3),
        (("a & b & c -->|words| e",), [(False, True)] * 3),
        (("a --> b & c", "a -.-> d"), [(False, False)] * 3),
        (("a -.-> b & c & d",), [(True, False)] * 3),
        (("a <--> b & c & d",), [(False, False)] * 3),
        (("q{Ready?} --> b & c & d",), [(False, False)] * 3),
        (("a & b --> q{Ready?}",), [(False, True)] * 2),
        (("a & b -.-> q{Ready?}",), [(False, False)] * 2),
        (("a & b --> e",), [(False, False)] * 2),
        (("a & b & c --> e",), [(False, True)] * 3),
        (("a & b & c -.-> e",), [(False, False)] * 3),
        (("subgraph x", "a", "b", "c", "end", "a & b & c --> e", "d --> e"), [(False, True)] * 3 + [(False, False)]),
        (("subgraph x", "a", "b", "end", "a & b & c & d --> e"), [(False, False)] * 4),
    ],
)
def test_many_arrows_of_one_box_or_into_one_that_look_and_read_alike_share_a_line(
    statements: tuple[str, ...], found: list[tuple[bool, bool]]
) -> None:
    assert shared(*statements) == found
