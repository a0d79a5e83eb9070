"""What a drawing has to explain in its legend: starts and ends, arrows, marks, looks of blocks, and tags."""

import string
from collections.abc import Collection, Iterable, Iterator, Mapping

from msgspec import Struct

from pb_adapters.drawing.diagrams.arrow_styles import LOSS, arrow_styles
from pb_adapters.drawing.diagrams.attempt import DiagramParts
from pb_adapters.drawing.diagrams.box_sizes import BoxPlan
from pb_adapters.drawing.diagrams.composition.tints import Tints
from pb_adapters.drawing.diagrams.flowcharts import is_flowchart
from pb_adapters.drawing.diagrams.legend import ROUNDED, Entry
from pb_adapters.drawing.diagrams.line_names import is_told_by_labels, named_styles
from pb_adapters.drawing.diagrams.terminals import END, START, says
from pb_adapters.drawing.shared.palettes import PAPER, Tint
from pb_core.domain.diagrams.spec import ConnectionKind, ElementKind

_BY_SHAPE = frozenset({ElementKind.OBJECTIVE, ElementKind.DECISION})  # told by their shape or colour of words
_OPEN = frozenset({ElementKind.INPUT, ElementKind.OUTPUT})  # told by a mark that is called so
_THINGS = _OPEN | {ElementKind.DATA}
_WITH_A_LOOK = frozenset({ElementKind.MODEL, ElementKind.PROCESS, ElementKind.OPERATION})
_SELF_EVIDENT = frozenset(  # white, or nothing, whatever the kind; and what says itself what it is
    {"circle", "ellipse", "rings", "diamond", "text", "cylinder", "actor", "picture"}
)
_UNFILLED = frozenset({"picture", "text"})
_OUTLINES = frozenset(
    {"chamfer", "framed", "sheet", "slant", "slant-left", "pill", "hexagon", "trapezoid", "funnel", "flag"}
)  # told by the outline alone, in the accent colour too
_TOLD_IN_ACCENT = _OUTLINES | {"block"}  # whose band has the accent too
_FORMS = _OUTLINES | {"block", "bars"}  # that a swatch shows
_MARKED = {"stack": "several", "lined": "lined process", "tagged": "tagged process"}
"""Outlines with a mark of their own, by what flowcharts call them: no title and no kind says what they mean."""
_MOST_HUES = 4  # that a swatch shows beside each other
_MODULE = "module"  # a box with bars that is no model among steps
_MEASURE = "measure"  # a hexagon of a plan with kinds, which has losses beside it or none
_ORDER = [*(kind.value for kind in ElementKind), _MODULE, _MEASURE]
_MARKS = {"snowflake": "frozen", "flame": "trained"}
_LETTERS = f"{string.ascii_uppercase}{string.digits} "  # of tags, beside their signs
_ARROWS = frozenset("→↘↓↙←↖↑↗")
_MEANINGS, _LINKED = {"→": "goes on at"}, "is linked with"
_PLAIN = ConnectionKind.FLOW.value  # arrows that tags need not name
_EACH = "each"  # behind what a letter means that goes on at several


class TagPair(Struct, frozen=True, kw_only=True):
    """The words of the two tags of an arrow, and whether their letter goes on at several things.

    Both have the ``dashes`` of the arrow, whose style is of this ``kind``.
    """

    leaves: str
    arrives: str
    targets: bool = False
    kind: str = _PLAIN
    dashes: tuple[float, ...] = ()

    @property
    def is_straight(self) -> bool:
        """Whether the arrows of both point the same way."""
        return sorted(self.leaves) == sorted(self.arrives)


