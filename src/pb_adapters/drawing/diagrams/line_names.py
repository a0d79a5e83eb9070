"""What the styles of arrows in a figure mean: by the words of its plan, by where they lead, by what they join."""

from collections.abc import Iterable, Mapping

from msgspec import Struct

from pb_adapters.drawing.diagrams.arrow_styles import BARE, LOSS, ArrowStyle, arrow_styles
from pb_adapters.drawing.diagrams.attempt import DiagramParts
from pb_adapters.drawing.diagrams.box_sizes import BoxPlan
from pb_adapters.drawing.diagrams.box_words import clean
from pb_adapters.drawing.diagrams.flowcharts import is_flowchart
from pb_adapters.drawing.diagrams.line_places import by_places
from pb_adapters.drawing.shared.palettes import Colours
from pb_core.domain.diagrams.reading_order import reached
from pb_core.domain.diagrams.spec import Connection, ConnectionKind, ElementKind, Heads

_MEANINGS = {"feedback": "feedback", "skip": "skip connection", "control": "control"}
"""What the kinds of arrows say by themselves; others are told by where they lead, or by what they join."""
_BY_HEADS = {frozenset({Heads.BOTH}): "exchange", frozenset({Heads.NONE}): "association"}
"""What arrows say that all have two heads, or none, where others have one."""
_RESERVED = frozenset(
    ("deprecated", "experimental", "external", "future", "legacy", "optional", "placeholder", "planned", "proposed")
)
"""What boxes say of themselves that the dashes of the arrows there mean as well."""
_SAID = frozenset({ConnectionKind.FEEDBACK, ConnectionKind.CONTROL, ConnectionKind.SKIP})
_OTHER = "other"
_BY_LABELS = "see labels"
_LONGEST = 24  # characters of a label that names a style
_FLOW = ConnectionKind.FLOW.value
_ORDER = [*(kind.value for kind in ConnectionKind), LOSS]
_REWARD, _OBJECTIVE = "reward", "objective"
_REWARDS, _LOSSES = frozenset({_REWARD, "rewards"}), frozenset({LOSS, "losses"})

Pair = tuple[str, str]


class NamedStyle(Struct, frozen=True):
    """What a style of arrows means, how it looks, and the heads that all of its arrows have, if these are the same."""

    words: str
    look: ArrowStyle
    heads: Heads = Heads.TARGET


def named_styles(stock: DiagramParts, colours: Colours) -> list[NamedStyle]:
    """The styles of a figure with their names; none where all arrows have one.

    A label that all arrows of a style share names it, else what its kind means, else its heads or where it leads, or
    what is said of the things that it leads to or from. Heavy arrows are the main ones. Dashed ones of which a source
    says nothing are to be told by their labels if each has a label that no arrow of a flow has, else by the one thing
    that they and no others lead to or come from, or as branches, else they are the "other flow".
    """
    stock = stock.whole
    styles: dict[str, ArrowStyle] = {}
    drawn: dict[str, list[Connection]] = {}
    pairs: dict[str, list[Pair]] = {}
    for style, connection, ends in zip(arrow_styles(stock, colours), stock.connections, stock.ends, strict=True):
        styles[style.kind] = style
        drawn.setdefault(style.kind, []).append(connection)
        pairs.setdefault(style.kind, []).append(ends)
    labels = {kind: {clean(connection.label) for connection in found} for kind, found in drawn.items()}
    unsaid = {"", *labels.get(_FLOW, ())}
    if len(styles) == 1:
        return []

    drawn_so = is_flowchart(stock.plans.values()) and not any(map(_is_told, stock.connections))

    def name(kind: str) -> str:
        is_plain = kind.removeprefix(BARE) == _FLOW
        said = _MEANINGS.get(kind) or (_objective(pairs[kind], stock) if kind == LOSS else "")
        said = said or _shared(labels[kind]) or (_plain(drawn[kind]) if is_plain else "")
        said = said or _leading_back(kind, pairs) or _by_heads(drawn, kind)
        said = said or _by_ends(kind, pairs, stock)
        said = said or (_as_drawn(kind, drawn[kind], unsaid, pairs, stock) if drawn_so else "")
        return said or _plainly(kind, alone=_FLOW not in styles)

    order = sorted(styles, key=lambda kind: (kind != _FLOW, _ORDER.index(_kind(kind))))
    return [NamedStyle(name(kind), styles[kind], _common(drawn[kind])) for kind in order]


def is_told_by_labels(name: str) -> bool:
    """Whether the name of a style only says that its arrows are told by their labels."""
    return name == _BY_LABELS


