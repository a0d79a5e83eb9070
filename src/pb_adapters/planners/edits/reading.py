"""Reading an instruction clause by clause: each must fit a form, and each is carried out before the next is read."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any, Generic, TypeVar

from msgspec import Struct
from msgspec.structs import replace

from pb_adapters.planners.edits.forms import Form
from pb_adapters.planners.edits.words import Word, clauses
from pb_core.errors import InvalidPatch, NotUnderstood

_LONGEST = 80  # words of a clause: what stands in its slots is sought in every way that it may be cut
_MOST = 20

Figure = TypeVar("Figure")
Operation = TypeVar("Operation")


class Clause(Struct, frozen=True):
    """One clause: its words, the same as the author wrote them, and what the clause before it ordered, if any.

    In a first pass over all forms only parts that the figure has are names (``is_sure``).
    """

    words: tuple[Word, ...]
    order: str
    before: Any = None
    is_sure: bool = True


class EditReader(Generic[Figure, Operation]):
    """Reads instructions about figures of one sort.

    ``forms`` is what it knows; ``read`` makes operations of a clause that fits a form, and ``None`` of another;
    ``carry`` carries them out.
    """

    def __init__(
        self,
        forms: Sequence[Form],
        read: Callable[[Form, Figure, Clause], Sequence[Operation] | None],
        carry: Callable[[Sequence[Operation], Figure], Figure],
    ) -> None:
        self._forms, self._read, self._carry = forms, read, carry
        self._verbs = frozenset().union(*(form.verbs for form in forms))

    def operations(self, instruction: str, figure: Figure, names: Iterable[str]) -> tuple[Operation, ...]:
        """What an instruction orders; raises ``NotUnderstood`` for a clause that fits no form or cannot be done."""
        found: list[Operation] = []
        for words in clauses(instruction, self._verbs, names):
            order = instruction[words[0].start : words[-1].end] if words else instruction
            made = self._made(figure, Clause(words, order, found[-1] if found else None))
            try:
                figure = self._carry(made, figure)
            except InvalidPatch as error:
                raise NotUnderstood(f"“{order}” cannot be done: {error.why}") from error
            found += made
            if len(found) > _MOST:
                raise NotUnderstood(f"An instruction orders {_MOST} edits at most: send the rest with the next one")
        if not found:
            raise NotUnderstood(self._known(instruction))
        return tuple(found)

    def _made(self, figure: Figure, clause: Clause) -> Sequence[Operation]:
        if len(clause.words) > _LONGEST:
            raise NotUnderstood(self._known(clause.order))
        for one in (clause, replace(clause, is_sure=False)):
            tries = (self._read(form, figure, one) for form in self._forms)
            made = next((operations for operations in tries if operations is not None), None)
            if made is not None:
                return made
        raise NotUnderstood(self._known(clause.order))

    def _known(self, words: str) -> str:
        edits = "; ".join(form.example for form in self._forms)
        return (
            f"“{words[:80]}” is no edit that this server's rules know. They know: {edits}. Several are joined by "
            "commas or 'and', and a new name of several words stands in quotes. A model reads any words: set a provider"
        )
