"""The nodes and links of a flowchart as far as they are known while it is read."""

from msgspec import Struct

from pb_adapters.notation.mermaid_words import Arrow
from pb_core.domain.diagrams.notation import PartComment
from pb_core.domain.diagrams.spec import ElementKind, Hue, Shape


class Part(Struct, frozen=True, kw_only=True):
    """One node as far as it is known.

    ``form`` is its outline and ``kind`` what that usually says; ``fixed`` is the kind that its class says, which
    counts first; ``sign`` is what a shape without text shows. A ``plain`` detail may be part of the name, and one word
    that is ``ending`` it more likely is.
    The label is ``None`` where there is none, and empty where it is blank.
    """

    line: int
    label: str | None = None
    detail: str = ""
    plain: bool = False
    ending: bool = False
    sign: str = ""
    kind: ElementKind = ElementKind.PROCESS
    form: Shape | None = None
    fixed: ElementKind | None = None
    category: str = ""
    category_color: Hue | None = None
    comment: PartComment | None = None


class Link(Struct, frozen=True, kw_only=True):
    """One arrow between two words."""

    source: str
    target: str
    label: str
    arrow: Arrow
    line: int
    comment: PartComment | None = None
