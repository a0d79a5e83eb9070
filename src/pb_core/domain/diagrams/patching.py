"""Patching: a patch carried out on a plan, one operation after the other; ids stay what they are.

Pure: the same patch on the same figure gives the same figure, whose references hold, or one error that names the
operation.
"""

from collections.abc import Iterator

import msgspec
from msgspec.structs import replace

from pb_core.domain.diagrams.patch import DiagramOperation, DiagramPatch, PlannedDiagram
from pb_core.domain.diagrams.patch_operations import carried_out
from pb_core.domain.diagrams.patch_subjects import CannotPatch
from pb_core.domain.diagrams.spec import Connection, DiagramSpec, ancestors, validate
from pb_core.domain.diagrams.twins import distinct
from pb_core.domain.diagrams.zooms import without_lost_zooms
from pb_core.errors import InvalidPatch, InvalidSpec


def apply(patch: DiagramPatch, figure: PlannedDiagram) -> PlannedDiagram:
    """The figure after all operations of a patch.

    Raises:
        InvalidPatch: an operation names what is not there, changes nothing, or leaves no valid plan.
    """
    for number, operation in enumerate(patch.operations, 1):
        try:
            changed = carried_out(operation, figure)
            figure = _settled(changed, figure)
        except (CannotPatch, InvalidSpec, msgspec.ValidationError) as error:
            raise InvalidPatch(str(error), number=number, operation=_name_of(operation)) from error
    return figure


def _name_of(operation: DiagramOperation) -> str:
    return str(type(operation).__struct_config__.tag)


def _settled(changed: PlannedDiagram, before: PlannedDiagram) -> PlannedDiagram:
    """A changed figure without what it can have no more: emptied frames, arrows twice, lost zooms, foreign emphasis."""
    if changed == before:
        raise CannotPatch("it changes nothing")
    spec = _without_emptied(changed.spec, before.spec)
    spec = without_lost_zooms(replace(spec, connections=distinct(_framed(spec))))
    spec = validate(msgspec.convert(msgspec.to_builtins(spec), DiagramSpec))  # its limits, too
    ids = {element.id for element in spec.elements}
    styling = replace(changed.styling, emphasis=tuple(name for name in changed.styling.emphasis if name in ids))
    return replace(changed, spec=spec, styling=styling)


def _without_emptied(spec: DiagramSpec, before: DiagramSpec) -> DiagramSpec:
    """The graph without the groups that held something before and hold nothing now."""
    while True:
        held, once = _holding(spec), _holding(before)
        empty = {group.id for group in spec.groups if group.id not in held and group.id in once}
        if not empty:
            return spec
        spec = replace(spec, groups=tuple(group for group in spec.groups if group.id not in empty))


def _holding(spec: DiagramSpec) -> set[str]:
    homes = [element.group for element in spec.elements] + [group.parent for group in spec.groups]
    return {home for home in homes if home is not None}


def _framed(spec: DiagramSpec) -> Iterator[Connection]:
    """The arrows, each at the frames only that still hold the one end and not the other."""
    around = {element.id: ancestors(element.id, spec) for element in spec.elements}

    def kept(group: str | None, end: str, other: str) -> str | None:
        return group if group in around[end] and group not in around[other] else None

    for arrow in spec.connections:
        source, target = arrow.source, arrow.target
        yield replace(
            arrow,
            source_group=kept(arrow.source_group, source, target),
            target_group=kept(arrow.target_group, target, source),
        )
