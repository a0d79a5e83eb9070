"""Verbs that make, change, take and apply."""

from pb_adapters.planners.offline.clauses import Clause
from pb_adapters.planners.offline.entities import is_thing, key_of, kind_of
from pb_adapters.planners.offline.morphology import singular
from pb_adapters.planners.offline.phrases import Voice
from pb_adapters.planners.offline.relations import Family, Rule
from pb_adapters.planners.offline.stepping import make_step, told_anew
from pb_adapters.planners.offline.story import Story
from pb_adapters.planners.offline.wordlists import words
from pb_core.domain.diagrams.spec import ElementKind

_REFERENCES = words(
    "align register match normalise normalize crop rescale scale clip truncate sparsify resize interpolate resample"
)
_OBSERVATIONS = frozenset(["measure", "record", "capture", "detect"])
_INNER = (ElementKind.MODEL, ElementKind.OPERATION)
_REMOVALS = words("remove drop discard delete eliminate exclude prune strip")


def produce(story: Story, clause: Clause, rule: Rule) -> None:
    """The agent makes the theme, from its sources."""
    agents, themes, ours = story.parties(clause)
    agents = agents or story.instruments(clause, rule)
    sources = story.now(
        [
            *story.ids(clause.after("from", "given")),
            *story.ids(clause.after("for", "of", "on", "over", "in"), create=False),
        ]
    )
    targets = story.made(themes)
    sources = [node for node in sources if node not in targets and node not in agents]
    if agents:
        story.link_all(sources, agents, clause)
        observed = [node for node in targets if story.acts(node) and clause.verb.lemma in _OBSERVATIONS]
        story.link_all(story.now(observed), agents, clause)
        story.link_all(agents, [node for node in targets if node not in observed], clause)
        story.registry.current.update(dict.fromkeys(observed, agents[-1]))
        targets = [node for node in targets if node not in observed]
    elif sources:
        story.link_all(
            sources, targets, clause, label=clause.verb.token.text if clause.verb.voice is Voice.PASSIVE else ""
        )
    elif ours:
        story.narrate([node for node in targets if not story.has_incoming(node)], clause)
    for target in targets:
        story.registry.current.pop(target, None)
    story.settle(agents, targets, clause)


def transform(story: Story, clause: Clause, rule: Rule) -> None:
    """The theme goes through the agent, or through a step of its own, and becomes the result."""
    agents, themes, ours = story.parties(clause)
    agents = agents or story.instruments(clause, rule)
    judged = rule.family is Family.JUDGE
    single = [p for p in themes if judged and p.determiner in ("every", "each")]
    inputs = story.ids([p for p in themes if (is_thing(p) or p.pronoun) and p not in single])
    inputs += story.ids(single, create=False)
    frozen = clause.verb.lemma == "freeze" and any(story.registry.nodes[n].kind is ElementKind.MODEL for n in inputs)
    if ours and not agents and (frozen or clause.verb.lemma in _REMOVALS):
        return
    origins = story.now(inputs) + story.ids(clause.after("from"), create=False)
    is_reference = clause.verb.lemma in _REFERENCES
    results = [] if is_reference or rule.family is Family.JUDGE else story.ids(clause.after(*rule.destinations))
    references = story.ids(clause.after("to"), create=False) if is_reference else []
    if not agents and not results and ours:
        step = make_step(story, clause, next(iter(themes), None))
        if step is None:
            return
        agents = [step]
        origins = told_anew(story, themes, inputs, origins)
        if not origins:
            story.narrate([step], clause)
    if (
        clause.coordinated
        and agents
        and not ours
        and not results
        and inputs
        and not any(story.acts(node) for node in inputs)
    ):
        story.link_all(agents, inputs, clause)
        story.settle(agents, inputs, clause)
        return
    story.link_all([node for node in [*origins, *references] if node not in agents], agents or results, clause,
              label="" if agents else clause.verb.token.text)  # fmt: skip
    story.link_all(agents, results, clause)
    if rule.family is Family.JUDGE and agents:
        story.registry.judged.update(dict.fromkeys(inputs, agents[-1]))
    for node in inputs:
        if agents and node not in agents and (results or story.registry.nodes[agents[0]].step):
            story.registry.current[node] = (results or agents)[-1]
    story.settle(agents, results, clause)


def consume(story: Story, clause: Clause, rule: Rule) -> None:
    """The agent takes the theme."""
    agents, themes, ours = story.parties(clause)
    inputs = story.ids([p for p in themes if is_thing(p) or p.pronoun])
    sources = story.ids(clause.after(*rule.sources), create=bool(agents))
    along = story.ids(clause.after("with"), create=False)
    if clause.verb.lemma in ("use", "employ", "leverage") and not ours:
        inner = story.ids([p for p in clause.after("with") if kind_of(key_of(p)) in _INNER])
        story.link_all([node for node in inner if node not in inputs], inputs, clause)
        along = []
    if ours:
        story.settle(inputs, inputs, clause)
        return
    people = all(story.registry.nodes[node].kind is ElementKind.ACTOR for node in agents)
    if people and any(singular(p.head) == "arm" for p in clause.after("in")):
        return
    if sources and inputs:
        known = [node for node in inputs if story.registry.nodes[node].mentions > 1 or story.has_incoming(node)]
        label = story.registry.nodes[inputs[0]].label if not known else ""
        story.link_all(story.now(sources), known or agents, clause, label=label)
        inputs, sources = known, []
    story.link_all(story.now([*inputs, *along, *([] if inputs else sources)]), agents, clause)
    story.settle(agents, [], clause)
