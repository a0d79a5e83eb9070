"""optimize: rewrites a prompt into sections, each of its own words or of fixed ones."""

import re
from collections.abc import Iterable, Iterator

from pb_adapters.planners.prompts.context import facts
from pb_adapters.planners.prompts.pieces import pieces
from pb_core.domain.diagrams.skeleton.outlines import Outline
from pb_core.domain.diagrams.skeleton.reading import read_skeleton
from pb_core.domain.questions import OptimizeBrief, OptimizedPrompt

SUBJECT = "A publication-ready {kind}{about}, exactly as described below."
ABOUT = " for the caption \u201c{caption}\u201d"
PLOT, DIAGRAM = "statistical plot", "methodology diagram"
PIECES = "What to show, part by part"
ORDER = "In this order"
TOGETHER = "Together"
NUMBERS = "Show these values exactly as given: {values}."
FACTS = "Facts from the context"
CUSTOM, GUIDELINES = "Custom guidelines, each to be obeyed", "Guidelines"
DECIDES = "Where a custom guideline speaks, it decides."

_TOPICS: dict[str, tuple[str, ...]] = {
    "direction": ("left", "right", "top", "bottom", "horizontal", "vertical", "direction", "flow", "layout"),
    "color": ("colour", "color", "palette", "hue", "blue", "green", "red", "grey", "gray", "pastel", "monochrome"),
    "type": ("font", "typeface", "serif", "sans", "typography", "lettering"),
    "lines": ("arrow", "line", "stroke", "dashed", "dotted"),
    "shapes": ("box", "shape", "rounded", "corner", "icon", "border"),
    "ground": ("background", "ground", "transparent"),
    "axes": ("axis", "axes", "unit", "tick"),
    "legend": ("legend", "key"),
}
_DIAGRAM_STYLE: dict[str, str] = {
    "direction": "One main reading direction; align elements on a grid with equal gaps; return loops on the outside.",
    "color": "At most four hues from one palette that is safe for colour-blind readers and in greyscale; soft fills.",
    "type": "One sans-serif face, at least seven points in print; short labels in the words given above.",
    "lines": "Solid arrows for data, dashed for feedback, dotted for control; right angles; ends on borders.",
    "shapes": "Rounded boxes with thin, even borders; kinds of element told apart by shape as well as colour.",
    "ground": "White ground without gradients, shadows or texture.",
}
_PLOT_STYLE: dict[str, str] = {
    "axes": "Quantity and unit on each axis, as far as they are named above.",
    "legend": "Series labelled directly where there is room; else one legend outside the data.",
    **{topic: _DIAGRAM_STYLE[topic] for topic in ("color", "type", "ground")},
}
_AVOID = (
    "elements, labels, numbers or arrows that are not named above",
    "the caption or a figure number inside the picture",
    "overlapping labels, text below seven points",
    "decoration that carries no meaning",
)
_ITEM = re.compile(r"^[ \t]{0,12}(?:[-*•]|\d{1,2}[.)])[ \t]+")
_NUMBER = re.compile(r"(?<![\w.])[-−+]?\d[\d,.]*\d?(?:\s?%)?|(?<![\w.])\d")
_MOST_NUMBERS = 200
_ARROWS = " ->→"

Section = tuple[str, str]


def optimize(brief: OptimizeBrief) -> OptimizedPrompt:
    """Rewrite a prompt into sections: it stands whole in them, and nothing is added but fixed words."""
    is_plot = brief.diagram_type == "statistical_plot"
    sections = [_subject(brief, is_plot=is_plot), ("Description", brief.description.strip())]
    sections += [(PIECES, _bullets(pieces(brief.description, named=not is_plot))), *_outlines(brief.description)]
    sections += [("Numbers", _numbers(brief.description))] if is_plot else []
    sections += [(FACTS, _bullets(facts(brief.source_context, f"{brief.description} {brief.caption}")))]
    sections += [_guidelines(brief), ("Style", _style(brief, _PLOT_STYLE if is_plot else _DIAGRAM_STYLE))]
    sections += [("What to avoid", _bullets(_AVOID))]
    return OptimizedPrompt(description="\n\n".join(f"{title}\n{body}" for title, body in sections if body))


def _subject(brief: OptimizeBrief, *, is_plot: bool) -> Section:
    caption = " ".join(brief.caption.split())
    about = ABOUT.format(caption=caption) if caption else ""
    return "Subject", SUBJECT.format(kind=PLOT if is_plot else DIAGRAM, about=about)


def _outlines(description: str) -> Iterator[Section]:
    """What the prompt itself lays out as a chain, steps or a list."""
    for outline in read_skeleton(description, "").outlines:
        names = _names(outline, description)
        if outline.ordered:
            yield ORDER, " → ".join(names)
        else:
            yield f"{TOGETHER}: {outline.title}" if outline.title else TOGETHER, _bullets(names)


def _names(outline: Outline, description: str) -> list[str]:
    names = (_whole(item.name, description).strip(_ARROWS) for item in outline.items)
    return list(filter(None, names))


def _whole(name: str, description: str) -> str:
    """The name up to the end of a bracket that it opens."""
    if name.count("(") <= name.count(")"):
        return name
    start = description.find(name)
    end = description.find(")", start + len(name)) + 1
    return " ".join(description[start:end].split()) if start >= 0 and end else name


def _numbers(description: str) -> str:
    found = list(dict.fromkeys(match[0].strip(" ,.") for match in _NUMBER.finditer(description)))
    return NUMBERS.format(values="; ".join(found[:_MOST_NUMBERS])) if found else ""


def _guidelines(brief: OptimizeBrief) -> Section:
    return CUSTOM if brief.custom_guidelines else GUIDELINES, _bullets(guideline_items(brief.guidelines))


def guideline_items(text: str) -> tuple[str, ...]:
    """The guidelines one by one: list items, or else sentences."""
    lines = [_ITEM.sub("", line).strip() for line in text.splitlines() if line.strip()]
    if len(lines) > 1:
        return tuple(lines)
    return tuple(part.strip() for part in re.split(r"(?<=[.;!])\s+", text.strip()) if part.strip())


def _style(brief: OptimizeBrief, defaults: dict[str, str]) -> str:
    """Defaults, except where a custom guideline or the prompt itself speaks of the same thing."""
    spoken = f"{brief.guidelines} {brief.description}".casefold() if brief.custom_guidelines else brief.description
    words = frozenset(re.findall(r"[^\W\d_]+", spoken.casefold()))
    kept = [line for topic, line in defaults.items() if not words.intersection(_TOPICS[topic])]
    return _bullets([*kept, DECIDES] if brief.custom_guidelines else kept)


def _bullets(lines: Iterable[str]) -> str:
    return "\n".join(f"- {line}" for line in lines)