def _kind(style: str) -> str:
    """The kind of connections that the arrows of a style are."""
    return style.removeprefix(BARE).removeprefix("heavy ")


def _is_told(connection: Connection) -> bool:
    """Whether a source says of an arrow what it is, as dashes of a flowchart do not."""
    return bool(connection.evidence) or connection.kind in _SAID


def _plain(drawn: Iterable[Connection]) -> str:
    """What arrows of no special kind are called: a link where none has a direction."""
    return "link" if _common(drawn) is Heads.NONE else _FLOW


def _common(drawn: Iterable[Connection]) -> Heads:
    heads = {connection.heads for connection in drawn}
    return heads.pop() if len(heads) == 1 else Heads.TARGET


def _shared(labels: set[str]) -> str:
    """The one label of all arrows of a style, if it is short."""
    label = next(iter(labels)) if len(labels) == 1 else ""
    return label if len(label) <= _LONGEST else ""


def _as_drawn(
    kind: str, drawn: list[Connection], unsaid: set[str], pairs: Mapping[str, list[Pair]], stock: DiagramParts
) -> str:
    """What dashed arrows of a flowchart are called, which need not refer to a thing: by no more than what is seen."""
    if _kind(kind) != ConnectionKind.REFERENCE.value:
        return ""
    if not {clean(connection.label) for connection in drawn} & unsaid:
        return _BY_LABELS
    return by_places(kind, drawn, pairs, stock) or f"{_OTHER} {_plain(drawn)}"


def _plainly(kind: str, *, alone: bool) -> str:
    """The plain name of a kind; what is heavy leads, but not ``alone``."""
    name, headed = _kind(kind), kind.removeprefix(BARE)
    said = f"{name} link" if headed != kind else _MEANINGS.get(name, name)
    return said if name == headed or (name == _FLOW and alone) else f"main {said}"


def _objective(pairs: Iterable[Pair], stock: DiagramParts) -> str:
    """What the objectives at arrows are called: a loss, but for rewards, which are no less an objective."""
    plans = [plan for pair in pairs for name in pair if (plan := stock.plans.get(name))]
    names = [_words(plan) for plan in plans if plan.kind is ElementKind.OBJECTIVE]
    are_rewards = {not _REWARDS.isdisjoint(name) and _LOSSES.isdisjoint(name) for name in names}
    return _OBJECTIVE if len(are_rewards) > 1 else _REWARD if True in are_rewards else LOSS


def _by_ends(kind: str, pairs: Mapping[str, list[Pair]], stock: DiagramParts) -> str:
    """The words by which boxes at the arrows of a style are not there yet, or not always; no other style meets such."""
    if kind != ConnectionKind.REFERENCE.value:
        return ""
    said = {name: _reservations(plan) for name, plan in stock.plans.items()}
    others = {end for other, found in pairs.items() if other != kind for pair in found for end in pair}
    found = [[*said[source], *said[target]] for source, target in pairs[kind]]
    words = ", ".join(dict.fromkeys(word for words in found for word in words))
    return words if all(found) and not any(said[end] for end in others) and len(words) <= _LONGEST else ""


def _reservations(plan: BoxPlan) -> list[str]:
    return [word for word in _words(plan) if word in _RESERVED]


def _words(plan: BoxPlan) -> list[str]:
    words = " ".join(line.text for line in plan.lines).casefold().split()
    return [word.strip("()[],.:;") for word in words]


def _by_heads(drawn: Mapping[str, list[Connection]], kind: str) -> str:
    """What the heads of arrows of a style say, if those of the others are not the same."""
    heads = {other: frozenset(connection.heads for connection in found) for other, found in drawn.items()}
    same = any(heads[other] & heads[kind] for other in heads if other != kind)
    return "" if same or kind.startswith("heavy ") else _BY_HEADS.get(heads[kind], "")


def _leading_back(kind: str, pairs: Mapping[str, list[Pair]]) -> str:
    """Whether dashed arrows all lead back to where others come from and do not lead on, and no style is named so."""
    if kind != ConnectionKind.REFERENCE.value or ConnectionKind.FEEDBACK.value in pairs:
        return ""
    after: dict[str, list[str]] = {}
    for source, target in (pair for other, found in pairs.items() if other != kind for pair in found):
        after.setdefault(source, []).append(target)
    leads_back = all(
        source in reached(target, after) and target not in reached(source, after) for source, target in pairs[kind]
    )
    return "feedback" if leads_back else ""
