"""The colours of a composition: panels by stage, blocks by their panel or, without panels, by their role."""

from collections.abc import Collection, Mapping

from msgspec import Struct, structs

from pb_adapters.drawing.diagrams.attempt import DiagramParts
from pb_adapters.drawing.diagrams.box_sizes import WITHOUT_OUTLINE, BoxPlan
from pb_adapters.drawing.diagrams.categories import Categories, shown_categories
from pb_adapters.drawing.diagrams.composition.continuations import LEAVING
from pb_adapters.drawing.diagrams.sort_hues import sort_hues
from pb_adapters.drawing.diagrams.sort_signs import SIGNS
from pb_adapters.drawing.diagrams.terminals import END, START, Terminals, terminals_of
from pb_adapters.drawing.shared.palettes import PAPER, Colours, Stage, Tint
from pb_core.domain.diagrams.scene import CONNECTOR
from pb_core.domain.diagrams.spec import ElementKind, Hue
from pb_core.domain.plane import Rect
from pb_core.domain.plots.colours import contrast

_NEUTRAL = -1  # panels where hues tell roles, and what stands beside panels where hues tell stages
_ROLES = {
    ElementKind.INPUT: _NEUTRAL,
    ElementKind.STORE: _NEUTRAL,
    ElementKind.ACTOR: _NEUTRAL,
    ElementKind.DATA: 1,
    ElementKind.OUTPUT: 1,
}
"""The stage whose colours a role has where hues tell roles; all others have the first."""

_ENDS: Mapping[tuple[str, ...], int] = {(START,): _NEUTRAL, (END,): 1}
"""The same for steps at which a figure starts and ends, where all steps are filled."""

_WHITE = frozenset({"circle", "ellipse", "rings", "diamond"})
_OPEN = frozenset({ElementKind.INPUT, ElementKind.OUTPUT})
_STEPS = frozenset({ElementKind.PROCESS, ElementKind.OPERATION})
_LEGIBLE, _SEEN = 4.5, 3.0  # the contrast that small type needs, and a pictogram
_MOST_SOLID = 0.08  # of the page, that strong colour may cover
_PANELS, _INSIDE = 2, 0.6  # panels, and the share of elements inside them, from which hues tell stages


