"""Content of a PDF page or form, and the resources that all content of a file shares."""

import contextlib
from collections.abc import Iterator

from fontTools.misc.transform import Transform

from pb_adapters.drawing.composites.svg_to_pdf.fonts import Fonts
from pb_adapters.drawing.composites.svg_to_pdf.geometry import IDENTITY, Rect
from pb_adapters.drawing.composites.svg_to_pdf.objects import Pdf, numbers


class Content:
    """Operators in their order."""

    def __init__(self) -> None:
        self._lines: list[str] = []

    def add(self, line: str) -> None:
        """Add operators."""
        self._lines.append(line)

    def move(self, matrix: Transform) -> None:
        """Go into a space that ``matrix`` leads out of."""
        if matrix != IDENTITY:
            self.add(f"{numbers(*matrix)} cm")

    def clip(self, path: str, *, even: bool = False) -> None:
        """Show what follows inside this path only."""
        self.add(f"{path} {'W*' if even else 'W'} n")

    @contextlib.contextmanager
    def saved(self) -> Iterator[None]:
        """Whatever is set inside ends with it; nothing is written if nothing is drawn."""
        at = len(self._lines)
        self.add("q")
        yield
        if len(self._lines) == at + 1:
            self._lines.pop()
        else:
            self.add("Q")

    def written(self) -> str:
        """The operators as a stream."""
        return "\n".join(self._lines)


class Resources:
    """What content refers to by name: fonts, states, patterns and forms."""

    def __init__(self, pdf: Pdf) -> None:
        self.pdf, self.fonts, self.number = pdf, Fonts(pdf), pdf.reserve()
        self._names: dict[str, dict[int, str]] = {"ExtGState": {}, "XObject": {}, "Pattern": {}}
        self._states: dict[str, str] = {}

    def name(self, kind: str, item: int) -> str:
        """The name of an object of this kind."""
        names = self._names[kind]
        return names.setdefault(item, f"{kind[0]}{len(names)}")

    def state(self, entries: str) -> str:
        """The name of a graphics state with these entries."""
        if entries not in self._states:
            self._states[entries] = self.name("ExtGState", self.pdf.add(f"<<{entries}>>"))
        return self._states[entries]

    def form(self, content: Content, box: Rect, *, space: str = "DeviceRGB") -> int:
        """A transparency group that shows this content inside a box."""
        x, y, width, height = box
        entries = (
            f"/Type/XObject/Subtype/Form/BBox[{numbers(x, y, x + width, y + height)}]/Resources {self.number} 0 R"
            f"/Group<</S/Transparency/CS/{space}/I true>>"
        )
        return self.pdf.add_stream(entries, content.written())

    def finish(self) -> None:
        """Write the dictionary that all content refers to, and the fonts."""
        fonts = "".join(f"/{name} {item} 0 R" for name, item in self.fonts.embed().items())
        others = "".join(
            f"/{kind}<<{''.join(f'/{name} {item} 0 R' for item, name in names.items())}>>"
            for kind, names in self._names.items()
        )
        self.pdf.put(self.number, f"<</Font<<{fonts}>>{others}>>")
