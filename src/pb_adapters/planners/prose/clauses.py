"""Clauses of a sentence: a verb with its subject, its objects and what its prepositions govern."""

from collections.abc import Iterator, Sequence

from msgspec import Struct

from pb_adapters.planners.prose import words
from pb_adapters.planners.prose.document import Token
from pb_adapters.planners.prose.phrases import Chunk, Tag, Voice


class Party(Struct, frozen=True):
    """A noun phrase that takes part, or a pronoun; ``of`` is the phrase that its *of* governs."""

    tokens: tuple[Token, ...]
    definite: bool = False
    of: "Party | None" = None
    pronoun: bool = False

    @property
    def start(self) -> int:
        """Where it begins in the source."""
        return self.tokens[0].start

    @property
    def end(self) -> int:
        """Where it ends, with what its *of* governs."""
        return self.of.end if self.of else self.tokens[-1].end


class Clause(Struct, frozen=True, kw_only=True):
    """A verb and its parties; ``subjects`` is empty where the doer is left out or is the author."""

    lemma: str
    voice: Voice
    subjects: tuple[Party, ...] = ()
    objects: tuple[Party, ...] = ()
    complements: tuple[tuple[str, Party], ...] = ()
    by_author: bool = False
    possible: bool = False
    """Whether it only says what can be done: ``can be added``."""
    after: int | None = None
    """The place, among the sentence's clauses, of the one that this says the purpose or the outcome of."""

    def behind(self, *prepositions: str) -> tuple[Party, ...]:
        """What these prepositions govern."""
        return tuple(party for preposition, party in self.complements if preposition in prepositions)


_RELATIVE = [Tag.NOUN, Tag.SUBORDINATOR, Tag.VERB]
_MAY = frozenset(("can", "may"))
_LEADING = frozenset({"to", "into", "by", "through"})
"""Behind these stands what takes or does something, of which *which* goes on to tell."""
_AUTHOR = frozenset(("we", "i", "one", "you"))


def parse(chunks: Sequence[Chunk]) -> tuple[Clause, ...]:
    """The clauses of a sentence in order; those whose parties the rules cannot tell have none."""
    return tuple(_Parser(chunks).run())


