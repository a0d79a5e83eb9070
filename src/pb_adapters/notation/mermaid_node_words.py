"""The words of a flowchart's nodes: which lines are a node's name and which its small print, or a sign for none."""

from collections.abc import Iterable

from pb_adapters.notation.mermaid_lengths import LONGEST
from pb_adapters.notation.mermaid_lines import are_words
from pb_adapters.notation.mermaid_notes import Notes
from pb_adapters.notation.mermaid_parts import Part
from pb_core.domain.diagrams.flowchart_shapes import POINT, RING, SQUARE
from pb_core.domain.diagrams.spec import ElementKind, Shape

_MOST = 2  # times more small print than names that breaks may part: one word behind a break is small print as well
_FEW = 4  # times more names than small print that breaks may part


class NodeWords:
    """Tells labels and small print apart by how breaks are used in all ``nodes`` of a flowchart."""

    def __init__(self, nodes: Iterable[Part], notes: Notes) -> None:
        self._notes = notes
        details, plain, names = _broken(nodes)
        self._has_details = details > 0 and details >= names
        self._has_few_details = details * _FEW <= names
        self._ends_no_names = self._has_details and details + plain >= _MOST * names

    def of(self, word: str, node: Part, lines: int | None) -> tuple[str, str]:
        """The label and the small print of a node: one text if a comment says so, else of what ``_is_one_text`` is."""
        sign = node.sign or ("" if node.label is None else _outline_of(node))
        if not node.label and sign:
            self._notes.unlabelled(word, sign)
        label, detail = node.label or sign or word, node.detail
        whole = f"{label}\n{detail}" if detail else label
        if lines is not None:
            parts = whole.split("\n")
            label, detail = "\n".join(parts[:lines]), "\n".join(parts[lines:])
        elif self._is_one_text(node) and len(whole) <= LONGEST["label"]:
            label, detail = whole, ""
        return label, detail

    def _is_one_text(self, node: Part) -> bool:
        """Whether all lines of a node are its name, as those of a question are but for what parentheses hold.

        Plain lines are small print in all nodes if as many nodes have such that says itself to be it as names that go
        on over a break, else in none; one word that may end a name is if there is twice as much small print. Where
        nearly all breaks are in names, others in words are as well.
        """
        if _is_question(node):
            return not _is_in_parentheses(node.detail)
        if node.ending:
            return not self._ends_no_names
        return (node.plain and not self._has_details) or (self._has_few_details and _is_wordy(node))


def _outline_of(node: Part) -> str:
    """The sign of a node without words: the circle or the box that it is, else a point in its outline."""
    if node.fixed:
        return POINT
    is_box = node.form is None and node.kind is ElementKind.PROCESS
    return RING if node.form is Shape.CIRCLE else SQUARE if is_box else POINT


def _broken(nodes: Iterable[Part]) -> tuple[int, int, int]:
    """How often breaks part small print from names, how often what may be some, and how often they only wrap names."""
    lined = [node for node in nodes if node.label and not _is_question(node)]
    parted = [node for node in lined if node.detail and not node.ending]
    plain = sum(node.plain for node in parted)
    names = sum(node.ending or ("\n" in (node.label or "") and not node.detail) for node in lined)
    return len(parted) - plain, plain, names


def _is_wordy(node: Part) -> bool:
    """Whether nothing but words is in a name, but for a colon at its end, and in the small print behind it."""
    return are_words((node.label or "").removesuffix(":"), *node.detail.split("\n"))


def _is_question(node: Part) -> bool:
    return (node.fixed or node.kind) is ElementKind.DECISION


def _is_in_parentheses(detail: str) -> bool:
    return detail.startswith(("(", "\uff08")) and detail.endswith((")", "\uff09"))
