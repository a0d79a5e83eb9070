import pytest

from pb_adapters.drawing.diagrams.composition.leaf_sizes import LABEL, TITLE, typography
from pb_adapters.drawing.diagrams.composition.plan_leaves import leaves_of
from pb_adapters.drawing.diagrams.composition.titled_blocks import titled_blocks
from pb_adapters.drawing.diagrams.detail_levels import Detail, parts_of
from pb_adapters.drawing.shared.text_metrics import settings
from pb_adapters.notation.mermaid import read
from pb_core.domain.diagrams.spec import Styling


@pytest.mark.parametrize(
    ("statements", "titled"),
    [
        (("a --> b --> c --> d",), "ad"),
        (("a --> b --> c --> d --> a",), ""),  # goes round
        (("a --> b --> c --> d", "e & f --> b", "c --> x --> y --> z"), "aefz"),
        (("a --> b --> c --> d", "e & f & g --> b", "c --> x --> y --> z"), "z"),  # four starts lead no eye
        (("subgraph Panel", "a --> b --> c --> d", "end"), ""),  # its title is the largest
        (("subgraph g[ ]", "a --> b --> c --> d", "end"), "ad"),
        (("a --> b & c", "b --> d & e"), "a"),  # the root of a hierarchy
    ],
)
def test_starts_and_ends_of_a_figure_without_titles_are_set_as_titles(statements: tuple[str, ...], titled: str) -> None:
    with settings():
        stock = parts_of(read("flowchart LR\n" + "\n".join(statements)).spec, typography(10.0), Detail())
        assert sorted(titled_blocks(stock)) == list(titled)


@pytest.mark.parametrize(("emphasis", "sizes"), [((), {"a": TITLE, "b": LABEL}), (("b",), {"a": LABEL, "b": TITLE})])
def test_a_contribution_is_the_only_block_with_a_title_and_in_bold(
    emphasis: tuple[str, ...], sizes: dict[str, float]
) -> None:
    spec = read("flowchart LR\na --> b --> c --> d").spec
    with settings():
        leaves = leaves_of(spec, Styling(emphasis=emphasis), parts_of(spec, typography(10.0), Detail()))
    lines = {name: leaf.plan.lines[0] for name, leaf in leaves.items() if leaf.plan and name in sizes}
    assert {name: line.size for name, line in lines.items()} == sizes
    assert {name for name, line in lines.items() if line.bold} == set(emphasis)


def test_a_name_of_more_than_three_lines_is_no_title() -> None:
    spec = read("flowchart LR\na[Generate the response with all the expertise of a domain] --> b --> c --> d").spec
    with settings():
        leaves = leaves_of(spec, Styling(), parts_of(spec, typography(5.5), Detail()))
        wide = leaves_of(spec, Styling(), parts_of(spec, typography(12.0), Detail()))
    assert [found["a"].plan and found["a"].plan.lines[0].size for found in (leaves, wide)] == [LABEL, TITLE]


@pytest.mark.parametrize(("plain", "size"), [(False, TITLE), (True, LABEL)])
def test_a_figure_beside_others_has_the_type_of_their_labels(plain: bool, size: float) -> None:  # noqa: FBT001 - a parameter
    spec = read("flowchart LR\na --> b --> c --> d").spec
    with settings():
        leaves = leaves_of(spec, Styling(), parts_of(spec, typography(10.0), Detail()), plain=plain)
    assert {leaves[end].plan.lines[0].size for end in "ad" if leaves[end].plan} == {size}  # type: ignore[union-attr]
