import itertools
from collections.abc import Iterator

import pytest
from msgspec import structs

from pb_adapters.drawing.diagrams.attempt import DiagramParts
from pb_adapters.drawing.diagrams.composition.leaf_sizes import typography
from pb_adapters.drawing.diagrams.composition.tints import Tints, tints_of
from pb_adapters.drawing.diagrams.detail_levels import details, parts_of
from pb_adapters.drawing.diagrams.legend import Entry
from pb_adapters.drawing.diagrams.legend_entries import TagPair, at_edges, letters, needed
from pb_adapters.drawing.diagrams.objectives import losses_alone
from pb_adapters.drawing.diagrams.terminals import Terminals
from pb_adapters.drawing.shared.palettes import PAPER, Tint, colours
from pb_adapters.drawing.shared.text_metrics import settings
from pb_adapters.notation.mermaid import read
from pb_core.domain.diagrams.spec import (
    Connection,
    ConnectionKind,
    DiagramSpec,
    Element,
    ElementKind,
    Group,
    Palette,
    Shape,
)

HARBOR = colours(Palette.HARBOR)


@pytest.fixture(autouse=True)
def _faces() -> Iterator[None]:
    with settings():
        yield


def started(
    *kinds: str,
    elements: tuple[ElementKind, ...],
    panels: int = 0,
    labels: tuple[str, ...] = (),
    heavy: tuple[int, ...] = (),
    emphasis: tuple[str, ...] = (),
    shape: Shape | None = None,
) -> tuple[DiagramParts, Tints]:
    """A chain of elements, joined by these kinds of arrows, spread over panels."""
    groups = tuple(Group(id=f"g{i}", title=f"G{i}") for i in range(panels))
    spec = DiagramSpec(
        elements=tuple(
            Element(
                id=f"e{i}", label=f"Element {i}", kind=kind, shape=shape, group=f"g{i % panels}" if panels else None
            )
            for i, kind in enumerate(elements)
        ),
        connections=tuple(
            Connection(
                source=f"e{i}",
                target=f"e{i + 1}",
                kind=ConnectionKind(kind),
                label=labels[i] if i < len(labels) else "",
                heavy=i in heavy,
            )
            for i, kind in enumerate(kinds)
        ),
        groups=groups,
    )
    stock = parts_of(spec, typography(10.0), next(iter(details(spec))))
    return stock, tints_of(HARBOR, emphasis, stock)


def words(found: tuple[Entry, ...]) -> list[str]:
    """The words of what is no start or end, of which chains have both."""
    return [entry.words for entry in found if entry.mark not in {"start", "end"}]


def test_one_style_and_one_hue_explain_themselves() -> None:
    models = (ElementKind.MODEL, ElementKind.MODEL)
    assert needed(*started("flow", elements=models), ()) == ()


def test_starts_and_ends_are_named_with_the_colours_that_say_them() -> None:
    steps = (ElementKind.PROCESS,) * 4
    start, end = needed(*started("flow", "flow", "flow", elements=steps), ())
    assert [(e.words, e.mark, e.tint and e.tint.edge) for e in (start, end)] == [
        ("start", "start", HARBOR.neutral.stroke),
        ("end", "end", HARBOR.stages[1].stroke),
    ]
    in_panels = needed(*started("flow", "flow", "flow", elements=steps, panels=2), ())
    assert [(entry.words, entry.tint) for entry in in_panels] == [("start", None), ("end", None)]
    kinds = (ElementKind.INPUT, ElementKind.PROCESS, ElementKind.MODEL, ElementKind.OUTPUT)
    in_panels = needed(*started("flow", "flow", "flow", elements=kinds, panels=2), ())
    assert [(e.words, e.mark, e.shape) for e in in_panels[:2]] == [
        ("input", "start", "slant"),
        ("output", "end", "pill"),
    ]
    assert not {"input", "output"} & {entry.words for entry in in_panels[2:]}


