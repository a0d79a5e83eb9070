"""From clauses to links: what each family of verbs says about the flow between things."""

import itertools
from bisect import bisect_right
from collections.abc import Callable, Sequence

import msgspec
from msgspec import Struct

from pb_adapters.vlm.offline.chains import Link as Member
from pb_adapters.vlm.offline.clauses import Clause, Parsed
from pb_adapters.vlm.offline.entities import SYSTEM, Registry, is_thing, key_of, kind_of
from pb_adapters.vlm.offline.labels import LONGEST, lower_first, tidy
from pb_adapters.vlm.offline.links import Container, Link
from pb_adapters.vlm.offline.morphology import lemma_of, singular, stem
from pb_adapters.vlm.offline.phrases import Phrase, Voice
from pb_adapters.vlm.offline.relations import BACKWARDS, FAMILIES, OTHER_VERBS, TRANSFORM, Family, Rule
from pb_adapters.vlm.offline.text import Document, tokenise
from pb_adapters.vlm.offline.vocabulary import CONTAINERS, PARALLEL
from pb_core.diagram import ConnectionKind, ElementKind

_INSTRUMENTS = ("using", "via", "through", "with", "by")
_REFERENCES = frozenset(
    "align register match normalise normalize crop rescale scale clip truncate sparsify resize interpolate resample".split()
)
_OBSERVATIONS = frozenset("measure record capture detect".split())
_REMOVALS = frozenset(["remove", "drop", "discard", "delete", "eliminate", "exclude", "prune", "strip"])
_SKIPS = frozenset(["skip", "residual", "shortcut"])
_MAX_LINK_LABEL = 28


class Extraction(Struct, frozen=True, kw_only=True):
    """Everything that the sentences said."""

    registry: Registry
    links: list[Link]
    containers: list[Container]
    objectives: set[int]
    outputs: set[int]
    loops: list[Link]
    focus_before: dict[int, int | None]
    doings: list[tuple[str, int, int]]