class Tints(Struct, frozen=True, kw_only=True):
    """The colours of one composition; ``stages`` numbers the panels that elements and groups belong to, if hues do.

    With ``steps_white`` processes and operations have no fill, which tells models from them. The contribution alone has
    the accent, whatever the hue of its panel. ``categories`` are the sorts of their author's that are told, and
    ``sorts`` their colours where panels have no hues. ``dressed`` are the marks of starts and ends whose steps have
    their colours: those that no other kind or panel has.
    """

    colours: Colours
    emphasis: tuple[str, ...]
    stages: dict[str, int]
    inner: frozenset[str]
    solid: bool = True
    steps_white: bool = False
    categories: Categories = Categories()
    sorts: dict[str, Stage] = {}
    terminals: Terminals = Terminals()
    dressed: frozenset[str] = frozenset()

    def on(self, boxes: dict[str, Rect], page: float) -> "Tints":
        """These colours for boxes on a page of this area: a contribution that covers much of it is filled lightly."""
        covered = sum(rect.width * rect.height for name, rect in boxes.items() if name in self.emphasis)
        return structs.replace(self, solid=self.solid and covered <= _MOST_SOLID * page)

    def leads(self, plan: BoxPlan) -> bool:
        """Whether a box is the contribution and only its edge says so."""
        return plan.id in self.emphasis and not self.solid

    @property
    def accent(self) -> Tint:
        """Fill and edge of the contribution."""
        accent = self.colours.contribution
        return Tint(accent.stroke if self.solid else accent.fill, accent.stroke)

    def tag(self, *, leaves: bool, dashed: bool = False, of_loss: bool = False) -> Tint:
        """Fill and edge of the tags of arrows told by letter: dark where the arrow leaves, white where it arrives.

        What leaves in dashes has a white edge, whose dashes are seen on the dark. Flows of losses have their colour.
        """
        dark = self.letter(leaves=False, of_loss=of_loss)
        return Tint(dark if leaves else PAPER, PAPER if leaves and dashed else dark)

    def letter(self, *, leaves: bool, of_loss: bool = False) -> str:
        """The ink of the letter on such a tag."""
        return PAPER if leaves else self.colours.loss if of_loss else self.colours.muted

    def box(self, plan: BoxPlan) -> Tint:
        """Fill and edge of a box."""
        if plan.shape == CONNECTOR:
            return self.tag(leaves=plan.kind is LEAVING, dashed=bool(plan.dashes), of_loss=plan.of_loss)
        if plan.hue:
            return self.role(plan)
        if plan.id in self.emphasis:
            return self.accent
        if plan.kind is ElementKind.OBJECTIVE:
            return Tint(self.colours.paper, self.colours.loss)
        if (plan.shape in _WHITE and not self._shows_sort(plan)) or self.is_white(plan) or self.is_apart(plan):
            return Tint(PAPER, self._stage(plan).stroke)
        return self.role(plan)

    def is_white(self, plan: BoxPlan) -> bool:
        """Whether a block is white because it is no model, or of the one sort of two that is."""
        is_step = self.steps_white and plan.kind in _STEPS and not plan.group
        sorts = self.categories
        is_of_white = plan.category == sorts.white if sorts.white else sorts.alone and plan.category not in sorts.names
        return is_step or is_of_white

    def _shows_sort(self, plan: BoxPlan) -> bool:
        """Whether the hue of a box tells its sort."""
        return self.categories.by_hue and plan.category in self.categories.names

    def sign(self, category: str) -> str:
        """The name of the sign of a sort that signs tell; none of others."""
        names = self.categories.names if self.categories.by_hue else ()
        return SIGNS[names.index(category)] if category in names else ""

    def sign_ink(self, plan: BoxPlan) -> str:
        """The colour of the sign in a box, or beside a pictogram."""
        return self.glyph(plan)[0]

    def category(self, name: str) -> Tint:
        """Fill and edge that tell a sort; grey where hues tell stages."""
        stage = self.colours.neutral if self.stages else self._of_category(name)
        return Tint(PAPER if name == self.categories.white else stage.fill, stage.stroke)

    def is_apart(self, plan: BoxPlan) -> bool:
        """Whether a block is white because it stands beside the stages."""
        return bool(self.stages) and self.stages.get(plan.id) == _NEUTRAL

    def shows_terminal(self, plan: BoxPlan) -> bool:
        """Whether the colours of a box say that the figure starts or ends there."""
        is_dressed = plan.hue or plan.id in self.emphasis
        if (
            self.stages
            or self.categories.names
            or len(self.terminals.marks.get(plan.id, ())) != 1
            or is_dressed
            or plan.shape in WITHOUT_OUTLINE
        ):
            return False
        if plan.kind in _OPEN:
            return True
        steps, ends = self.colours.stages[0], self._stage(plan)
        return plan.kind in _STEPS and not self.steps_white and plan.shape not in _WHITE and ends != steps

    def role(self, plan: BoxPlan) -> Tint:
        """Fill and edge that a box has by its role or stage, whatever its shape."""
        stage = self._stage(plan)
        return Tint(stage.fill, stage.stroke)

    def frame(self, name: str) -> Tint:
        """Fill and edge of a panel."""
        stage = self._numbered(name, _NEUTRAL)
        return Tint(self.colours.paper if name in self.inner else stage.tint, stage.stroke)

    def words(self, plan: BoxPlan) -> tuple[str, str, str]:
        """Ink, muted ink and ground of the words of a box."""
        if plan.shape == CONNECTOR:
            ink = self.letter(leaves=plan.kind is LEAVING, of_loss=plan.of_loss)
            return ink, ink, self.box(plan).fill
        if plan.id in self.emphasis and self.solid and plan.shape not in WITHOUT_OUTLINE:
            return PAPER, PAPER, self.colours.contribution.stroke
        ground = self._stage(plan).tint if plan.shape in WITHOUT_OUTLINE else self.box(plan).fill
        ink = self.colours.loss if plan.kind is ElementKind.OBJECTIVE else self.colours.ink
        if plan.id in self.emphasis and plan.shape == "text":
            ink = self.colours.contribution.stroke
        if plan.hue:
            ink = self._stage(plan).stroke if plan.shape in WITHOUT_OUTLINE else self.colours.ink
        is_deep = contrast(self.colours.muted, ground) < _LEGIBLE
        return ink, ink if is_deep else self.colours.muted, ground

    def glyph(self, plan: BoxPlan) -> tuple[str, str]:
        """Hue and paper of a pictogram: in a solid block white on the block's colour, in a deep one the ink."""
        tint = self.box(plan)
        if plan.shape == "picture":
            return tint.edge, self.colours.paper
        if tint.fill == tint.edge:
            return self.colours.paper, tint.fill
        is_seen = contrast(tint.edge, tint.fill) >= _SEEN
        return tint.edge if is_seen else self.colours.ink, self.colours.paper

    def title(self, name: str) -> tuple[str, str]:
        """Colour and ground of the title of a panel."""
        tint = self.frame(name)
        return tint.edge, tint.fill

    def _stage(self, plan: BoxPlan) -> Stage:
        if plan.hue:
            return self.colours.hues[plan.hue]
        if self.categories.names and not self.stages:
            return self._of_category(plan.category)
        role = _ROLES.get(plan.kind, 0)
        if plan.kind in _STEPS and not self.steps_white:
            marks = self.terminals.marks.get(plan.id, ())
            role = _ENDS.get(marks, role) if self.dressed.issuperset(marks) else role
        return self._numbered(plan.id, role)

    def _of_category(self, name: str) -> Stage:
        """The colours of a sort; what has none is white beside several."""
        neutral = self.colours.neutral
        return self.sorts.get(name, structs.replace(neutral, fill=PAPER) if self.categories.by_hue else neutral)

    def _numbered(self, name: str, default: int) -> Stage:
        stages = self.colours.stages
        number = self.stages.get(name, default)
        return self.colours.neutral if number == _NEUTRAL else stages[number % len(stages)]


