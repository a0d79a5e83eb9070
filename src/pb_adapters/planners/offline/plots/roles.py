"""Roles: which column goes where: axes, colours, panels, sizes, labels."""

from collections.abc import Iterator
from enum import StrEnum

from pb_adapters.planners.offline.plots.data import Data
from pb_adapters.planners.offline.plots.naming import listed
from pb_adapters.planners.offline.plots.request import Amended, Request
from pb_adapters.planners.offline.plots.script import Said, Script
from pb_adapters.planners.offline.plots.sight import transforms, used
from pb_core.domain.plots.marks import MarkType
from pb_core.domain.plots.spec import Channel, Encoding, PlotSpec
from pb_core.domain.plots.transforms import Aggregate, Fold


class Role(StrEnum):
    """The part that a column plays."""

    X = "x"
    Y = "y"
    COLOR = "color"
    GROUP = "group"
    FACET = "facet"
    FACET_ROW = "facet row"
    SIZE = "size"
    SHAPE = "shape"
    LABEL = "label"
    RIGHT = "right"


_PANELS = r"(?:small multiples?|panels?|subplots?|sub-?figures?|facets?|trellis)"


_ROLE_WORDS: tuple[tuple[Role, str], ...] = (
    (
        Role.RIGHT,
        (
            r"(?:(?:put|plot|show|draw|with|and) )?(?:the )?(?P<f>{F}) (?:is |as (?:a )?lines? "
            r"|as bars? )?(?:on|using|against) (?:a |the |its own )?(?:second(?:ary)?|right|right-hand"
            r"|separate|own|other)(?:[- ]hand)?(?: y)?[- ]?(?:axis|scale)"
        ),
    ),
    (
        Role.RIGHT,
        (
            r"(?:second(?:ary)?|right)(?:[- ]hand)?(?: y)?[- ]?axis (?:for|with|shows?|showing"
            r"|:) (?:the )?(?P<f>{FS})"
        ),
    ),
    (Role.FACET_ROW, r"(?:one |a )?rows? (?:of (?:panels|plots) )?(?:per|by|for each|for every) (?P<f>{F})"),
    (
        Role.FACET,
        (
            rf"(?:one|a|a separate|separate|individual|with one|in)? ?{_PANELS}(?:ted)? (?:per|by|for each"
            rf"|for every|for|of|over|across) (?:the )?(?P<f>{{FS}})"
        ),
    ),
    (
        Role.FACET,
        (
            r"(?:facet(?:ed|ing)?|split(?: up)?(?: into panels)?|panel(?:l?ed)?|separate plots|one (?:plot"
            r"|chart|figure|graph|histogram|scatter plot)|columns?) (?:per|by|on|for each|for every"
            r"|into) (?:the )?(?P<f>{FS})"
        ),
    ),
    (
        Role.SHAPE,
        (
            r"(?:(?:marker )?shapes?|markers?|symbols?)(?:d)? (?:by|per|show(?:s|ing)?|for(?: each)?"
            r"|encod(?:es|ing)|=|:|from) (?:the )?(?P<f>{F})"
        ),
    ),
    (
        Role.COLOR,
        (
            r"(?:colou?r(?:ed|s|ing)?(?:[- ]coded)?|hue|shad(?:ed|ing)|tint(?:ed)?|series)(?: the)?(?: lines?"
            r"| points?| bars?| it| them)? (?:by|per|show(?:s|ing)?|for(?: each)?|encod(?:es|ing)|=|:|from"
            r"|according to) (?:the )?(?P<f>{F})"
        ),
    ),
    (Role.COLOR, r"(?P<f>{F}) (?:as|in|by|to) (?:the )?colou?rs?"),
    (
        Role.COLOR,
        (
            r"(?:one|a|a separate|separate|individual) (?:colou?red )?(?:lines?|curves?|colou?rs?|series"
            r"|areas?) (?:per|by|for each|for every) (?P<f>{F})"
        ),
    ),
    (
        Role.SIZE,
        (
            r"(?:bubble |point |marker |dot |circle )?(?:sizes?|sized|areas?) (?:of (?:the )?(?:bubbles?"
            r"|points?|markers?) )?(?:is |are )?(?:by|per|show(?:s|ing)?|for|encod(?:es|ing)|=|:|from"
            r"|proportional to|according to|given by|in proportion to) (?:the )?(?P<f>{F})"
        ),
    ),
    (Role.SIZE, r"(?P<f>{F}) as (?:the )?(?:bubble |point |marker )?(?:size|area)"),
    (
        Role.LABEL,
        (
            r"(?:(?:with )?(?:direct(?:ly)? )?(?:label(?:l?ed|s|ling)?|annotat(?:e|ed)|nam(?:e"
            r"|ed))(?: (?:each|every|the|all))?(?: (?:points?|dots?|bubbles?|markers?|ones?))?) (?:by|with"
            r"|using|from) (?:its |their |the )?(?P<f>{F})(?: names?)?"
        ),
    ),
    (Role.LABEL, r"(?:(?:with )?(?:the )?(?P<f>{F})(?: names?)?) as (?:point |direct )?labels?"),
    (Role.X, r"(?:one|a|a separate|separate|individual) bars? (?:per|by|for each|for every) (?:the )?(?P<f>{F})"),
    (Role.X, r"(?P<f>{F}) (?:is |goes |go |should be )?(?:on|along|as) (?:the )?(?:x|horizontal)[- ]?(?:axis)?(?!\w)"),
    (Role.Y, r"(?P<f>{FS}) (?:is |goes |go |should be )?(?:on|along|as) (?:the )?(?:y|vertical)[- ]?(?:axis)?(?!\w)"),
    (Role.X, r"(?:x|horizontal)(?:[- ]?axis)?(?: (?:shows?|is|are|for|with|has)|\s*[:=]) (?:the )?(?P<f>{F})"),
    (Role.Y, r"(?:y|vertical)(?:[- ]?axis)?(?: (?:shows?|is|are|for|with|has)|\s*[:=]) (?:the )?(?P<f>{FS})"),
    (Role.X, r"\bx\s*=\s*(?P<f>{F})"),
    (Role.Y, r"\by\s*=\s*(?P<f>{F})"),
    (
        Role.GROUP,
        (
            r"(?:group(?:ed)?(?: together)?|cluster(?:ed)?|side by side|broken down|break down|split"
            r"|stack(?:ed)?|bars? next to each other|separately|separated) (?:by|per|for each"
            r"|for every|for|along|across|on) (?:the )?(?P<f>{FS})"
        ),
    ),
)