def needed(stock: DiagramParts, tints: Tints, states: Iterable[str]) -> tuple[Entry, ...]:
    """What a drawing needs to explain: two or more styles of arrows, marks of state, and looks that tell kinds.

    One style of arrow explains itself, and so does a single look that is no class of its author's; panels explain
    their hues by their titles.
    """
    drawn = set(states)
    ends = [_terminal(mark, stock, tints) for mark in tints.terminals.words]
    styles = named_styles(stock, tints.colours)
    lines = [Entry(words=style.words, arrow=style.look, heads=style.heads) for style in styles]
    marks = [Entry(words=words, mark=mark) for mark, words in _MARKS.items() if mark in drawn]
    blocks = list(_blocks(stock, tints, ends))
    blocks = blocks if len(blocks) > 1 or tints.categories.names else []
    if tints.stages and is_flowchart(stock.plans.values()):  # whose plain blocks have the hues of their panels
        blocks = [entry for entry in blocks if (entry.words, entry.shape) != (ElementKind.PROCESS.value, ROUNDED)]
    found = (*ends, *lines, *marks, *blocks, *_marked(stock, tints))
    return (*found, *_accent(stock, tints)) if found else ()


def at_edges(panels: Collection[str], stock: DiagramParts, tints: Tints) -> Entry:
    """What arrows at the edges of these panels mean that stand for those of all blocks, as the first one is drawn."""
    pairs = zip(stock.connections, arrow_styles(stock, tints.colours), strict=True)
    framed = [(c, style) for c, style in pairs if {c.source_group, c.target_group} & {*panels}]
    leaves, arrives = (
        any(c.source_group in panels for c, _ in framed),
        any(c.target_group in panels for c, _ in framed),
    )
    way = "to or from" if leaves and arrives else "from" if leaves else "to"
    edge = "to" if arrives else "from"
    return Entry(words=f"{way} each block of the panel", arrow=framed[0][1], edge=edge)


def letters(tags: Iterable[TagPair], names: Mapping[str, str]) -> tuple[Entry, ...]:
    """What tags with a letter mean: an entry for each sign and kind of those given, with the first of its letters.

    It says whether any letter goes on at several things, and what the arrows of a kind are that has one of these
    ``names`` and is no plain flow. Its sample is a pair of the letters that go on at several, and whose arrows point
    the same way.
    """
    found: dict[tuple[str, bool, str], list[TagPair]] = {}
    for pair in tags:
        found.setdefault((_sign(pair.leaves), pair.kind != _PLAIN, pair.kind), []).append(pair)
    return tuple(_letter(sign, pairs, names) for (sign, _, _), pairs in sorted(found.items()))


def _letter(sign: str, pairs: list[TagPair], names: Mapping[str, str]) -> Entry:
    sample = min(pairs, key=lambda p: (not p.targets, not p.is_straight, p.leaves))
    name = "" if sample.kind == _PLAIN else names.get(sample.kind, "")
    several = _EACH * any(pair.targets for pair in pairs)
    words = ("" if is_told_by_labels(name) else name, _MEANINGS.get(sign, _LINKED), several)
    return Entry(
        words=" ".join(filter(None, words)),
        tag=sample.leaves,
        partner=sample.arrives,
        dashes=sample.dashes,
        of_loss=sample.kind == LOSS,
    )


def _sign(tag: str) -> str:
    """The sign of a tag, whichever way its arrow points."""
    sign = tag.strip(_LETTERS)
    return "→" if sign in _ARROWS else sign


def _terminal(mark: str, stock: DiagramParts, tints: Tints) -> Entry:
    """A mark of where the figure starts or ends, on the colours of its blocks if they say so and are the same.

    Where colours do not say it, it stands on the outline of the kind that it names, if that has one. A sort that is
    called so has the entry with it.
    """
    words = tints.terminals.words[mark]
    marked = [stock.plans.get(name) for name in tints.terminals.at(mark)]
    if words in tints.categories.names and all(plan and plan.category == words for plan in marked):
        told, form = _hues(words, stock, tints), _form_of_all(words, stock, tints)
        return Entry(words=words, mark=mark, tint=tints.category(words), hues=told, shape=form, sign=tints.sign(words))
    looks = _terminal_looks(mark, stock, tints) or _outlines(words, stock, tints)
    hues, shapes = {tint for tint, _ in looks}, {shape for _, shape in looks}
    if len(hues) != 1:
        return Entry(words=words, mark=mark)
    return Entry(words=words, mark=mark, tint=hues.pop(), shape=shapes.pop() if len(shapes) == 1 else ROUNDED)


