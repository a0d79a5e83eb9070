"""Verbs that contain, train, control and repeat."""

from pb_adapters.planners.offline.clauses import Clause
from pb_adapters.planners.offline.entities import SYSTEM, is_thing
from pb_adapters.planners.offline.links import Container, Link
from pb_adapters.planners.offline.mentions import is_goal
from pb_adapters.planners.offline.morphology import singular
from pb_adapters.planners.offline.relations import Rule
from pb_adapters.planners.offline.story import Story
from pb_adapters.planners.offline.vocabulary import CONTAINERS, PARALLEL
from pb_core.domain.diagrams.spec import ConnectionKind, ElementKind


def contain(story: Story, clause: Clause, _rule: Rule) -> None:
    """The owner has parts."""
    parts = [*clause.objects, *clause.after("of")]
    owners = [story.registry.resolve(p, story.sentence) for p in clause.subjects[:1]]
    if not owners or owners[0] is None:
        return
    members = tuple(node for node in story.ids(parts) if node != owners[0])
    owner = owners[0]
    working = owner != SYSTEM and story.registry.nodes[owner].kind in (ElementKind.MODEL, ElementKind.PROCESS)
    spelled = working and clause.verb.lemma in ("consist", "comprise", "compose", "contain")
    named = owner == SYSTEM or spelled or singular(clause.subjects[0].head) in CONTAINERS
    if not named or not members:
        return
    sentence = story.document.sentences[story.sentence]
    parallel = any(singular(p.head) in PARALLEL for p in parts)
    story.result.containers.append(
        Container(
            owner=owner,
            members=members,
            sentence=story.sentence,
            start=sentence.start,
            end=sentence.end,
            parallel=parallel,
        )
    )
    if owner != SYSTEM and len(members) == 1 and parts[0].number and parts[0].number > 1:
        story.registry.nodes[members[0]].repeat = story.registry.nodes[members[0]].repeat or parts[0].number
    if owner != SYSTEM:
        story.registry.last_agent = owner


def train(story: Story, clause: Clause, rule: Rule) -> None:
    """Objectives and data shape a model."""
    agents, themes, _ = story.parties(clause)
    goals = [p for p in (*clause.after("by", "with", "using", "under"), *clause.objects) if is_thing(p)]
    goals = [p for p in goals if is_goal(p) or clause.verb.lemma[:5] in ("minim", "maxim")]
    objectives = story.ids(goals)
    agents = [node for node in agents if node not in objectives]
    models = [node for node in story.ids([p for p in themes if is_thing(p) or p.pronoun]) if node not in objectives]
    data = story.ids([p for p in clause.after(*rule.destinations) if is_thing(p) and p not in goals])
    story.result.objectives.update(objectives)
    for node in objectives:
        story.registry.nodes[node].kind = ElementKind.OBJECTIVE
    targets = models or agents
    if objectives and not targets and story.registry.last_agent is not None:
        targets = [story.registry.last_agent]
    if models and not objectives and not data and not agents and story.focus not in models:
        story.narrate(models, clause)
    story.link_all(objectives, targets, clause, kind=ConnectionKind.CONTROL, label=clause.verb.token.text)
    story.link_all([node for node in story.now(data) if node not in targets], targets, clause)
    story.link_all(
        [node for node in agents if node not in targets],
        models,
        clause,
        kind=ConnectionKind.CONTROL,
        label=clause.verb.token.text,
    )


def control(story: Story, clause: Clause, _rule: Rule) -> None:
    """The agent steers the theme."""
    agents, themes, ours = story.parties(clause)
    through = story.ids(clause.after("through", "via"))
    targets = [node for node in story.ids([p for p in themes if is_thing(p) or p.pronoun]) if node not in agents]
    if through and agents:
        story.link_all(story.now(agents), through, clause)
        story.link_all(story.now(targets), through, clause)
        story.settle(through, [], clause)
        return
    informed = story.ids([p for p in clause.after("from") if is_thing(p)])
    story.link_all([node for node in story.now(informed) if node not in agents], agents, clause)
    if not agents and ours:
        drivers = story.ids(clause.after("on", "using", "with", "by", "from"), create=False)
        story.link_all(
            [node for node in story.now(drivers) if node not in targets],
            targets,
            clause,
            label=clause.verb.token.text,
            kind=ConnectionKind.CONTROL,
        )
        story.settle([], targets, clause)
        return
    story.link_all(story.now(agents), targets, clause, label=clause.verb.token.text, kind=ConnectionKind.CONTROL)
    story.settle(agents, [], clause)


def repeat(story: Story, clause: Clause, _rule: Rule) -> None:
    """What was told last leads back."""
    if story.focus is not None:
        sentence = story.document.sentences[story.sentence]
        story.result.loops.append(
            Link(source=story.focus, target=story.focus, sentence=story.sentence, start=sentence.start,
                 end=sentence.end, label=clause.verb.token.text, kind=ConnectionKind.FEEDBACK)
        )  # fmt: skip