_SEVERAL = (
    r"(?P<y>{F} (?:vs\.?|versus|and) {F}(?: {F})?) (?:over|against|per|across"
    r"|as a function of) (?:the |its |training )*"
    r"(?P<x>{F})"
)
_PAIR = (
    r"(?P<y>{FS})(?: \([^)]{1,20}\))?(?: scores?| values?| curves?)? (?:vs\.?|versus|against"
    r"|as (?:a )?functions? of|depends? on|depending on|over|plotted against|changes? with"
    r"|varies with|grows? with|scales? with|falls? with|decreases? with|increases? with"
    r"|improves? with) (?:the |its |number of |training |increasing )*(?P<x>{F})"
)


_RELATION = (
    r"(?:between (?:the )?(?P<a>{F}) (?:and|to|with) (?:the )?(?P<b>{F})|correlat(?:es?"
    r"|ion) (?:of (?:the )?)?(?P<a>{F}) (?:with|to|and) (?:the "
    r")?(?P<b>{F}))(?!\s*,?\s*(?:and\s+)?{F})"
)


_PER = (
    r"(?:by|per|for each|for every|for all|across(?: all| the)?|over(?: all| the)?|among"
    r"|between(?: the)?|of each|of every|of (?:all |the )?(?:different )?"
    r"|for (?:the )?(?:different |various )?|with|at each|at different|in each) (?:the |different "
    r"|various |all |each )?(?P<f>{FS})"
)


_POINT_LABELS = (
    r"(?:(?:with|and) )?(?:direct(?:ly)? )?(?:label(?:l?ed|l?ing|s)?|annotat(?:e|ed)"
    r"|name)(?: (?:the|each|every|all|on|for|individual))* (?:points?|dots?|bubbles?"
    r"|markers?)(?: (?:directly|with (?:their|its|the) names?|by name))*"
    r"|(?:with )?(?:direct )?(?:point|name) labels|(?:with )?names? (?:next to|beside|at) (?:the "
    r"|each |every )?(?:points?|dots?|bubbles?|markers?)"
)


class RoleRequest(Request, frozen=True, kw_only=True):
    """Columns to be shown in a role."""

    role: Role
    columns: tuple[str, ...]

    def _amend(self, spec: PlotSpec, data: Data) -> Amended:
        if self._kept(spec, data):
            return Amended(spec, "")
        return Amended(spec, f"this chart has no place for {listed(self.columns)} as its {self.role.value}")

    def _kept(self, spec: PlotSpec, data: Data) -> bool:  # noqa: ARG002 - the specification alone tells
        folded = {name for t in transforms(spec) if isinstance(t, Fold) for name in t.fields}
        shown = shown_as(self.role, spec)
        return all(
            name in shown
            or (name in folded and self.role in {Role.Y, Role.X, Role.GROUP, Role.COLOR, Role.RIGHT, Role.FACET})
            for name in self.columns
        )


class MentionRequest(Request, frozen=True, kw_only=True):
    """A column that is mentioned without a role: it is to be seen in some way; of several that fit, at least one."""

    columns: tuple[str, ...]

    def _amend(self, spec: PlotSpec, data: Data) -> Amended:
        return Amended(
            spec, "" if self._kept(spec, data) else f"this plot has no place left for {listed(self.columns)}"
        )

    def _kept(self, spec: PlotSpec, data: Data) -> bool:
        if bool(set(self.columns) & used(spec)):
            return True
        averaged = any(isinstance(t, Aggregate) for t in transforms(spec))
        return averaged and any((c := data.column(name)) is not None and data.is_replicate(c) for name in self.columns)


