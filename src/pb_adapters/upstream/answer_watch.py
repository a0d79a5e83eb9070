"""Watches an answer while it is streamed: one that runs on without an end is stopped, not waited for."""

from collections.abc import Callable

import msgspec
from msgspec import Struct

CHARACTERS_PER_TOKEN = 10
"""No usual answer has longer tokens on average; a server that passes over the limit of tokens is held to this one."""

TAIL, REPETITIONS = 1_200, 8
"""So many characters that consist of so many equal pieces are no answer."""

_STEP = 400


class _Delta(Struct):
    content: str | None = None
    reasoning_content: str | None = None
    reasoning: str | None = None


class _Choice(Struct):
    delta: _Delta | None = None


class _Read(Struct):
    total: int = 0
    processed: int = 0


class _Event(Struct):
    choices: tuple[_Choice, ...] | None = None
    prompt_progress: _Read | None = None


class Progress(Struct, frozen=True):
    """How far a call has come: tokens of the question that are read, of how many, and characters that are written."""

    read: int
    to_read: int
    written: int


def runs_on(text: str) -> bool:
    """Whether the end of a text is one short piece over and over.

    Pieces that differ in a number alone may be a numbered list, so it is the limit of tokens that ends a counter.
    """
    tail = text[-TAIL:]
    return len(tail) == TAIL and _period(tail) <= TAIL // REPETITIONS


def _period(text: str) -> int:
    """The length of the shortest piece whose repetition is the text, its last one perhaps cut."""
    borders = [0] * len(text)
    length = 0
    for place in range(1, len(text)):
        while length and text[place] != text[length]:
            length = borders[length - 1]
        length += text[place] == text[length]
        borders[place] = length
    return len(text) - borders[-1]


class AnswerWatch:
    """Reads the events of one streamed answer, and says when it has heard enough.

    Args:
        most_tokens: The longest answer that was allowed.
        told: Is told how far the call has come, after every few hundred characters and while the question is read.
    """

    def __init__(self, most_tokens: int, told: Callable[[Progress], None] = lambda _: None) -> None:
        self.words = self.thoughts = ""
        self.stopped = False
        self._most, self._told = most_tokens * CHARACTERS_PER_TOKEN, told
        self._unread: list[bytes] = []  # a line that has not ended: joined once, however many chunks it comes in
        self._looked = 0
        self._question = _Read()

    def __call__(self, chunk: bytes) -> bool:
        """Whether the answer shall be stopped."""
        for line in self._lines(chunk):
            if line.startswith(b"data:"):
                self._read(line[5:].strip())
        length = len(self.words) + len(self.thoughts)
        if length - self._looked >= _STEP:
            self._looked = length
            self._told(Progress(self._question.processed, self._question.total, length))
            self.stopped = length > self._most or runs_on(self.words or self.thoughts)
        return self.stopped

    def _lines(self, chunk: bytes) -> list[bytes]:
        """The lines that end in this chunk."""
        self._unread.append(chunk)
        if b"\n" not in chunk:
            return []
        *lines, rest = b"".join(self._unread).split(b"\n")
        self._unread = [rest]
        return lines

    def _read(self, data: bytes) -> None:
        try:
            event = msgspec.json.decode(data, type=_Event)
        except (msgspec.DecodeError, UnicodeDecodeError):
            return  # the end of the stream, or what whoever reads the whole answer complains of
        if event.prompt_progress is not None:
            self._question = event.prompt_progress
            self._told(Progress(self._question.processed, self._question.total, 0))
        for choice in event.choices or ():
            delta = choice.delta or _Delta()
            self.words += delta.content or ""
            self.thoughts += delta.reasoning_content or delta.reasoning or ""
