from pb_adapters.drawing.diagrams.composition.leaf_sizes import typography
from pb_adapters.drawing.diagrams.composition.plan_leaves import leaves_of
from pb_adapters.drawing.diagrams.composition.tree import Leaf
from pb_adapters.drawing.diagrams.detail_levels import Detail, parts_of
from pb_adapters.drawing.shared.text_metrics import settings
from pb_adapters.notation.mermaid import read
from pb_core.domain.diagrams.spec import Styling


def leaves(*statements: str) -> dict[str, Leaf]:
    spec = read("flowchart TD\n" + "\n".join(statements)).spec
    with settings():
        return leaves_of(spec, Styling(), parts_of(spec, typography(10.0), Detail()))


def test_a_block_alone_in_its_panel_may_be_larger_than_others() -> None:
    found = leaves("subgraph one", "a[Part a]", "end", "subgraph two", "b[Part b] --> c[Part c]", "end", "a --> b")
    assert found["a"].high.most > found["b"].high.most == found["c"].high.most


def test_names_of_a_hierarchy_have_no_pictograms() -> None:
    tree = leaves("a[Base] --> b[User] & c[Post]", "b --> d[name] & e[email]")
    assert not any(leaf.picture for leaf in tree.values())
    assert leaves("a[Base] --> b[User] --> c[name] --> a")["b"].picture is not None


def test_one_step_among_its_like_has_no_pictogram() -> None:
    found = leaves("a[Base] --> b[Log file] & c[Hammer]", "b & c --> d[(Depot)] --> e[Text agent]")
    assert found["b"].picture is None
    assert found["e"].picture is not None


def test_all_losses_are_boxes_where_one_is() -> None:
    words = ("a[Step] --> l{{Loss}}:::objective", "b[Part] --> m{{Phase loss}}:::objective")
    shapes = [
        {n: leaf.plan.shape for n, leaf in leaves(*more).items() if leaf.plan}
        for more in (words, (*words, "a & c[Other] --> m"))
    ]
    assert [{found["l"], found["m"]} for found in shapes] == [{"loss"}, {"hexagon"}]