def hear_roles(script: Script) -> Iterator[Request]:
    """Find columns with a stated role."""
    for role, words in _ROLE_WORDS:
        for said in script.take(rf"(?<!\w)(?:{words})"):
            yield from _roles(said, role, script)
    for said in script.take(rf"(?<!\w)(?:{_POINT_LABELS})(?!\w)"):
        yield PointLabelsRequest(words=said.words)
    for said in script.take(_RELATION):
        yield RoleRequest(words=said.words, role=Role.X, columns=script.fields(said["a"]))
        yield RoleRequest(words=said.words, role=Role.Y, columns=script.fields(said["b"]))
    for said in script.take(_SEVERAL):
        yield RoleRequest(words=said.words, role=Role.Y, columns=script.fields(said["y"]))
        yield RoleRequest(words=said.words, role=Role.X, columns=script.fields(said["x"]))
    for said in script.take(_PAIR):
        yield RoleRequest(words=said.words, role=Role.Y, columns=script.fields(said["y"]))
        yield RoleRequest(words=said.words, role=Role.X, columns=script.fields(said["x"]))


class PointLabelsRequest(Request, frozen=True, kw_only=True):
    """The name of each point beside it; met where points are drawn."""

    def _amend(self, spec: PlotSpec, data: Data) -> Amended:
        return Amended(spec, "" if self._kept(spec, data) else "no column names each point")

    def _kept(self, spec: PlotSpec, data: Data) -> bool:  # noqa: ARG002 - the specification alone tells
        return bool(shown_as(Role.LABEL, spec))


def hear_splits(script: Script) -> Iterator[Request]:
    """Find ``per``, ``by`` and the like, whose columns go where there is room."""
    for said in script.take(rf"(?<!\w)(?:{_PER})"):
        yield MentionRequest(words=said.words, columns=script.fields(said["f"]))


def hear_mentions(script: Script) -> Iterator[MentionRequest]:
    """Find columns that are mentioned and nothing more."""
    for said in script.take(r"(?P<f>{F})"):
        yield MentionRequest(words=said.words, columns=script.fields(said["f"]))


def shown_as(role: Role, spec: PlotSpec) -> set[str]:
    """The fields that the specification shows in the role, counting what transforms compute them from."""
    encodings = [layer.encoding for layer in spec.layer]
    channels = [c for e in encodings for c in _channels(role, e)]
    found = {c.field for c in channels if c is not None}
    if role in {Role.FACET, Role.FACET_ROW, Role.GROUP} and spec.facet is not None:
        found |= {name for name in (spec.facet.field, spec.facet.row) if name}
    if role is Role.GROUP:
        found |= {e.detail for e in encodings if e.detail}
    if role is Role.LABEL:
        found |= {c.field for e in encodings for c in (e.x, e.y) if c is not None and c.type.discrete}
        found |= {
            layer.encoding.text.field
            for layer in spec.layer
            if layer.mark.type is MarkType.TEXT and layer.encoding.text
        }
    if role in {Role.X, Role.Y}:
        found |= _computed(spec)
    if role is Role.RIGHT:
        found = {c.field for layer in spec.layer if layer.axis.value == "right" and (c := layer.encoding.y)}
        found |= {
            t.field
            for layer in spec.layer
            if layer.axis.value == "right"
            for t in layer.transform
            if hasattr(t, "field") and t.field
        }
    return found


def _channels(role: Role, encoding: Encoding) -> tuple[Channel | None, ...]:
    match role:
        case Role.X | Role.Y:
            # horizontal bars put categories on y: what is named x may then stand there, never both on one axis
            return (encoding.x, encoding.y, encoding.theta, encoding.color if encoding.theta else None)
        case Role.COLOR:
            return (encoding.color,)
        case Role.GROUP:
            return (encoding.color, encoding.shape, encoding.x, encoding.y)
        case Role.SIZE:
            return (encoding.size,)
        case Role.SHAPE:
            return (encoding.shape,)
        case _:
            return ()


def _computed(spec: PlotSpec) -> set[str]:
    found: set[str] = set()
    for transform in transforms(spec):
        for name in ("field", "x", "y", "score", "probability"):
            if value := getattr(transform, name, None):
                found.add(value)
        found |= {m.field for m in getattr(transform, "measures", ()) if m.field}
    return found


def _roles(said: Said, role: Role, script: Script) -> Iterator[Request]:
    columns = script.fields(said["f"])
    if role is Role.FACET and len(columns) == 2:  # noqa: PLR2004 - a grid has two sides
        yield RoleRequest(words=said.words, role=Role.FACET, columns=columns[:1])
        yield RoleRequest(words=said.words, role=Role.FACET_ROW, columns=columns[1:])
    else:
        yield RoleRequest(words=said.words, role=role, columns=columns)
