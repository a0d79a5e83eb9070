"""Which of the author's outlines a figure is built on: those of the whole method, not those of one detail."""

import re
from collections.abc import Iterator

from pb_adapters.planners.prose import words
from pb_adapters.planners.prose.reading import Told
from pb_core.domain.diagrams.skeleton.outlines import Form, Item, Outline

_MOST_LISTED = 24
_ENOUGH = 1.9
"""What an outline must be worth to be drawn; see ``_worth``."""
_AUXILIARY = re.compile(
    r"(?<=\w) (?:(?:can|must|will|may|should|could) be|is|are|was|were|(?:has|have) been) "
    r"(?:then |finally |first )?(?=\w+ed\b)"
)
_HAPPENS = re.compile(r" (?:takes place|(?:is|are) (?:performed|carried out|conducted))$")
_PARTS, _LONG_NAME = 12, 8  # stretches of a text; words
_FINITE = re.compile(r"\w (?:is|are|was|were|can|will|has|have|may|must|should) ")
_FEW = 3  # sentences that hold a list, and little else
SHORT_TEXT = 16  # sentences; in a short text what is named once counts
PART_NOUN = re.compile(
    r"\b(?:components?|modules?|stages?|steps?|phases?|parts?|blocks?|branch(?:es)?|networks?|models?|agents?|layers?|heads?|"
    r"units?|functions?|levels?|streams?|subsystems?|sub-?modules?|tasks?|encoders?|decoders?|activities|operations?|module|"
    r"komponenten|teile|modules|composants|módulos|componentes)\b|模块|部分|阶段|步骤",
    re.IGNORECASE,
)
_NO_NAMES = words.ADVERBS | frozenset(
    ("subject", "subjects", "verb", "verbs", "object", "objects", "predicate", "start", "end", "true", "false")
)
"""What is no part by itself: roles of grammar, adverbs, values."""


def chosen_outlines(told: Told, *, by_headings: bool) -> list[Outline]:
    """The outlines that are drawn: the best one, and those that belong to it or say an order."""
    ranked = sorted(told.skeleton.outlines, key=lambda outline: -_worth(told, outline))
    chosen: list[Outline] = []
    names: set[str] = set()
    for outline in ranked:
        worth = _worth(told, outline)
        keys = {key_of_item(told, item) for item in outline.items}
        under = outline.title.casefold() in names
        belongs = bool(keys & names) or outline.ordered or under
        fits = len(names | keys) <= (_MOST_LISTED if outline.ordered else _MOST_LISTED // 2)
        headings = outline.form is Form.HEADINGS
        if any(len(other.items) == len(keys) and keys & names and not outline.ordered for other in chosen):
            continue  # the same is told twice
        loose = headings and not by_headings
        beside = chosen and (not belongs or not fits or (headings and not (under and by_headings)))
        if loose or len(outline.items) == 1 or worth < _ENOUGH - 3 * (headings and under) or beside:
            continue
        chosen.append(outline)
        names |= keys | {item.name.casefold() for item in outline.items}
    return chosen or [outline for outline in ranked if _is_central(told, outline)][:1]


def _is_central(told: Told, outline: Outline) -> bool:
    """Whether an outline that is worth little is still the author's own account of the method, and has names."""
    said = outline.ordered or outline.in_caption or PART_NOUN.search(outline.title) is not None
    return said and len(outline.items) > 2 and _worth(told, outline) > 0  # noqa: PLR2004 - three parts


def _worth(told: Told, outline: Outline) -> float:
    """How surely an outline is that of the method; below ``_ENOUGH`` it is not drawn."""
    if any(item.name.casefold() in _NO_NAMES for item in outline.items):
        return 0
    again = sum(_is_named_again(told, item.name) for item in outline.items)
    worth = 2.0 * again / len(outline.items) + _spread(told, outline)
    worth -= 3.0 * sum(_is_clause(concise(item.name)) for item in outline.items) / len(outline.items)
    worth += 4 * (outline.form is Form.CHAIN) + 3 * outline.in_caption + 2 * outline.ordered
    if outline.form is Form.HEADINGS:
        worth -= 2 * any(item.name == outline.title for other in told.skeleton.outlines for item in other.items)
        return worth + 1 + (len(outline.items) > 2)  # noqa: PLR2004 - two headings are no overview
    worth += 3 * (PART_NOUN.search(outline.title) is not None)
    if outline.form is Form.LIST and not outline.title:
        worth += 2 if outline.in_caption or len(told.document.sentences) <= _FEW else -1
    if outline.form is Form.PANELS and not outline.ordered:
        worth -= 1
    return worth


def _spread(told: Told, outline: Outline) -> float:
    """How central an outline is: from -1, told of in one place, to 1, its items being named all over the text."""
    if len(told.document.sentences) <= SHORT_TEXT:
        return 0
    text = told.document.text[: told.document.caption_at].casefold()
    places = [at for item in outline.items for at in _places(text, item.name.casefold())]
    parts = {at * _PARTS // max(len(text), 1) for at in places}
    if outline.form is Form.HEADINGS and parts:
        parts = set(range(min(parts), max(parts) + 1))  # what stands under them is told of there
    return min(2 * len(parts) / _PARTS, 2) - 1


def _places(text: str, name: str) -> Iterator[int]:
    at = text.find(name) if name else -1
    while at >= 0:
        yield at
        at = text.find(name, at + len(name))


def _is_clause(name: str) -> bool:
    """Whether a name is a sentence cut short rather than a part or what is done."""
    return len(name.split()) > _LONG_NAME or (len(name.split()) > 3 and _FINITE.search(name) is not None)  # noqa: PLR2004 - words


def _is_named_again(told: Told, name: str) -> bool:
    """Whether the text comes back to an item: by its name, or by every word of it."""
    entity = told.registry.named(name)
    if entity is not None and len(entity.mentions) + entity.in_caption > 1:
        return True
    text = told.document.text.casefold()
    parts = [word for word in re.findall(r"\w+", name.casefold()) if len(word) > 3]  # noqa: PLR2004 - letters
    return bool(parts) and all(text.count(part[:6]) > 2 for part in parts)  # noqa: PLR2004 - itself and again


def key_of_item(told: Told, item: Item) -> str:
    """The key of the box of an item: that of the entity it names, else its own words."""
    name = label_of(told, item.name)
    entity = told.registry.named(name)
    return entity.key if entity is not None else name.casefold()


def label_of(told: Told, name: str) -> str:
    """``OM branch`` for ``OM branch recovers what is lost``: a thing that the text knows, without what it does."""
    parts = name.split()
    whole = told.registry.named(name)
    for count in range(len(parts) - 1, 0, -1):
        known = told.registry.named(" ".join(parts[:count]))
        again = known is not None and len(known.mentions) >= (len(whole.mentions) if whole is not None else 1)
        form = words.verb_form(parts[count]) if parts[count] not in words.NOUN_FORMS else None
        works = parts[count - 1] in words.COMPONENTS and parts[count].endswith("s")
        if again and (works or (form is not None and form[1] is words.Form.THIRD)):
            return " ".join(parts[:count])
    return concise(name)


def concise(name: str) -> str:
    """``contamination verified`` for ``contamination can be verified``: a box has no finite verb to be."""
    return _AUXILIARY.sub(" ", _HAPPENS.sub("", name), count=1)


def aliases_of(told: Told, key: str, label: str) -> tuple[str, ...]:
    """Its other spellings, the first few."""
    entity = told.registry.entities.get(key)
    if entity is None:
        return ()
    return tuple(text for text in entity.spellings if text.casefold() != label.casefold())[:12]