def test_styles_of_arrows_are_named_in_a_fixed_order() -> None:
    models = (ElementKind.MODEL,) * 4
    found = needed(*started("feedback", "flow", "branch", elements=models), ())
    assert words(found) == ["flow", "feedback"]
    loss = (ElementKind.MODEL, ElementKind.MODEL, ElementKind.OBJECTIVE)
    assert words(needed(*started("flow", "flow", elements=loss), ())) == ["flow", "loss"]


MODELS = (ElementKind.MODEL,) * 4


@pytest.mark.parametrize(
    ("kinds", "labels", "heavy", "found"),
    [
        (("flow", "reference"), (), (), ["flow", "reference"]),
        (("flow", "reference"), ("installs", "fails"), (), ["installs", "fails"]),
        (("flow", "reference", "reference"), ("", "fails", "fails"), (), ["flow", "fails"]),
        (("flow", "reference", "feedback"), ("", "fails", ""), (), ["flow", "feedback", "fails"]),
        (("flow", "flow"), (), (1,), ["flow", "main flow"]),
        (("flow", "flow", "feedback"), (), (1,), ["flow", "main flow", "feedback"]),
        (("flow", "feedback"), (), (1,), ["flow", "main feedback"]),
        (("reference", "reference"), (), (), []),
    ],
)
def test_styles_are_named_by_the_words_of_the_plan_else_by_their_kind(
    kinds: tuple[str, ...], labels: tuple[str, ...], heavy: tuple[int, ...], found: list[str]
) -> None:
    assert words(needed(*started(*kinds, elements=MODELS, labels=labels, heavy=heavy), ())) == found


def test_the_accent_is_named_where_there_is_a_legend() -> None:
    assert words(needed(*started("flow", "feedback", elements=MODELS, emphasis=("e1",)), ()))[-1] == "key part"
    assert needed(*started("flow", elements=MODELS[:3], emphasis=("e1",)), ()) == ()


def test_a_legend_tells_the_band_of_a_key_part_that_is_the_only_model() -> None:
    kinds = (ElementKind.PROCESS, ElementKind.MODEL, ElementKind.DATA)
    assert "model" in words(needed(*started("flow", "flow", elements=kinds, emphasis=("e1",)), ()))


@pytest.mark.parametrize(
    ("labels", "named"),
    [
        (("Risk-shaped reward",), "reward"),
        (("Rewards (sum)", "Reward: safety"), "reward"),
        (("Dice loss", "Safety reward"), "objective"),
        (("Reward model loss",), "loss"),
        (("Losses of rewards",), "loss"),
    ],
)
def test_arrows_at_objectives_are_named_by_these(labels: tuple[str, ...], named: str) -> None:
    objectives = tuple(Element(id=f"o{i}", label=label, kind=ElementKind.OBJECTIVE) for i, label in enumerate(labels))
    model = Element(id="m", label="Policy", kind=ElementKind.MODEL)
    data = Element(id="d", label="States", kind=ElementKind.DATA)
    flows = (Connection(source="d", target="m"), *(Connection(source="m", target=e.id) for e in objectives))
    spec = DiagramSpec(elements=(data, model, *objectives), connections=flows)
    stock = parts_of(spec, typography(10.0), next(iter(details(spec))))
    assert [entry.words for entry in needed(stock, tints_of(HARBOR, (), stock), ()) if entry.arrow] == ["flow", named]


def test_subroutines_are_no_models_by_name() -> None:
    kinds = (ElementKind.MODEL, ElementKind.STORE)
    parts = started("flow", elements=kinds, shape=Shape.SUBROUTINE)
    found = needed(*parts, ())
    assert [(entry.words, entry.shape) for entry in found] == [("store", "bars"), ("module", "bars")]


def test_an_outline_of_what_a_flowchart_calls_otherwise_has_no_name() -> None:
    lines = "c[/C/]:::file --> g>G]:::file --> a[A]:::tool --> b[[B]]:::tool", "b --> f{{F}}:::file --> e[(E)]:::file"
    spec = read("flowchart LR\n" + "\n".join(lines)).spec
    stock = parts_of(spec, typography(10.0), next(iter(details(spec))))
    assert words(needed(stock, tints_of(HARBOR, (), stock), ())) == ["file", "tool"]


