"""Sequences written as such: arrows, bare lists, table rows; they need no grammar and no English."""

import itertools
import re

from msgspec import Struct

from pb_adapters.planners.offline.clauses import parse
from pb_adapters.planners.offline.labels import tidy
from pb_adapters.planners.offline.relations import FAMILIES
from pb_adapters.planners.offline.text import BlockKind, Document, Token, tokenise
from pb_adapters.planners.offline.wordlists import words

_ARROW = re.compile(r"-{1,3}>|=>|⇒|→|⟶|➔|➜")
_RULE = re.compile(r"^[\s|:+-]{3,400}$")
_NAMES = words("module component step stage method block name part task tool model process phase")
_LONGEST_ITEM = 8  # words
_SMALLEST = 3
_LONGEST_CHAIN = 40  # members; what is longer is no figure
_MOST_CHAINS = 20


class Link(Struct, frozen=True):
    """One member of a chain: its label, its place and the place of the words that it rests on."""

    label: str
    start: int
    end: int
    line_start: int
    line_end: int
    repeat: int | None = None


def chains(document: Document) -> list[list[Link]]:
    """Every chain that the text writes out, in order."""
    found = _arrows(document) or [_table(document)]
    found = found if found[0] else [_bare_list(document)]
    return [chain[:_LONGEST_CHAIN] for chain in found[:_MOST_CHAINS] if chain]


def _lines(text: str) -> list[tuple[int, str]]:
    found, position = [], 0
    for line in text.splitlines(keepends=True):
        found.append((position, line))
        position += len(line)
    return found


def _arrows(document: Document) -> list[list[Link]]:
    found: list[list[Link]] = []
    for start, line in _lines(document.readable):
        cuts = [(match.start(), match.end()) for match in _ARROW.finditer(line)]
        if not cuts:
            continue
        borders = [0, *(at for cut in cuts for at in cut), len(line)]
        parts = [(borders[i], borders[i + 1]) for i in range(0, len(borders), 2)]
        members = [_member(document, start + first, start + last, start, start + len(line)) for first, last in parts]
        chain = [member for member in members if member]
        if len(chain) > 1:
            found.append(chain)
    return found


def _member(document: Document, start: int, end: int, line_start: int, line_end: int) -> Link | None:
    """The label between two arrows: the words nearest to them within a sentence."""
    text = document.readable[start:end]
    after = max(text.rfind(mark) for mark in (". ", ": ", "; ", ":\n")) + 1
    before = min((at for at in (text.find(". ", after), text.find("; ", after)) if at >= 0), default=len(text))
    tokens = [t for t in tokenise(document.readable, start + after, start + before) if t.text not in ",;:()—–=×"]
    if not tokens or len(tokens) > _LONGEST_ITEM:
        return None
    return Link(tidy(tokens), tokens[0].start, tokens[-1].end, line_start, line_end)


def _bare_list(document: Document) -> list[Link]:
    items = [s for s in document.sentences if s.kind is BlockKind.ITEM]
    prose = [s for s in document.sentences if s.kind is BlockKind.PROSE]
    if len(items) < _SMALLEST or len(items) <= len(prose) or any(len(s.tokens) > _LONGEST_ITEM for s in items):
        return []
    if any(clause.verb.lemma in FAMILIES for s in items for clause in parse(s).clauses):
        return []
    members = [[t for t in s.tokens if t.text not in ",;:()—–=×"] for s in items]
    return [Link(tidy(m), m[0].start, m[-1].end, s.start, s.end) for m, s in zip(members, items, strict=True) if m]


def _table(document: Document) -> list[Link]:
    rows = [(start, line) for start, line in _lines(document.readable) if line.strip().startswith("|")]
    rows = [row for row in rows if not _RULE.match(row[1])]
    if len(rows) <= _SMALLEST:
        return []
    header = next(_cell(document, start, line) for start, line in rows[:1])
    names = [" ".join(t.lower for t in cell) for cell in header]
    column = next((place for place, name in enumerate(names) if name in _NAMES and place), None)
    column = column if column is not None else next((place for place, name in enumerate(names) if name in _NAMES), 0)
    members: list[Link] = []
    for start, line in rows[1:]:
        cells = _cell(document, start, line)
        if column < len(cells) and cells[column]:
            members.append(_row(cells[column], start, start + len(line)))
    return members


def _row(cell: list[Token], start: int, end: int) -> Link:
    words = [t for t in cell if t.text not in "()×" and not t.text.isdigit()]
    times = [int(after.text) for mark, after in itertools.pairwise(cell) if mark.text == "×" and after.text.isdigit()]
    return Link(
        tidy(words or cell), cell[0].start, cell[-1].end, start, end, times[0] if times and times[0] > 1 else None
    )


def _cell(document: Document, start: int, line: str) -> list[list[Token]]:
    cells, position = [], start
    for text in line.split("|"):
        cells.append(list(tokenise(document.readable, position, position + len(text))))
        position += len(text) + 1
    return cells[1:-1]
