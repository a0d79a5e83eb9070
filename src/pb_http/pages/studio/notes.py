"""Notes of a figure, sorted by what they tell: what its source says and it leaves out, and all else."""

from msgspec import Struct

from pb_core.application.workflows.plan_support import LEFT_OUT, NOT_SHOWN, UNFOUNDED


class SortedNotes(Struct, frozen=True):
    """``missing`` tells of what is not drawn, ``unfounded`` of what is drawn all the same, ``others`` of the rest."""

    missing: tuple[str, ...]
    unfounded: tuple[str, ...]
    others: tuple[str, ...]


def sorted_notes(notes: tuple[str, ...]) -> SortedNotes:
    """The notes of a result, each once."""
    missing = tuple(note for note in notes if note.startswith((LEFT_OUT, NOT_SHOWN)))
    unfounded = tuple(note for note in notes if note.startswith(UNFOUNDED))
    return SortedNotes(missing, unfounded, tuple(note for note in notes if note not in {*missing, *unfounded}))
