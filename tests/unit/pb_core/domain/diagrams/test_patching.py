"""Whatever a patch holds, a figure stays valid or the operation at fault is named; ids stay what they are."""

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pb_core.domain.diagrams import patch as ops
from pb_core.domain.diagrams.patch import DiagramPatch, PlannedDiagram
from pb_core.domain.diagrams.patching import apply
from pb_core.domain.diagrams.spec import Connection, DiagramSpec, Element, Group, Styling, validate
from pb_core.domain.request_rules import require_valid
from pb_core.errors import InvalidPatch
from support.patches import patches
from support.plans import plans

CASES = plans().flatmap(lambda spec: st.tuples(st.just(spec), patches(spec)))

SPEC = DiagramSpec(
    elements=(
        Element(id="a", label="Encoder", group="inner"),
        Element(id="b", label="Decoder", group="inner"),
        Element(id="c", label="Loss"),
    ),
    connections=(
        Connection(source="a", target="b"),
        Connection(source="b", target="c", source_group="outer"),
    ),
    groups=(Group(id="outer", title="Model"), Group(id="inner", title="Core", parent="outer")),
)


def done(*operations: ops.DiagramOperation, spec: DiagramSpec = SPEC, **look: object) -> PlannedDiagram:
    patch = DiagramPatch(operations=operations)
    return apply(patch, PlannedDiagram(spec=spec, styling=Styling(**look)))


def tried(patch: DiagramPatch, spec: DiagramSpec) -> tuple[PlannedDiagram | None, InvalidPatch | None]:
    try:
        return apply(patch, PlannedDiagram(spec=spec)), None
    except InvalidPatch as error:
        return None, error


def ids(spec: DiagramSpec) -> set[str]:
    return {part.id for part in (*spec.elements, *spec.groups)}


@given(CASES)
def test_a_patched_figure_is_valid_or_the_operation_is_named(case: tuple[DiagramSpec, DiagramPatch]) -> None:
    spec, patch = case
    before = msgspec.json.encode(spec)
    figure, error = tried(patch, spec)
    assert msgspec.json.encode(spec) == before
    if error is not None:
        operation = patch.operations[error.number - 1]
        assert error.operation == operation.__struct_config__.tag
        assert error.operation in str(error)
        return
    assert figure is not None
    validate(figure.spec)
    require_valid(figure.spec)
    require_valid(figure.styling)
    assert set(figure.styling.emphasis) <= {element.id for element in figure.spec.elements}
    assert figure == apply(patch, PlannedDiagram(spec=spec))
    added = {op.part for op in patch.operations if isinstance(op, ops.AddElement)}
    added |= {op.group for op in patch.operations if isinstance(op, ops.AddGroup)}
    assert ids(figure.spec) <= ids(spec) | added


@given(CASES)
def test_what_no_operation_names_stays_as_it_was(case: tuple[DiagramSpec, DiagramPatch]) -> None:
    spec, patch = case
    figure, _ = tried(patch, spec)
    if figure is None:
        return
    named = {word for op in msgspec.to_builtins(patch)["operations"] for word in _strings(op)}
    after = {element.id: element for element in figure.spec.elements}
    for element in spec.elements:
        if element.id not in named and element.group is None:
            assert after[element.id] == element


def _strings(operation: dict[str, object]) -> set[str]:
    found = {value for value in operation.values() if isinstance(value, str)}
    return found | {item for value in operation.values() if isinstance(value, list | tuple) for item in value}


def test_a_frame_that_is_emptied_goes_and_one_that_was_empty_stays() -> None:
    spec = msgspec.structs.replace(SPEC, groups=(*SPEC.groups, Group(id="void", title="Later")))
    figure = done(ops.Move(parts=("a", "b")), spec=spec)
    assert [group.id for group in figure.spec.groups] == ["void"]
    assert [arrow.source_group for arrow in figure.spec.connections] == [None, None]


def test_an_arrow_stands_at_a_frame_only_that_holds_its_end() -> None:
    figure = done(ops.Move(parts=("c",), group="outer"))
    assert [arrow.source_group for arrow in figure.spec.connections] == [None, None]
    assert done(ops.Rename(part="c", text="Cost")).spec.connections[1].source_group == "outer"


def test_an_arrow_that_is_turned_onto_another_is_one_with_it() -> None:
    both = msgspec.structs.replace(SPEC, connections=(*SPEC.connections, Connection(source="b", target="a")))
    figure = done(ops.Reverse(source="a", target="b"), spec=both)
    assert [arrow.name for arrow in figure.spec.connections] == ["b->a", "b->c"]


def test_emphasis_of_what_is_gone_is_dropped() -> None:
    assert done(ops.Remove(part="a"), emphasis=("a", "c")).styling.emphasis == ("c",)


def test_an_operation_that_changes_nothing_is_an_error_with_its_number() -> None:
    with pytest.raises(InvalidPatch, match=r"operation 2 \(retitle\): it changes nothing") as error:
        done(ops.Retitle(text="A"), ops.Retitle(text="A"))
    assert (error.value.number, error.value.operation) == (2, "retitle")


def test_a_figure_keeps_the_limits_of_a_plan() -> None:
    many = DiagramSpec(elements=tuple(Element(id=f"e{n}", label="A") for n in range(60)))
    with pytest.raises(InvalidPatch, match="add_element"):
        done(ops.AddElement(part="one", text="B"), spec=many)


def test_a_zoom_into_a_group_goes_when_that_comes_to_hold_its_element() -> None:
    block = Element(id="block", label="Model", zoom="outer")
    spec = DiagramSpec(elements=(*SPEC.elements, block), groups=SPEC.groups)
    other = done(ops.Rename(part="c", text="Cost"), spec=spec)
    assert other.spec.elements[-1].zoom == "outer"
    moved = done(ops.Move(parts=("block",), group="inner"), spec=spec)
    assert moved.spec.elements[-1].zoom is None


def test_words_that_an_added_arrow_has_under_another_name_are_not_lost_in_silence() -> None:
    told = b'{"operations": [{"op": "add_arrow", "from": "a", "to": "c", "label": "again"}]}'
    with pytest.raises(msgspec.ValidationError, match="unknown field `label`"):
        msgspec.json.decode(told, type=DiagramPatch)