class Extractor:
    """Reads clauses in order; remembers what acted and what came out last."""

    def __init__(self, document: Document, registry: Registry) -> None:
        self.document = document
        self.registry = registry
        self.result = Extraction(
            registry=registry,
            links=[],
            containers=[],
            objectives=set(),
            outputs=set(),
            loops=[],
            focus_before={},
            doings=[],
        )
        self.sentence = 0
        self.focus: int | None = None
        self.actor: int | None = None
        self.parallel = False
        self.pending: tuple[int, str] | None = None
        self.step: int | None = None
        self.lists: list[tuple[str, list[int]]] = []
        self.within: dict[int, int] = {}
        self.chained = False
        self.inside: tuple[int, Clause] | None = None
        self.parting: tuple[dict[int, int], int | None] | None = None
        self.pairs: set[tuple[int, int]] = set()
        self.handlers: dict[Family, Callable[[Clause, Rule], None]] = {
            Family.PRODUCE: self._produce, Family.TRANSFORM: self._transform, Family.JUDGE: self._transform,
            Family.CONSUME: self._consume, Family.MOVE: self._move, Family.ENTER: self._enter,
            Family.COMBINE: self._combine, Family.COMPARE: self._compare, Family.SPLIT: self._split,
            Family.CONTAIN: self._contain, Family.TRAIN: self._train, Family.CONTROL: self._control,
            Family.REPEAT: self._repeat, Family.FOLLOW: self._follow, Family.APPLY: self._apply,
        }  # fmt: skip

    def read(self, number: int, parsed: Parsed) -> None:
        """Take in one sentence."""
        self.sentence = number
        self.step = None
        self.pending = None
        self.within = {}
        words = [token.lower for token in parsed.sentence.tokens]
        self.registry.words.update(map(singular, words))
        self.result.focus_before[number] = self.focus
        self._arm(words)
        self.parallel = (
            "parallel" in words or "concurrently" in words or "meanwhile" in words or "simultaneously" in words
        )
        for clause in parsed.clauses:
            self._clause(clause)
        self._close_inside()
        self._listed(parsed)
        for alias in parsed.aliases:
            self.registry.alias(alias.name, alias.other, number)

    def follow(self, chain: Sequence[Member]) -> None:
        """Take in a chain that the text writes out."""
        places = [
            self.registry.add_named(m.label, (m.start, m.end), self._sentence_at(m.start), m.repeat) for m in chain
        ]
        for (source, target), member in zip(itertools.pairwise(places), chain[1:], strict=True):
            self.result.links.append(
                Link(
                    source=source,
                    target=target,
                    sentence=self._sentence_at(member.start),
                    start=member.line_start,
                    end=member.line_end,
                )
            )

    def _sentence_at(self, position: int) -> int:
        starts = [sentence.start for sentence in self.document.sentences]
        return max(0, bisect_right(starts, position) - 1)

    # --- one clause ---

    def _clause(self, clause: Clause) -> None:
        if clause.verb.negated:
            return
        if clause.verb.lemma == "be":
            self._copula(clause)
            return
        if clause.condition and not (clause.condition in ("when", "once") and clause.objects and self._telling(clause)):
            self._condition(clause)
            return
        if self._skip_connection(clause):
            return
        rule = self._rule(clause)
        if rule is not None:
            before = len(self.result.links)
            passive = clause.verb.voice is Voice.PASSIVE
            self.chained = clause.coordinated and passive
            self.handlers[rule.family](clause, rule)
            if passive and len(self.result.links) > before:
                themes = self._ids(clause.subjects, create=False)
                self.within.update(
                    {node: self.result.links[-1].target for node in themes if node != self.result.links[-1].target}
                )
            self._for_each(clause, before)

    def _for_each(self, clause: Clause, before: int) -> None:
        """ "For every mention, the tracker …": the mention goes to what acts; "inside each block, …": it stands inside."""
        acting = list(dict.fromkeys(link.source for link in self.result.links[before:]))
        for attachment in clause.attachments[: clause.lead]:
            each = [p for p in attachment.phrases if p.determiner in ("each", "every")]
            if attachment.preposition == "for" and acting and clause.verb.voice is Voice.ACTIVE:
                agents = self._ids([p for p in clause.subjects if not _is_we(p)], create=False)[:1]
                self._all([node for node in self._now(self._ids(each)) if node not in agents], agents, clause)
            if attachment.preposition in ("in", "inside", "within") and each:
                self._inside(each, clause)
            if attachment.preposition == "in" and not each:
                self._along(attachment.phrases, clause)

    def _along(self, phrases: Sequence[Phrase], clause: Clause) -> None:
        """ "In the guided arm, the dose …": the arm leads to what is done there."""
        arms = self._ids([p for p in phrases if singular(p.head) in ("arm", "branch", "stream")], create=False)
        parties = clause.subjects if clause.verb.voice is Voice.PASSIVE else (*clause.objects, *clause.subjects)
        self._all(arms, self._ids([p for p in parties if is_thing(p)], create=False)[:1], clause)

    def _inside(self, each: Sequence[Phrase], clause: Clause) -> None:
        owners = [
            node for node in self._ids(each, create=False) if self.registry.nodes[node].kind is not ElementKind.DATA
        ]
        if owners:
            self.inside = (owners[0], clause)

    def _close_inside(self) -> None:
        """What acts in a sentence that begins "inside each block" stands in the block."""
        if self.inside is None:
            return
        owner, _ = self.inside
        sentence = self.document.sentences[self.sentence]
        acting = [link.source for link in self.result.links if link.sentence == self.sentence]
        acting += [
            node.id
            for node in self.registry.nodes
            if node.sentence == self.sentence and node.kind is not ElementKind.DATA
        ]
        members = tuple(node for node in dict.fromkeys(sorted(acting)) if node != owner)
        self.inside = None
        if members:
            self.result.containers.append(
                Container(owner=owner, members=members, sentence=self.sentence, start=sentence.start, end=sentence.end)
            )

    def _listed(self, parsed: Parsed) -> None:
        """ "Two graphs: an atom graph, … and a ring graph": the list stands for its name from here on."""
        self._listed_for(parsed)
        colon = next((token for token in parsed.sentence.tokens if token.text == ":"), None)
        if colon is None:
            return
        owner = next((p for p in reversed(parsed.loose) if p.end <= colon.start), None)
        if owner is None or not _plural(owner):
            return
        head = singular(owner.head)
        parts = [p for p in parsed.loose if p.start > colon.end and singular(p.head) == head and len(p.core) > 1]
        whole = self.registry.resolve(owner, self.sentence, create=False)
        if len(parts) > 1 and whole is not None and whole != SYSTEM:
            members = [node for node in self._ids(parts) if node != whole]
            self.registry.expansions[whole] = members
            self._spread(whole, members)

    def _listed_for(self, parsed: Parsed) -> None:
        """ "An encoder each: a convolution for the images, a network for the text"."""
        colon = next((token for token in parsed.sentence.tokens if token.text == ":"), None)
        if colon is None:
            return
        told = [
            (a, b)
            for a, link, b in parsed.pairs
            if link == "for" and a.start > colon.end and is_thing(a) and is_thing(b)
        ]
        owner = next((p for p in reversed(parsed.loose) if p.end <= colon.start and is_thing(p)), None)
        if len(told) < 2 or owner is None:  # noqa: PLR2004 - a list has two items
            return
        sentence = self.document.sentences[self.sentence]
        made: list[int] = []
        for worker, datum in told:
            for end in self._ids([worker]):
                made.append(end)
                for source in self._now(self._ids([datum])):
                    if source != end:
                        self.registry.produced.add(end)
                        self.result.links.append(
                            Link(
                                source=source,
                                target=end,
                                sentence=self.sentence,
                                start=sentence.start,
                                end=sentence.end,
                            )
                        )
        heads = [owner.head, *([owner.of.head] if owner.of else [])]
        self.lists += [(stem(lemma_of(singular(head))), made) for head in heads]

    def _spread(self, whole: int, members: list[int]) -> None:
        links = self.result.links
        for place, link in enumerate(list(links)):
            if whole in (link.source, link.target):
                made = [
                    msgspec.structs.replace(link, source=m if link.source == whole else link.source, target=m if link.target == whole else link.target)
                    for m in members
                ]  # fmt: skip
                links[place] = made[0]
                links += made[1:]

    def _arm(self, words: list[str]) -> None:
        """ "In the second arm": go on from where the arms parted."""
        opens = words[:2] == ["in", "the"] and any(word in ("arm", "branch", "stream", "group") for word in words[2:5])
        if opens and self.parting is not None:
            current, self.focus = self.parting
            self.registry.current = dict(current)

    def _copula(self, clause: Clause) -> None:
        for name in clause.subjects[:1]:
            for other in clause.objects[:1]:
                if (
                    is_thing(name)
                    and is_thing(other)
                    and self.registry.resolve(name, self.sentence, create=False) is not None
                ):
                    self.registry.alias(name, other, self.sentence)

    def _telling(self, clause: Clause) -> bool:
        """Whether a "when" clause tells a flow of its own: "when a learner submits an answer"."""
        rule = self._rule(clause)
        return (
            rule is not None
            and rule.family in (Family.PRODUCE, Family.MOVE)
            and all(is_thing(p) for p in clause.objects)
        )

    def _condition(self, clause: Clause) -> None:
        subjects = self._ids(clause.subjects, create=False)
        if subjects and clause.verb.voice is Voice.ACTIVE:
            self.pending = (subjects[0], clause.verb.token.text)

    def _skip_connection(self, clause: Clause) -> bool:
        phrases = [*clause.subjects, *clause.objects, *(p for a in clause.attachments for p in a.phrases)]
        if not any(_is_skip(phrase) for phrase in phrases):
            return False
        origins = self._ids(clause.after("from"))
        ends = self._ids([p for p in (*clause.subjects, *clause.after("to", "into")) if not _is_skip(p)])
        between = self._ids(clause.after("between"))
        if len(between) == 2:  # noqa: PLR2004 - a connection has two ends
            origins, ends = between[:1], between[1:]
        for origin in origins:
            for end in ends:
                self._link(origin, end, clause, kind=ConnectionKind.SKIP)
        return True

    def _rule(self, clause: Clause) -> Rule | None:
        lemma = clause.verb.lemma
        rules = FAMILIES.get(lemma) or FAMILIES.get(lemma.rsplit("-", 1)[-1], ())
        sent = bool(clause.after("to", "into"))
        for rule in sorted(rules, key=lambda rule: not (sent and rule.family is Family.MOVE)):
            if self._applies(rule, clause):
                return rule
        unknown = lemma not in FAMILIES and lemma not in OTHER_VERBS and clause.verb.voice is Voice.PASSIVE
        return TRANSFORM if unknown and clause.verb.finite else None

    def _applies(self, rule: Rule, clause: Clause) -> bool:
        themes = clause.subjects if clause.verb.voice is Voice.PASSIVE else clause.objects
        match rule.family:
            case Family.MOVE | Family.SPLIT:
                return bool(clause.after(*rule.destinations, "between"))
            case Family.ENTER:
                return (
                    bool(clause.after(*rule.destinations) or clause.objects) and clause.verb.voice is not Voice.PASSIVE
                )
            case Family.COMBINE | Family.COMPARE:
                several = len(themes) > 1 or any(p.number or p.determiner == "both" or _plural(p) for p in themes)
                return several or bool(clause.after("with"))
            case Family.CONTAIN:
                return bool(clause.objects or clause.after("of"))
            case Family.TRANSFORM | Family.PRODUCE | Family.JUDGE:
                return bool(themes) or bool(clause.subjects)
            case _:
                return True

    # --- parties ---

    def _ids(self, phrases: Sequence[Phrase], *, create: bool = True) -> list[int]:
        found: list[int] = []
        for phrase in phrases:
            several = self._expand(phrase)
            node = self.registry.resolve(phrase, self.sentence, create=create) if not several else None
            parts = self.registry.expansions.get(node, []) if node is not None else []
            found += several or parts or ([node] if node is not None and node != SYSTEM else [])
        return list(dict.fromkeys(found))

    def _expand(self, phrase: Phrase) -> list[int]:
        """Both graphs, the three generators: every known thing of that name."""
        counted = phrase.determiner == "both" or (phrase.number and phrase.determiner in ("the", "these", "all"))
        if not counted or not phrase.core:
            return []
        key = key_of(phrase)[-1:]
        wanted = 2 if phrase.determiner == "both" else phrase.number or 2
        found = [
            node.id for node in self.registry.nodes if node.keys[0][-1:] == key and not node.plural and not node.step
        ]
        if len(found) >= wanted:
            return found[-wanted:]
        named = stem(lemma_of(singular(phrase.head)))
        return next((members for root, members in reversed(self.lists) if root == named and len(members) == wanted), [])

    def _parties(self, clause: Clause) -> tuple[list[int], Sequence[Phrase], bool]:
        """Who acts, on what, and whether the authors themselves (or the whole system) act."""
        if clause.follows and not clause.subjects:
            agents = [self.actor] if self.actor is not None else []
            return agents, clause.objects, not agents
        if clause.verb.voice is Voice.PASSIVE:
            agents = self._ids([p for p in clause.after("by") if is_thing(p)])
            return agents, clause.subjects, not agents
        agents = self._ids([p for p in clause.subjects if not _is_we(p)])
        return agents, clause.objects, not agents

    def _instruments(self, clause: Clause, rule: Rule) -> list[int]:
        phrases = [p for p in clause.after(*rule.instruments, "by") if is_thing(p)]
        tools = set(map(id, clause.after("with")))
        phrases = [
            p
            for p in phrases
            if id(p) not in tools
            or kind_of(key_of(p)) in (ElementKind.MODEL, ElementKind.OPERATION)
            or p.head.endswith(("er", "or"))
        ]
        return [
            node for node in self._ids(phrases)
            if self.registry.nodes[node].kind in (ElementKind.MODEL, ElementKind.PROCESS, ElementKind.OPERATION, ElementKind.OBJECTIVE)
        ]  # fmt: skip

    def _now(self, nodes: Sequence[int]) -> list[int]:
        """The latest states of things; in "is scored by A and sent to B" what A gave is sent."""
        latest = (self.within.get(node, node) if self.chained else node for node in nodes)
        return list(dict.fromkeys(self.registry.now(node) for node in latest))

    def _link(
        self,
        source: int,
        target: int,
        clause: Clause,
        *,
        label: str = "",
        kind: ConnectionKind = ConnectionKind.FLOW,
        stated: bool = True,
    ) -> None:
        if source == target:
            return
        self.registry.produced.add(target)
        self.registry.sources.add(source)
        self.registry.maker.setdefault(target, source)
        self.pairs.add((source, target))
        if set(clause.verb.adverbs) & BACKWARDS and kind is ConnectionKind.FLOW and "back" in clause.verb.adverbs:
            kind = ConnectionKind.FEEDBACK
        sentence = self.document.sentences[self.sentence]
        self.result.links.append(
            Link(source=source, target=target, sentence=self.sentence, start=sentence.start, end=sentence.end,
                 label=label[:_MAX_LINK_LABEL] if len(label) <= _MAX_LINK_LABEL else "", kind=kind, stated=stated)
        )  # fmt: skip

    def _all(self, sources: Sequence[int], targets: Sequence[int], clause: Clause, **more: object) -> None:
        label = str(more.get("label", ""))
        kind = more.get("kind", ConnectionKind.FLOW)
        for source in sources:
            for target in targets:
                self._link(
                    source,
                    target,
                    clause,
                    label=label,
                    kind=kind if isinstance(kind, ConnectionKind) else ConnectionKind.FLOW,
                )

    def _settle(self, agents: Sequence[int], targets: Sequence[int], clause: Clause) -> None:
        """Remember who acted and what came out."""
        if agents:
            self.registry.last_agent = agents[0]
            if self.pending and self.pending[0] != agents[0]:
                self._link(self.pending[0], agents[0], clause, label=self.pending[1], kind=ConnectionKind.CONTROL)
        self.pending = None
        out = list(targets) or list(agents)
        if out:
            self.focus = self.registry.last_target = out[-1]
            self.registry.doings[stem(clause.verb.lemma)] = out[-1]
            self.result.doings.append((stem(clause.verb.lemma), out[-1], self.sentence))
        self.actor = next(iter([*agents, *targets]), self.actor) if agents or targets else self.actor

    def _narrate(self, targets: Sequence[int], clause: Clause) -> None:
        """Let the order of telling connect what nothing else does."""
        if self.focus is None or self.parallel or clause.relative or not targets:
            return
        self._link(self.focus, targets[0], clause, stated=False)

    # --- steps told by verbs ---

    def _make_step(self, clause: Clause, theme: Phrase | None) -> int | None:
        theirs = clause.verb.voice is Voice.ACTIVE and any(not _is_we(p) for p in clause.subjects)
        if theirs:  # something unnamed acts; that is no step of the authors
            return None
        verb = clause.verb.token
        tokens = theme.tokens if theme is not None and not theme.pronoun else ()
        name = tidy(tokens) if tokens else ""
        if (
            theme is not None
            and theme.pronoun
            and (known := self.registry.resolve(theme, self.sentence)) is not None
            and known >= 0
        ):
            name = self.registry.nodes[known].label
        if theme is not None and theme.of is not None and len(verb.text) + len(name) >= LONGEST:
            name = tidy(theme.core)
        if theme is not None and len(verb.text) + len(name) >= LONGEST:
            name = " ".join(token.text for token in theme.core[-2:])
        if theme is None:
            name = _common(clause.subjects if clause.verb.voice is Voice.PASSIVE else clause.objects)
        if self.step is not None and clause.coordinated and clause.verb.voice is Voice.PASSIVE:
            merged = self._merge_step(clause)
            if merged is not None:
                return merged
        label = f"{verb.text} {lower_first(name)}".strip()
        key = (*key_of(theme),) if theme is not None and theme.core else (verb.lower,)
        start, end = (
            (min(verb.start, theme.start), max(verb.end, theme.end)) if theme is not None else (verb.start, verb.end)
        )
        self.step = self.registry.add_step(label, key, (start, end), self.sentence)
        self.registry.nodes[self.step].detail = self._detail(clause)
        return self.step

    def _merge_step(self, clause: Clause) -> int | None:
        if self.step is None:
            return None
        node = self.registry.nodes[self.step]
        first, _, rest = node.label.partition(" ")
        label = (
            f"{first} and {clause.verb.token.text} {rest}"
            if " and " not in node.label
            else f"{first}, {clause.verb.token.text}{node.label[len(first) :]}"
        )
        if node.detail or len(label) > LONGEST + 6 or self._detail(clause):
            return None
        node.label = label
        node.end = max(node.end, clause.verb.token.end)
        return self.step

    def _detail(self, clause: Clause) -> str:
        for attachment in clause.attachments[clause.lead :]:
            if (
                attachment.preposition in ("with", "using", "by", "on", "to", "in", "at", "for", "via")
                and attachment.phrases
            ):
                first, last = attachment.phrases[0], attachment.phrases[-1]
                text = " ".join(token.text for token in tokenise(self.document.readable, first.start, last.end))
                text = text.replace(" ,", ",")
                if len(text) <= LONGEST and not _is_time(first) and is_thing(first):
                    return f"{attachment.preposition} {text}"
        return ""

    # --- families ---

    def _produce(self, clause: Clause, rule: Rule) -> None:
        agents, themes, ours = self._parties(clause)
        agents = agents or self._instruments(clause, rule)
        sources = self._now(
            [
                *self._ids(clause.after("from", "given")),
                *self._ids(clause.after("for", "of", "on", "over", "in"), create=False),
            ]
        )
        targets = self._ids(themes)
        sources = [node for node in sources if node not in targets and node not in agents]
        if agents:
            self._all(sources, agents, clause)
            observed = [node for node in targets if self._acts(node) and clause.verb.lemma in _OBSERVATIONS]
            self._all(self._now(observed), agents, clause)
            self._all(agents, [node for node in targets if node not in observed], clause)
            self.registry.current.update(dict.fromkeys(observed, agents[-1]))
            targets = [node for node in targets if node not in observed]
        elif sources:
            self._all(
                sources, targets, clause, label=clause.verb.token.text if clause.verb.voice is Voice.PASSIVE else ""
            )
        elif ours:
            self._narrate([node for node in targets if not self._has_incoming(node)], clause)
        for target in targets:
            self.registry.current.pop(target, None)
        self._settle(agents, targets, clause)

    def _acts(self, node: int) -> bool:
        return node in self.registry.sources or node in self.registry.produced

    def _has_incoming(self, node: int) -> bool:
        return node in self.registry.produced

    def _transform(self, clause: Clause, rule: Rule) -> None:
        agents, themes, ours = self._parties(clause)
        agents = agents or self._instruments(clause, rule)
        judged = rule.family is Family.JUDGE
        single = [p for p in themes if judged and p.determiner in ("every", "each")]
        inputs = self._ids([p for p in themes if (is_thing(p) or p.pronoun) and p not in single])
        inputs += self._ids(single, create=False)
        if ours and not agents and clause.verb.lemma in _REMOVALS:
            return
        origins = self._now(inputs) + self._ids(clause.after("from"), create=False)
        is_reference = clause.verb.lemma in _REFERENCES
        results = [] if is_reference or rule.family is Family.JUDGE else self._ids(clause.after(*rule.destinations))
        references = self._ids(clause.after("to"), create=False) if is_reference else []
        if not agents and not results and ours:
            step = self._make_step(clause, next(iter(themes), None))
            if step is None:
                return
            agents = [step]
            origins = self._told_anew(themes, inputs, origins)
            if not origins:
                self._narrate([step], clause)
        if clause.coordinated and agents and not results and inputs and not any(self._acts(node) for node in inputs):
            self._all(agents, inputs, clause)
            self._settle(agents, inputs, clause)
            return
        self._all([node for node in [*origins, *references] if node not in agents], agents or results, clause,
                  label="" if agents else clause.verb.token.text)  # fmt: skip
        self._all(agents, results, clause)
        if rule.family is Family.JUDGE and agents:
            self.registry.judged.update(dict.fromkeys(inputs, agents[-1]))
        for node in inputs:
            if agents and node not in agents and (results or self.registry.nodes[agents[0]].step):
                self.registry.current[node] = (results or agents)[-1]
        self._settle(agents, results, clause)

    def _told_anew(self, themes: Sequence[Phrase], inputs: list[int], origins: list[int]) -> list[int]:
        """ "The organoids were matured" after other names for them: the step goes on from what came last."""
        if self.focus is None or not themes or themes[0].determiner not in ("the", "these", "both"):
            return origins
        unknown = inputs and all(not self._acts(node) and self.registry.nodes[node].mentions == 1 for node in inputs)
        return [] if unknown else origins

    def _consume(self, clause: Clause, rule: Rule) -> None:
        agents, themes, ours = self._parties(clause)
        inputs = self._ids([p for p in themes if is_thing(p) or p.pronoun])
        sources = self._ids(clause.after(*rule.sources), create=bool(agents))
        along = self._ids(clause.after("with"), create=False)
        if ours:
            self._settle(inputs, inputs, clause)
            return
        people = all(self.registry.nodes[node].kind is ElementKind.ACTOR for node in agents)
        if people and any(singular(p.head) == "arm" for p in clause.after("in")):
            return
        if sources and inputs:
            known = [node for node in inputs if self.registry.nodes[node].mentions > 1 or self._has_incoming(node)]
            label = self.registry.nodes[inputs[0]].label if not known else ""
            self._all(self._now(sources), known or agents, clause, label=label)
            inputs, sources = known, []
        self._all(self._now([*inputs, *along, *([] if inputs else sources)]), agents, clause)
        self._settle(agents, [], clause)

    def _move(self, clause: Clause, rule: Rule) -> None:
        agents, themes, _ = self._parties(clause)
        between = self._ids(clause.after("between"))
        if agents and len(between) == 2:  # noqa: PLR2004 - an exchange has two sides
            self._all(between[:1], agents, clause)
            self._all(agents, between[1:], clause)
            self._settle(agents, [], clause)
            return
        if clause.verb.voice is Voice.ACTIVE and not themes and agents:
            themes_ids, agents = agents, []
        else:
            themes_ids = self._ids([p for p in themes if p.pronoun or is_thing(p)])
        ends = self._ids(clause.after("to", "into", "onto") or clause.after(*rule.destinations))
        ends = [node for node in ends if node not in themes_ids and node not in agents]
        origins = self._ids(clause.after("from"))
        along = self._ids(clause.after("with"), create=False)
        now = [node for node in self._now([*themes_ids, *along]) if node not in ends]
        if origins:
            self._all(self._now(origins), now or ends, clause)
        if agents and clause.verb.lemma == "assign":
            self._all([node for node in self._now(ends) if node not in agents], agents, clause)
            self._all(agents, [node for node in themes_ids if not self._acts(node)], clause)
            self._settle(agents, themes_ids, clause)
            return
        if agents:
            incoming = [node for node in now if self._has_incoming(node) or self.registry.nodes[node].mentions > 1]
            if incoming or not now:
                self._all(
                    [node for node in incoming if node not in agents and not self._linked(agents, node)], agents, clause
                )
                self._all(agents, ends, clause)
            else:
                self._all(agents, ends, clause, label=self.registry.nodes[now[0]].label)
        else:
            forks = len(ends) > 1 and clause.verb.lemma in ("assign", "allocate", "distribute", "route")
            self._all(now, ends, clause, kind=ConnectionKind.BRANCH if forks else ConnectionKind.FLOW)
        for node in themes_ids:
            if (
                ends
                and clause.verb.voice is Voice.PASSIVE
                and self.registry.nodes[ends[-1]].kind not in (ElementKind.STORE, ElementKind.MODEL)
            ):
                self.registry.current[node] = ends[-1]
        self._settle(agents, ends, clause)
        self.actor = ends[-1] if ends else self.actor

    def _linked(self, sources: Sequence[int], target: int) -> bool:
        return any((source, target) in self.pairs for source in sources)

    def _enter(self, clause: Clause, rule: Rule) -> None:
        agents, themes, _ = self._parties(clause)
        ends = self._ids([*themes, *clause.after(*rule.destinations)])
        self._all(self._now(agents), ends, clause)
        self._settle([], ends, clause)

    def _combine(self, clause: Clause, rule: Rule) -> None:
        agents, themes, ours = self._parties(clause)
        agents = agents or self._instruments(
            clause, Rule(family=rule.family, verbs=rule.verbs, instruments=("using", "via", "through"))
        )
        parts = self._now([*self._ids(themes), *self._ids(clause.after("with"))])
        results = self._ids(clause.after(*rule.destinations))
        if not agents and not results and ours:
            theme = next(iter(themes), None)
            step = self._make_step(clause, theme if len(themes) == 1 else None)
            if step is not None:
                self.registry.nodes[step].kind = ElementKind.OPERATION
                agents = [step]
                if len(themes) == 1:
                    parts = self._told_anew(themes, self._ids(themes, create=False), parts)
                    self._narrate([] if parts else [step], clause)
                for node in self._ids(themes, create=False):
                    self.registry.current[node] = step
        parts = [node for node in parts if node not in agents]
        if clause.coordinated and agents and not results and parts and not any(self._acts(node) for node in parts):
            results, parts = parts, []
        self._all(parts, agents or results, clause, label="" if agents else clause.verb.token.text)
        self._all(agents, results, clause)
        self._settle(agents, results, clause)

    def _compare(self, clause: Clause, rule: Rule) -> None:
        agents, themes, _ = self._parties(clause)
        parts = self._now([*self._ids(themes), *self._ids(clause.after(*rule.destinations))])
        if agents:
            self._all([node for node in parts if node not in agents], agents, clause)
        elif len(parts) > 1:
            self._all(parts[:1], parts[1:], clause, label=clause.verb.token.text)
        self._settle(agents, [], clause)

    def _split(self, clause: Clause, rule: Rule) -> None:
        agents, themes, _ = self._parties(clause)
        wholes = self._now(self._ids(themes))
        phrases = _shared_head(clause.after(*rule.destinations), self.document)
        if (
            wholes
            and not agents
            and any(singular(p.head) in ("arm", "branch", "group", "stream") and p.number for p in phrases)
        ):
            self.focus = wholes[0]
            self.parting = (dict(self.registry.current), wholes[0])
            return
        ends = self._ids(phrases)
        kind = ConnectionKind.BRANCH if len(ends) > 1 else ConnectionKind.FLOW
        self._all(wholes, agents or ends, clause, label="" if agents else clause.verb.token.text)
        self._all(agents, ends, clause, kind=kind)
        self._settle(agents, ends, clause)

    def _contain(self, clause: Clause, _rule: Rule) -> None:
        parts = [*clause.objects, *clause.after("of")]
        owners = [self.registry.resolve(p, self.sentence) for p in clause.subjects[:1]]
        if not owners or owners[0] is None:
            return
        members = tuple(node for node in self._ids(parts) if node != owners[0])
        owner = owners[0]
        named = owner == SYSTEM or singular(clause.subjects[0].head) in CONTAINERS
        if not named or not members:
            return
        sentence = self.document.sentences[self.sentence]
        parallel = any(singular(p.head) in PARALLEL for p in parts)
        self.result.containers.append(
            Container(
                owner=owner,
                members=members,
                sentence=self.sentence,
                start=sentence.start,
                end=sentence.end,
                parallel=parallel,
            )
        )
        if owner != SYSTEM and len(members) == 1 and parts[0].number and parts[0].number > 1:
            self.registry.nodes[members[0]].repeat = self.registry.nodes[members[0]].repeat or parts[0].number
        if owner != SYSTEM:
            self.registry.last_agent = owner

    def _train(self, clause: Clause, rule: Rule) -> None:
        agents, themes, _ = self._parties(clause)
        goals = [p for p in (*clause.after("by", "with", "using", "under"), *clause.objects) if is_thing(p)]
        goals = [p for p in goals if _is_goal(p) or clause.verb.lemma[:5] in ("minim", "maxim")]
        objectives = self._ids(goals)
        agents = [node for node in agents if node not in objectives]
        models = [node for node in self._ids([p for p in themes if is_thing(p) or p.pronoun]) if node not in objectives]
        data = self._ids([p for p in clause.after(*rule.destinations) if is_thing(p) and p not in goals])
        self.result.objectives.update(objectives)
        for node in objectives:
            self.registry.nodes[node].kind = ElementKind.OBJECTIVE
        targets = models or agents
        if objectives and not targets and self.registry.last_agent is not None:
            targets = [self.registry.last_agent]
        self._all(objectives, targets, clause, kind=ConnectionKind.CONTROL, label=clause.verb.token.text)
        self._all([node for node in self._now(data) if node not in targets], targets, clause)
        self._all(
            [node for node in agents if node not in targets],
            models,
            clause,
            kind=ConnectionKind.CONTROL,
            label=clause.verb.token.text,
        )

    def _control(self, clause: Clause, rule: Rule) -> None:
        agents, themes, ours = self._parties(clause)
        through = self._ids(clause.after("through", "via"))
        targets = [node for node in self._ids([p for p in themes if is_thing(p) or p.pronoun]) if node not in agents]
        if through and agents:
            self._all(self._now(agents), through, clause)
            self._all(self._now(targets), through, clause)
            self._settle(through, [], clause)
            return
        informed = self._ids([p for p in clause.after("from") if is_thing(p)])
        self._all([node for node in self._now(informed) if node not in agents], agents, clause)
        if not agents and ours:
            drivers = self._ids(clause.after("on", "using", "with", "by", "from"), create=False)
            self._all(
                [node for node in self._now(drivers) if node not in targets],
                targets,
                clause,
                label=clause.verb.token.text,
                kind=ConnectionKind.CONTROL,
            )
            self._settle([], targets, clause)
            return
        self._all(self._now(agents), targets, clause, label=clause.verb.token.text, kind=ConnectionKind.CONTROL)
        self._settle(agents, [], clause)

    def _repeat(self, clause: Clause, _rule: Rule) -> None:
        if self.focus is not None:
            sentence = self.document.sentences[self.sentence]
            self.result.loops.append(
                Link(source=self.focus, target=self.focus, sentence=self.sentence, start=sentence.start, end=sentence.end,
                     label=clause.verb.token.text, kind=ConnectionKind.FEEDBACK)
            )  # fmt: skip

    def _follow(self, clause: Clause, _rule: Rule) -> None:
        passive = clause.verb.voice is Voice.PASSIVE
        first = self._ids(clause.subjects if passive else clause.objects)
        second = self._ids(clause.after("by") if passive else clause.subjects)
        if clause.verb.lemma == "precede" and not passive:
            first, second = second, first
        self._all(first[-1:], second, clause)
        self._settle([], second, clause)

    def _apply(self, clause: Clause, rule: Rule) -> None:
        agents, themes, ours = self._parties(clause)
        if ours and clause.verb.lemma in ("run", "execute") and clause.verb.voice is Voice.PASSIVE:
            self._move(
                clause,
                Rule(family=rule.family, verbs=rule.verbs, destinations=("against", "in", "on", "by", "through")),
            )
            return
        tools = self._ids([p for p in themes if is_thing(p) or p.pronoun])
        ends = self._now(self._ids(clause.after(*rule.destinations)))
        if agents and ends:
            label = self.registry.nodes[tools[0]].label if tools else ""
            self._all(agents, ends, clause, label=label)
        elif agents:
            self._all(self._now(tools), agents, clause)
        elif ends:
            self._all([node for node in ends if node not in tools], tools, clause)
            for node in ends:
                if tools:
                    self.registry.current[node] = tools[-1]
        else:
            self._narrate(tools, clause)
        self._settle(agents, [] if agents else tools, clause)


