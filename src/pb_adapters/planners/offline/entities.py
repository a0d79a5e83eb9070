"""The things a text speaks of, and which mention means which."""

from msgspec import Struct, field

from pb_adapters.planners.offline.labels import label_of, raise_first, tidy
from pb_adapters.planners.offline.morphology import singular, stem
from pb_adapters.planners.offline.phrases import Phrase, count
from pb_adapters.planners.offline.tagging import ORDINALS
from pb_adapters.planners.offline.vocabulary import (
    ABSTRACT,
    ANAPHORIC_HEADS,
    COLLECTIONS,
    KIND_OF,
    LIGHT_HEADS,
    REPEATABLE,
    STATISTICS,
    SYSTEM_HEADS,
    WEAK_MODIFIERS,
    WORKING,
    WORKING_ENDINGS,
)
from pb_adapters.planners.offline.wordlists import words
from pb_core.domain.diagrams.spec import ElementKind

_MOST = 400  # things remembered of one text; method sections name fewer
_PRESENT_DESCRIPTIONS = words("passing matching failing remaining surviving winning leading incoming outgoing")
_GIVEN = words("annotated true labelled labeled target reference gold desired ground-truth manual")
_PEOPLE = {("teacher",), ("student",), ("actor",), ("worker",), ("critic",)}  # networks, unless there are several
_MEMBERS = frozenset({"candidate", "sample", "proposal"})  # "each candidate" of the candidate grasps
SYSTEM = -1
"""The whole of what is described; it is no box."""


class Node(Struct, kw_only=True):
    """One thing: the keys it answers to, where it was named and what it is."""

    id: int
    label: str
    keys: list[tuple[str, ...]]
    kind: ElementKind
    start: int
    end: int
    sentence: int
    mentions: int = 1
    proper: bool = False
    step: bool = False
    plural: bool = False
    of: int | None = None
    repeat: int | None = None
    detail: str = ""
    sentences: list[int] = field(default_factory=list)

    @property
    def head(self) -> str:
        """The head noun of its first name."""
        return self.keys[0][-1]

    def stems(self) -> frozenset[str]:
        """Stems of every word that it is called by."""
        return frozenset(stem(word) for key in self.keys for word in key)


def key_of(phrase: Phrase) -> tuple[str, ...]:
    """The content words of a phrase, singular and lower case, without weak modifiers."""
    words = [singular(token.lower) for token in phrase.core]
    place = words and words[-1] in REPEATABLE  # "the fourth block" is one of the blocks
    strong = tuple(word for word in words[:-1] if word not in WEAK_MODIFIERS and not (place and word in ORDINALS))
    return (*strong, words[-1]) if words else ()


def kind_of(key: tuple[str, ...]) -> ElementKind:
    """The kind that a head noun tells, else a process."""
    if not key:
        return ElementKind.PROCESS
    head = key[-1].rstrip("0123456789")
    for word in (head, head.rsplit("-", 1)[-1]):
        if word in KIND_OF:
            return KIND_OF[word]
    works = head in WORKING or (head.endswith(WORKING_ENDINGS) and len(head) > 5)  # noqa: PLR2004 - "order" does nothing
    return ElementKind.PROCESS if works else ElementKind.DATA


