import pytest

from pb_adapters.notation.mermaid import read
from pb_adapters.notation.mermaid_colours import class_hues
from pb_core.domain.diagrams.notation import write_mermaid
from pb_core.domain.diagrams.spec import Hue


@pytest.mark.parametrize(
    ("style", "hue"),
    [
        ("fill:#ffebee,stroke:#c62828", Hue.RED),
        ("fill:#fce4ec", Hue.PURPLE),
        ("fill:#fff3e0,stroke-width:2px", Hue.ORANGE),
        ("stroke-width:2px, fill : #d4a017", Hue.YELLOW),
        ("fill:#e8f5e9", Hue.GREEN),
        ("fill:#e0f2f1", Hue.TEAL),
        ("fill:#e3f2fd", Hue.BLUE),
        ("fill:#fff,stroke:#6a1b9a", Hue.PURPLE),
        ("fill:#eee,stroke:red", Hue.RED),
        ("fill:#eee,stroke:#333", Hue.GREY),
        ("fill:hsl(120, 40%, 60%)", None),
        ("fill:url(x),stroke:none", None),
        ("color:#f00", None),
        ("fill:", None),
    ],
)
def test_a_class_has_the_hue_of_its_fill_else_of_its_outline(style: str, hue: Hue | None) -> None:
    assert class_hues(f"a --> b\n  classDef one,two {style}\n") == {"one": hue, "two": hue}


def test_the_hue_is_of_all_elements_of_the_class_and_is_written_and_read() -> None:
    spec = read("flowchart LR\na:::bad --> b --> c\nclassDef bad fill:#f88\nclass c bad").spec
    assert [element.category_color for element in spec.elements] == [Hue.RED, None, Hue.RED]
    assert read(write_mermaid(spec)).spec == spec
