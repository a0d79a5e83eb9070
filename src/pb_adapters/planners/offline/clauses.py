"""Who does what to whom: the clauses of a sentence with their subjects, objects and prepositions."""

from collections.abc import Sequence

import msgspec
from msgspec import Struct

from pb_adapters.planners.offline.phrases import Chunk, Phrase, Verb, Voice, Word, chunk, count
from pb_adapters.planners.offline.tagging import Tag
from pb_adapters.planners.offline.text import Sentence

_CONDITIONS = frozenset({"if", "when", "unless", "once", "whenever", "whether"})
_TIMES = 2  # "×" and a number
_WINDOW = 24  # chunks looked ahead for the verb of a subject
_SKIPPED = frozenset({Tag.ADVERB})


class Attachment(Struct, frozen=True, kw_only=True):
    """A preposition and the coordinated phrases after it."""

    preposition: str
    phrases: tuple[Phrase, ...]


class Alias(Struct, frozen=True, kw_only=True):
    """Two names of one thing: an apposition, a parenthesis or "X is a Y"."""

    name: Phrase
    other: Phrase


class Clause(Struct, frozen=True, kw_only=True):
    """One verb with its parties.

    ``condition`` is the word ("if", "when") that opens a subordinate clause; ``follows`` says that
    the subject is whatever acts in the clause before; ``coordinated`` that it was inherited by "and".
    """

    verb: Verb
    subjects: tuple[Phrase, ...] = ()
    objects: tuple[Phrase, ...] = ()
    attachments: tuple[Attachment, ...] = ()
    condition: str = ""
    follows: bool = False
    coordinated: bool = False
    relative: bool = False
    opener: str = ""
    lead: int = 0

    def after(self, *prepositions: str) -> tuple[Phrase, ...]:
        """The phrases after any of these prepositions."""
        return tuple(p for a in self.attachments if a.preposition in prepositions for p in a.phrases)


class Parsed(Struct, frozen=True, kw_only=True):
    """What a sentence says: its clauses, aliases, and phrases that stand in no clause."""

    sentence: Sentence
    clauses: tuple[Clause, ...]
    aliases: tuple[Alias, ...]
    loose: tuple[Phrase, ...]
    pairs: tuple[tuple[Phrase, str, Phrase], ...] = ()
    times: tuple[tuple[Phrase, int], ...] = ()


class _Slot:
    """Coordinated phrases being collected."""

    def __init__(self) -> None:
        self.phrases: list[Phrase] = []
        self.joined: list[bool] = []

    def add(self, phrase: Phrase, *, conjunction: bool) -> None:
        self.phrases.append(phrase)
        self.joined.append(conjunction)

    def settle(self, aliases: list[Alias]) -> tuple[Phrase, ...]:
        """The phrases of a list; an apposition becomes an alias."""
        if len(self.phrases) > 1 and not any(self.joined):
            first, *others = self.phrases
            named = (
                p for p in others if p.determiner in ("a", "an", "the", "our", "one", "") and not p.pronoun and p.core
            )
            aliases.extend(Alias(name=first, other=other) for other in named)
            return (first,)
        return tuple(self.phrases)


class _Draft:
    """A clause being read."""

    def __init__(self) -> None:
        self.verb: Verb | None = None
        self.subjects, self.objects = _Slot(), _Slot()
        self.attachments: list[tuple[str, _Slot]] = []
        self.condition, self.opener = "", ""
        self.before_verb = 0
        self.ignored = False
        self.follows = self.coordinated = self.relative = False

    def last_slot(self) -> _Slot:
        if len(self.attachments) > self.before_verb:
            return self.attachments[-1][1]
        return self.objects if self.verb else self.subjects

    def finish(self, aliases: list[Alias]) -> Clause | None:
        if self.verb is None or self.ignored:
            return None
        return Clause(
            verb=self.verb,
            subjects=self.subjects.settle(aliases),
            objects=self.objects.settle(aliases),
            attachments=tuple(Attachment(preposition=p, phrases=slot.settle(aliases)) for p, slot in self.attachments),
            condition=self.condition,
            follows=self.follows,
            coordinated=self.coordinated,
            relative=self.relative,
            opener=self.opener,
            lead=self.before_verb,
        )


