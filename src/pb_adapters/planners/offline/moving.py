"""Verbs that move, split, join and compare."""

from pb_adapters.planners.offline.clauses import Clause
from pb_adapters.planners.offline.entities import is_thing
from pb_adapters.planners.offline.mentions import shared_head
from pb_adapters.planners.offline.morphology import singular
from pb_adapters.planners.offline.phrases import Voice
from pb_adapters.planners.offline.relations import Rule
from pb_adapters.planners.offline.stepping import make_step, told_anew
from pb_adapters.planners.offline.story import Story
from pb_core.domain.diagrams.spec import ConnectionKind, ElementKind


def move(story: Story, clause: Clause, rule: Rule) -> None:
    """The theme goes to the destination; an agent hands it on."""
    agents, themes, _ = story.parties(clause)
    between = story.ids(clause.after("between"))
    if agents and len(between) == 2:  # noqa: PLR2004 - an exchange has two sides
        story.link_all(between[:1], agents, clause)
        story.link_all(agents, between[1:], clause)
        story.settle(agents, [], clause)
        return
    if clause.verb.voice is Voice.ACTIVE and not themes and agents:
        themes_ids, agents = agents, []
    else:
        themes_ids = story.ids([p for p in themes if p.pronoun or is_thing(p)])
    ends = story.ids(clause.after("to", "into", "onto") or clause.after(*rule.destinations))
    ends = [node for node in ends if node not in themes_ids and node not in agents]
    origins = story.ids(clause.after("from"))
    along = story.ids(clause.after("with"), create=False)
    now = [node for node in story.now([*themes_ids, *along]) if node not in ends]
    if origins:
        story.link_all(story.now(origins), now or ends, clause)
    if agents and clause.verb.lemma == "assign":
        story.link_all([node for node in story.now(ends) if node not in agents], agents, clause)
        story.link_all(agents, [node for node in themes_ids if not story.acts(node)], clause)
        story.settle(agents, themes_ids, clause)
        return
    if agents:
        incoming = [node for node in now if story.has_incoming(node) or story.registry.nodes[node].mentions > 1]
        if incoming or not now:
            story.link_all(
                [node for node in incoming if node not in agents and not story.linked(agents, node)], agents, clause
            )
            story.link_all(agents, ends, clause)
        else:
            story.link_all(agents, ends, clause, label=story.registry.nodes[now[0]].label)
    else:
        forks = len(ends) > 1 and clause.verb.lemma in ("assign", "allocate", "distribute", "route")
        story.link_all(now, ends, clause, kind=ConnectionKind.BRANCH if forks else ConnectionKind.FLOW)
    for node in themes_ids:
        if (
            ends
            and clause.verb.voice is Voice.PASSIVE
            and story.registry.nodes[ends[-1]].kind not in (ElementKind.STORE, ElementKind.MODEL)
        ):
            story.registry.current[node] = ends[-1]
    story.settle(agents, ends, clause)
    story.actor = ends[-1] if ends else story.actor


def enter(story: Story, clause: Clause, rule: Rule) -> None:
    """The subject goes into something."""
    agents, themes, _ = story.parties(clause)
    ends = story.ids([*themes, *clause.after(*rule.destinations)])
    story.link_all(story.now(agents), ends, clause)
    story.settle([], ends, clause)


def split(story: Story, clause: Clause, rule: Rule) -> None:
    """The theme parts into several."""
    agents, themes, _ = story.parties(clause)
    wholes = story.now(story.ids(themes))
    phrases = shared_head(clause.after(*rule.destinations), story.document)
    if (
        wholes
        and not agents
        and any(singular(p.head) in ("arm", "branch", "group", "stream") and p.number for p in phrases)
    ):
        story.focus = wholes[0]
        story.parting = (dict(story.registry.current), wholes[0])
        return
    ends = story.ids(phrases)
    kind = ConnectionKind.BRANCH if len(ends) > 1 else ConnectionKind.FLOW
    story.link_all(wholes, agents or ends, clause, label="" if agents else clause.verb.token.text)
    story.link_all(agents, ends, clause, kind=kind)
    story.settle(agents, ends, clause)


def follow(story: Story, clause: Clause, _rule: Rule) -> None:
    """One thing comes after another."""
    passive = clause.verb.voice is Voice.PASSIVE
    first = story.ids(clause.subjects if passive else clause.objects)
    second = story.ids(clause.after("by") if passive else clause.subjects)
    if clause.verb.lemma == "precede" and not passive:
        first, second = second, first
    story.link_all(first[-1:], second, clause)
    story.settle([], second, clause)


def combine(story: Story, clause: Clause, rule: Rule) -> None:
    """The themes come together in an agent, a result or an operation."""
    agents, themes, ours = story.parties(clause)
    agents = agents or story.instruments(
        clause, Rule(family=rule.family, verbs=rule.verbs, instruments=("using", "via", "through"))
    )
    parts = story.now([*story.ids(themes), *story.ids(clause.after("with"))])
    results = story.ids(clause.after(*rule.destinations))
    if not agents and not results and ours:
        theme = next(iter(themes), None)
        step = make_step(story, clause, theme if len(themes) == 1 else None)
        if step is not None:
            story.registry.nodes[step].kind = ElementKind.OPERATION
            agents = [step]
            if len(themes) == 1:
                parts = told_anew(story, themes, story.ids(themes, create=False), parts)
                story.narrate([] if parts else [step], clause)
            for node in story.ids(themes, create=False):
                story.registry.current[node] = step
    parts = [node for node in parts if node not in agents]
    if clause.coordinated and agents and not results and parts and not any(story.acts(node) for node in parts):
        results, parts = parts, []
    story.link_all(parts, agents or results, clause, label="" if agents else clause.verb.token.text)
    story.link_all(agents, results, clause)
    story.settle(agents, results, clause)


def compare(story: Story, clause: Clause, rule: Rule) -> None:
    """The themes go to what compares them."""
    agents, themes, _ = story.parties(clause)
    parts = story.now([*story.ids(themes), *story.ids(clause.after(*rule.destinations))])
    if agents:
        story.link_all([node for node in parts if node not in agents], agents, clause)
    elif len(parts) > 1:
        story.link_all(parts[:1], parts[1:], clause, label=clause.verb.token.text)
    story.settle(agents, [], clause)


def apply(story: Story, clause: Clause, rule: Rule) -> None:
    """A tool is put to work on what it is applied to."""
    agents, themes, ours = story.parties(clause)
    if ours and clause.verb.lemma in ("run", "execute") and clause.verb.voice is Voice.PASSIVE:
        move(
            story,
            clause,
            Rule(family=rule.family, verbs=rule.verbs, destinations=("against", "in", "on", "by", "through")),
        )
        return
    tools = story.ids([p for p in themes if is_thing(p) or p.pronoun])
    ends = story.now(story.ids(clause.after(*rule.destinations)))
    if agents and ends:
        label = story.registry.nodes[tools[0]].label if tools else ""
        story.link_all(agents, ends, clause, label=label)
    elif agents:
        story.link_all(story.now(tools), agents, clause)
    elif ends:
        story.link_all([node for node in ends if node not in tools], tools, clause)
        for node in ends:
            if tools:
                story.registry.current[node] = tools[-1]
    else:
        story.narrate(tools, clause)
    story.settle(agents, [] if agents else tools, clause)
