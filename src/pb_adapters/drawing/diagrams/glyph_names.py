"""Names of files, folders, addresses and code whose type is sure: the pictogram of each, or the words in it."""

import re

_ENDINGS = {
    "document": "md txt pdf xml yaml yml json jsonl toml ini cfg conf html tex log rst",
    "code": "py ts tsx rs go java cpp hpp sh bash kt sql ipynb",
    "table": "csv tsv xlsx parquet",
    "image": "png jpg jpeg svg tiff gif",
    "film": "mp4 avi mov mkv",
    "waveform": "wav mp3 flac",
    "package": "zip tar gz whl jar",
    "cylinder": "sqlite sqlite3",
}
_BY_ENDING = {ending: name for name, endings in _ENDINGS.items() for ending in endings.split()}
_FILE = re.compile(r"(?:[\w.~*-]*/)*(?:[\w*-][\w.*-]*(?:[^\W_]|\*)|\*)\.([a-z\d]{2,7})")
_FOLDER = re.compile(r"~?/?(?:[a-z\d_.-]+/)+")
_ADDRESS = re.compile(r"https?://\S+")
_SNAKE = re.compile(r"[a-z]+(?:_[a-z]+)+")
_CAMEL = re.compile(r"(?:[A-Z][a-z]+){2,}")
_INNER = re.compile(r"(?<=[a-z])(?=[A-Z])")
_SURE = frozenset({"agent", "camera", "decoder", "encoder", "key", "sensor", "server"})


def glyph_of_name(label: str) -> str | None:
    """The pictogram of a file by its ending, of a folder by its slash, of a web address; ``None`` for other labels."""
    first = _first_line(label)
    if _ADDRESS.fullmatch(first):
        return "globe"
    if _FOLDER.fullmatch(first):
        return "folder"
    found = _FILE.fullmatch(first)
    return _BY_ENDING.get(found[1]) if found else None


def names_file(label: str) -> bool:
    """Whether a label is the name of a file, or a pattern of such, of whatever type."""
    return bool(_FILE.fullmatch(_first_line(label)))


def _first_line(label: str) -> str:
    return label.split("\n", maxsplit=1)[0].strip().strip("`")


def words_in_name(label: str) -> str:
    """The words of a label that is one name of code, as ``topic_agent`` or ``TopicAgent``; else nothing."""
    name = label.strip()
    if _SNAKE.fullmatch(name):
        return name.replace("_", " ")
    return _INNER.sub(" ", name).lower() if _CAMEL.fullmatch(name) else ""


def is_sure(glyph: str | None) -> bool:
    """Whether the last word of a name of code tells this type, as it does of few: a ``user_db`` may be a function."""
    return glyph in _SURE
