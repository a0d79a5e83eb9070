"""From sentences to links: each clause goes to the family of its verb."""

import itertools
from collections.abc import Callable, Sequence

from pb_adapters.planners.offline.chains import Link as Member
from pb_adapters.planners.offline.clauses import Clause, Parsed
from pb_adapters.planners.offline.entities import is_thing
from pb_adapters.planners.offline.links import Link
from pb_adapters.planners.offline.making import consume, produce, transform
from pb_adapters.planners.offline.mentions import is_plural, is_skip
from pb_adapters.planners.offline.morphology import singular
from pb_adapters.planners.offline.moving import apply, combine, compare, enter, follow, move, split
from pb_adapters.planners.offline.phrases import Voice
from pb_adapters.planners.offline.relations import FAMILIES, OTHER_VERBS, TRANSFORM, Family, Rule
from pb_adapters.planners.offline.steering import contain, control, repeat, train
from pb_adapters.planners.offline.story import Story
from pb_adapters.planners.offline.surroundings import close_inside, for_each, go_on_from_parting, listed
from pb_core.domain.diagrams.spec import ConnectionKind

_HANDLERS: dict[Family, Callable[[Story, Clause, Rule], None]] = {
    Family.PRODUCE: produce, Family.TRANSFORM: transform, Family.JUDGE: transform, Family.CONSUME: consume,
    Family.MOVE: move, Family.ENTER: enter, Family.COMBINE: combine, Family.COMPARE: compare, Family.SPLIT: split,
    Family.CONTAIN: contain, Family.TRAIN: train, Family.CONTROL: control, Family.REPEAT: repeat,
    Family.FOLLOW: follow, Family.APPLY: apply,
}  # fmt: skip


def read_sentence(story: Story, number: int, parsed: Parsed) -> None:
    """Take in one sentence."""
    story.sentence = number
    story.step = None
    story.pending = None
    story.within = {}
    words = [token.lower for token in parsed.sentence.tokens]
    go_on_from_parting(story, words)
    story.parallel = "parallel" in words or "concurrently" in words or "meanwhile" in words or "simultaneously" in words
    story.result.focus_before[number] = None if story.parallel else story.focus
    for clause in parsed.clauses:
        _clause(story, clause)
    close_inside(story)
    listed(story, parsed)
    for phrase, times in parsed.times:
        for node in story.ids([phrase], create=False):
            story.registry.nodes[node].repeat = times
    story.registry.words.update(map(singular, words))
    for alias in parsed.aliases:
        story.registry.alias(alias.name, alias.other, number)


def take_in_chain(story: Story, chain: Sequence[Member]) -> None:
    """Take in a chain that the text writes out."""
    places = [story.registry.add_named(m.label, (m.start, m.end), story.sentence_at(m.start), m.repeat) for m in chain]
    for (source, target), member in zip(itertools.pairwise(places), chain[1:], strict=True):
        story.result.links.append(
            Link(
                source=source,
                target=target,
                sentence=story.sentence_at(member.start),
                start=member.line_start,
                end=member.line_end,
            )
        )


def _clause(story: Story, clause: Clause) -> None:
    if clause.verb.negated:
        return
    if clause.verb.lemma == "be":
        _copula(story, clause)
        return
    if clause.condition and not (clause.condition in ("when", "once") and clause.objects and _telling(clause)):
        _condition(story, clause)
        return
    if _skip_connection(story, clause):
        return
    rule = _rule(clause)
    if rule is not None:
        before = len(story.result.links)
        passive = clause.verb.voice is Voice.PASSIVE
        story.chained = clause.coordinated and passive
        _HANDLERS[rule.family](story, clause, rule)
        if passive and len(story.result.links) > before:
            themes = story.ids(clause.subjects, create=False)
            story.within.update(
                {node: story.result.links[-1].target for node in themes if node != story.result.links[-1].target}
            )
        for_each(story, clause, before)


def _copula(story: Story, clause: Clause) -> None:
    for name in clause.subjects[:1]:
        for other in clause.objects[:1]:
            if (
                is_thing(name)
                and is_thing(other)
                and story.registry.resolve(name, story.sentence, create=False) is not None
            ):
                story.registry.alias(name, other, story.sentence)


def _telling(clause: Clause) -> bool:
    """Whether a "when" clause tells a flow of its own: "when a learner submits an answer"."""
    rule = _rule(clause)
    return (
        rule is not None and rule.family in (Family.PRODUCE, Family.MOVE) and all(is_thing(p) for p in clause.objects)
    )


def _condition(story: Story, clause: Clause) -> None:
    subjects = story.ids(clause.subjects, create=False)
    if subjects and clause.verb.voice is Voice.ACTIVE:
        story.pending = (subjects[0], clause.verb.token.text)


def _skip_connection(story: Story, clause: Clause) -> bool:
    phrases = [*clause.subjects, *clause.objects, *(p for a in clause.attachments for p in a.phrases)]
    if not any(is_skip(phrase) for phrase in phrases):
        return False
    origins = story.ids(clause.after("from"))
    ends = story.ids([p for p in (*clause.subjects, *clause.after("to", "into")) if not is_skip(p)])
    between = story.ids(clause.after("between"))
    if len(between) == 2:  # noqa: PLR2004 - a connection has two ends
        origins, ends = between[:1], between[1:]
    for origin in origins:
        for end in ends:
            story.link(origin, end, clause, kind=ConnectionKind.SKIP)
    return True


def _rule(clause: Clause) -> Rule | None:
    lemma = clause.verb.lemma
    rules = FAMILIES.get(lemma) or FAMILIES.get(lemma.rsplit("-", 1)[-1], ())
    sent = bool(clause.after("to", "into"))
    for rule in sorted(rules, key=lambda rule: not (sent and rule.family is Family.MOVE)):
        if _applies(rule, clause):
            return rule
    unknown = lemma not in FAMILIES and lemma not in OTHER_VERBS and clause.verb.voice is Voice.PASSIVE
    return TRANSFORM if unknown and clause.verb.finite else None


def _applies(rule: Rule, clause: Clause) -> bool:
    themes = clause.subjects if clause.verb.voice is Voice.PASSIVE else clause.objects
    match rule.family:
        case Family.MOVE | Family.SPLIT:
            return bool(clause.after(*rule.destinations, "between"))
        case Family.ENTER:
            return bool(clause.after(*rule.destinations) or clause.objects) and clause.verb.voice is not Voice.PASSIVE
        case Family.COMBINE | Family.COMPARE:
            several = len(themes) > 1 or any(p.number or p.determiner == "both" or is_plural(p) for p in themes)
            return several or bool(clause.after("with"))
        case Family.CONTAIN:
            return bool(clause.objects or clause.after("of"))
        case Family.TRANSFORM | Family.PRODUCE | Family.JUDGE:
            return bool(themes) or bool(clause.subjects)
        case _:
            return True
