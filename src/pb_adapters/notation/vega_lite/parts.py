"""Parts of a Vega-Lite specification: each is held to the fields that its struct declares; none is dropped silently."""

from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from typing import Any, ClassVar, NoReturn, TypeVar

import msgspec
from msgspec import Struct

from pb_core.domain.request_rules import sentence, shown
from pb_core.errors import InvalidRequest

_MOST_NOTED = 40


class Part(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, rename="camel"):
    """A part of a specification.

    ``look`` are fields that change nothing but the look, or nothing at all in a picture: they are noted. ``instead``
    are fields that have no counterpart, and what there is.
    """

    look: ClassVar[frozenset[str]] = frozenset()
    instead: ClassVar[Mapping[str, str]] = {}


P = TypeVar("P", bound=Part)


class Notes:
    """What was not followed, as it was found: paths of what is looks only, and sentences."""

    def __init__(self) -> None:
        self._paths: dict[str, None] = {}
        self._sentences: dict[str, None] = {}

    def look(self, path: str) -> None:
        """Something that only changes the look is not followed."""
        self._paths[path] = None

    def say(self, path: str, said: str) -> None:
        """A sentence about what stands at a path."""
        self._sentences[f"{path}: {said}"] = None

    def sentences(self) -> tuple[str, ...]:
        """The notes, those on the look in one sentence."""
        paths = list(self._paths)
        if not paths:
            return tuple(self._sentences)
        more = f" and {len(paths) - _MOST_NOTED} more" if len(paths) > _MOST_NOTED else ""
        return (f"not followed: {', '.join(paths[:_MOST_NOTED])}{more}", *self._sentences)


def refusal(path: str, said: str) -> InvalidRequest:
    """An error about what stands at a path."""
    return InvalidRequest(f"{path}: {said}")


def refuse(path: str, said: str) -> NoReturn:
    """Raise ``InvalidRequest`` about what stands at a path."""
    raise refusal(path, said)


def within(path: str, name: str) -> str:
    """The path of a field below a path."""
    brief = shown(name)[1:-1]
    return f"{path}.{brief}" if path else brief


def words(names: Iterable[str]) -> str:
    """Names, joined by commas."""
    return ", ".join(names)


def part(document: object, kind: type[P], path: str, notes: Notes) -> P:
    """A part of a specification, held to its struct.

    Raises:
        InvalidRequest: it is no object, or has a field that has no counterpart, is unknown or of a wrong type.
    """
    if not isinstance(document, dict):
        refuse(path, f"must be an object, not {_noun(document)}")
    kept: dict[str, Any] = {}
    known = {field.encode_name for field in msgspec.structs.fields(kind)}
    for name, value in document.items():
        if name in kind.instead:
            refuse(within(path, name), kind.instead[name])
        if name in kind.look:
            notes.look(within(path, name))
        elif name in known:
            kept[name] = value
        else:
            _refuse_unknown(path, name, {*known, *kind.look, *kind.instead})
    try:
        return msgspec.convert(kept, kind)
    except msgspec.ValidationError as error:
        raise InvalidRequest(f"{path}: {sentence(str(error), kind)}") from error


def _refuse_unknown(path: str, name: str, known: Iterable[str]) -> NoReturn:
    close = get_close_matches(name, list(known), n=1)
    hint = f"; closest: {close[0]}" if close else ""
    refuse(within(path, name), f"is not a field of Vega-Lite that is known here{hint}")


def _noun(value: object) -> str:
    return {type(None): "null", bool: "true or false", str: "a text", list: "a list"}.get(type(value), "a number")