def tints_of(
    colours: Colours, emphasis: tuple[str, ...], stock: DiagramParts, drawn: Mapping[str, BoxPlan] | None = None
) -> Tints:
    """Number the panels in the order of their groups, and everything in them; a group about most of these is grey.

    What has a hue of its author's is in the accent colour no more. ``drawn`` are the boxes as they are drawn where that
    differs from ``stock``, as with pictograms in place of boxes; sorts are told of those that have their look.
    """
    emphasis = tuple(name for name in emphasis if name not in stock.plans or not stock.plans[name].hue)
    homes, groups = stock.homes, stock.groups
    number = _numbers(stock, colours)
    above = {name: _outermost(name, homes, number) for name in homes}
    inside = sum(top in number for top in above.values())
    by_stage = len(number) >= _PANELS and inside >= _INSIDE * len(above)
    stages = {name: number.get(top, _NEUTRAL) for name, top in above.items()} if by_stage else {}
    stages |= {name: stages[group] for name, group in stock.zooms if stages.get(name) == _NEUTRAL}
    inner = frozenset(group.id for group in groups if above.get(group.parent or ""))
    panels = {name: home for name, home in homes.items() if stages.get(name, _NEUTRAL) != _NEUTRAL}
    steps_white = _has_both(stock)
    boxes = stock.plans if drawn is None else drawn
    led = {name for name, plan in boxes.items() if plan.hue or plan.kind is ElementKind.OBJECTIVE}.union(emphasis)
    plain = [plan for name, plan in boxes.items() if name not in led]
    sorts = Categories() if steps_white else shown_categories(plain, panels, len(SIGNS))
    stages = {} if sorts.by_hue else stages
    wanted = {name: _author_hue(name, plain) for name in sorts.names}
    has_loss = any(plan.kind is ElementKind.OBJECTIVE for plan in boxes.values())
    terminals = terminals_of(stock)
    kinds = {name: plan.kind for name, plan in stock.plans.items()}
    dressed = (mark for mark in terminals.words if {kinds.get(name) for name in terminals.at(mark)} <= _OPEN | _STEPS)
    return Tints(
        colours=colours,
        emphasis=emphasis,
        stages=stages,
        inner=inner,
        steps_white=steps_white,
        categories=sorts,
        sorts=sort_hues(wanted, colours, grey=all(plan.category for plan in plain), red=not has_loss),
        terminals=terminals,
        dressed=frozenset(dressed),
    )


def _author_hue(category: str, plans: Collection[BoxPlan]) -> Hue | None:
    """The colour that an author gives to a sort: that of the first box with one."""
    return next((plan.category_hue for plan in plans if plan.category == category and plan.category_hue), None)


def _has_both(stock: DiagramParts) -> bool:
    """Whether there are models, other than subroutines of a flowchart, and steps."""
    kinds = {plan.kind for plan in stock.plans.values() if plan.shape != "bars" and not plan.group}
    return ElementKind.MODEL in kinds and not kinds.isdisjoint(_STEPS)


def _numbers(stock: DiagramParts, colours: Colours) -> dict[str, int]:
    """The place of the hue of each group that has one; grey is the last one if a group about several is grey."""
    hued = _hued_groups(stock)
    is_nested = any(group.parent for group in stock.groups if group.id in hued)
    places = sorted(range(len(colours.stages)), key=lambda i: is_nested and colours.stages[i] == colours.neutral)
    return {name: places[index % len(places)] for index, name in enumerate(hued)}


def _hued_groups(stock: DiagramParts) -> list[str]:
    """The groups with a hue each: the outermost, or those inside one of these that holds most of a figure in them."""
    found: list[str] = []
    for top in (group.id for group in stock.groups if group.parent is None or group.parent not in stock.homes):
        inner = [group.id for group in stock.groups if group.parent == top]
        held, told = (sum(map(bool, _within(stock, names))) for names in ([top], inner))
        is_most = 2 * held > len(stock.plans) and told >= _INSIDE * held
        found += inner if is_most and len(inner) >= _PANELS else [top]
    return found


def _within(stock: DiagramParts, groups: list[str]) -> list[str]:
    """For each box the group of these that holds it, or nothing."""
    return [_outermost(name, stock.homes, groups) for name in stock.plans]


def _outermost(name: str, homes: Mapping[str, str], groups: Collection[str]) -> str:
    """The outermost of these groups that is a thing or holds it; none if there is none."""
    found = name if name in groups else ""
    while name := homes.get(name, ""):
        found = name if name in groups else found
    return found