class Registry:
    """All things met so far; later mentions resolve to earlier things."""

    def __init__(self, caption_words: frozenset[str], system_names: frozenset[str]) -> None:
        self.nodes: list[Node] = []
        self.caption_words = caption_words
        self.system_names = system_names
        self.last_agent: int | None = None
        self.last_target: int | None = None
        self.last_mention: int | None = None
        self.words: set[str] = set()
        self.fresh = False  # set while what a verb makes is resolved: "the reconstructed image" is a new one
        self.maker: dict[int, int] = {}
        self.doings: dict[str, int] = {}
        self.judged: dict[int, int] = {}
        self.expansions: dict[int, list[int]] = {}
        self.produced: set[int] = set()
        self.sources: set[int] = set()
        self.current: dict[int, int] = {}
        self._by_key: dict[tuple[str, ...], int] = {}
        self._by_head: dict[str, list[int]] = {}

    def resolve(self, phrase: Phrase, sentence: int, *, create: bool = True) -> int | None:
        """The node a mention means; ``SYSTEM`` for the whole, ``None`` for what is no thing."""
        if phrase.pronoun:
            return self._pronoun(phrase)
        if phrase.determiner in ("its", "their", "this") and singular(phrase.head) in STATISTICS:
            return self._last_plural() if phrase.determiner == "their" else self.last_target
        inner = self._by_content(phrase, sentence, create=create)
        if inner is not None:
            return inner
        if self._is_system(phrase):
            return SYSTEM
        return self._named(phrase, sentence, create=create)

    def _by_content(self, phrase: Phrase, sentence: int, *, create: bool) -> int | None:
        """What "the output of X" or "a set of X" means, where that is X."""
        if phrase.of is None:
            return None
        if singular(phrase.head) in LIGHT_HEADS or phrase.head in ANAPHORIC_HEADS:
            known = self._known(phrase)
            return known if known is not None else self._inner(phrase, sentence, create=create)
        whole = self._collected(phrase) if singular(phrase.head) in COLLECTIONS else None
        return self._mentioned(whole, phrase, sentence) if whole is not None else None

    def _named(self, phrase: Phrase, sentence: int, *, create: bool) -> int | None:
        known = self._known(phrase)
        if known is not None:
            return self._mentioned(known, phrase, sentence)
        room = len(self.nodes) < _MOST
        return self._create(phrase, sentence) if create and room and is_thing(phrase) else None

    def _inner(self, phrase: Phrase, sentence: int, *, create: bool) -> int | None:
        part = phrase.of
        if part is None:
            return None
        if phrase.head in ANAPHORIC_HEADS or not create:
            return self.resolve(part, sentence, create=create)
        return self._known(part)

    def _collected(self, phrase: Phrase) -> int | None:
        """A set of things that are known by their own name already."""
        if self._known(phrase) is not None or phrase.of is None or phrase.of.of is not None:
            return None
        known = self._known(phrase.of)
        return known if known is not None and self.nodes[known].head == singular(phrase.of.head) else None

    def alias(self, name: Phrase, other: Phrase, sentence: int) -> None:
        """Let a thing answer to another name."""
        node = self.resolve(name, sentence, create=is_thing(name))
        if node is None or node == SYSTEM:
            return
        key = key_of(other)
        if key and not (set(key) & {"input", "output"}):
            self._answer_to(node, key)
            found = self.nodes[node]
            if found.kind is ElementKind.PROCESS and kind_of(key) is not ElementKind.DATA:
                found.kind = kind_of(key)

    def add_step(self, label: str, key: tuple[str, ...], span: tuple[int, int], sentence: int) -> int:
        """A processing step that the text tells by a verb."""
        node = Node(
            id=len(self.nodes), label=raise_first(label), keys=[key], kind=ElementKind.PROCESS, start=span[0],
            end=span[1], sentence=sentence, step=True, sentences=[sentence],
        )  # fmt: skip
        self.nodes.append(node)
        return node.id

    def add_named(self, label: str, span: tuple[int, int], sentence: int, repeat: int | None) -> int:
        """A thing that the text only lists; the same label is the same thing."""
        key = tuple(singular(word.lower()) for word in label.split())
        if key in self._by_key:
            return self._by_key[key]
        node = Node(
            id=len(self.nodes), label=label, keys=[], kind=kind_of(key), start=span[0], end=span[1], sentence=sentence,
            repeat=repeat, sentences=[sentence],
        )  # fmt: skip
        self.nodes.append(node)
        self._answer_to(node.id, key)
        return node.id

    def now(self, node: int) -> int:
        """The latest state of a thing: the step that it went through last."""
        seen = {node}
        while (following := self.current.get(node)) is not None and following not in seen:
            node = following
            seen.add(node)
        return node

    def _pronoun(self, phrase: Phrase) -> int | None:
        word = phrase.tokens[0].lower
        if word in ("we", "i", "us", "there", "one", "you"):
            return None
        if word in ("they", "them", "themselves"):
            return self._last_plural()
        return self.last_agent if word in ("it", "itself") and self.last_agent is not None else self.last_target

    def _last_plural(self) -> int | None:
        recent = [node for node in (self.last_mention, self.last_target) if node is not None]
        return next((node for node in recent if self.nodes[node].plural), recent[0] if recent else None)

    def _is_system(self, phrase: Phrase) -> bool:
        text = " ".join(token.lower for token in phrase.core)
        if text in self.system_names:
            return True
        return singular(phrase.head) in SYSTEM_HEADS and (
            phrase.determiner in ("our", "the", "this", "")
            and all(t.lower in WEAK_MODIFIERS or t.lower == "novel" for t in phrase.core[:-1])
        )

    def _known(self, phrase: Phrase) -> int | None:
        key = key_of(phrase)
        if not key:
            return None
        if len(key) == 1 and key[0] in ANAPHORIC_HEADS and phrase.of is None:
            return self.last_target if phrase.definite or phrase.determiner == "" else None
        if key in self._by_key:
            return self._by_key[key]
        owner = self._owner(key)
        if owner is not None:
            return owner
        return self._shorter_name(key, phrase)

    def _owner(self, key: tuple[str, ...]) -> int | None:
        """As in "The decoder output" is what the decoder gives."""
        if len(key) > 1 and key[-1] in ("output", "result", "prediction", "state", "logit", "parameter", "layer"):
            if key[-1] not in ("output", "result", "prediction"):
                owners = [n for n in self._candidates(key[-2:-1]) if self.nodes[n].kind is ElementKind.MODEL]
                return owners[0] if owners else None
            return self._by_key.get(key[:-1], next(iter(self._candidates(key[:-1])), None))
        return None

    def _shorter_name(self, key: tuple[str, ...], phrase: Phrase) -> int | None:
        if not (phrase.definite or phrase.determiner == "") or (phrase.number and phrase.determiner == ""):
            return None
        if len(key) == 1 and phrase.determiner == "" and not phrase.core[-1].lower.endswith("s"):
            return None
        found = self._candidates(key)
        if found:
            return found[0]
        if len(key) > 1 and self.fresh and any(_is_description(word) for word in key[:-1]):
            return None
        if len(key) > 1:
            described = self._described(key, phrase)
            return described if described is not None else self._named_later(key, phrase)
        return self._nominal(key[0], phrase)

    def _named_later(self, key: tuple[str, ...], phrase: Phrase) -> int | None:
        """As in "The character probabilities" after "a probability …": the same, now by its full name."""
        node = self._by_key.get(key[-1:])
        told = all(word in self.words for word in key[:-1])
        if (
            node is None
            or not told
            or phrase.determiner != "the"
            or node not in self.produced
            or self.nodes[node].keys[0] != key[-1:]
        ):
            return None
        found = self.nodes[node]
        if found.kind is not ElementKind.DATA or any(_is_description(word) for word in key[:-1]):
            return None
        found.label = label_of(phrase)
        self._answer_to(node, key)
        return node

    def _nominal(self, word: str, phrase: Phrase) -> int | None:
        """As in "The alignment" is the step that aligned; "each candidate" is one of the candidate grasps."""
        step = self.doings.get(stem(word))
        if phrase.determiner in ("the", "this") and step is not None and self.nodes[step].step:
            return step
        partial = [
            node.id for node in self.nodes
            if node.kind is ElementKind.DATA and len(node.keys[0]) > 1 and node.keys[0][0] == word
        ]  # fmt: skip
        alone = phrase.determiner == "the" or word in _MEMBERS
        return partial[0] if len(partial) == 1 and alone else None

    def _described(self, key: tuple[str, ...], phrase: Phrase) -> int | None:
        """As in "The cleaned cloud" is the point cloud, unless that is called otherwise already."""
        for node in self._candidates(key[-1:]):
            maker = self.maker.get(node)
            if maker is not None and set(key[:-1]) <= {word for known in self.nodes[maker].keys for word in known}:
                return node
        plain = tuple(word for word in key[:-1] if not _is_description(word)) + key[-1:]
        if len(plain) == len(key):
            return None
        partial = [self._nominal(plain[0], phrase)] if len(plain) == 1 and plain[0] in _MEMBERS else []
        for node in [*self._candidates(plain), *(node for node in partial if node is not None)]:
            known = self.nodes[node].keys[0]
            if not any(_is_description(word) and word not in key for word in known[:-1]):
                return self.judged.get(node, node)
        return None

    def _candidates(self, key: tuple[str, ...]) -> list[int]:
        """Nodes with a longer name that contains every word of this one, most recent first."""
        same_head = self._by_head.get(key[-1], [])
        found = [
            node for node in reversed(same_head)
            if any(known[-1] == key[-1] and set(key) <= set(known) for known in self.nodes[node].keys)
        ]  # fmt: skip
        return sorted(
            found, key=lambda node: (not _GIVEN.isdisjoint(self.nodes[node].keys[0]), node not in self.produced)
        )

    def _mentioned(self, node: int, phrase: Phrase, sentence: int) -> int:
        found = self.nodes[node]
        if not found.step and (phrase.start, phrase.end) != (found.start, found.end):
            found.mentions += 1
            found.sentences.append(sentence)
        self.last_mention = node
        return node

    def _create(self, phrase: Phrase, sentence: int) -> int:
        key = key_of(phrase)
        node = Node(
            id=len(self.nodes), label=_name(phrase), repeat=repeats(phrase), keys=[], kind=kind_of(key),
            start=phrase.start, end=phrase.end, sentence=sentence, sentences=[sentence],
            plural=phrase.core[-1].lower != singular(phrase.core[-1].lower),
            of=self._part(phrase), proper=any(token.text[1:] != token.text[1:].lower() for token in phrase.core),
        )  # fmt: skip
        if node.plural and key in _PEOPLE:
            node.kind = ElementKind.ACTOR
        elif node.plural and node.kind is ElementKind.OPERATION:
            node.kind = ElementKind.DATA  # a sum is an operation, sums are numbers
        self.nodes.append(node)
        self._answer_to(node.id, key)
        if phrase.of is not None and phrase.of.core:
            inner = key_of(phrase.of)
            if inner not in self._by_key and inner[-1] not in ABSTRACT:
                self._answer_to(node.id, inner)
            if node.kind is ElementKind.DATA and key[-1] not in KIND_OF:
                node.kind = kind_of(inner)
        self.last_mention = node.id
        return node.id

    def _part(self, phrase: Phrase) -> int | None:
        """The known thing that a phrase is "of"."""
        return self._known(phrase.of) if phrase.of is not None and phrase.of.core else None

    def _answer_to(self, node: int, key: tuple[str, ...]) -> None:
        if key not in self.nodes[node].keys:
            self.nodes[node].keys.append(key)
        self._by_key.setdefault(key, node)
        heads = self._by_head.setdefault(key[-1], [])
        if node not in heads:
            heads.append(node)


