"""Steps that the text tells by a verb alone: "the reads are filtered"."""

from collections.abc import Sequence

from pb_adapters.planners.offline.clauses import Clause
from pb_adapters.planners.offline.entities import is_thing, key_of
from pb_adapters.planners.offline.labels import LONGEST, lower_first, tidy
from pb_adapters.planners.offline.mentions import common_name, is_time, is_we
from pb_adapters.planners.offline.phrases import Phrase, Voice
from pb_adapters.planners.offline.story import Story
from pb_adapters.planners.offline.text import tokenise


def make_step(story: Story, clause: Clause, theme: Phrase | None) -> int | None:
    """A box for what a verb says is done to a theme; ``None`` where something unnamed does it."""
    theirs = clause.verb.voice is Voice.ACTIVE and any(not is_we(p) for p in clause.subjects)
    if theirs or clause.relative:  # something unnamed acts; that is no step of the authors
        return None
    verb = clause.verb.token
    tokens = theme.tokens if theme is not None and not theme.pronoun else ()
    name = tidy(tokens) if tokens else ""
    if (
        theme is not None
        and theme.pronoun
        and (known := story.registry.resolve(theme, story.sentence)) is not None
        and known >= 0
    ):
        name = story.registry.nodes[known].label
    if theme is not None and theme.of is not None and len(verb.text) + len(name) >= LONGEST:
        name = tidy(theme.core)
    if theme is not None and len(verb.text) + len(name) >= LONGEST:
        name = " ".join(token.text for token in theme.core[-2:])
    if theme is None:
        name = common_name(clause.subjects if clause.verb.voice is Voice.PASSIVE else clause.objects)
    if story.step is not None and clause.coordinated and clause.verb.voice is Voice.PASSIVE:
        merged = _merge_step(story, clause)
        if merged is not None:
            return merged
    label = f"{verb.text} {lower_first(name)}".strip()
    key = (*key_of(theme),) if theme is not None and theme.core else (verb.lower,)
    start, end = (
        (min(verb.start, theme.start), max(verb.end, theme.end)) if theme is not None else (verb.start, verb.end)
    )
    story.step = story.registry.add_step(label, key, (start, end), story.sentence)
    story.registry.nodes[story.step].detail = _detail(story, clause)
    return story.step


def _merge_step(story: Story, clause: Clause) -> int | None:
    if story.step is None:
        return None
    node = story.registry.nodes[story.step]
    first, _, rest = node.label.partition(" ")
    label = (
        f"{first} and {clause.verb.token.text} {rest}"
        if " and " not in node.label
        else f"{first}, {clause.verb.token.text}{node.label[len(first) :]}"
    )
    if node.detail or len(label) > LONGEST + 6 or _detail(story, clause):
        return None
    node.label = label
    node.end = max(node.end, clause.verb.token.end)
    return story.step


def _detail(story: Story, clause: Clause) -> str:
    for attachment in clause.attachments[clause.lead :]:
        if (
            attachment.preposition in ("with", "using", "by", "on", "to", "in", "at", "for", "via")
            and attachment.phrases
        ):
            first, last = attachment.phrases[0], attachment.phrases[-1]
            text = " ".join(token.text for token in tokenise(story.document.readable, first.start, last.end))
            text = text.replace(" ,", ",")
            if len(text) <= LONGEST and not is_time(first) and is_thing(first):
                return f"{attachment.preposition} {text}"
    return ""


def told_anew(story: Story, themes: Sequence[Phrase], inputs: list[int], origins: list[int]) -> list[int]:
    """As in "The organoids were matured" after other names for them: the step goes on from what came last."""
    if story.focus is None or not themes or themes[0].determiner not in ("the", "these", "both"):
        return origins
    unknown = inputs and all(not story.acts(node) and story.registry.nodes[node].mentions == 1 for node in inputs)
    return [] if unknown else origins
