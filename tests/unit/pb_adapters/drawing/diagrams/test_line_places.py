import pytest

from pb_adapters.drawing.diagrams.composition.leaf_sizes import typography
from pb_adapters.drawing.diagrams.detail_levels import Detail, parts_of
from pb_adapters.drawing.diagrams.line_names import named_styles
from pb_adapters.drawing.shared.palettes import colours
from pb_adapters.drawing.shared.text_metrics import settings
from pb_adapters.notation.mermaid import read
from pb_core.domain.diagrams.spec import Palette


def dashed(*statements: str) -> str:
    with settings():
        stock = parts_of(read("flowchart LR\n" + "\n".join(statements)).spec, typography(10.0), Detail())
        return named_styles(stock, colours(Palette.HARBOR))[-1].words


PANEL = ("subgraph p[Offline tests]", "d --> e", "end")


@pytest.mark.parametrize(
    ("statements", "found"),
    [
        (("a --> b --> c", "b -.-> d[Trace log]"), "to Trace log"),
        (("a --> b --> c", "a -.-> d[Trace log]", "b -.-> d"), "to Trace log"),
        (("a --> b --> c", "b -.-> d[call_tools_of_what_was_asked]"), "to call_tools_of_what_was_asked"),
        (("a --> b", "c -.-> a", "c -.-> b", "d -.-> a", "d -.-> b"), "other flow"),  # nothing leads to what branches
        (("a --> b", "d[Clock] -.-> a", "d -.-> b"), "from Clock"),
        (("a --> b", *PANEL, "b -.-> d", "a -.-> e"), "to Offline tests"),  # its own arrows lead from nowhere else
        (("a --> b", *PANEL, "b -.-> d", "a -.-> e", "a --> e"), "other flow"),
        (("a --> b --> c", "b -.-> d[Trace log of all that the tools said]"), "other flow"),
        (("a --> b --> c", "b -.-> d[very-long-names-of-identifiers-are-cut]"), "other flow"),
        (("a --> b --> d", "c -.-> b", "a -.-> d"), "other flow"),
        (("a --> b", "b -.-> c", "b -.-> d", "c -.-> a", "c -.-> e"), "branch"),
        (("a --> b", "b -.-> c", "b -.-> d", "c -.-> a", "c -.-> e", "c --> f"), "other flow"),
        (("a --> b", "b -.-> c", "b -.-> d", "c -.-> a"), "other flow"),
        (("a --> b --> c", "b <-.-> d[Trace log]"), "exchange"),
        (("a --> b --> c", "b <-.->|x| d[Trace log]", "b -.-> d"), "other flow"),  # one of them leads back as well
        (("a --> b --> c", "b -.-> d[保存追踪记录的数据库和日志系统]"), "to 保存追踪记录的数据库和日志系统"),
    ],
)
def test_dashed_arrows_are_named_by_the_one_thing_that_they_join_or_as_branches(
    statements: tuple[str, ...], found: str
) -> None:
    assert dashed(*statements) == found
