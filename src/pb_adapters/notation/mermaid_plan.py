"""From the statements of a flowchart to a plan: nodes, arrows and frames in the order in which they are written."""

from collections.abc import Callable
from typing import NoReturn

from lark import Token, Tree
from msgspec.structs import replace

from pb_adapters.notation import mermaid_claims, mermaid_words
from pb_adapters.notation.mermaid_colours import class_hues
from pb_adapters.notation.mermaid_frames import Frame, Frames
from pb_adapters.notation.mermaid_joining import joined
from pb_adapters.notation.mermaid_labels import LabelText, active_tag, label_and_detail, label_text
from pb_adapters.notation.mermaid_lengths import LONGEST, Lengths
from pb_adapters.notation.mermaid_notes import Notes
from pb_adapters.notation.mermaid_parts import Link, Part
from pb_adapters.notation.mermaid_source import MermaidSource
from pb_adapters.notation.refusals import refuse, refuse_line
from pb_core.domain.diagrams.flowchart_shapes import COUNTERPARTS, NAMED_FORMS, SIGNS
from pb_core.domain.diagrams.notation import COMMENT, DIRECTIONS, EMPHASIS, PartComment
from pb_core.domain.diagrams.plan import FixedStyling, GivenDiagram
from pb_core.domain.diagrams.spec import Direction, ElementKind

MOST_NODES, MOST_ARROWS = 60, 150
_LONGEST_CATEGORY = 40
_CLASS_OF_NONE = "A class of what no line above declares"  # Mermaid drops it as well
_OF_ALL = "default"  # the class whose style all nodes have
_LONGEST_RAW = 4_000  # characters of a label before entities and tags are resolved
_KINDS = {kind.value: kind for kind in ElementKind}


