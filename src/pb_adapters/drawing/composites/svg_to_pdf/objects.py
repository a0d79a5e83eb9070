"""The objects of a PDF and the file they make (ISO 32000-1, 7.3 to 7.5)."""

import zlib


class NotVectors(Exception):
    """The SVG draws something that PDF cannot hold as vectors and text."""


class Pdf:
    """Objects in the order of their numbers, which begin at 1."""

    def __init__(self) -> None:
        self._bodies: list[bytes] = []

    def reserve(self) -> int:
        """The number of an object whose body comes later."""
        self._bodies.append(b"")
        return len(self._bodies)

    def put(self, number: int, body: bytes | str) -> None:
        """Give a reserved object its body."""
        self._bodies[number - 1] = body.encode() if isinstance(body, str) else body

    def add(self, body: bytes | str) -> int:
        """A new object; gives its number."""
        number = self.reserve()
        self.put(number, body)
        return number

    def add_stream(self, entries: str, data: bytes | str) -> int:
        """A new stream, compressed; gives its number."""
        raw = data.encode() if isinstance(data, str) else data
        return self.add(stream(f"{entries}/Filter/FlateDecode", zlib.compress(raw)))

    def file(self) -> bytes:
        """The file; object 1 is its catalog."""
        return pdf_file(self._bodies)


def pdf_file(objects: list[bytes]) -> bytes:
    """A file of these objects, of which the first is the catalog."""
    parts = [b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"]
    offsets, at = [], len(parts[0])
    for number, body in enumerate(objects, 1):
        offsets.append(at)
        parts += [f"{number} 0 obj\n".encode(), body, b"\nendobj\n"]
        at += sum(map(len, parts[-3:]))
    count = len(objects) + 1
    table = "".join(f"{offset:010d} 00000 n \n" for offset in offsets)
    trailer = (
        f"xref\n0 {count}\n0000000000 65535 f \n{table}trailer\n<</Size {count}/Root 1 0 R>>\nstartxref\n{at}\n%%EOF"
    )
    return b"".join([*parts, trailer.encode()])


def stream(entries: str, data: bytes) -> bytes:
    """The body of a stream whose data are encoded as its entries say."""
    return b"".join([f"<<{entries}/Length {len(data)}>>\nstream\n".encode(), data, b"\nendstream"])


def number(value: float) -> str:
    """A number as PDF writes it."""
    return f"{value:.4f}".rstrip("0").rstrip(".") if abs(value) < 1e9 else "0"  # noqa: PLR2004 - past any page


def numbers(*values: float) -> str:
    """Numbers with blanks between them."""
    return " ".join(map(number, values))