def test_terminals_that_say_what_they_are_need_no_legend() -> None:
    spec = read("flowchart LR\ns([Start]) --> a --> b --> c --> e([End])").spec
    stock = parts_of(spec, typography(10.0), next(iter(details(spec))))
    assert needed(stock, tints_of(HARBOR, (), stock), ()) == ()


@pytest.mark.parametrize(("homes", "found"), [("ggh", []), ("ghh", ["module"])])
def test_a_panel_of_subroutines_alone_explains_them(homes: str, found: list[str]) -> None:
    shapes = (None, None, Shape.SUBROUTINE)
    kinds = (ElementKind.PROCESS, ElementKind.PROCESS, ElementKind.MODEL)
    elements = tuple(
        Element(id=f"e{i}", label=f"E{i}", kind=kind, shape=shape, group=home)
        for i, (kind, shape, home) in enumerate(zip(kinds, shapes, homes, strict=True))
    )
    spec = DiagramSpec(elements=elements, groups=tuple(Group(id=name, title=name) for name in "gh"))
    stock = parts_of(spec, typography(10.0), next(iter(details(spec))))
    assert words(needed(stock, tints_of(HARBOR, (), stock), ())) == found


def test_inputs_with_a_mark_need_no_words_of_their_own() -> None:
    kinds = (ElementKind.INPUT, ElementKind.MODEL, ElementKind.PROCESS, ElementKind.PROCESS)
    elements = tuple(
        Element(id=f"e{i}", label=f"E{i}", kind=kind, shape=None if i else Shape.STADIUM, group="gh"[i % 2])
        for i, kind in enumerate(kinds)
    )
    arrows = tuple(Connection(source=f"e{i}", target=f"e{i + 1}") for i in range(3))
    spec = DiagramSpec(elements=elements, connections=arrows, groups=tuple(Group(id=n, title=n) for n in "gh"))
    stock = parts_of(spec, typography(10.0), next(iter(details(spec))))
    tints = tints_of(HARBOR, (), stock)
    unmarked = structs.replace(tints, terminals=Terminals())
    assert ["input" in words(needed(stock, one, ())) for one in (tints, unmarked)] == [False, True]
    plain = structs.replace(stock.plans["e1"], kind=ElementKind.PROCESS)
    flowchart = structs.replace(stock, plans=stock.plans | {"e1": plain})
    assert words(needed(flowchart, unmarked, ())) == []  # whose terminators say where it starts, and no more


def test_a_start_in_the_grey_of_steps_is_a_mark_alone() -> None:
    stock, _ = started("flow", "flow", "flow", elements=(ElementKind.PROCESS,) * 4)
    start, end = needed(stock, tints_of(colours(Palette.SLATE), (), stock), ())
    assert (start.words, start.tint) == ("start", None)
    assert end.tint is not None


def test_stores_as_cylinders_and_names_that_were_told_have_no_entry() -> None:
    kinds = (ElementKind.PROCESS, ElementKind.STORE)
    assert needed(*started("flow", elements=kinds, shape=Shape.CYLINDER), ()) == ()
    stock, tints = started("flow", elements=(ElementKind.DATA, ElementKind.PROCESS, ElementKind.OPERATION))
    plans = stock.plans | {"e2": structs.replace(stock.plans["e2"], kind=ElementKind.PROCESS)}
    twice = structs.replace(stock, plans=plans)
    assert words(needed(twice, tints, ())) == ["data", "process"]


def test_shapes_that_are_white_by_themselves_have_no_entry() -> None:
    kinds = (ElementKind.PROCESS, ElementKind.STORE)
    assert needed(*started("flow", elements=kinds, shape=Shape.DIAMOND), ()) == ()