def _terminal_looks(mark: str, stock: DiagramParts, tints: Tints) -> set[tuple[Tint, str]]:
    """The colours and forms of the blocks with a mark, if the colours of all say it."""
    marked = [stock.plans.get(name) for name in tints.terminals.at(mark)]
    shown = [plan for plan in marked if plan and tints.shows_terminal(plan)]
    return {(tints.box(plan), _form(plan)) for plan in shown} if len(shown) == len(marked) else set()


def _outlines(kind: str, stock: DiagramParts, tints: Tints) -> set[tuple[Tint, str]]:
    """The look of a kind if that is drawn with one outline of its own; white where hues tell stages."""
    plans = [plan for plan in stock.plans.values() if plan.kind.value == kind and plan.shape in _OUTLINES]
    beside = Tint(PAPER, tints.colours.neutral.stroke)
    found = {(beside if tints.stages else _tint(plan, tints), plan.shape) for plan in plans}
    return found if len(found) == 1 else set()


def _form(plan: BoxPlan) -> str:
    """The shape of the swatch of a block: its own if a swatch can show that."""
    return plan.shape if plan.shape in _FORMS else ROUNDED


def _accent(stock: DiagramParts, tints: Tints) -> Iterator[Entry]:
    """The key parts, as they are drawn: pictures of their own are filled lightly, and words have no fill."""
    shapes = {stock.plans[name].shape for name in tints.emphasis if name in stock.plans}
    if shapes and shapes <= _UNFILLED:
        accent = tints.colours.contribution
        yield Entry(words="key part", tint=Tint(accent.fill, accent.stroke))
    elif shapes:
        yield Entry(words="key part", accent=True)


def _blocks(stock: DiagramParts, tints: Tints, ends: list[Entry]) -> Iterator[Entry]:
    """An entry for each look of blocks, named by their author's sorts or by the kinds that have it; none twice.

    Where hues tell stages, only for what no title names: steps, models, and shapes of their own; not for subroutines
    that have their panels for themselves. What the marks of ``ends`` name has that entry alone. Outlines of a flowchart
    that say where it starts or ends are no inputs and outputs.
    """
    forms = {name: _form_of_all(name, stock, tints) for name in tints.categories.names}
    for name, form in forms.items():
        if not any((entry.words, entry.tint) == (name, tints.category(name)) for entry in ends):
            yield Entry(
                words=name, tint=tints.category(name), hues=_hues(name, stock, tints), shape=form, sign=tints.sign(name)
            )
    kinds: dict[tuple[Tint, str], list[str]] = {}
    panels: dict[str, set[int | None]] = {}
    by_outlines = is_flowchart(stock.plans.values())
    unsaid = _OPEN if by_outlines else frozenset()
    classes = forms.keys() if by_outlines else ()
    told = [plan for plan in stock.plans.values() if plan.kind not in unsaid and plan.category not in classes]
    shown = [plan for plan in told if _is_told_by_kind(plan, tints, forms)]
    filled = {(plan.kind, _form(plan)) for plan in shown if not tints.is_apart(plan)}
    white = Tint(PAPER, tints.colours.neutral.stroke)
    for plan in shown:
        kind = _kind(plan, tints, by_outlines=by_outlines)
        tint = _tint(plan, tints) if (plan.kind, _form(plan)) in filled else white
        kinds.setdefault((tint, _form(plan)), []).append(kind)
        panels.setdefault(kind, set()).add(tints.stages.get(plan.id))
    seen = {*tints.categories.names, *(entry.words for entry in ends)}
    others = set().union(*(found for kind, found in panels.items() if kind != _MODULE))
    if tints.stages and panels.get(_MODULE, set()).isdisjoint(others):
        seen.add(_MODULE)
    for (tint, shape), found in sorted(kinds.items(), key=_form_first):
        fresh = sorted(set(found) - seen, key=_ORDER.index)
        seen.update(fresh)
        if fresh:
            yield Entry(words=", ".join(fresh), tint=tint, shape=shape)


