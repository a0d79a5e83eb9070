"""Merging: one element in place of several, under a new name, with the arrows of all."""

from collections.abc import Collection, Hashable, Iterable, Sequence
from typing import Any

from msgspec.structs import replace

from pb_core.domain.diagrams.quotations import squeezed
from pb_core.domain.diagrams.spec import AUTHORS_OWN, Connection, DiagramSpec, Element, ancestors

_ALIASES, _EVIDENCE, _ARROW_LABEL = 12, 2000, 120
_JOINED = " … "


def merged(spec: DiagramSpec, parts: Sequence[Element], label: str) -> Element:
    """One element in place of several: the id of the first, the names and quotations of all, and what all agree on."""
    return replace(
        renamed(parts[0], label),
        aliases=_other_names([name for part in parts for name in (*part.aliases, part.label)], label),
        evidence=_JOINED.join(dict.fromkeys(part.evidence for part in parts if part.evidence))[:_EVIDENCE],
        group=common_group(spec, parts),
        **{field: _shared(field, parts) for field in ("detail", "shape", "repeat", "state", *AUTHORS_OWN)},
    )


def renamed(element: Element, label: str) -> Element:
    """An element under another name; the source goes on calling it by the old one."""
    names = (*element.aliases, *((element.label,) if squeezed(element.label) != squeezed(label) else ()))
    return replace(element, label=label, aliases=_other_names(names, label))


def _other_names(names: Sequence[str], label: str) -> tuple[str, ...]:
    """Other names than a label, each once."""
    by_form = {squeezed(name): name for name in reversed(names)}
    kept = [name for name in dict.fromkeys(names) if by_form[squeezed(name)] == name]
    return tuple(name for name in kept if squeezed(name) != squeezed(label))[:_ALIASES]


def common_group(spec: DiagramSpec, parts: Sequence[Element]) -> str | None:
    """The innermost group around all of them."""
    around = [ancestors(part.id, spec) for part in parts]
    return next((group for group in around[0] if all(group in others for others in around)), None)


def _shared(field: str, parts: Sequence[Element]) -> Any:  # noqa: ANN401 - of any field
    """What parts agree on, else what they have without it."""
    values = {getattr(part, field) for part in parts}
    return values.pop() if len(values) == 1 else getattr(Element(id="part", label="part"), field)


def redirected(spec: DiagramSpec, names: Collection[str], one: str) -> Iterable[Connection]:
    """The arrows after elements became one; those between them are gone, unless they led back to the same.

    Arrows of one kind that have come to join the same are one, with the words of all; one without words stays beside
    them, as it says that something goes there whatever they say.
    """
    found: dict[Hashable, Connection] = {}
    for arrow in spec.connections:
        source, target = (one if end in names else end for end in (arrow.source, arrow.target))
        if source == target == one and arrow.source != arrow.target:
            continue
        moved = replace(arrow, source=source, target=target)
        key = (source, target, arrow.kind, bool(arrow.label)) if one in (source, target) else arrow.identity
        other = found.get(key)
        found[key] = moved if other is None else _joined(other, moved)
    return found.values()


def _joined(one: Connection, other: Connection) -> Connection:
    """An arrow in place of two."""
    labels = dict.fromkeys(label for label in (one.label, other.label) if label)
    quotations = dict.fromkeys(quote for quote in (one.evidence, other.evidence) if quote)
    joined = ", ".join(labels)
    return replace(
        one,
        label=joined if len(joined) <= _ARROW_LABEL else one.label,
        evidence=_JOINED.join(quotations)[:_EVIDENCE],
    )