def _shared_head(phrases: Sequence[Phrase], document: Document) -> Sequence[Phrase]:
    """ "Training, validation and test sets" are one phrase."""
    if len(phrases) < 2 or any(len(p.core) != 1 or _plural(p) for p in phrases[:-1]):  # noqa: PLR2004 - a list has two items
        return phrases
    last = phrases[-1]
    if len(last.core) < 2 or not _plural(last):  # noqa: PLR2004 - a modifier and the head
        return phrases
    tokens = tokenise(document.readable, phrases[0].start, last.end)
    return (Phrase(tokens=tokens, core=tokens, determiner=phrases[0].determiner),)


def _common(phrases: Sequence[Phrase]) -> str:
    """ "The imaging data and the sequencing data" share a head: "imaging and sequencing data"."""
    if len(phrases) != 2 or any(len(p.core) != 2 for p in phrases) or phrases[0].head != phrases[1].head:  # noqa: PLR2004 - a pair
        return ""
    first, second = (p.core[0].text for p in phrases)
    return f"{first} and {second} {phrases[0].core[-1].text}"


def _is_we(phrase: Phrase) -> bool:
    return phrase.pronoun and phrase.tokens[0].lower in ("we", "i", "you", "one")


def _is_skip(phrase: Phrase) -> bool:
    return singular(phrase.head) == "connection" and any(token.lower in _SKIPS for token in phrase.core)


def _is_goal(phrase: Phrase) -> bool:
    words = [singular(token.lower) for token in phrase.tokens]
    return any(
        word
        in (
            "loss",
            "objective",
            "likelihood",
            "entropy",
            "cross-entropy",
            "error",
            "divergence",
            "reward",
            "ratio",
            "penalty",
            "criterion",
        )
        for word in words
    )


def _is_time(phrase: Phrase) -> bool:
    return any(token.lower in ("day", "days", "night", "week") for token in phrase.core)


def _plural(phrase: Phrase) -> bool:
    return bool(phrase.core) and singular(phrase.core[-1].lower) != phrase.core[-1].lower