def _kind(plan: BoxPlan, tints: Tints, *, by_outlines: bool) -> str:
    """What the legend calls the kind of a block; hexagons of flowcharts, whose outlines are all there is, are steps."""
    if plan.kind is ElementKind.MODEL and plan.shape == "bars" and not tints.steps_white:
        return _MODULE
    is_measure = plan.kind is ElementKind.PROCESS and plan.shape == "hexagon" and not by_outlines
    return _MEASURE if is_measure else plan.kind.value


def _is_told_by_kind(plan: BoxPlan, tints: Tints, forms: dict[str, str]) -> bool:
    """Whether the legend tells the kind of a block: no sort of these ``forms`` and no panel says what it looks like."""
    is_plain_step = plan.kind is ElementKind.PROCESS and tints.sign(plan.category)
    if _explains_itself(plan, tints) or is_plain_step or (forms and _form(plan) in {ROUNDED, forms.get(plan.category)}):
        return False
    return not tints.stages or plan.kind in _WITH_A_LOOK or _form(plan) != ROUNDED


def _marked(stock: DiagramParts, tints: Tints) -> Iterator[Entry]:
    """An entry for each outline with a mark of its own, without the colours that its blocks have."""
    drawn = {plan.shape for plan in stock.plans.values()}
    tint = Tint(PAPER, tints.colours.neutral.stroke)
    return (Entry(words=words, tint=tint, shape=shape) for shape, words in _MARKED.items() if shape in drawn)


def _form_of_all(category: str, stock: DiagramParts, tints: Tints) -> str:
    """The form that the swatch of a sort has: that of all its blocks, if they share one."""
    plans = [plan for plan in stock.plans.values() if plan.category == category and not _explains_itself(plan, tints)]
    forms = set(map(_form, plans))
    return forms.pop() if len(forms) == 1 and not tints.stages else ROUNDED


def _hues(category: str, stock: DiagramParts, tints: Tints) -> tuple[Tint, ...]:
    """The colours of a sort where those of panels are its own, if they are few enough for one swatch."""
    plans = [plan for plan in stock.plans.values() if plan.category == category and not _explains_itself(plan, tints)]
    found = tuple(dict.fromkeys(tints.box(plan) for plan in plans if plan.id not in tints.emphasis))
    return found if tints.stages and len(found) <= _MOST_HUES else ()


def _tint(plan: BoxPlan, tints: Tints) -> Tint:
    """The colours of a block that is no key part; grey where hues tell stages, white where they tell sorts."""
    neutral = tints.colours.neutral
    if tints.categories.by_hue:
        return Tint(PAPER, neutral.stroke)
    tint = Tint(neutral.fill, neutral.stroke) if tints.stages else tints.role(plan)
    return Tint(PAPER, tint.edge) if tints.is_white(plan) else tint


def _form_first(item: tuple[tuple[Tint, str], list[str]]) -> tuple[int, bool]:
    """By kind, and of the looks of one kind that with a form of its own first."""
    (_, shape), kinds = item
    return _ORDER.index(kinds[0]), shape == ROUNDED


def _explains_itself(plan: BoxPlan, tints: Tints) -> bool:
    """Whether the look of a block needs no words: its title, name, shape, picture or mark says what it is."""
    by_shape = plan.kind in _BY_SHAPE or (plan.shape in _SELF_EVIDENT and not _is_told_by_hue(plan, tints))
    by_accent = plan.id in tints.emphasis and plan.shape not in _TOLD_IN_ACCENT
    by_name = says(plan, START) or says(plan, END)
    return bool(plan.hue or by_accent or plan.group or by_shape or by_name or _is_told_by_mark(plan, tints))


def _is_told_by_hue(plan: BoxPlan, tints: Tints) -> bool:
    """Whether a picture has the hue of what is put in, used or given out, as blocks have where hues tell roles."""
    return plan.shape == "picture" and plan.kind in _THINGS and not tints.stages and not tints.categories.names


def _is_told_by_mark(plan: BoxPlan, tints: Tints) -> bool:
    """Whether its mark says what a block is: if colours say that too, or of an input or output its words or outline."""
    if plan.kind in _OPEN:
        said = [tints.terminals.words.get(mark) for mark in tints.terminals.marks.get(plan.id, ())]
        return plan.kind.value in said or (bool(said) and plan.shape == "pill")
    return tints.shows_terminal(plan)
