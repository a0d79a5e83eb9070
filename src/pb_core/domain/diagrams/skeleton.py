"""Skeleton: what an author laid out explicitly, which a figure must show or name as missing."""

import itertools
import re
from collections.abc import Iterable, Iterator
from enum import StrEnum

from msgspec import Struct

from pb_core.domain.diagrams.enumerations import (
    Enumeration,
    Span,
    chains,
    goes_on_in_order,
    listed,
    phrase,
    short_name,
    told_in_order,
)
from pb_core.domain.diagrams.headings import NO_PART, is_aside, is_elsewhere, names_part
from pb_core.domain.diagrams.item_names import clean, is_name, is_unsegmented, one_line, without_subject
from pb_core.domain.diagrams.markup import Block, BlockKind, Marker, read_blocks, readable, sentences, trim


class Form(StrEnum):
    """How the author laid it out."""

    CHAIN = "chain"
    """``A -> B -> C``."""
    STEPS = "steps"
    """Numbered or named steps, a numbered list, the lines of an algorithm, ``first … then … finally``."""
    LIST = "list"
    """``three components: …``, bullets, ``consists of A, B and C``."""
    PANELS = "panels"
    """``(a) … (b) …`` of a caption."""
    HEADINGS = "headings"
    """Headings and run-in titles of one level."""


class Item(Struct, frozen=True, kw_only=True):
    """One item: a short ``name`` in the author's words, and the words of the text that it stands in, verbatim."""

    name: str
    evidence: str


class Outline(Struct, frozen=True, kw_only=True):
    """Items laid out together, in the author's order.

    ``ordered`` says that each item follows the one before it (a chain, steps), not only that they belong together.
    ``title`` is what they are the items of, ``""`` where the author says nothing. ``in_caption`` says where it stands.
    """

    form: Form
    items: tuple[Item, ...]
    ordered: bool = False
    title: str = ""
    in_caption: bool = False


class Skeleton(Struct, frozen=True, kw_only=True):
    """All outlines of a text and its caption, the caption's first."""

    outlines: tuple[Outline, ...] = ()

    @property
    def items(self) -> tuple[Item, ...]:
        """Every item, each name once."""
        return tuple({item.name.casefold(): item for outline in self.outlines for item in outline.items}.values())

    def neighbours(self) -> tuple[tuple[Item, Item], ...]:
        """Every two items of which the second follows the first in an order that the author wrote."""
        pairs = (itertools.pairwise(o.items) for o in self.outlines if o.ordered)
        return tuple(pair for outline in pairs for pair in outline)


_LONGEST_EVIDENCE = 600  # characters
_MOST_ITEMS, _MOST_PARAGRAPHS = 40, 8
_ORDER = re.compile(
    r"\b(?:steps?|stages?|phases?|procedure|pipeline|workflow|algorithm|as follows|"
    r"(?:data|control|request|message|process) flows?|"
    r"schritte?n?|stufen?|phasen|étapes?|"
    r"pasos|etapas|fases)\b|步|阶段|流程",
    re.IGNORECASE,
)
_SIDE_BY_SIDE = re.compile(
    r"\b(?:tasks?|objectives?|goals?|types?|kinds?|categor(?:y|ies)|options?|strateg(?:y|ies)|modes?|components?|modules?"
    r"|parts|losses|levels|sources|views|needs?|roles|uses)\b",
    re.IGNORECASE,
)
"""Nouns for what numbers only tell apart."""
_FINALLY = re.compile(r"\b(?:finally|lastly|then)\s+(?:(?:an?|the)\s+)?$")
_IN_ORDER = re.compile(r"\b(?:pipeline|workflow|procedure) (?:of|with|consisting of|comprising) [^:]*(?::.{0,6})?$")
_NUMBERED = re.compile(r"\(?\d{1,2}[.)]\s+")
_AIMS = re.compile(r"(?:aim|wish|want|hope|need|would|note|observe|argue|believe|assume|expect|seek|intend)\b")
_LOOPED = re.compile(r"\bat the (?:end|beginning|start) of (?:each|every)\b")
"""A step so told stands inside of a loop, and follows nothing outside of it."""
_WISHED = re.compile(r"\b(?:that|to|can|must|should|one of)$")
_PANEL = re.compile(r"(?:(?<=^)|(?<=[\s.;:,]))(?:\((?P<paren>[a-hA-H])\)|(?P<bare>[a-h])[.)|,:](?=\s))\s*")
_FIGURE = re.compile(r"^\s*(?:fig(?:ure|\.)?|abb(?:ildung|\.)?|figura|图)\s*\d+[a-z]?\s*[.:|–：-]?\s*", re.IGNORECASE)
_CODE_LINE = re.compile(r"[←=\[\]]|:=|^\s*(?:for|while|end|if|else|return|repeat|until|do)\b")
_ARROW = re.compile(r"\s*(?:→|->|⇒)")
_ALGORITHM = re.compile(r"\balgorithm\b", re.IGNORECASE)
_COUNTED_NOUN = re.compile(
    r"\b(?:two|three|four|five|six|seven|eight|nine|ten|following|[2-9]|\d\d)\s+([\w-]+(?:\s+[\w-]+){0,3})"
)


