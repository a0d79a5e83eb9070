import pytest

from pb_adapters.drawing.diagrams.composition.leaf_sizes import typography
from pb_adapters.drawing.diagrams.detail_levels import Detail, parts_of
from pb_adapters.drawing.diagrams.line_names import named_styles
from pb_adapters.drawing.shared.palettes import colours
from pb_adapters.drawing.shared.text_metrics import settings
from pb_adapters.notation.mermaid import read
from pb_core.domain.diagrams.spec import Heads, Palette


def names(*statements: str) -> list[str]:
    with settings():
        stock = parts_of(read("flowchart LR\n" + "\n".join(statements)).spec, typography(10.0), Detail())
        return [style.words for style in named_styles(stock, colours(Palette.HARBOR))]


@pytest.mark.parametrize(
    ("statements", "found"),
    [
        (("a ==> b ==> c ==> d", "e --> c"), ["flow", "main flow"]),
        (("a ==> b ==> c ==> d ==> a", "e --> c"), ["flow", "main flow"]),
        (("a ==> b ==> c", "a --> d"), ["flow", "main flow"]),
        (("a --> b --> c", "c -.-> a"), ["flow", "feedback"]),
        (("a --> b --> c --> a", "b -.-> c"), ["flow", "other flow"]),  # all leads back, and this one on as well
        (("a ==> b ==> c", "d --- e"), ["flow", "link"]),
        (("a --> b --> c", "c --- d"), ["flow", "link"]),
        (("a --> b --> c", "c --- d", "d -.- e"), ["flow", "link", "other link"]),
        (("a ==> b ==> c", "d -.-> e", "f -.-> b"), ["flow", "other flow"]),  # all of it is heavy
        (("a --> b --> c", "c -.-> a", "a -.-> c"), ["flow", "other flow"]),  # nobody says more
        (("a ==> b --> c", "c -.-> a", "a -.-> c"), ["flow", "main flow", "other flow"]),
        (
            ("a --> b --> c", "c -.-> a", '%% pb: {"evidence":"the report cites the table"}', "a -.-> c"),
            ["flow", "reference"],
        ),
        (
            ("a --> b", "b -.-> c[Interface<br/>(placeholder)]", "c -.-> d[Robot<br/>Future]"),
            ["flow", "placeholder, future"],
        ),
        (("a --> b --> e", "b -.-> c[Future robot]", "b -.-> d"), ["flow", "other flow"]),
        (("a --> b --> c[Future robot]", "b -.-> c"), ["flow", "other flow"]),
        (("a --> b --> c", "b <-.-> d", "c <-.-> e"), ["flow", "exchange"]),
        (("a --> b --> c", "b -.- d", "c -.- e"), ["flow", "association"]),
        (("a <--> b <--> c", "b <-.-> d"), ["flow", "other flow"]),  # all have two heads
        (
            ("a --> b --> c", '%% pb: {"kind":"feedback"}', "c -.-> a", "c -.-> b"),
            ["flow", "feedback", "reference"],  # both lead back, and two names are not the same
        ),
        (("a -->|asks| b --> c", "b -.->|answers| a"), ["flow", "answers"]),
        (("a -->|asks| b --> c", "b -.->|answers| a", "c -.->|fails| a"), ["flow", "feedback"]),
        (("a --> b --> c", "a -.->|reads| c", "b -.->|writes| d"), ["flow", "see labels"]),  # each says its own
        (("a --> b --> c", "a -.->|reads| c", "b -.-> d"), ["flow", "other flow"]),
        (("a --- b --- c", "b -.- d"), ["link", "other link"]),
        (("a -->|asks| b --> c", "b -.->|asks| c"), ["flow", "asks"]),  # but not one that a flow has as well
        (("a ==> b ==> c ==> d", "e --> c", "d -.->|again| a"), ["flow", "main flow", "again"]),
    ],
)
def test_styles_are_named_by_where_their_arrows_lead(statements: tuple[str, ...], found: list[str]) -> None:
    assert names(*statements) == found


def test_a_legend_shows_the_heads_that_all_arrows_of_a_style_have() -> None:
    with settings():
        spec = read("flowchart LR\na --> b --> c\nb <-.-> d\nc <-.-> e\na ==> c\na <==> b").spec
        stock = parts_of(spec, typography(10.0), Detail())
        heads = {style.words: style.heads for style in named_styles(stock, colours(Palette.HARBOR))}
    assert heads == {"flow": Heads.TARGET, "exchange": Heads.BOTH, "main flow": Heads.TARGET}
