"""What has been told so far: who acted, what came out, and every link between things."""

from bisect import bisect_right
from collections.abc import Sequence

from msgspec import Struct

from pb_adapters.planners.offline.clauses import Clause
from pb_adapters.planners.offline.entities import SYSTEM, Registry, is_thing, key_of, kind_of
from pb_adapters.planners.offline.links import Container, Link
from pb_adapters.planners.offline.mentions import is_we
from pb_adapters.planners.offline.morphology import lemma_of, singular, stem
from pb_adapters.planners.offline.phrases import Phrase, Voice
from pb_adapters.planners.offline.relations import BACKWARDS, Rule
from pb_adapters.planners.offline.text import Document
from pb_adapters.planners.offline.vocabulary import KIND_OF
from pb_core.domain.diagrams.spec import ConnectionKind, ElementKind

_MAX_LINK_LABEL = 28
_WORKING = (ElementKind.MODEL, ElementKind.PROCESS, ElementKind.OPERATION, ElementKind.OBJECTIVE)


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


class Story:
    """The state of the reading; families of verbs add to it."""

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
        self.starts = [sentence.start for sentence in document.sentences]
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

    def ids(self, phrases: Sequence[Phrase], *, create: bool = True) -> list[int]:
        """The things that phrases mean; ``create`` lets new ones come up."""
        found: list[int] = []
        for phrase in phrases:
            several = self._expand(phrase)
            node = self.registry.resolve(phrase, self.sentence, create=create) if not several else None
            parts = self.registry.expansions.get(node, []) if node is not None else []
            found += several or parts or ([node] if node is not None and node != SYSTEM else [])
        return list(dict.fromkeys(found))

    def made(self, phrases: Sequence[Phrase]) -> list[int]:
        """The things that a verb makes; a description makes them new ones."""
        self.registry.fresh = True
        found = self.ids(phrases)
        self.registry.fresh = False
        return found

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

    def parties(self, clause: Clause) -> tuple[list[int], Sequence[Phrase], bool]:
        """Who acts, on what, and whether the authors themselves (or the whole system) act."""
        if clause.follows and not clause.subjects:
            agents = [self.actor] if self.actor is not None else []
            return agents, clause.objects, not agents
        if clause.verb.voice is Voice.PASSIVE:
            agents = self.ids([p for p in clause.after("by") if is_thing(p)])
            return agents, clause.subjects, not agents
        agents = self.ids([p for p in clause.subjects if not is_we(p)])
        return agents, clause.objects, not agents

    def instruments(self, clause: Clause, rule: Rule) -> list[int]:
        """What the authors do it with, where that is a thing that works."""
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
            node for node in self.ids(phrases)
            if self.registry.nodes[node].kind in _WORKING
        ]  # fmt: skip

    def now(self, nodes: Sequence[int]) -> list[int]:
        """The latest states of things; in "is scored by A and sent to B" what A gave is sent."""
        latest = (self.within.get(node, node) if self.chained else node for node in nodes)
        return list(dict.fromkeys(self.registry.now(node) for node in latest))

    def link(
        self,
        source: int,
        target: int,
        clause: Clause,
        *,
        label: str = "",
        kind: ConnectionKind = ConnectionKind.FLOW,
        stated: bool = True,
    ) -> None:
        """One link that the present sentence tells."""
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

    def link_all(self, sources: Sequence[int], targets: Sequence[int], clause: Clause, **more: object) -> None:
        """A link from each source to each target."""
        label = str(more.get("label", ""))
        kind = more.get("kind", ConnectionKind.FLOW)
        for source in sources:
            for target in targets:
                self.link(
                    source,
                    target,
                    clause,
                    label=label,
                    kind=kind if isinstance(kind, ConnectionKind) else ConnectionKind.FLOW,
                )

    def settle(self, agents: Sequence[int], targets: Sequence[int], clause: Clause) -> None:
        """Remember who acted and what came out."""
        for node in (self.registry.nodes[agent] for agent in agents):
            if node.kind is ElementKind.DATA and node.head not in KIND_OF and clause.verb.voice is Voice.ACTIVE:
                node.kind = ElementKind.PROCESS
        if agents:
            self.registry.last_agent = agents[0]
            if self.pending and self.pending[0] != agents[0]:
                self.link(self.pending[0], agents[0], clause, label=self.pending[1], kind=ConnectionKind.CONTROL)
        self.pending = None
        out = list(targets) or list(agents)
        if out:
            self.focus = self.registry.last_target = out[-1]
            self.registry.doings[stem(clause.verb.lemma)] = out[-1]
            self.result.doings.append((stem(clause.verb.lemma), out[-1], self.sentence))
        self.actor = next(iter([*agents, *targets]), self.actor) if agents or targets else self.actor

    def narrate(self, targets: Sequence[int], clause: Clause) -> None:
        """Let the order of telling connect what nothing else does."""
        if self.focus is None or self.parallel or clause.relative or not targets:
            return
        self.link(self.focus, targets[0], clause, stated=False)

    def acts(self, node: int) -> bool:
        """Whether a thing has been linked already."""
        return node in self.registry.sources or node in self.registry.produced

    def has_incoming(self, node: int) -> bool:
        """Whether something leads to a thing."""
        return node in self.registry.produced

    def linked(self, sources: Sequence[int], target: int) -> bool:
        """Whether any of these leads to the target already."""
        return any((source, target) in self.pairs for source in sources)

    def sentence_at(self, position: int) -> int:
        """The number of the sentence at an offset."""
        return max(0, bisect_right(self.starts, position) - 1)