def read_skeleton(source: str, caption: str = "") -> Skeleton:
    """Read what source and caption lay out explicitly; takes time linear in their length."""
    told = _caption_outlines(caption) if caption.strip() else ()
    found = (*told, *_Reader(source, caption).outlines())
    kept = (outline for outline in found if all(is_name(item.name) for item in outline.items))
    return Skeleton(outlines=tuple(kept))


_TELLS = re.compile(
    r"(?:give|provide)s? an? (?:brief )?(?:overview|introduction)|(?:explain|discuss|describe|present|introduce|outline"
    r"|review|report|detail|summari[sz]e|recall|define)\b"
)
"""What authors do in their paper."""


class _Reader:
    """One text, its blocks, and the headings that they stand under."""

    def __init__(self, source: str, caption: str = "") -> None:
        self.source, self.text = source, readable(source)
        self.blocks = read_blocks(source, self.text)
        self.sections = self._sections()
        self.parents = self._parents()
        bare = all(block.kind is BlockKind.ITEM for block in self.blocks)
        self.caption = caption
        self.bare, self.procedure = bare, bare and _ORDER.search(caption) is not None

    def _sections(self) -> list[int | None]:
        """For each block the place of the heading it stands under."""
        under: list[int | None] = []
        last: int | None = None
        for place, block in enumerate(self.blocks):
            under.append(last)
            last = place if block.kind is BlockKind.HEADING else last
        return under

    def _parents(self) -> dict[int, int | None]:
        """For each heading the one that it stands under."""
        parents: dict[int, int | None] = {}
        path: list[int] = []
        for place, block in enumerate(self.blocks):
            if block.kind is BlockKind.HEADING:
                path = [above for above in path if self.blocks[above].level < block.level]
                parents[place] = path[-1] if path else None
                path.append(place)
        return parents

    def outlines(self) -> Iterator[Outline]:
        """Everything that is laid out, in the order of the text, headings last."""
        read = [place for place in range(len(self.blocks)) if self._tells_method(place)]
        for place in read:
            block = self.blocks[place]
            if block.kind is not BlockKind.HEADING:
                yield from self._inside(place)
        yield from self._lists(read)
        yield from self._titles(read)

    def _tells_method(self, place: int) -> bool:
        """Whether a block stands outside of introduction, experiments and the like, and of what is inside them."""
        section = self.sections[place]
        if section is None:
            return True
        above = self.parents[section]
        return not is_elsewhere(self.shown(self.blocks[section])) and (above is None or not self._is_aside(above))

    def _is_aside(self, heading: int) -> bool:
        """Whether a heading, or one above it, opens preliminaries, comparisons and the like."""
        above = self.parents[heading]
        return is_aside(self.shown(self.blocks[heading])) or (above is not None and self._is_aside(above))

    def shown(self, part: Block | Span) -> str:
        start, end = (part.start, part.end) if isinstance(part, Block) else part
        return one_line(self.text[start:end])

    def item(self, name: Span, within: Span) -> Item:
        start, end = within
        if end - start > _LONGEST_EVIDENCE:
            start, end = next((s for s in sentences(self.text, start, end) if s[0] <= name[0] < s[1]), (start, end))
            cut = self.source.rfind(" ", start, start + _LONGEST_EVIDENCE)
            end = min(end, max(cut, name[1]))
        return Item(name=clean(self.shown(name)), evidence=self.source[start:end].strip())

    def _with_what_goes_on(self, place: int) -> tuple[Span, ...]:
        """The sentences of a block, and of the paragraphs behind it that open with *Third*, *Finally* and the like."""
        spans = sentences(self.text, self.blocks[place].start, self.blocks[place].end)
        for block in itertools.islice(self.blocks, place + 1, place + 1 + _MOST_PARAGRAPHS):
            more = sentences(self.text, block.start, block.end)
            if block.kind is not BlockKind.PROSE or not more or not goes_on_in_order(self.text, more[0]):
                break
            spans += more
        return spans

    def _inside(self, place: int) -> Iterator[Outline]:
        block = self.blocks[place]
        spans = sentences(self.text, block.start, block.end)
        for row in chains(self.text, block.start, block.end):
            yield self._outline(Form.CHAIN, row, ordered=True)
        if is_unsegmented(self.text[block.start : block.end]):
            return  # a comma there parts clauses as well as names
        for span in spans:
            for row in listed(self.text, *span):
                lead = self.shown((span[0], row.names[0][0]))
                if not _is_no_part(lead) and not _WISHED.search(lead) and len(row.names) <= _MOST_ITEMS:
                    yield self._outline(Form.LIST, row, ordered=self._is_ordered(row, lead))
        yield from self._in_order(place)

    def _in_order(self, place: int) -> Iterator[Outline]:
        """Steps told by sentences that open with *First*, *Then*, …, *Finally*."""
        block = self.blocks[place]
        for wholes, rests, counted in told_in_order(self.text, self._with_what_goes_on(place)):
            lead = self.shown((max(block.start, wholes[0][0] - _LONGEST_EVIDENCE), wholes[0][0]))
            done = [without_subject(self.text, rest) for rest in rests]
            if (counted and not _ORDER.search(lead)) or any(_AIMS.match(self.text, *span) for span in done):
                continue
            telling = sum(_TELLS.match(self.text, *span) is not None for span in done) > 1
            if telling or any(_LOOPED.search(self.text, *span) for span in done):
                continue  # an outline of the paper, or of a loop
            names = [phrase(self.text, *span) for span in done]
            items = tuple(self.item(n, w) for n, w in zip(names, wholes, strict=True) if n)
            if len({item.name for item in items}) == len(wholes) and not _is_no_part(lead):
                yield Outline(form=Form.STEPS, items=items, ordered=True)

    def _is_ordered(self, row: Enumeration, lead: str) -> bool:
        """Whether the noun before a list says an order, or the list ends with ``and finally``."""
        last = row.names[-1][0]
        if row.ordered and row.title is not None and _SIDE_BY_SIDE.search(_noun(lead) or _last_words(lead)):
            return _says_order(lead)
        said = row.title is not None and (_says_order(lead) or _IN_ORDER.search(lead) is not None)
        return row.ordered or said or _FINALLY.search(self.text, last - _FINAL, last) is not None

    def _outline(self, form: Form, row: Enumeration, *, ordered: bool) -> Outline:
        title = _noun(self.shown(row.title)) if row.title else ""
        items = tuple(self.item(name, row.within) for name in row.names)
        return Outline(
            form=Form.STEPS if ordered and form is Form.LIST else form, items=items, ordered=ordered, title=title
        )

    def _lists(self, read: list[int]) -> Iterator[Outline]:
        """Runs of items with one kind of marker and one indentation."""
        runs: list[list[int]] = []
        for place in read:
            block = self.blocks[place]
            if block.kind is BlockKind.ITEM and (run := self._run_of(runs, place)) is not None:
                run.append(place)
            elif block.kind is BlockKind.ITEM:
                runs.append([place])
        for run in runs:
            outline = self._list(run)
            if outline is not None:
                yield outline

    def _run_of(self, runs: list[list[int]], place: int) -> list[int] | None:
        block = self.blocks[place]
        for run in reversed(runs[-6:]):
            last = self.blocks[run[-1]]
            between = self.blocks[run[-1] + 1 : place]
            if (last.marker, last.level) != (block.marker, block.level) or 0 < block.number <= last.number:
                continue
            counted = block.marker in (Marker.STEP, Marker.NUMBER)
            broken = any(
                b.kind is BlockKind.HEADING or (b.kind is BlockKind.PROSE and not counted)
                or (b.kind is BlockKind.ITEM and b.level < block.level)
                for b in between
            )  # fmt: skip
            return None if broken else run
        return None

    def _list(self, run: list[int]) -> Outline | None:
        first = self.blocks[run[0]]
        lead, title = self._lead(run[0])
        algorithm = _ALGORITHM.search(lead) is not None and first.marker is Marker.NUMBER
        blocks = [self.blocks[place] for place in run]
        if algorithm:
            blocks = [block for block in blocks if not _CODE_LINE.search(self.shown(block))]
        if sum(self.source[b.start : b.end].startswith(("$", "\\(")) for b in blocks) * 2 > len(blocks):
            return None  # symbols and what they stand for
        named = [(self._name(block), block) for block in blocks]
        items = tuple(self.item(name, (block.start, block.end)) for name, block in named if name)
        if len(items) < 2 or _is_no_part(lead):  # noqa: PLR2004 - one is no list
            return None
        ordered = (
            self.procedure
            or first.marker is Marker.STEP
            or (
                first.marker in (Marker.NUMBER, Marker.LETTER)
                and (self.bare or algorithm or self._is_led(run[0], lead))
            )
            or (
                first.marker is Marker.NUMBER
                and 2 * sum(_ORDER_GIVEN.match(item.evidence) is not None for item in items) > len(items)
            )
        )
        steps = ordered or first.marker is Marker.NUMBER
        return Outline(form=Form.STEPS if steps else Form.LIST, items=items[:_MOST_ITEMS], ordered=ordered, title=title)

    def _is_led(self, place: int, lead: str) -> bool:
        """Whether its lead says an order, or a heading such as *Data Flow* where no noun says that it tells apart."""
        if _says_order(lead):
            return True
        section = self.sections[place]
        heading = self.shown(self.blocks[section]) if section is not None else ""
        return _ORDER.search(heading) is not None and not _SIDE_BY_SIDE.search(_noun(lead) or _last_words(lead))

    def _lead(self, place: int) -> tuple[str, str]:
        """The words before a list that say what it lists, and its title."""
        before = self.blocks[place - 1] if place else None
        if before is None:
            return "", ""
        if before.kind is BlockKind.HEADING:
            return self.shown(before), self.shown(before)
        if before.kind is BlockKind.ITEM:
            deeper = before.level < self.blocks[place].level
            return (self.shown(before), clean(self.shown(self._name(before) or (0, 0)))) if deeper else ("", "")
        last = sentences(self.text, before.start, before.end)[-1]
        lead = self.shown(last)
        return lead, _noun(lead) if lead.endswith((":", "：")) else ""

    def _name(self, block: Block) -> Span | None:
        if block.title is not None:
            start, end = self._unnumbered(block.title)
            while end > start and self.text[end - 1] in ".:;,：。 ":
                end -= 1
            whole = len(self.text[start:end].split()) <= _WHOLE_TITLE
            return (start, end) if whole else short_name(self.text, start, end) or (start, end)
        arrow = _ARROW.search(self.text, block.start + 1, block.end)
        end = arrow.start() if arrow is not None else block.end  # what a step gives is no part of its name
        begin, end = without_subject(self.text, (block.start, end))
        line = (sentences(self.text, begin, end) or ((begin, end),))[0]
        if block.marker is Marker.STEP and len(self.text[slice(*line)].split()) <= _WHOLE_TITLE and line[1] < end:
            return trim(self.text, line[0], line[1] - (self.text[line[1] - 1] in ".:"))
        return phrase(self.text, begin, end)

    def _unnumbered(self, span: Span) -> Span:
        numbered = _NUMBERED.match(self.text, *span)
        return (numbered.end(), span[1]) if numbered else span

    def _titles(self, read: list[int]) -> Iterator[Outline]:
        """Headings of one level under one parent, and run-in titles under one heading."""
        told = set(read)
        families: dict[tuple[object, ...], list[tuple[Span, Span, bool]]] = {}
        path: list[tuple[int, int]] = []
        phases = False
        for place, block in enumerate(self.blocks):
            if block.kind is BlockKind.HEADING:
                path = [entry for entry in path if entry[0] < block.level]
                key: tuple[object, ...] = (block.level, path[-1][1] if path else -1, block.marker is Marker.STEP)
                span = (block.start, block.end)
                families.setdefault(key, []).append((span, span, block.marker is Marker.STEP))
                path.append((block.level, place))
            elif block.kind is BlockKind.PROSE and block.title is not None and place in told:
                key = ("run-in", path[-1][1] if path else -1)
                first = sentences(self.text, block.title[1], block.end) or ((block.start, block.end),)
                if key not in families:
                    phases = _ORDER.search(f"{self.shown(self.blocks[place - 1])} {self.caption}") is not None
                counted = phases and self.text[block.start : block.title[0]].strip() != ""
                families.setdefault(key, []).append(
                    (self._unnumbered(block.title), (block.title[0], first[0][1]), counted)
                )
        for key, members in families.items():
            yield from self._family(members, key[1])

    def _family(self, members: list[tuple[Span, Span, bool]], parent: object) -> Iterator[Outline]:
        title = self.shown(self.blocks[parent]) if isinstance(parent, int) and parent >= 0 else ""
        kept = [m for m in members if m[2] or names_part(self.shown(m[0]))]
        aside = isinstance(parent, int) and parent >= 0 and self._is_aside(parent)
        alone = len(kept) == 1 and title and len(members) > 1  # no row, but to be named as left out
        if aside or (len(kept) < 2 and not alone) or (title and is_elsewhere(title)):  # noqa: PLR2004 - one is no row
            return
        ordered = all(is_step for _, _, is_step in kept)
        items = tuple(self.item(name, within) for name, within, _ in kept[:_MOST_ITEMS])
        yield Outline(form=Form.STEPS if ordered else Form.HEADINGS, items=items, ordered=ordered, title=clean(title))