class _Parser:
    def __init__(self, chunks: Sequence[Chunk]) -> None:
        self.chunks = chunks
        self.verbs = [at for at, chunk in enumerate(chunks) if chunk.tag is Tag.VERB]
        self.clauses: list[Clause] = []

    def run(self) -> Iterator[Clause]:
        for number, at in enumerate(self.verbs):
            verb = self.chunks[at]
            end = self.verbs[number + 1] if number + 1 < len(self.verbs) else len(self.chunks)
            subjects, author, after = self._subjects(at, number)
            objects, complements = self._right(at + 1, end)
            complements = (*complements, *(self._lead() if number == 0 else ()))
            clause = Clause(
                lemma=verb.lemma, voice=verb.voice, subjects=subjects, objects=objects, complements=complements,
                by_author=author, after=after,
                possible=verb.voice is Voice.PASSIVE and any(token.lower in _MAY for token in verb.tokens),
            )  # fmt: skip
            self.clauses.append(clause)
            yield clause

    def _lead(self) -> tuple[tuple[str, Party], ...]:
        """``Given A,`` and ``From A,`` at the head of a sentence."""
        head = self.chunks[0]
        stop = next((at for at, chunk in enumerate(self.chunks) if chunk.tag is Tag.COMMA), 0)
        if head.tag is not Tag.PREPOSITION or head.text not in ("given", "from") or not 0 < stop < self.verbs[0]:
            return ()
        return tuple((governor, party) for governor, party in self._phrases(0, stop) if governor == head.text)

    def _subjects(self, at: int, number: int) -> tuple[tuple[Party, ...], bool, int | None]:
        """The subject of a verb, whether it is the author, and the clause that it goes on from."""
        voice = self.chunks[at].voice
        before = self.chunks[at - 1] if at else None
        last = number - 1 if number else None
        if voice is Voice.INFINITIVE:
            own = self._own_doer(at)
            return own, False, None if own else last
        if before is None:
            return (), voice is Voice.BARE, None
        if voice is Voice.GERUND and before.tag in (Tag.COMMA, Tag.PREPOSITION):
            return (), False, last if before.tag is Tag.COMMA else None
        return self._finite_subjects(at, number, before)

    def _own_doer(self, at: int) -> tuple[Party, ...]:
        """``to read A and a writer to write B``: behind another purpose the noun between them is the second's doer."""
        row = self.chunks[max(at - 2, 0) : at]
        joined = [chunk.tag for chunk in row] == [Tag.CONJUNCTION, Tag.NOUN]
        return (_party(row[1]),) if joined and self.clauses and self.clauses[-1].voice is Voice.INFINITIVE else ()

    def _finite_subjects(self, at: int, number: int, before: Chunk) -> tuple[tuple[Party, ...], bool, int | None]:
        voice = self.chunks[at].voice
        if before.tag is Tag.SUBORDINATOR:
            return self._antecedent(at - 1), False, None
        if before.tag is Tag.PRONOUN and before.text in _AUTHOR:
            return (), True, None
        shared = self._shared(at, number)
        if shared is not None:
            return shared
        if voice in (Voice.PARTICIPLE, Voice.GERUND):
            return self._nearest(at), False, None
        return self._leftward(at), voice is Voice.BARE and before.tag in (Tag.BORDER, Tag.COMMA), None

    def _shared(self, at: int, number: int) -> tuple[tuple[Party, ...], bool, int | None] | None:
        """The subject of the verb before, where *and* or a comma joins the two verbs."""
        before = self.chunks[at - 1]
        if before.tag not in (Tag.CONJUNCTION, Tag.COMMA) or not self.clauses or self._before_apposition(at) < at:
            return None
        last = self.clauses[number - 1]
        alike = (last.voice is Voice.PASSIVE) == (self.chunks[at].voice in (Voice.PASSIVE, Voice.PARTICIPLE))
        return (last.subjects, last.by_author, last.after) if alike else ((), False, None)

    def _antecedent(self, at: int) -> tuple[Party, ...]:
        """The noun right before *which*; behind most prepositions it may be either noun, so that there is none."""
        place = at - 1
        while place >= 0 and self.chunks[place].tag in (Tag.COMMA, Tag.PREPOSITION):
            if self.chunks[place].tag is Tag.PREPOSITION:
                return ()
            place -= 1
        if place < 0 or self.chunks[place].tag is not Tag.NOUN:
            return ()
        governor = self.chunks[place - 1] if place > 0 else None
        either = governor is not None and governor.tag is Tag.PREPOSITION and governor.text not in _LEADING
        return () if either else (_party(self.chunks[place]),)

    def _nearest(self, at: int) -> tuple[Party, ...]:
        chunk = self.chunks[at - 1]
        of = at > 1 and self.chunks[at - 2].text == "of"
        return (_party(chunk),) if chunk.tag is Tag.NOUN and not of else ()

    def _leftward(self, at: int) -> tuple[Party, ...]:
        """The nouns of the stretch before a verb that no preposition governs."""
        start = self._before_apposition(at)
        start = self._before_participle(start)
        at = min(at, start)
        while start > 0 and self.chunks[start - 1].tag in (Tag.NOUN, Tag.PREPOSITION, Tag.PRONOUN, Tag.CONJUNCTION):
            start -= 1
        while start < at and self.chunks[start].tag in (Tag.CONJUNCTION, Tag.COMMA):
            start += 1
        parties = [party for governor, party in self._phrases(start, at) if governor == ""]
        if not parties or all(chunk.tag is not Tag.CONJUNCTION for chunk in self.chunks[start:at]):
            parties = parties[:1]
        return tuple(parties)

    def _before_apposition(self, at: int) -> int:
        """``a gauge encoder, a small network, turns``: the place behind the noun that the commas' inside explains."""
        if self.chunks[at - 1].tag is not Tag.COMMA:
            return at
        place = at - 2
        while place > 0 and self.chunks[place].tag in (Tag.NOUN, Tag.PREPOSITION):
            place -= 1
        if self.chunks[place].voice is Voice.PARTICIPLE and place > 0:  # ", combined with the embedding,"
            place -= 1
        opens = self.chunks[place + 1].tag is Tag.NOUN or self.chunks[place + 1].voice is Voice.PARTICIPLE
        inside = self.chunks[place].tag is Tag.COMMA and place + 1 < at - 1 and opens
        return place if inside and place > 0 and self.chunks[place - 1].tag is Tag.NOUN else at

    def _before_participle(self, at: int) -> int:
        """``each query made by A is``, ``the salt holding A and B is``: the place behind the participle's noun."""
        place, row = at, self.chunks
        while place > 0 and row[place - 1].tag in (Tag.NOUN, Tag.PREPOSITION, Tag.CONJUNCTION):
            place -= 1
        if place < at and [chunk.tag for chunk in row[max(place - 3, 0) : place]] == _RELATIVE:
            return place - 2
        if not 1 < place < at or row[place - 2].tag is not Tag.NOUN:
            return at
        if row[place - 1].voice is Voice.GERUND:
            return place - 1 if row[place].tag is Tag.NOUN else at
        alone = all(chunk.tag is not Tag.CONJUNCTION for chunk in row[place:at])
        found = alone and row[place - 1].voice is Voice.PARTICIPLE and row[place].tag is Tag.PREPOSITION
        return place - 1 if found else at

    def _phrases(self, start: int, end: int) -> Iterator[tuple[str, Party]]:
        """Noun phrases between two places, each with the preposition that governs it; *of* is taken in."""
        governor, place = "", start
        while place < end:
            chunk = self.chunks[place]
            if chunk.tag is Tag.PREPOSITION:
                governor = chunk.text
            elif chunk.tag in (Tag.NOUN, Tag.PRONOUN):
                party, place = self._with_of(place, end)
                yield governor, party
                joint = self.chunks[place].tag if place < end else Tag.BORDER
                goes_on = joint in (Tag.CONJUNCTION, Tag.COMMA) and self._alike(place, chunk, end)
                governor = governor if goes_on else ""
                continue
            elif chunk.tag not in (Tag.CONJUNCTION, Tag.COMMA) or self._explains(place, end):
                return
            place += 1

    def _explains(self, joint: int, end: int) -> bool:
        """Whether a comma opens what explains the noun before it: a list has its *and*."""
        inside = self.chunks[joint:end]
        told = len(inside) > 1 and inside[0].tag is Tag.COMMA and inside[1].determined and not inside[1].definite
        counted = joint > 0 and self.chunks[joint - 1].tokens[0].lower in words.NUMERALS  # "two tracks, A and B"
        return counted or (told and all(chunk.tag is not Tag.CONJUNCTION for chunk in inside))

    def _alike(self, joint: int, chunk: Chunk, end: int) -> bool:
        """Whether the noun behind a joint is determined as the one before it, so that one preposition governs both."""
        place = joint
        while place < end and self.chunks[place].tag in (Tag.CONJUNCTION, Tag.COMMA):
            place += 1
        return place < end and self.chunks[place].determined == chunk.determined

    def _with_of(self, place: int, end: int) -> tuple[Party, int]:
        chunk = self.chunks[place]
        after = self.chunks[place + 1 : place + 3]
        if place + 2 < end and after[0].text == "of" and after[1].tag is Tag.NOUN:
            inner, at = self._with_of(place + 2, end)
            return _party(chunk, inner), at
        return _party(chunk), place + 1

    def _right(self, start: int, end: int) -> tuple[tuple[Party, ...], tuple[tuple[str, Party], ...]]:
        """Objects and complements of a verb; the stretch ends where another clause begins."""
        if start < end and self.chunks[start].tag in (Tag.COMMA, Tag.CONJUNCTION):
            return (), ()  # "generates, scores and ranks": what is done to what comes is not told
        stop = start
        while stop < end and self.chunks[stop].tag not in (Tag.BORDER, Tag.SUBORDINATOR):
            stop += 1
        stop = self._without_next_subject(start, stop, end)
        stop -= 2 * self._is_parallel(start, stop, end)
        phrases = list(self._phrases(start, stop))
        objects = tuple(party for governor, party in phrases if governor == "")
        return objects, tuple((governor, party) for governor, party in phrases if governor)

    def _is_parallel(self, start: int, stop: int, end: int) -> bool:
        """``that reads A and a writer that``: whether the noun opens what stands beside; so with *to*."""
        joined = [chunk.tag for chunk in self.chunks[max(stop - 2, start) : stop]] == [Tag.CONJUNCTION, Tag.NOUN]
        after = self.chunks[stop : stop + 1] if stop < end else self.chunks[end : end + 1]
        opens = after and (after[0].tag is Tag.SUBORDINATOR or after[0].voice is Voice.INFINITIVE)
        return joined and stop - start > 2 and bool(opens)  # noqa: PLR2004 - object, joint, noun

    def _without_next_subject(self, start: int, stop: int, end: int) -> int:
        """Leave the subject of the next verb to it: the noun after the last comma or *and*, or the whole if none."""
        if (
            stop < end
            or end == len(self.chunks)
            or self.chunks[end].voice in (Voice.INFINITIVE, Voice.PARTICIPLE, Voice.GERUND)
        ):
            return stop
        if self._before_participle(stop) < stop:  # "query generated by the augmentor is": the noun is the participle's
            return stop
        place = stop - 1
        while place > start and self.chunks[place].tag not in (Tag.CONJUNCTION, Tag.COMMA):
            place -= 1
        return place


def _party(chunk: Chunk, of: Party | None = None) -> Party:
    return Party(chunk.tokens, chunk.definite, of, pronoun=chunk.tag is Tag.PRONOUN)
