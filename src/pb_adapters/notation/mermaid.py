"""Mermaid flowcharts: from text to statements by the grammar, from statements to a plan."""

from functools import cache
from importlib import resources
from typing import NoReturn

from lark import Lark, Token, Tree
from lark.exceptions import UnexpectedInput

from pb_adapters.notation.mermaid_plan import PlanBuilder
from pb_adapters.notation.mermaid_source import MermaidSource, read_source
from pb_adapters.notation.refusals import refuse, refuse_line
from pb_core.domain.diagrams.plan import GivenDiagram

MOST_TOKENS = 5_000
"""Far more than 60 nodes and 150 arrows need; what comes after is not read."""

_HINTS = (
    ("->", "an arrow has two dashes: -->"),
    ("=>", "a thick arrow has two signs: ==>"),
    ("<--", "an arrow points to its right end: write B --> A"),
    ("→", "an arrow is written -->"),
    ('"', "a quotation mark has no partner, or stands inside a label that is not quoted"),
    ("[", "a label with brackets in it must be quoted, and every bracket closed"),
    ("(", "a label with brackets in it must be quoted, and every bracket closed"),
    ("{", "a label with brackets in it must be quoted, and every bracket closed"),
)


def read(text: str) -> GivenDiagram:
    """The plan that a flowchart states.

    Raises:
        InvalidRequest: the text is no flowchart that can be read; the sentence names the line.
    """
    source = read_source(text)
    builder = PlanBuilder(source)
    for statement in _statements(source):
        builder.add(statement)
    return builder.plan()


@cache
def _grammar() -> Lark:
    text = resources.files(__package__).joinpath("flowchart.lark").read_text(encoding="utf-8")
    return Lark(text, parser="lalr", lexer="contextual", propagate_positions=True, maybe_placeholders=False)


def _statements(source: MermaidSource) -> list[Tree[Token] | Token]:
    parser = _grammar().parse_interactive(source.statements)
    last = None
    try:
        for number, last in enumerate(parser.iter_parse()):
            if number >= MOST_TOKENS:
                refuse(last.line or 1, f"the flowchart has more than {MOST_TOKENS:,} words")
        tree: Tree[Token] = parser.feed_eof(last)  # type: ignore[no-untyped-call]  # lark says nothing of it
        return list(tree.children)
    except UnexpectedInput as error:
        line = error.line if error.line > 0 else len(source.lines)
        _refuse(source, line, max(error.column, 1))


def _refuse(source: MermaidSource, line: int, column: int) -> NoReturn:
    rest = source.statements.split("\n")[line - 1][column - 1 :].lstrip()
    while not rest and line > 1 and not source.lines[line - 1].strip():
        line -= 1
    hint = next((hint for start, hint in _HINTS if rest.startswith(start)), "this is no statement of a flowchart")
    refuse_line(line, source.lines, hint)