def is_thing(phrase: Phrase) -> bool:
    """Whether a phrase can name a box."""
    if phrase.pronoun or not phrase.core or phrase.determiner == "no":
        return False
    head = singular(phrase.head)
    letters = sum(character.isalpha() for character in "".join(token.text for token in phrase.core))
    spelled = any(sum(c.isalpha() and c.isascii() for c in t.text) >= 3 or t.text.isupper() for t in phrase.core)  # noqa: PLR2004 - "μ κσ" names nothing
    return head not in ABSTRACT and letters >= 2 and spelled and not head[0].isdigit()  # noqa: PLR2004 - nor does "x"


def repeats(phrase: Phrase) -> int | None:
    """How often a block is repeated: "a stack of six blocks", "a 6-layer encoder", "six identical layers"."""
    if phrase.of is not None and phrase.of.number and singular(phrase.of.head) in REPEATABLE:
        return phrase.of.number
    first, _, unit = phrase.core[0].lower.partition("-") if phrase.core else ("", "", "")
    if unit in ("layer", "block") and (number := count(first)):
        return number
    stacked = phrase.number and (
        "identical" in {token.lower for token in phrase.core}
        or singular(phrase.head) in ("lane", "worker", "expert", "replica")
    )
    return phrase.number if stacked else None


def _name(phrase: Phrase) -> str:
    """The label; a counted "of" part is told by the count."""
    if repeats(phrase) and phrase.core[0].text[:1].isdigit():
        return tidy(phrase.core[1:] or phrase.core)
    if phrase.of is not None and phrase.of.number and singular(phrase.of.head) in REPEATABLE:
        inner = singular(phrase.head) in LIGHT_HEADS | COLLECTIONS
        return tidy(phrase.of.core if inner else phrase.core)
    if phrase.of is not None and (
        phrase.of.head in ABSTRACT
        or phrase.of.pronoun
        or singular(phrase.of.head) in ABSTRACT
        or phrase.of.head.endswith("ing")
    ):
        return tidy(phrase.core)
    return label_of(phrase)


def _is_description(word: str) -> bool:
    return (
        word.endswith(("ed", "est"))
        or word in _PRESENT_DESCRIPTIONS
        or word in ("kept", "best", "new", "selected", "first", "held-out")
    )
