"""The stylist's answer to a prompt optimisation: the same facts, in an illustrator's order."""

import re
from collections.abc import Iterable

from pb_adapters.planners.offline.plot_words import plot_sections
from pb_adapters.planners.prose.document import read_document
from pb_adapters.planners.prose.planner import plan
from pb_core.domain.diagrams.spec import Connection, ConnectionKind, DiagramSpec
from pb_core.domain.diagrams.words import stem
from pb_core.domain.questions import OptimizeBrief, OptimizedPrompt, PlanBrief
from pb_core.errors import NothingToDraw

_ITEM = re.compile(r"^[ \t]{0,12}(?:[-*•]|\d{1,2}[.)])[ \t]+")
_TOPICS: dict[str, tuple[str, ...]] = {
    "direction": ("left", "right", "top", "bottom", "horizontal", "vertical", "direction", "flow", "layout"),
    "colour": ("colour", "color", "palette", "hue", "blue", "green", "red", "grey", "gray", "pastel", "monochrome"),
    "type": ("font", "typeface", "serif", "sans", "typography", "lettering"),
    "lines": ("arrow", "line", "stroke", "dashed", "dotted"),
    "shapes": ("box", "shape", "rounded", "corner", "icon", "border"),
    "ground": ("background", "ground", "transparent"),
}
_DEFAULTS: dict[str, str] = {
    "direction": "One main reading direction; align elements on a grid with equal gaps; return loops on the outside.",
    "colour": "At most four hues from one palette that is safe for colour-blind readers and in greyscale; soft fills.",
    "type": "One sans-serif face, at least eight points in print; short labels in the words given above.",
    "lines": "Solid arrows for data, dashed for feedback, dotted for control; right angles; ends on borders.",
    "shapes": "Rounded boxes with thin, even borders; kinds of element told apart by shape as well as colour.",
    "ground": "White ground without gradients, shadows or texture.",
}
_AVOID = (
    "elements, labels, numbers or arrows that are not named above",
    "the caption or a figure number inside the picture",
    "arrows through boxes or text, overlapping labels, text below eight points",
    "decoration that carries no meaning",
)
_FACTS, _SHORTEST = 6, 4


def optimize(brief: OptimizeBrief) -> OptimizedPrompt:
    """Rewrite a prompt into sections; every word of the description stays in it."""
    sections = [_subject(brief), ("Description", brief.description.strip())]
    sections += plot_sections(brief) if brief.diagram_type == "statistical_plot" else _diagram_sections(brief)
    sections += [_context(brief), _guidelines(brief), ("Style", _style(brief)), ("What to avoid", _bullets(_AVOID))]
    return OptimizedPrompt(description="\n\n".join(f"{title}\n{body}" for title, body in sections if body))


def _subject(brief: OptimizeBrief) -> tuple[str, str]:
    kind = "statistical plot" if brief.diagram_type == "statistical_plot" else "methodology diagram"
    about = f" for the caption \u201c{brief.caption.strip()}\u201d" if brief.caption.strip() else ""
    return "Subject", f"A publication-ready {kind}{about}, exactly as described below."


def _diagram_sections(brief: OptimizeBrief) -> list[tuple[str, str]]:
    spec = _spec(brief)
    if spec is None:
        return []
    labels = {element.id: element.label for element in spec.elements}
    components = [f"{e.label} ({e.kind.value})" + (f", ×{e.repeat}" if e.repeat else "") for e in spec.elements]
    flow = [_arrow(c, labels) for c in spec.connections if _told_in_order(c, labels, brief.description)]
    return [
        ("Components", _bullets(components)),
        ("Flow", _bullets(flow)),
        ("Labels", "Write these labels exactly as spelled: " + "; ".join(labels.values()) + "."),
    ]


def _arrow(connection: Connection, labels: dict[str, str]) -> str:
    label = f" ({connection.label})" if connection.label else ""
    kind = "" if connection.kind is ConnectionKind.FLOW else f" [{connection.kind.value}]"
    return f"{labels[connection.source]} → {labels[connection.target]}{label}{kind}"


def _told_in_order(connection: Connection, labels: dict[str, str], description: str) -> bool:
    """Whether the description names the arrow's ends in its order; terse prompts leave too much to guess otherwise."""
    text = " ".join(description.lower().split())
    source, target = (text.find(labels[end].lower()) for end in (connection.source, connection.target))
    backwards = connection.kind is ConnectionKind.FEEDBACK
    return min(source, target) >= 0 and (target < source if backwards else source < target)


def _spec(brief: OptimizeBrief) -> DiagramSpec | None:
    """What the description itself says in boxes and arrows; nothing when the rules cannot read it."""
    try:
        return plan(PlanBrief(source=brief.description, caption=brief.caption)).spec
    except NothingToDraw:
        return None


def _context(brief: OptimizeBrief) -> tuple[str, str]:
    """Sentences of the context that speak of the description's own words, verbatim."""
    wanted = _content(f"{brief.description} {brief.caption}")
    document = read_document(brief.source_context)
    quotes = [document.quote(sentence.start, sentence.end) for sentence in document.sentences]
    scored = [(len(_content(quote) & wanted), -place, quote) for place, quote in enumerate(quotes)]
    best = sorted((item for item in scored if item[0]), reverse=True)[:_FACTS]
    chosen = [quote for _, _, quote in sorted(best, key=lambda item: -item[1]) if quote not in brief.description]
    return "Facts from the context", _bullets(" ".join(quote.split()) for quote in chosen)


def _content(text: str) -> frozenset[str]:
    return frozenset(stem(word.lower()) for word in re.findall(r"\w+", text) if len(word) >= _SHORTEST)


def guideline_items(text: str) -> tuple[str, ...]:
    """The guidelines one by one: list items, or else sentences."""
    lines = [_ITEM.sub("", line).strip() for line in text.splitlines() if line.strip()]
    if len(lines) > 1:
        return tuple(lines)
    return tuple(part.strip() for part in re.split(r"(?<=[.;!])\s+", text.strip()) if part.strip())


def _guidelines(brief: OptimizeBrief) -> tuple[str, str]:
    title = "Custom guidelines, each to be obeyed" if brief.custom_guidelines else "Guidelines"
    return title, _bullets(guideline_items(brief.guidelines))


def _style(brief: OptimizeBrief) -> str:
    """Defaults, except where a custom guideline speaks of the same thing."""
    spoken = brief.guidelines.lower() if brief.custom_guidelines else ""
    kept = [line for topic, line in _DEFAULTS.items() if not any(word in spoken for word in _TOPICS[topic])]
    if brief.diagram_type == "statistical_plot":
        kept = [line for line in kept if line not in (_DEFAULTS["direction"], _DEFAULTS["lines"], _DEFAULTS["shapes"])]
    if len(kept) < len(_DEFAULTS) and brief.custom_guidelines:
        kept.append("Where a custom guideline speaks, it decides.")
    return _bullets(kept)


def _bullets(lines: Iterable[str]) -> str:
    return "\n".join(f"- {line}" for line in lines)
