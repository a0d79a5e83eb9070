"""Any patch of a plan, most of its names those of the plan, for tests of what patches do."""

from typing import Any

from hypothesis import strategies as st

from pb_core.domain.diagrams import patch as ops
from pb_core.domain.diagrams.patch import DiagramOperation, DiagramPatch
from pb_core.domain.diagrams.spec import ConnectionKind, DiagramSpec, Direction, ElementKind, Hue, Palette
from pb_core.domain.print_styling import Theme

NEW = ("new", "newer", "x")


def patches(spec: DiagramSpec) -> st.SearchStrategy[DiagramPatch]:
    """One to six operations."""
    return st.lists(_operations(spec), min_size=1, max_size=6).map(lambda made: DiagramPatch(operations=tuple(made)))


def _operations(spec: DiagramSpec) -> st.SearchStrategy[DiagramOperation]:
    elements = st.sampled_from([*(e.id for e in spec.elements), *NEW[:1]])
    groups = st.sampled_from([*(g.id for g in spec.groups), *NEW])
    anything = elements | groups
    arrows = [(c.source, c.target) for c in spec.connections] or [("x", "x")]
    parts = st.lists(anything, min_size=1, max_size=4).map(tuple)
    text = st.sampled_from(["Encoder", "the head", "x_t", "A"])

    def made(operation: type[Any], **fields: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
        return st.builds(operation, order=st.just("as ordered"), **fields)

    def on_arrow(operation: type[Any], **fields: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
        ends = st.sampled_from(arrows) | st.tuples(elements, elements)
        return ends.flatmap(lambda pair: made(operation, source=st.just(pair[0]), target=st.just(pair[1]), **fields))

    return st.one_of(
        made(ops.Rename, part=anything, text=text),
        on_arrow(ops.LabelArrow, text=text | st.just("")),
        made(ops.Remove, part=anything),
        on_arrow(ops.RemoveArrow),
        on_arrow(ops.AddArrow, text=text, kind=st.sampled_from(ConnectionKind)),
        on_arrow(ops.Reverse),
        made(ops.AddElement, part=anything, text=text, group=st.none() | groups, after=st.none() | elements),
        made(ops.Merge, parts=parts, text=text),
        made(ops.AddGroup, group=groups, text=text, parts=parts),
        made(ops.Move, parts=parts, group=st.none() | groups),
        made(ops.SetKind, parts=parts, kind=st.sampled_from(ElementKind)),
        made(ops.Emphasise, parts=parts, on=st.booleans()),
        made(ops.Recolour, parts=parts, color=st.none() | st.sampled_from(Hue)),
        made(
            ops.Restyle,
            palette=st.none() | st.sampled_from(Palette),
            theme=st.none() | st.sampled_from(Theme),
            direction=st.none() | st.sampled_from(Direction),
            aspect_ratio=st.none() | st.sampled_from(["1:1", "16:9"]),
        ),
        made(ops.Retitle, text=text),
    )
