"""A Mermaid text before its grammar: without front matter, comments and directives, its lines where they were."""

import json
import re

import msgspec
from msgspec import Struct

from pb_adapters.notation.refusals import refuse, refuse_line
from pb_core.domain.diagrams.notation import COMMENT, PartComment, PlanComment
from pb_core.domain.request_rules import shown
from pb_core.errors import InvalidRequest

MAX_CHARACTERS = 1_000_000
MAX_STRUCTURE = 250_000
MAX_LINES = 5_000
"""What one flowchart may have: characters, those among them that are neither comment nor blank, and lines."""

_LONGEST_TITLE = 200
_TITLE = re.compile(r"title[ \t]*:[ \t]*(.*)")
_KEY = re.compile(r"([A-Za-z][\w-]*)[ \t]*:")
_ACCESSIBLE = re.compile(r"^acc(?:Title|Descr)[ \t]*:[^\n]*", re.MULTILINE)
_DESCRIPTION = re.compile(r"^accDescr[ \t]*\{", re.MULTILINE)
_DIRECTIVE = re.compile(r"%%\{")
_OTHER_KINDS = re.compile(
    r"(sequenceDiagram|classDiagram(?:-v2)?|stateDiagram(?:-v2)?|erDiagram|gantt|pie|journey|gitGraph|mindmap|timeline|"
    r"quadrantChart|requirementDiagram|C4\w+|sankey(?:-beta)?|xychart(?:-beta)?|block(?:-beta)?|packet(?:-beta)?|"
    r"kanban|architecture(?:-beta)?|radar-beta|treemap(?:-beta)?|zenuml|info)\b"
)


class MermaidSource(Struct, frozen=True, kw_only=True):
    """A flowchart's statements, blank lines where something was taken out, and what was taken out.

    ``parts`` are the comments of ours by their line, ``plan`` the one about the whole plan.
    """

    lines: list[str]
    statements: str
    title: str = ""
    parts: dict[int, PartComment]
    plan: PlanComment | None = None
    notes: tuple[str, ...] = ()


def read_source(text: str) -> MermaidSource:
    """Take a text apart.

    Raises:
        InvalidRequest: it is too long, of another kind, or its front matter or a comment of ours cannot be read.
    """
    if len(text) > MAX_CHARACTERS:
        raise InvalidRequest(f"the flowchart has {len(text):,} characters; {MAX_CHARACTERS:,} is the most")
    text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    lines = text.split("\n")
    count = len(lines) - next((number for number, line in enumerate(lines) if line.strip()), 0)
    if count > MAX_LINES:
        raise InvalidRequest(f"the flowchart has {count:,} lines; {MAX_LINES:,} is the most")
    title, notes, body = _front_matter(lines)
    parts, plan = _comments(body)
    body = [line.strip() for line in body]
    statements = _without("\n".join(body), _DIRECTIVE, "}%%")
    if statements != "\n".join(body):
        notes.append("Directives (%%{init: …}%%) are ignored.")
    unclosed = _DIRECTIVE.search(statements)
    if unclosed is not None:
        refuse(statements.count("\n", 0, unclosed.start()) + 1, "the directive that begins with %%{ has no end")
    described = _ACCESSIBLE.sub("", _without(statements, _DESCRIPTION, "}"))
    if described != statements:
        notes.append("accTitle and accDescr are ignored.")
    _require_flowchart(described, lines)
    return MermaidSource(lines=lines, statements=described, title=title, parts=parts, plan=plan, notes=tuple(notes))


def _without(text: str, start: re.Pattern[str], end: str) -> str:
    """The text without what stands from a start to the next end; line breaks stay, and so does what has no end."""
    kept, at = [], 0
    while (found := start.search(text, at)) is not None:
        stop = text.find(end, found.end())
        if stop < 0:
            break
        kept += [text[at : found.start()], "\n" * text.count("\n", found.start(), stop)]
        at = stop + len(end)
    return "".join((*kept, text[at:]))


