"""What a composition is made of: leaves that hold one element each, and bands of leaves and further bands."""

from collections.abc import Callable, Hashable

from msgspec import Struct, structs

from pb_adapters.drawing.diagrams.box_sizes import BoxPlan


class Extent(Struct, frozen=True, gc=False):
    """How long something may be, in cells: at least, preferably, at most."""

    least: int
    preferred: int
    most: int

    def turned(self, other: "Extent", *, down: bool) -> tuple["Extent", "Extent"]:
        """This and the other, exchanged unless ``down``."""
        return (self, other) if down else (other, self)


class Picture(Struct, frozen=True, kw_only=True):
    """The pictogram of a leaf: its name, what it covers of its square, and whether it stands free above its words."""

    name: str
    wide: float
    high: float
    free: bool


class Leaf(Struct, frozen=True, kw_only=True, cache_hash=True):
    """One element as it may be drawn; without ``plan`` a lane kept free for arrows that pass by.

    One that is ``tagged`` has lettered tags at its border.
    """

    name: str
    wide: Extent
    high: Extent
    plan: BoxPlan | None = None
    picture: Picture | None = None
    joins: tuple[str, ...] = ()
    tagged: bool = False

    @property
    def stands_free(self) -> bool:
        """Whether it is a pictogram above its words, without a border."""
        return self.picture is not None and self.picture.free


class Bands(Struct, frozen=True, kw_only=True):
    """Bands that follow each other downwards (``down``) or to the right, each with its members across that direction.

    ``frame`` is the group that is drawn around them; ``title`` its size in cells. ``corridor`` cells stay free beside
    the bands, after their last member, for arrows that skip a band. ``inside``, its leaves, is found out by itself.
    """

    down: bool
    bands: tuple[tuple["Node", ...], ...]
    frame: str = ""
    title: tuple[int, int] = (0, 0)
    corridor: int = 0
    inside: tuple[Leaf, ...] = ()

    def __post_init__(self) -> None:
        """Gather the leaves once: the search asks for them again and again."""
        found = tuple(leaf for band in self.bands for member in band for leaf in leaves(member))
        structs.force_setattr(self, "inside", found)


Node = Leaf | Bands


def leaves(node: Node) -> tuple[Leaf, ...]:
    """Every leaf with an element, in the order of the bands."""
    if isinstance(node, Bands):
        return node.inside
    return () if node.plan is None else (node,)


def is_panel(node: Node) -> bool:
    """Whether a node is drawn as a frame, or holds frames only."""
    if isinstance(node, Leaf):
        return False
    return bool(node.frame) or all(is_panel(member) for band in node.bands for member in band)


def has_frames(node: Node) -> bool:
    """Whether a node is drawn as a frame, or holds one."""
    if isinstance(node, Leaf):
        return False
    return bool(node.frame) or any(has_frames(member) for band in node.bands for member in band)


def changed(tree: Bands, change: Callable[[Leaf], Leaf]) -> Bands:
    """A tree with every leaf changed."""

    def member(node: Node) -> Node:
        return changed(node, change) if isinstance(node, Bands) else change(node)

    return structs.replace(tree, bands=tuple(tuple(map(member, band)) for band in tree.bands))


def order_of(node: Node) -> Hashable:
    """In what order everything stands in a tree, lanes among it: trees of the same leaves are told apart by it."""
    if isinstance(node, Leaf):
        return node.name, node.joins
    return node.down, node.frame, node.corridor, tuple(tuple(map(order_of, band)) for band in node.bands)


def is_lane(node: Node) -> bool:
    """Whether a node holds no element."""
    return isinstance(node, Leaf) and node.plan is None


def rows_of(node: Bands) -> list[Bands]:
    """The bands of a node that are rows of further bands across it, with nothing drawn around them."""
    alone = [band[0] for band in node.bands if len(band) == 1]
    return [row for row in alone if isinstance(row, Bands) and row.down != node.down and not row.frame]