class PlanBuilder:
    """Takes the statements of one flowchart, one after the other, and makes a plan of them."""

    def __init__(self, source: MermaidSource) -> None:
        self._source = source
        self._notes = Notes(source.notes)
        self._frames = Frames()
        self._nodes: dict[str, Part] = {}
        self._links: list[Link] = []
        self._edge_ids: set[str] = set()
        self._emphasis: list[str] = []
        self._claimed: dict[str, str] = {}
        self._direction: Direction | None = None
        self._comments = dict(source.parts)
        self._lengths = Lengths(source.lines)
        self._defined = class_hues(source.statements)

    def add(self, statement: "Tree[Token] | Token") -> None:
        """Take the next statement; raises ``InvalidRequest`` with its line."""
        if isinstance(statement, Tree):
            self._chain(statement)
            return
        line = statement.line or 1
        match statement.type:
            case "HEADER":
                self._direction = DIRECTIONS.get(statement.split()[-1])
            case "SUBGRAPH":
                self._open(str(statement), line)
            case "END":
                if not self._frames.close():
                    self._refuse(line, "there is no subgraph that this could end")
            case "CLASS":
                self._class(str(statement), line)
            case "CLICK":
                self._notes.count("click", line)
            case "DIRECTION":
                if DIRECTIONS.get(statement.split()[-1]) is not (self._direction or Direction.DOWN):
                    self._notes.count("direction", line)
            case _:
                self._notes.count(statement.split()[0], line)
        self._require_no_comment(line)

    def plan(self) -> GivenDiagram:
        """The plan, once every statement was taken."""
        unclosed = self._frames.unclosed
        if unclosed is not None:
            self._refuse(unclosed.line, "this subgraph has no 'end'")
        self._require_no_comment(len(self._source.lines) + 1)
        self._lengths.require()
        fixed = self._source.plan
        spec, ids = joined(self._nodes, self._frames, self._links, self._notes)
        emphasis = tuple(dict.fromkeys(ids[name] for name in (*self._emphasis, *self._claims()) if name in ids))
        return GivenDiagram(
            spec=replace(spec, title=self._source.title),
            styling=FixedStyling(
                palette=fixed.palette if fixed else None,
                theme=fixed.theme if fixed else None,
                width=fixed.width if fixed else None,
                direction=Direction.AUTO if fixed and fixed.direction else self._direction,
                emphasis=() if fixed and fixed.emphasis else emphasis or None,
            ),
            notes=self._notes.sentences(),
        )

    def _chain(self, chain: "Tree[Token]") -> None:
        line = _line_of(chain)
        sides = [[self._node(node) for node in _trees(part, "node")] for part in _trees(chain, "nodes")]
        links = _trees(chain, "link")
        comment = self._comment(line)
        if comment is not None and not links and len(sides[0]) == 1:
            self._describe(sides[0][0], comment, line)
            comment = None
        if comment is not None and (len(links) != 1 or len(sides[0]) * len(sides[1]) != 1):
            self._refuse_comment(line)
        for left, link, right in zip(sides, links, sides[1:], strict=False):
            self._join(left, link, right, comment)

    def _node(self, tree: "Tree[Token]") -> str:
        name, *rest = _tokens(tree)
        word, line = str(name), name.line or 1
        node = self._nodes.get(word)
        if node is None:
            if word in self._edge_ids and all(token.type == "DATA" for token in rest):
                for key in (key for token in rest for key in self._pairs(token)):
                    self._notes.count(f"@{{ {key} }}", line)
                return word
            self._lengths.check("id", word, line)
            if len(self._nodes) >= MOST_NODES + len(self._frames.by_word):
                refuse(line, f"the flowchart has more than {MOST_NODES} nodes")
            node = Part(line=line)
        for token in rest:
            node = self._dressed(word, node, token)
        self._nodes[word] = node
        self._frames.mention(word)
        return word

    def _dressed(self, word: str, node: Part, token: Token) -> Part:
        line = token.line or 1
        if token.type == "SHAPE":
            kind, form, raw = mermaid_words.shape(str(token))
            return self._named(replace(node, kind=kind, form=form), raw, line)
        if token.type == "KIND":
            return self._classed(word, node, str(token)[3:].strip())
        for name, value in self._pairs(token).items():
            if name == "shape":
                node = self._shaped(node, value, line)
            elif name == "label":
                node = self._named(node, '"' + value.replace('"', "#quot;") + '"', line)
            else:
                self._notes.count(f"@{{ {name} }}", line)
        return node

    def _pairs(self, token: Token) -> dict[str, str]:
        line = token.line or 1
        if len(token) > _LONGEST_RAW:
            self._refuse(line, f"what stands between @{{ and }} has {len(token):,} characters")
        try:
            return mermaid_words.data(str(token))
        except ValueError:
            self._refuse(line, 'between @{ and } stand pairs such as shape: doc, label: "Text"')

    def _shaped(self, node: Part, name: str, line: int) -> Part:
        """A node with the shape of this name."""
        kind = mermaid_words.kind_of_shape(name)
        if kind is None:
            self._refuse(line, f"Mermaid has no shape '{name[:40]}'")
        if name.lower() not in COUNTERPARTS:
            self._notes.shape(name.lower(), kind.value)
        return replace(node, kind=kind, form=NAMED_FORMS.get(name.lower()), sign=SIGNS.get(name.lower(), ""))

    def _claims(self) -> list[str]:
        """The nodes of classes that say what is new, else of words that do, if they are few and none is emphasised."""
        if not self._emphasis and not self._claimed:
            return mermaid_claims.said(self._nodes, self._frames)
        if not self._emphasis and mermaid_claims.few(self._claimed, self._nodes):
            return list(self._claimed)
        for name in self._claimed.values():
            self._notes.class_name(name)
        return []

    def _classed(self, word: str, node: Part, name: str) -> Part:
        if name == EMPHASIS:
            self._emphasis.append(word)
        elif name.lower() in mermaid_claims.CLAIMS:
            self._claimed.setdefault(word, name)
        elif name in _KINDS and name not in self._defined:
            return replace(node, fixed=_KINDS[name])
        elif node.category or name == _OF_ALL or len(name) > _LONGEST_CATEGORY:
            self._notes.class_name(name)
        else:
            return replace(node, category=name, category_color=self._defined.get(name))
        return node

    def _class(self, text: str, line: int) -> None:
        words = text.split(maxsplit=1)[1].rsplit(maxsplit=1)
        if len(words) != 2:  # noqa: PLR2004 - nodes and a class
            self._refuse(line, "'class' takes nodes and a class")
        for name in (part.strip() for part in words[0].split(",")):
            if name in self._nodes:
                self._nodes[name] = self._classed(name, self._nodes[name], words[1])
            elif name in self._edge_ids or name in self._frames.by_word:
                self._notes.class_name(words[1])
            else:
                self._notes.count(_CLASS_OF_NONE, line)

    def _join(self, left: list[str], link: "Tree[Token]", right: list[str], comment: PartComment | None) -> None:
        tokens = {token.type: token for token in _tokens(link)}
        if "EDGE_ID" in tokens:
            self._edge_ids.add(str(tokens["EDGE_ID"])[:-1])
        token = tokens.get("LINE") or tokens["LABELLED_LINE"]
        line = (token.line or 1) + str(token)[: len(token) - len(token.lstrip())].count("\n")
        if len(token) > _LONGEST_RAW:
            refuse(
                line,
                f"the label of an arrow has {len(token):,} characters; {LONGEST['label of an arrow']} is the most",
            )
        arrow = mermaid_words.arrow(str(token))
        if arrow.backwards:
            self._refuse(line, "an arrow points to its right end: write B --> A")
        if not arrow.visible:
            self._notes.count("~~~", line)
            return
        self._notes.form("lines with a sign at their start alone (x---)", present=arrow.half)
        label = tokens["BARRED_LABEL"].strip()[1:-1] if "BARRED_LABEL" in tokens else arrow.label
        text = self._label(label, line, "label of an arrow")
        for source in left:
            for target in right:
                if len(self._links) >= MOST_ARROWS:
                    refuse(line, f"the flowchart has more than {MOST_ARROWS} arrows")
                self._links.append(
                    Link(source=source, target=target, label=text, arrow=arrow, line=line, comment=comment)
                )

    def _open(self, token: str, line: int) -> None:
        word, raw = mermaid_words.subgraph(token)
        title = self._label(raw, line, "title") or " "  # a frame whose title is blank is drawn without one
        if word is not None:
            self._lengths.check("id", word, line)
        frame = Frame(word=word or "", title=title, line=line, comment=self._comment(line))
        fault = self._frames.open(frame)
        if fault:
            self._refuse(line, fault)
        extra = frame.comment
        of_nodes = ("kind", "detail", "aliases", "color", "category", "category_color", "zoom")
        if extra and any(getattr(extra, name) for name in of_nodes):
            self._refuse_comment(line)

    def _describe(self, word: str, comment: PartComment, line: int) -> None:
        if comment.kind is not None:
            self._refuse_comment(line)
        self._nodes[word] = replace(self._nodes[word], comment=comment)

    def _named(self, node: Part, raw: str, line: int) -> Part:
        """A node with the label that it is given."""
        found = self._text(raw, line, "label", label_and_detail)
        self._lengths.check("second line", found.detail, line)
        return replace(node, label=found.text, detail=found.detail, plain=found.plain, ending=found.ending)

    def _label(self, raw: str, line: int, what: str = "label") -> str:
        """The text of a label or title."""
        return self._text(raw, line, what, label_text).text

    def _text(self, raw: str, line: int, what: str, read: Callable[[str], LabelText]) -> LabelText:
        """A label in words; its look is noted as dropped."""
        if len(raw) > _LONGEST_RAW:
            self._refuse(line, f"the {what} has {len(raw):,} characters; {LONGEST[what]} is the most")
        tag = active_tag(raw)
        if tag is not None:
            self._refuse(line, f"the {what} holds {tag}; labels are text")
        found = read(raw)
        self._notes.dropped(found.dropped)
        self._notes.unknown(found.unknown)
        self._lengths.check(what, found.text, line)
        return found

    def _comment(self, line: int) -> PartComment | None:
        """The comment of ours before a line, which is used up by that."""
        found = [number for number in self._comments if number < line]
        if len(found) > 1:
            self._refuse_comment(line)
        return self._comments.pop(found[0]) if found else None

    def _require_no_comment(self, line: int) -> None:
        if any(number < line for number in self._comments):
            self._refuse_comment(line)

    def _refuse_comment(self, line: int) -> NoReturn:
        number = max((number for number in self._source.parts if number < line), default=line)
        self._refuse(
            number,
            f"a '{COMMENT}' comment stands before a line with one node, one arrow or a subgraph, and "
            "says what such a part has",
        )

    def _refuse(self, line: int, why: str) -> NoReturn:
        refuse_line(min(line, len(self._source.lines)), self._source.lines, why)


def _trees(tree: "Tree[Token]", name: str) -> list["Tree[Token]"]:
    return [part for part in tree.children if isinstance(part, Tree) and part.data == name]


def _tokens(tree: "Tree[Token]") -> list[Token]:
    return [part for part in tree.children if isinstance(part, Token)]


def _line_of(tree: "Tree[Token]") -> int:
    return next(token.line or 1 for token in tree.scan_values(lambda value: isinstance(value, Token)))
