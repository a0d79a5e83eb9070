"""Reading an instruction clause by clause: each must fit a form, and each is carried out before the next is read."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any, Generic, TypeVar

from pb_adapters.planners.edits.forms import Form
from pb_adapters.planners.edits.words import Word, clauses
from pb_core.errors import InvalidPatch, NotUnderstood

Figure = TypeVar("Figure")
Operation = TypeVar("Operation")

Read = Callable[[Form, Figure, Sequence[Word]], "tuple[Any, ...] | None"]


class EditReader(Generic[Figure, Operation]):
    """Reads instructions about figures of one sort.

    ``forms`` is what it knows; ``read`` makes operations of a clause that fits a form, and ``None`` of another;
    ``carry`` carries them out.
    """

    def __init__(
        self,
        forms: Sequence[Form],
        read: Callable[[Form, Figure, Sequence[Word], str], Sequence[Operation] | None],
        carry: Callable[[Sequence[Operation], Figure], Figure],
    ) -> None:
        self._forms, self._read, self._carry = forms, read, carry
        self._verbs = frozenset().union(*(form.verbs for form in forms))

    def operations(self, instruction: str, figure: Figure, names: Iterable[str]) -> tuple[Operation, ...]:
        """What an instruction orders; raises ``NotUnderstood`` for a clause that fits no form or cannot be done."""
        found: list[Operation] = []
        for clause in clauses(instruction, self._verbs, names):
            order = instruction[clause[0].start : clause[-1].end] if clause else instruction
            made = self._made(clause, figure, order)
            try:
                figure = self._carry(made, figure)
            except InvalidPatch as error:
                raise NotUnderstood(f"“{order}” cannot be done: {error.why}") from error
            found += made
        if not found:
            raise NotUnderstood(self._known(instruction))
        return tuple(found)

    def _made(self, clause: Sequence[Word], figure: Figure, order: str) -> Sequence[Operation]:
        for form in self._forms:
            made = self._read(form, figure, clause, order)
            if made is not None:
                return made
        raise NotUnderstood(self._known(order))

    def _known(self, words: str) -> str:
        edits = "; ".join(form.example for form in self._forms)
        return (
            f"“{words[:80]}” is no edit that this server's rules know. They know: {edits}. Several are joined by "
            "commas or 'and', and a new name of several words stands in quotes. A model reads any words: set a provider"
        )