class _Reader:
    """Reads the chunks of one sentence from left to right."""

    def __init__(self, chunks: Sequence[Chunk]) -> None:
        self.chunks = chunks
        self.aliases: list[Alias] = []
        self.drafts: list[_Draft] = [_Draft()]
        self.waiting: list[_Draft] = []
        self.preposition = ""
        self.separator = ""
        self.relative = False
        self.times: list[tuple[Phrase, int]] = []
        self.last: Phrase | None = None
        self.adjacent = False

    @property
    def draft(self) -> _Draft:
        return self.drafts[-1]

    def read(self) -> None:
        at = 0
        while at < len(self.chunks):
            found = self.chunks[at]
            if isinstance(found, Word) and found.token.text == "(":
                at = self._parenthesis(at)
                continue
            if isinstance(found, Phrase):
                self._phrase(found, at)
            elif isinstance(found, Verb):
                self._verb(found)
            else:
                self._word(found)
            at += 1

    def _parenthesis(self, at: int) -> int:
        end = at + 1
        while end < len(self.chunks) and not _is_mark(self.chunks[end], ")"):
            end += 1
        inside = self.chunks[at + 1 : end]
        if self.last and len(inside) == _TIMES and _is_mark(inside[0], "×") and isinstance(inside[1], Phrase):
            times = count(inside[1].head)
            self.times += [(self.last, times)] if times and times > 1 else []
        if self.last and len(inside) == 1 and isinstance(inside[0], Phrase) and inside[0].core:
            self.aliases.append(Alias(name=self.last, other=inside[0]))
        return end + 1 if end < len(self.chunks) else at + 1

    def _phrase(self, phrase: Phrase, at: int) -> None:
        if self.relative:  # "errors that the participant marked": what it says is no flow of its own
            self._aside()
        draft = self.draft
        if self.preposition:
            slot = _Slot()
            slot.add(phrase, conjunction=False)
            draft.attachments.append((self.preposition, slot))
        elif self.separator and draft.verb and self._opens_clause(at):
            self._open().subjects.add(phrase, conjunction=False)
        elif (draft.verb is None and not self.separator and draft.attachments and self.adjacent is False) or (
            draft.verb is None and self.separator == "," and not draft.subjects.phrases
        ):
            draft.subjects.add(phrase, conjunction=False)
        elif self.separator:
            slot = (
                draft.last_slot()
                if draft.verb
                else (draft.subjects if draft.subjects.phrases and not self._in_attachment() else draft.last_slot())
            )
            slot.add(phrase, conjunction=self.separator in ("and", "or"))
        elif draft.verb is None:
            draft.subjects.add(phrase, conjunction=False)
        elif phrase.pronoun and draft.objects.phrases:
            self._open().subjects.add(phrase, conjunction=False)
        elif len(draft.attachments) == draft.before_verb:
            draft.objects.add(phrase, conjunction=bool(draft.objects.phrases))
        self.preposition, self.separator, self.last, self.adjacent = "", "", phrase, True

    def _aside(self) -> None:
        self._suspend()
        self._open().ignored = True
        self.relative, self.separator = False, ""

    def _in_attachment(self) -> bool:
        return bool(self.draft.attachments) and self.adjacent

    def _opens_clause(self, at: int) -> bool:
        """Whether the phrase here is the subject of a verb that comes later."""
        ahead = at + 1
        while ahead < min(len(self.chunks), at + _WINDOW):
            found = self.chunks[ahead]
            if isinstance(found, Verb):
                return found.finite
            if (
                isinstance(found, Word)
                and found.tag is Tag.PREPOSITION
                and ahead + 1 < len(self.chunks)
                and isinstance(self.chunks[ahead + 1], Phrase)
            ):
                ahead += 2
            elif isinstance(found, Word) and found.tag in _SKIPPED:
                ahead += 1
            elif self._appositive_ends(ahead):
                ahead += 3
            elif isinstance(found, Word) and found.token.text == "(":
                while ahead < len(self.chunks) and not _is_mark(self.chunks[ahead], ")"):
                    ahead += 1
                ahead += 1
            elif (
                isinstance(found, Word)
                and found.token.lower == "and"
                and ahead + 1 < len(self.chunks)
                and isinstance(self.chunks[ahead + 1], Phrase)
            ):
                ahead += 2
            else:
                return isinstance(found, Word) and found.tag is Tag.RELATIVE and self.separator == ";"
        return False

    def _appositive_ends(self, at: int) -> bool:
        window = self.chunks[at : at + 4]
        return (
            len(window) == 4  # noqa: PLR2004 - comma, phrase, comma, verb
            and _is_mark(window[0], ",") and isinstance(window[1], Phrase) and _is_mark(window[2], ",")
            and isinstance(window[3], Verb) and window[3].finite
        )  # fmt: skip

    def _open(self) -> _Draft:
        self.drafts.append(_Draft())
        return self.draft

    def _verb(self, verb: Verb) -> None:
        before = self.draft
        if before.ignored and before.verb is None and verb.voice is not Voice.INFINITIVE:
            before.verb = verb
        elif verb.voice in (Voice.GERUND, Voice.INFINITIVE):
            self._dependent(verb)
        elif verb.voice is Voice.PASSIVE and not verb.finite:
            self._participle(verb)
        elif self.relative and self.last is not None:
            self._relative(verb, self.last)
        elif before.verb is None:
            before.verb = verb
        elif self.waiting and self.separator not in ("and", "or"):
            resumed = self.waiting.pop()
            self.drafts.append(resumed)
            resumed.verb = verb
        else:
            self._coordinate(verb, before)
        self.draft.before_verb = len(self.draft.attachments)
        self.preposition, self.separator, self.relative, self.adjacent = "", "", False, False

    def _coordinate(self, verb: Verb, before: _Draft) -> None:
        inherits = not self.adjacent or not self.last or self.separator in ("and", "or", ",")
        before = next((draft for draft in reversed(self.drafts) if not draft.ignored), before)
        draft = self._open()
        if inherits or self.last is None:
            draft.subjects, draft.coordinated, draft.condition = before.subjects, True, before.condition
            draft.follows = before.follows
        else:
            draft.subjects.add(self.last, conjunction=False)
        draft.verb = verb

    def _relative(self, verb: Verb, antecedent: Phrase) -> None:
        self._suspend()
        draft = self._open()
        draft.subjects.add(antecedent, conjunction=False)
        draft.verb, draft.relative = verb, True

    def _suspend(self) -> None:
        if self.draft.verb is None and self.draft.subjects.phrases:
            self.waiting.append(self.drafts.pop())

    def _dependent(self, verb: Verb) -> None:
        opener = self.preposition or verb.voice.value
        self._suspend()
        if not self.drafts:
            self.drafts.append(_Draft())
        draft = self._open()
        draft.verb, draft.follows, draft.opener = verb, True, opener

    def _participle(self, verb: Verb) -> None:
        before = self.draft
        if before.verb and before.verb.voice in (Voice.PASSIVE, Voice.INFINITIVE) and self.separator:
            verb = msgspec.structs.replace(verb, finite=True)
            draft = self._open()
            draft.subjects, draft.coordinated, draft.verb = before.subjects, True, verb
            draft.condition = before.condition
        elif self.last is not None and (self.adjacent or before.subjects.phrases):
            subject = self.last if self.adjacent or not before.subjects.phrases else before.subjects.phrases[0]
            self._relative(verb, subject)
        else:
            self._open().verb = verb

    def _word(self, word: Word) -> None:
        match word.tag:
            case Tag.PREPOSITION:
                self.preposition, self.separator = word.token.lower, self.separator if self.draft.verb is None else ""
            case Tag.CONJUNCTION:
                self.separator, self.preposition = "and" if word.token.lower != "or" else "or", ""
            case Tag.RELATIVE if word.token.lower == "whose":
                self._aside()
            case Tag.RELATIVE:
                self.relative = True
                return
            case Tag.SUBORDINATOR:
                self._open().condition = word.token.lower if word.token.lower in _CONDITIONS else ""
                self.separator = ""
            case Tag.MARK if word.token.text in ";:":
                self._open()
                self.separator, self.waiting = "", []
            case Tag.MARK:
                if word.token.text == "," and self.draft.verb is None and not self.draft.subjects.phrases:
                    self.draft.condition = ""
                self.separator = self.separator or ("," if word.token.text == "," else "")
            case _:
                return
        self.adjacent = False


def _is_mark(found: Chunk, text: str) -> bool:
    return isinstance(found, Word) and found.token.text == text


def parse(sentence: Sentence) -> Parsed:
    """The clauses of one sentence; linear in its length."""
    chunks = chunk(sentence.tokens)
    reader = _Reader(chunks)
    reader.read()
    clauses = [clause for draft in [*reader.drafts, *reader.waiting] if (clause := draft.finish(reader.aliases))]
    clauses.sort(key=lambda clause: clause.verb.token.start)
    loose = tuple(found for found in chunks if isinstance(found, Phrase) and found.core)
    pairs = tuple(
        (first, link.token.lower, second)
        for first, link, second in zip(chunks, chunks[1:], chunks[2:], strict=False)
        if isinstance(first, Phrase)
        and isinstance(link, Word)
        and link.tag is Tag.PREPOSITION
        and isinstance(second, Phrase)
    )
    return Parsed(
        sentence=sentence,
        clauses=tuple(clauses),
        aliases=tuple(reader.aliases),
        loose=loose,
        pairs=pairs,
        times=tuple(reader.times),
    )