def _caption_outlines(caption: str) -> Iterable[Outline]:
    """Chains, lists and panels of a caption."""
    start = len(found[0]) if (found := _FIGURE.match(caption)) else 0
    reader = _Reader(" " * start + caption[start:])
    rows = [outline for place in range(len(reader.blocks)) for outline in reader._inside(place)]  # noqa: SLF001 - its own module
    panels = _panels(reader, start)
    if panels is not None:
        rows = [panels, *(row for row in rows if row.form is not Form.LIST or len(row.items) != len(panels.items))]
    return tuple(Outline(form=o.form, items=o.items, ordered=o.ordered, title=o.title, in_caption=True) for o in rows)


def _panels(reader: _Reader, start: int) -> Outline | None:
    marks = list(_PANEL.finditer(reader.text, start))
    letters = [(found["paren"] or found["bare"]).lower() for found in marks]
    if len(marks) < 2 or letters != list("abcdefgh"[: len(marks)]):  # noqa: PLR2004 - one panel is no row
        return None
    ends = [found.start() for found in marks[1:]] + [len(reader.text)]
    told = [without_subject(reader.text, (found.end(), end)) for found, end in zip(marks, ends, strict=True)]
    names = [phrase(reader.text, *span) for span in told]
    lead = reader.text[start : marks[0].start()]
    items = tuple(
        reader.item(name, (found.start(), end)) for name, found, end in zip(names, marks, ends, strict=True) if name
    )
    if len(items) != len(marks):
        return None
    return Outline(form=Form.PANELS, items=items, ordered=_ORDER.search(lead) is not None, in_caption=True)


