"""Unknown fields: accepted, as existing clients may send some, but never silently."""

from collections.abc import Iterable
from difflib import get_close_matches

from msgspec import Struct

from pb_core.body_validation import shown
from pb_core.requests import CompositeBody, GenerateBody, GenerateFromPdfBody, OptimizePromptBody, PlotBody

MAX_WARNINGS = 20

_ENDPOINTS: dict[str, type[Struct]] = {
    "/api/generate": GenerateBody,
    "/api/generate-from-pdf": GenerateFromPdfBody,
    "/api/optimize-prompt": OptimizePromptBody,
    "/api/plot": PlotBody,
    "/api/composite": CompositeBody,
}
_HOMES = {name: path for path, body in reversed(_ENDPOINTS.items()) for name in body.__struct_fields__}


def warnings_about(names: Iterable[str], kind: type[Struct]) -> tuple[str, ...]:
    """One sentence per name that ``kind`` does not know, with the field that was likely meant; the rest counted."""
    known = kind.__struct_fields__
    unknown = [name for name in names if name not in known]
    told = [_warning(name, known) for name in unknown[:MAX_WARNINGS]]
    if len(unknown) > MAX_WARNINGS:
        told.append(f"{len(unknown) - MAX_WARNINGS} more unknown fields were ignored")
    return tuple(told)


def _warning(name: str, known: tuple[str, ...]) -> str:
    if name in _HOMES:
        return f"{name} was ignored: it is a field of {_HOMES[name]}"
    meant = get_close_matches(name[:100], known, n=1)
    hint = f": did you mean {meant[0]}?" if meant else ""
    return f"the unknown field {shown(name)} was ignored{hint}"