def test_hues_are_named_by_the_roles_that_have_them_where_panels_do_not_tell() -> None:
    kinds = (ElementKind.INPUT, ElementKind.MODEL, ElementKind.DATA, ElementKind.PROCESS, ElementKind.DECISION)
    found = needed(*started("flow", elements=kinds), ())
    assert [entry.words for entry in found] == ["input", "end", "data", "process", "model"]
    assert words(needed(*started("flow", elements=kinds, panels=2), ())) == ["data", "process", "model"]


def test_steps_and_models_are_told_apart_by_fill_and_operations_by_shape() -> None:
    kinds = (ElementKind.MODEL, ElementKind.PROCESS, ElementKind.OPERATION)
    parts = started("flow", elements=kinds)
    found = needed(*parts, ())
    assert [(entry.words, entry.shape, entry.tint and entry.tint.fill == PAPER) for entry in found] == [
        ("process", "rounded", True),
        ("model", "block", False),
        ("operation", "chamfer", True),
    ]
    in_panels = needed(*started("flow", elements=kinds, panels=2), ())
    assert [(entry.words, entry.shape) for entry in in_panels] == [
        ("process", "rounded"),
        ("model", "block"),
        ("operation", "chamfer"),
    ]


@pytest.mark.parametrize("panels", [0, 2])
def test_swatches_have_the_shapes_of_the_blocks_that_they_explain(panels: int) -> None:
    kinds = (ElementKind.INPUT, ElementKind.DATA, ElementKind.MODEL, ElementKind.PROCESS)
    found = {entry.words: entry.shape for entry in needed(*started("flow", elements=kinds, panels=panels), ())}
    assert (found["data"], found["model"]) == ("sheet", "block")
    assert found["input"] == "slant"


def test_the_swatch_of_what_stands_beside_panels_alone_is_white() -> None:
    kinds = (*(ElementKind.PROCESS,) * 4, ElementKind.OPERATION, ElementKind.DATA, ElementKind.DATA)
    elements = tuple(
        Element(id=f"e{i}", label=f"Element {i}", kind=kind, group=f"g{i % 2}" if i not in {4, 6} else None)
        for i, kind in enumerate(kinds)
    )
    flows = tuple(Connection(source=f"e{i}", target=f"e{i + 1}") for i in range(6))
    spec = DiagramSpec(
        elements=elements, connections=flows, groups=(Group(id="g0", title="G"), Group(id="g1", title="H"))
    )
    stock = parts_of(spec, typography(10.0), next(iter(details(spec))))
    fills = {e.words: e.tint.fill for e in needed(stock, tints_of(HARBOR, (), stock), ()) if e.tint}
    assert fills["operation"] == PAPER != fills["data"]  # one of the data is in a panel


def test_the_swatch_of_a_sort_has_the_form_that_all_its_blocks_have() -> None:
    elements = tuple(
        Element(id=f"e{i}", label=f"Element {i}", kind=kind, category=category)
        for i, (category, kind) in enumerate(
            [
                *(("clean", ElementKind.PROCESS), ("train", ElementKind.PROCESS)) * 2,
                ("report", ElementKind.DATA),
            ]
        )
    )
    flows = tuple(Connection(source=f"e{i}", target=f"e{i + 1}") for i in range(4))
    spec = DiagramSpec(elements=elements, connections=flows)
    stock = parts_of(spec, typography(10.0), next(iter(details(spec))))
    found = [(e.words, e.shape) for e in needed(stock, tints_of(HARBOR, (), stock), ()) if not e.mark]
    assert found == [("clean", "rounded"), ("train", "rounded"), ("report", "sheet")]