def _require_flowchart(statements: str, lines: list[str]) -> None:
    if len(statements) - statements.count(" ") > MAX_STRUCTURE:
        raise InvalidRequest(f"the flowchart has more than {MAX_STRUCTURE:,} characters besides comments and blanks")
    start = len(statements) - len(statements.lstrip())
    number = statements.count("\n", 0, start) + 1
    if start == len(statements):
        raise InvalidRequest("the flowchart is empty")
    kind = _OTHER_KINDS.match(statements, start)
    if kind is not None:
        refuse(number, f"{kind[1]} is another kind of Mermaid diagram: only flowcharts are read")
    if not re.match(r"(?:graph|flowchart(?:-elk)?)\b", statements[start : start + 20]):
        refuse_line(number, lines, "a flowchart begins with 'flowchart' or 'graph' and a direction")


def _front_matter(lines: list[str]) -> tuple[str, list[str], list[str]]:
    """The title, notes, and the lines with the front matter blanked."""
    first = next((number for number, line in enumerate(lines) if line.strip()), len(lines))
    if first == len(lines) or lines[first].rstrip() != "---":
        return "", [], list(lines)
    last = next((number for number in range(first + 1, len(lines)) if lines[number].rstrip() == "---"), None)
    if last is None:
        refuse(first + 1, "the front matter that begins with --- has no end")
    title, ignored = "", []
    for number in range(first + 1, last):
        found = _TITLE.fullmatch(lines[number].rstrip())
        if found is not None:
            title = _scalar(found[1], number + 1)
            if len(title) > _LONGEST_TITLE:
                refuse(number + 1, f"the title has {len(title)} characters; {_LONGEST_TITLE} is the most")
        elif key := _KEY.match(lines[number]):
            ignored.append(key[1])
    notes = [f"Of the front matter only the title is read; ignored: {', '.join(ignored)}."] if ignored else []
    if title:
        notes.append(f"The title {shown(title)} is kept in the plan; the vector engine draws no title.")
    return title, notes, ["" if number <= last else line for number, line in enumerate(lines)]


def _scalar(text: str, line: int) -> str:
    """A YAML scalar of one line."""
    text = text.strip()
    try:
        if text.startswith('"'):
            return str(json.loads(text))
    except ValueError:
        refuse(line, "the title is no text in quotation marks")
    if text.startswith("'") and text.endswith("'") and len(text) > 1:
        return text[1:-1].replace("''", "'")
    if text[:1] in {"|", ">", "&", "*", "{", "[", "!"}:
        refuse(line, "the title must stand on one line, as plain text or in quotation marks")
    return text


def _comments(lines: list[str]) -> tuple[dict[int, PartComment], PlanComment | None]:
    """Our comments; all comments are blanked in ``lines``."""
    parts: dict[int, PartComment] = {}
    plan = None
    for number, line in enumerate(lines):
        stripped = line.strip()
        if not stripped.startswith("%%") or stripped.startswith("%%{"):
            continue
        lines[number] = ""
        if not stripped.startswith(COMMENT):
            continue
        found = _ours(stripped.removeprefix(COMMENT), number + 1)
        if isinstance(found, PartComment):
            parts[number + 1] = found
        elif plan is not None:
            refuse(number + 1, f"a second '{COMMENT}' comment speaks of the whole plan")
        else:
            plan = found
    return parts, plan


def _ours(text: str, line: int) -> PartComment | PlanComment:
    try:
        document = json.loads(text)
        if isinstance(document, dict) and "version" in document:
            return msgspec.convert(document, PlanComment)
        return msgspec.convert(document, PartComment)
    except msgspec.ValidationError as error:
        refuse(line, f"the '{COMMENT}' comment cannot be read: {str(error).replace('`', chr(39))}")
    except (ValueError, RecursionError):
        refuse(line, f"what follows '{COMMENT}' must be a JSON object")
