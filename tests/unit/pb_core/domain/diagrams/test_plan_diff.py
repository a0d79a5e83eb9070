"""What changed between two plans is told part by part, by ids or else by labels."""

from hypothesis import given
from msgspec.structs import replace

from pb_core.domain.diagrams.plan_diff import Change, Part, PlanDiff, diff
from pb_core.domain.diagrams.spec import (
    Connection,
    ConnectionKind,
    DiagramSpec,
    Element,
    ElementKind,
    Group,
    Hue,
    Palette,
    Styling,
)
from support.plans import plans

SPEC = DiagramSpec(
    elements=(
        Element(id="a", label="Encoder", group="g"),
        Element(id="b", label="Decoder"),
        Element(id="c", label="Loss"),
    ),
    connections=(Connection(source="a", target="b"), Connection(source="b", target="c", label="error")),
    groups=(Group(id="g", title="Model"),),
)


def changed(**fields: object) -> PlanDiff:
    return diff(SPEC, replace(SPEC, **fields))


@given(plans())
def test_a_plan_does_not_differ_from_itself(spec: DiagramSpec) -> None:
    assert diff(spec, spec, Styling(), Styling()) == PlanDiff()


@given(plans(), plans())
def test_two_plans_that_draw_the_same_alone_do_not_differ(one: DiagramSpec, other: DiagramSpec) -> None:
    there, back = diff(one, other), diff(other, one)
    assert bool(there.changes) == bool(back.changes)
    removed = [c for c in there.of(Part.ELEMENT) if c.change is Change.REMOVED]
    added = [c for c in back.of(Part.ELEMENT) if c.change is Change.ADDED]
    assert len(removed) == len(added)


def test_elements_are_added_removed_renamed_and_changed() -> None:
    elements = (
        Element(id="a", label="Vision tower", group="g", color=Hue.BLUE),
        Element(id="b", label="Decoder", kind=ElementKind.MODEL),
        Element(id="d", label="Cache"),
    )
    found = changed(elements=elements, connections=SPEC.connections[:1])
    assert [(c.change, c.name, c.fields) for c in found.of(Part.ELEMENT)] == [
        (Change.RENAMED, "a", ("color",)),
        (Change.CHANGED, "b", ("kind",)),
        (Change.ADDED, "d", ()),
        (Change.REMOVED, "c", ()),
    ]
    assert changed(elements=(replace(SPEC.elements[0], color=Hue.RED), *SPEC.elements[1:])).sentences == (
        "'Encoder' has another colour",
    )
    assert found.sentences == (
        "'Encoder' is called 'Vision tower'",
        "'Decoder' has another kind",
        "'Cache' is added",
        "'Loss' is removed",
        "the arrow 'Decoder → Loss' is removed",
    )


def test_arrows_are_turned_labelled_and_led_otherwise() -> None:
    arrows = (
        Connection(source="b", target="a"),
        Connection(source="b", target="c", kind=ConnectionKind.CONTROL),
        Connection(source="a", target="c"),
    )
    found = changed(connections=arrows)
    assert [(c.change, c.name, c.fields) for c in found.changes] == [
        (Change.REVERSED, "b->a", ()),
        (Change.CHANGED, "b->c", ("label", "kind")),
        (Change.ADDED, "a->c", ()),
    ]


def test_a_part_that_has_another_id_is_known_by_its_label() -> None:
    other = DiagramSpec(
        elements=(Element(id="n1", label="encoder", group="n9"), replace(SPEC.elements[1]), SPEC.elements[2]),
        connections=(Connection(source="n1", target="b"), SPEC.connections[1]),
        groups=(Group(id="n9", title="Model"),),
    )
    assert [(c.change, c.name) for c in diff(SPEC, other).changes] == [(Change.RENAMED, "n1")]


def test_frames_and_the_look_are_told() -> None:
    found = diff(
        SPEC,
        replace(SPEC, groups=(Group(id="g", title="Net"),), title="A"),
        Styling(emphasis=("a",)),
        Styling(palette=Palette.SLATE),
    )
    assert found.sentences == (
        "the group 'Model' is called 'Net'",
        "title is A, and was none",
        "palette is slate, and was harbor",
        "emphasis is none, and was a",
    )


def test_words_that_no_drawing_shows_are_no_change() -> None:
    elements = (replace(SPEC.elements[0], evidence="x", aliases=("y",)), *SPEC.elements[1:])
    assert changed(elements=elements) == PlanDiff()


def test_of_twins_the_one_that_went_or_came_is_told() -> None:
    deny = Connection(source="a", target="b", label="Deny")
    both = replace(SPEC, connections=(deny, *SPEC.connections))
    assert changed(connections=both.connections).sentences == ("the arrow 'Encoder → Decoder: Deny' is added",)
    assert diff(both, SPEC).sentences == ("the arrow 'Encoder → Decoder: Deny' is removed",)
    assert diff(both, SPEC).changes[0].name == "a->b: Deny"
