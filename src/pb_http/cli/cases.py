"""The cases of ``pb eval``: texts of a folder, and lines of tables with intents."""

from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
from msgspec import Struct

from pb_http.cli.errors import Failure
from pb_http.cli.inputs import text_of

if TYPE_CHECKING:
    from pb_core.application.evaluation import PlotCase, TextCase

_TEXTS, _PAIRS = (".txt", ".md"), ".jsonl"
_CAPTION = "caption:"
_NOTHING = (
    "'{}' has nothing to evaluate: put .json files with a text and its caption, .txt or .md files, or .jsonl files "
    "with lines of a table and an intent there"
)


class _Text(Struct, frozen=True):
    text: str
    caption: str = ""


class _Pair(Struct, frozen=True):
    """``table`` names a file beside this one, or is the data."""

    table: str | list[object] | dict[str, object]
    intent: str


def read_cases(path: Path, caption: str) -> "list[TextCase | PlotCase]":
    """The cases of a folder or of one file, by name; ``caption`` is for texts that have none.

    Raises ``Failure`` naming the first file that cannot be used.
    """
    files = sorted(path.iterdir()) if path.is_dir() else [path]
    pairs = [case for file in files if file.suffix == _PAIRS for case in _pairs(file)]
    tables = {table for file in files if file.suffix == _PAIRS for table in _tables(file)}
    texts = [_text(file, caption) for file in files if file.suffix in {".json", *_TEXTS} and file not in tables]
    if not texts and not pairs:
        raise Failure(_NOTHING.format(path))
    return [*texts, *pairs]


def _text(file: Path, caption: str) -> "TextCase":
    from pb_core.application.evaluation import TextCase  # noqa: PLC0415 - the help needs no engines

    content = file.read_bytes()
    if file.suffix == ".json":
        try:
            said = msgspec.json.decode(content, type=_Text)
        except msgspec.DecodeError as error:
            raise Failure(f"'{file}' is no JSON object with a text and its caption ({error})") from error
    else:
        said = _captioned(text_of(content))
    if not said.text.strip():
        raise Failure(f"'{file}' has no text")
    return TextCase(name=file.stem, source=said.text, caption=said.caption or caption)


def _captioned(text: str) -> _Text:
    """A text whose first line may give its caption: ``caption: Figure 1: …``."""
    first, _, rest = text.partition("\n")
    if not first.casefold().startswith(_CAPTION):
        return _Text(text=text)
    return _Text(text=rest, caption=first[len(_CAPTION) :].strip())


def _lines(file: Path) -> list[_Pair]:
    found: list[_Pair] = []
    for number, line in enumerate(text_of(file.read_bytes()).splitlines(), 1):
        if not line.strip():
            continue
        try:
            found.append(msgspec.json.decode(line, type=_Pair))
        except msgspec.DecodeError as error:
            raise Failure(
                f"line {number} of '{file}' is no JSON object with a table and an intent ({error})"
            ) from error
    return found


def _tables(file: Path) -> list[Path]:
    return [file.parent / pair.table for pair in _lines(file) if isinstance(pair.table, str)]


def _pairs(file: Path) -> "list[PlotCase]":
    from pb_adapters.caller_data import json_of_file  # noqa: PLC0415 - the help needs no engines
    from pb_core.application.evaluation import PlotCase  # noqa: PLC0415 - see above

    found: list[PlotCase] = []
    for number, pair in enumerate(_lines(file), 1):
        if isinstance(pair.table, str):
            data = json_of_file((file.parent / pair.table).read_bytes())
        else:
            data = msgspec.json.encode(pair.table).decode()
        found.append(PlotCase(name=f"{file.stem} {number}", data_json=data, intent=pair.intent))
    return found
