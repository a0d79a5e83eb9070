import pytest

from pb_adapters.drawing.diagrams.composition.leaf_sizes import typography
from pb_adapters.drawing.diagrams.detail_levels import Detail, parts_of
from pb_adapters.drawing.diagrams.hierarchies import is_hierarchy
from pb_adapters.drawing.shared.text_metrics import settings
from pb_adapters.notation.mermaid import read


@pytest.mark.parametrize(
    ("statements", "found"),
    [
        (("a[Base] --> b[User] & c[Post]", "b --> d[name] & e[email]"), True),
        (("a --> b --> c --> d", "c --> e"), False),  # a chain that forks
        (("a --> b & c & d", "c --> d"), False),  # d hangs on two
        (("a -- has --> b & c & d",), False),  # arrows that say what they mean
        (("a --> b & c & d[(Store)]",), False),  # data flow into a store
        (("a --> b & c",), False),
        (("a --- b & c & d", "a --> a"), True),
        (
            ("subgraph g", "a", "c", "d", "e", "end", "subgraph h", "b", "f", "end", "g --> h"),
            False,
        ),  # they hang on nothing
    ],
)
def test_a_tree_of_names_is_a_hierarchy(statements: tuple[str, ...], *, found: bool) -> None:
    with settings():
        stock = parts_of(read("flowchart TD\n" + "\n".join(statements)).spec, typography(10.0), Detail())
    assert is_hierarchy(stock) == found