def test_the_swatch_of_a_kind_has_the_hue_of_no_sort() -> None:
    elements = tuple(
        Element(id=f"{kind}-{category}", label=f"{kind} {category}", kind=kind, category=category)
        for kind in (ElementKind.PROCESS, ElementKind.DATA)
        for category in ("clean", "train", "report")
    )
    spec = DiagramSpec(elements=(*elements, Element(id="l", label="L_x", kind=ElementKind.OBJECTIVE)))
    stock = parts_of(spec, typography(10.0), next(iter(details(spec))))
    (data,) = (e for e in needed(stock, tints_of(HARBOR, (), stock), ()) if e.words == "data")
    assert data.tint == Tint(PAPER, HARBOR.neutral.stroke)


def test_the_hue_of_a_picture_is_named_where_hues_tell_roles() -> None:
    kinds = (ElementKind.DATA, ElementKind.PROCESS, ElementKind.MODEL, ElementKind.STORE)
    stock, tints = started("flow", elements=kinds)
    pictures = {
        name: structs.replace(plan, shape="picture") for name, plan in stock.plans.items() if name in {"e0", "e3"}
    }
    found = needed(structs.replace(stock, plans=stock.plans | pictures), tints, ())
    (data,) = (entry for entry in found if entry.words == "data")
    assert data.tint == tints.role(stock.plans["e0"])
    assert "store" not in words(found)  # which its picture says


def test_cut_corners_of_a_key_part_are_named_and_pictures_are_no_boxes() -> None:
    kinds = (ElementKind.PROCESS, ElementKind.OPERATION, ElementKind.OPERATION)
    stock, tints = started("flow", elements=kinds, emphasis=("e1",))
    plans = stock.plans | {"e2": structs.replace(stock.plans["e2"], shape="picture")}
    found = needed(structs.replace(stock, plans=plans), tints, ())
    assert [(e.words, e.shape) for e in found if e.words in {"process", "operation"}] == [
        ("process", "rounded"),
        ("operation", "chamfer"),
    ]
    assert HARBOR.contribution.stroke not in {entry.tint.edge for entry in found if entry.tint}


def test_folds_and_bands_are_explained_where_there_are_no_steps() -> None:
    kinds = (ElementKind.DATA, ElementKind.MODEL, ElementKind.DATA, ElementKind.MODEL)
    found = needed(*started("flow", elements=kinds, panels=2), ())
    assert [(entry.words, entry.shape) for entry in found if not entry.mark] == [("data", "sheet"), ("model", "block")]


def test_marks_of_both_states_are_named() -> None:
    parts = started("flow", elements=(ElementKind.MODEL,) * 2)
    assert words(needed(*parts, iter(("flame", "snowflake")))) == ["frozen", "trained"]


def test_marks_of_state_are_named_once() -> None:
    models = (ElementKind.MODEL,) * 2
    assert words(needed(*started("flow", elements=models), iter(("flame", "snowflake", "flame")))) == [
        "frozen",
        "trained",
    ]


@pytest.mark.parametrize(
    ("source_group", "target_group", "words", "edge"),
    [
        ("g0", None, "from each block of the panel", "from"),
        (None, "g1", "to each block of the panel", "to"),
        ("g0", "g1", "to or from each block of the panel", "to"),
    ],
)
def test_an_arrow_at_the_edge_of_a_panel_is_explained_by_the_way_it_leads(
    source_group: str | None, target_group: str | None, words: str, edge: str
) -> None:
    stock, tints = started("flow", elements=(ElementKind.PROCESS,) * 2, panels=2)
    at = structs.replace(stock.connections[0], source_group=source_group, target_group=target_group)
    entry = at_edges(("g0", "g1"), structs.replace(stock, connections=(at,)), tints)
    assert (entry.words, entry.edge) == (words, edge)


def test_arrows_of_other_panels_as_a_whole_are_not_those_that_an_edge_is_explained_by() -> None:
    stock, tints = started("control", "flow", elements=(ElementKind.PROCESS,) * 3, panels=2)
    whole, at = stock.connections
    own = structs.replace(whole, source_group="g0"), structs.replace(at, target_group="g1")
    entry = at_edges(("g1",), structs.replace(stock, connections=own), tints)
    assert entry.arrow is not None
    assert (entry.words, entry.arrow.kind) == ("to each block of the panel", "flow")