def _noun(lead: str) -> str:
    """What a list is introduced as, ``three main modules`` giving ``main modules``; ``""`` if it is not counted."""
    found = _COUNTED_NOUN.search(lead)
    if found is None:
        return "" if lead.endswith((":", "：")) or len(lead.split()) > 4 else clean(lead)  # noqa: PLR2004 - a short noun
    return clean(re.split(r"\b(?:of|that|which|for|are|is|in|to|into|with|by|from|on|as)\b", found[1])[0])


_ORDER_GIVEN = re.compile(
    r"(?:add|align|apply|assign|build|calculate|choose|classify|clean|collect|combine|compare|compute|connect|"
    r"construct|convert|create|define|deploy|derive|detect|determine|download|encode|evaluate|extract|"
    r"generate|get|identify|initialize|insert|install|merge|normalize|obtain|open|optimize|perform|predict|"
    r"prepare|provision|read|remove|replace|resample|save|select|send|solve|sort|store|submit|subtract|"
    r"validate|write)\b"
    r"|(?:check|cluster|count|draw|estimate|export|filter|find|fit|import|label|launch|load|map|measure|plot|"
    r"process|project|pull|push|rank|repeat|return|run|sample|set|split|start|stop|test|train|transform|"
    r"update|upload|use) (?:the|an?|all|each|every|its|their|your|our|this|these)\b",
    re.IGNORECASE,
)
"""The head of a step of a recipe; what is a noun as well needs an object that shows itself."""


def _says_order(lead: str) -> bool:
    """Whether the noun that is counted, or the last words before a list, say that it has an order."""
    return _ORDER.search(_noun(lead) or _last_words(lead)) is not None


def _is_no_part(lead: str) -> bool:
    """Whether a list is of contributions, questions, data sets and the like."""
    return NO_PART.search(_noun(lead) or _last_words(lead)) is not None


def _last_words(lead: str) -> str:
    return " ".join(lead.split()[-_LEAD_WORDS:])


_LEAD_WORDS, _WHOLE_TITLE, _FINAL = 6, 6, 14  # words; words; letters of "finally the" and what is around it
