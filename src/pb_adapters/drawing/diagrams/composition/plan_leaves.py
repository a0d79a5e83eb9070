"""The leaves of a plan: every box with its sizes, those that are nearly alike made so."""

from collections import Counter
from collections.abc import Collection

from msgspec import structs

from pb_adapters.drawing.diagrams.attempt import DiagramParts, title_text
from pb_adapters.drawing.diagrams.categories import may_have_signs
from pb_adapters.drawing.diagrams.composition.exchanges import high_for, messages_of
from pb_adapters.drawing.diagrams.composition.leaf_sizes import alone, leaf_of, leaf_of_list
from pb_adapters.drawing.diagrams.composition.likeness import alike
from pb_adapters.drawing.diagrams.composition.tree import Leaf
from pb_adapters.drawing.diagrams.glyph_siblings import plain_siblings
from pb_adapters.drawing.diagrams.hierarchies import is_hierarchy
from pb_adapters.drawing.diagrams.placement import ROOT
from pb_core.domain.diagrams.spec import DiagramSpec, Element, ElementKind, Styling


def leaves_of(spec: DiagramSpec, styling: Styling, stock: DiagramParts, boxed: Collection[str] = ()) -> dict[str, Leaf]:
    """Every box of a plan by its name, as large as it may be drawn beside the others.

    Those ``boxed`` are blocks even where a pictogram could stand free, and so is what exchanges messages with another.
    All losses are if one is, and else are words.
    """
    elements = {element.id: element for element in spec.elements}
    arrows = Counter(end for connection in spec.connections for end in (connection.source, connection.target))
    at_losses = max((arrows[element.id] for element in spec.elements if _is_loss(element)), default=0)
    titled = any(title_text(group) for group in stock.groups)
    typography = structs.replace(stock.typography, signed=may_have_signs(stock.plans.values(), stock.homes))
    bare = frozenset(elements) if is_hierarchy(stock) else plain_siblings(spec)
    messages = messages_of(stock.ends)

    def sized(name: str) -> Leaf:
        strong = name in styling.emphasis
        return leaf_of(
            elements[name],
            typography,
            strong=strong,
            arrows=at_losses if _is_loss(elements[name]) else arrows[name],
            pictured=name not in bare,
            titled=titled,
            boxed=name in boxed or name in messages,
        )

    found = {
        name: leaf_of_list(plan, stock.typography) if plan.group else sized(name) for name, plan in stock.plans.items()
    }
    members = Counter(stock.homes.values())
    fair = {
        name: alone(leaf) if stock.homes[name] != ROOT and members[stock.homes[name]] == 1 else leaf
        for name, leaf in alike(found, stock.homes).items()
    }
    return {name: high_for(leaf, messages.get(name, 0)) for name, leaf in fair.items()}


def _is_loss(element: Element) -> bool:
    return element.kind is ElementKind.OBJECTIVE