def test_tags_are_named_by_the_kinds_of_their_arrows() -> None:
    plain = TagPair(leaves="→ A", arrives="A →")
    loss = TagPair(leaves="↓ B", arrives="B ↓", kind="loss", dashes=(2.0, 1.0), targets=True)
    other = TagPair(leaves="→ C", arrives="C →", kind="reference", dashes=(1.0, 1.0))
    found = letters((other, loss, plain), {"flow": "flow", "loss": "loss", "reference": "see labels"})
    assert [(entry.words, entry.tag, entry.dashes, entry.of_loss) for entry in found] == [
        ("goes on at", "→ A", (), False),
        ("loss goes on at each", "↓ B", (2.0, 1.0), True),
        ("goes on at", "→ C", (1.0, 1.0), False),
    ]
    assert [entry.words for entry in letters((other,), {})] == ["goes on at"]  # of one style alone


@pytest.mark.parametrize(("shape", "is_pale"), [("picture", True), ("text", True), ("diamond", False)])
def test_a_key_part_is_explained_as_pale_as_it_is(shape: str, is_pale: bool) -> None:  # noqa: FBT001 - a case
    stock, tints = started("flow", "feedback", elements=MODELS, emphasis=("e1",))
    drawn = structs.replace(stock, plans=stock.plans | {"e1": structs.replace(stock.plans["e1"], shape=shape)})
    (entry,) = (entry for entry in needed(drawn, tints, ()) if entry.words == "key part")
    assert (entry.tint is not None, entry.accent) == (is_pale, not is_pale)
    assert entry.tint is None or entry.tint.fill == HARBOR.contribution.fill


@pytest.mark.parametrize(
    ("shape", "words"), [(Shape.STACK, "several"), (Shape.LINED, "lined process"), (Shape.TAGGED, "tagged process")]
)
def test_outlines_with_a_mark_of_their_own_are_explained(shape: Shape, words: str) -> None:
    found = {
        entry.words: entry.shape for entry in needed(*started(elements=(ElementKind.PROCESS,) * 3, shape=shape), ())
    }
    assert found[words] == shape.value


def test_a_sort_of_starts_in_several_panels_is_shown_with_the_mark_in_all_its_colours() -> None:
    elements = tuple(
        Element(id=name, label=f"Element {name}", group=group, category="start" if name in "ad" else "work")
        for name, group in zip("abcdef", "ggghhh", strict=True)
    )
    flows = tuple(Connection(source=source, target=target) for source, target in ("ab", "bc", "de", "ef", "cf"))
    groups = (Group(id="g", title="G"), Group(id="h", title="H"))
    spec = DiagramSpec(elements=elements, connections=flows, groups=groups)
    stock = parts_of(spec, typography(10.0), next(iter(details(spec))))
    tints = tints_of(HARBOR, (), stock)
    (entry,) = (entry for entry in needed(stock, tints, ()) if entry.words == "start")
    assert entry.mark == "start"
    assert entry.hues == tuple(tints.box(stock.plans[name]) for name in "ad")


def test_a_measure_and_an_actor_who_is_nobody_are_told_from_steps_by_their_outlines() -> None:
    kinds = (ElementKind.ACTOR, ElementKind.MODEL, ElementKind.PROCESS, ElementKind.OBJECTIVE)
    spec = DiagramSpec(
        elements=tuple(
            Element(id=kind.value, label=label, kind=kind)
            for kind, label in zip(kinds, ("Environment", "Encoder", "Pool", "Accuracy"), strict=True)
        ),
        connections=tuple(Connection(source=a.value, target=b.value) for a, b in itertools.pairwise(kinds)),
    )
    stock = parts_of(losses_alone(spec), typography(10.0), next(iter(details(spec))))
    found = {entry.words: entry.shape for entry in needed(stock, tints_of(HARBOR, (), stock), ())}
    assert {"actor": "framed", "measure": "hexagon", "process": "rounded"}.items() <= found.items()
