"""The subgraphs of a flowchart: a stack while it is read, and who stands in whom."""

from msgspec import Struct

from pb_core.domain.diagrams.notation import PartComment

MOST_FRAMES = 20


class Frame(Struct, kw_only=True):
    """One subgraph, its title blank where none is shown; ``mentions`` are the words in it, in order."""

    word: str
    title: str
    line: int
    comment: PartComment | None = None
    parent: str | None = None
    mentions: dict[str, None] = {}

    @property
    def name(self) -> str:
        """What a reader knows it by."""
        return self.title.strip() or self.word


class Frames:
    """Subgraphs by their word. A node stands in the first subgraph that ends and mentions it, as in Mermaid."""

    def __init__(self) -> None:
        self.by_word: dict[str, Frame] = {}
        self.homes: dict[str, str] = {}
        self._open: list[Frame] = []

    @property
    def unclosed(self) -> Frame | None:
        """The innermost subgraph that has no end yet."""
        return self._open[-1] if self._open else None

    def open(self, frame: Frame) -> str:
        """Begin a subgraph; return what is wrong with it, if something is."""
        if len(self.by_word) >= MOST_FRAMES:
            return f"the flowchart has more than {MOST_FRAMES} subgraphs"
        if not frame.word:
            frame.word = self._free_word()
        if frame.word in self.by_word:
            return f"there is already a subgraph '{frame.word[:40]}'"
        if self._open:
            frame.parent = self._open[-1].word
        self.by_word[frame.word] = frame
        self._open.append(frame)
        return ""

    def mention(self, word: str) -> None:
        """A word in the innermost open subgraph."""
        if self._open:
            self._open[-1].mentions[word] = None

    def close(self) -> bool:
        """End the innermost subgraph; return whether there was one."""
        if not self._open:
            return False
        frame = self._open.pop()
        for word in frame.mentions:
            self.homes.setdefault(word, frame.word)
        return True

    def settle(self) -> Frame | None:
        """Let subgraphs that another one mentions stand in it; return one that would stand in itself."""
        for word, home in self.homes.items():
            frame = self.by_word.get(word)
            if frame is None or (frame.parent is not None and frame.parent != home):
                continue
            above: str | None = home
            while above is not None:
                if above == word:
                    return frame
                above = self.by_word[above].parent
            frame.parent = home
        return None

    def holds(self, frame: str, word: str) -> bool:
        """Whether a node or a subgraph stands in a subgraph, at any depth, once they are settled."""
        home = self._home(word)
        while home is not None and home != frame:
            home = self._home(home)
        return home == frame

    def _home(self, word: str) -> str | None:
        return self.by_word[word].parent if word in self.by_word else self.homes.get(word)

    def _free_word(self) -> str:
        number = 1
        while f"subgraph{number}" in self.by_word:
            number += 1
        return f"subgraph{number}"
