"""What stands around the clauses: for each, inside each, lists after a colon, arms."""

from collections.abc import Sequence

import msgspec

from pb_adapters.planners.offline.clauses import Clause, Parsed
from pb_adapters.planners.offline.entities import SYSTEM, is_thing
from pb_adapters.planners.offline.links import Container, Link
from pb_adapters.planners.offline.mentions import is_plural, is_we
from pb_adapters.planners.offline.morphology import lemma_of, singular, stem
from pb_adapters.planners.offline.phrases import Phrase, Voice
from pb_adapters.planners.offline.story import Story
from pb_core.domain.diagrams.spec import ElementKind


def for_each(story: Story, clause: Clause, before: int) -> None:
    """What "for every mention" and "inside each block" say of the parties of a clause."""
    acting = list(dict.fromkeys(link.source for link in story.result.links[before:]))
    for attachment in clause.attachments[: clause.lead]:
        each = [p for p in attachment.phrases if p.determiner in ("each", "every")]
        if attachment.preposition == "for" and acting and clause.verb.voice is Voice.ACTIVE:
            agents = story.ids([p for p in clause.subjects if not is_we(p)], create=False)[:1]
            story.link_all([node for node in story.now(story.ids(each)) if node not in agents], agents, clause)
        if attachment.preposition in ("in", "inside", "within") and each:
            _inside(story, each, clause)
        if attachment.preposition == "in" and not each:
            _along(story, attachment.phrases, clause)


def _along(story: Story, phrases: Sequence[Phrase], clause: Clause) -> None:
    """As in "In the guided arm, the dose …": the arm leads to what is done there."""
    arms = story.ids([p for p in phrases if singular(p.head) in ("arm", "branch", "stream")], create=False)
    parties = clause.subjects if clause.verb.voice is Voice.PASSIVE else (*clause.objects, *clause.subjects)
    story.link_all(arms, story.ids([p for p in parties if is_thing(p)], create=False)[:1], clause)


def _inside(story: Story, each: Sequence[Phrase], clause: Clause) -> None:
    owners = [node for node in story.ids(each, create=False) if story.registry.nodes[node].kind is not ElementKind.DATA]
    if owners:
        story.inside = (owners[0], clause)


def close_inside(story: Story) -> None:
    """What acts in a sentence that begins "inside each block" stands in the block."""
    if story.inside is None:
        return
    owner, _ = story.inside
    sentence = story.document.sentences[story.sentence]
    acting = [link.source for link in story.result.links if link.sentence == story.sentence]
    acting += [
        node.id
        for node in story.registry.nodes
        if node.sentence == story.sentence and node.kind is not ElementKind.DATA
    ]
    members = tuple(node for node in dict.fromkeys(sorted(acting)) if node != owner)
    story.inside = None
    if members:
        story.result.containers.append(
            Container(owner=owner, members=members, sentence=story.sentence, start=sentence.start, end=sentence.end)
        )


def listed(story: Story, parsed: Parsed) -> None:
    """As in "Two graphs: an atom graph, … and a ring graph": the list stands for its name from here on."""
    _listed_for(story, parsed)
    colon = next((token for token in parsed.sentence.tokens if token.text == ":"), None)
    if colon is None:
        return
    owner = next((p for p in reversed(parsed.loose) if p.end <= colon.start), None)
    if owner is None or not is_plural(owner):
        return
    head = singular(owner.head)
    parts = [p for p in parsed.loose if p.start > colon.end and singular(p.head) == head and len(p.core) > 1]
    whole = story.registry.resolve(owner, story.sentence, create=False)
    if len(parts) > 1 and whole is not None and whole != SYSTEM:
        members = [node for node in story.ids(parts) if node != whole]
        story.registry.expansions[whole] = members
        _spread(story, whole, members)


def _listed_for(story: Story, parsed: Parsed) -> None:
    """As in "An encoder each: a convolution for the images, a network for the text"."""
    colon = next((token for token in parsed.sentence.tokens if token.text == ":"), None)
    if colon is None:
        return
    told = [
        (a, b) for a, link, b in parsed.pairs if link == "for" and a.start > colon.end and is_thing(a) and is_thing(b)
    ]
    owner = next((p for p in reversed(parsed.loose) if p.end <= colon.start and is_thing(p)), None)
    if len(told) < 2 or owner is None:  # noqa: PLR2004 - a list has two items
        return
    sentence = story.document.sentences[story.sentence]
    made: list[int] = []
    for worker, datum in told:
        for end in story.ids([worker]):
            made.append(end)
            for source in story.now(story.ids([datum])):
                if source != end:
                    story.registry.produced.add(end)
                    story.result.links.append(
                        Link(
                            source=source,
                            target=end,
                            sentence=story.sentence,
                            start=sentence.start,
                            end=sentence.end,
                        )
                    )
    heads = [owner.head, *([owner.of.head] if owner.of else [])]
    story.lists += [(stem(lemma_of(singular(head))), made) for head in heads]


def _spread(story: Story, whole: int, members: list[int]) -> None:
    links = story.result.links
    for place, link in enumerate(list(links)):
        if whole in (link.source, link.target):
            made = [
                msgspec.structs.replace(link, source=m)
                if link.source == whole
                else msgspec.structs.replace(link, target=m)
                for m in members
            ]
            links[place] = made[0]
            links += made[1:]


def go_on_from_parting(story: Story, words: list[str]) -> None:
    """As in "In the second arm": go on from where the arms parted."""
    opens = words[:2] == ["in", "the"] and any(word in ("arm", "branch", "stream", "group") for word in words[2:5])
    if opens and story.parting is not None:
        current, story.focus = story.parting
        story.registry.current = dict(current)
