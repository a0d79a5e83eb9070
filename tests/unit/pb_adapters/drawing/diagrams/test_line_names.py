import pytest

from pb_adapters.drawing.diagrams.composition.leaf_sizes import typography
from pb_adapters.drawing.diagrams.detail_levels import Detail, parts_of
from pb_adapters.drawing.diagrams.line_names import named_styles
from pb_adapters.drawing.shared.palettes import colours
from pb_adapters.drawing.shared.text_metrics import settings
from pb_adapters.notation.mermaid import read
from pb_core.domain.diagrams.spec import Palette


def names(*statements: str) -> list[str]:
    with settings():
        stock = parts_of(read("flowchart LR\n" + "\n".join(statements)).spec, typography(10.0), Detail())
        return [name for name, _ in named_styles(stock, colours(Palette.HARBOR))]


@pytest.mark.parametrize(
    ("statements", "found"),
    [
        (("a ==> b ==> c ==> d", "e --> c"), ["flow", "main flow"]),
        (("a ==> b ==> c ==> d ==> a", "e --> c"), ["flow", "main flow"]),
        (("a ==> b ==> c", "a --> d"), ["solid", "heavy"]),  # two are no way
        (("a ==> b ==> c ==> d", "a ==> e & f & g & h & i", "e --> b"), ["solid", "heavy"]),  # most lead elsewhere
        (("a --> b --> c", "c -.-> a"), ["flow", "feedback"]),
        (("a --> b --> c", "c -.-> a", "a -.-> c"), ["solid", "dashed"]),
        (
            ("a --> b --> c", '%% pb: {"kind":"feedback"}', "c -.-> a", "c -.-> b"),
            ["flow", "feedback", "reference"],  # both lead back, and two names are not the same
        ),
        (("a ==> b ==> c ==> d", "e --> c", "d -.->|again| a"), ["flow", "main flow", "again"]),
    ],
)
def test_styles_are_named_by_where_their_arrows_lead(statements: tuple[str, ...], found: list[str]) -> None:
    assert names(*statements) == found
