"""Seeded random plans: every kind of element, nested groups, labels, loops, long words, many scripts."""

import random

from pb_core.domain.diagrams.spec import Connection, ConnectionKind, DiagramSpec, Element, ElementKind, Group

WORDS = (
    "Encoder", "Decoder", "Patch embedding", "Cross-attention", "Feed-forward network", "Replay buffer",
    "Query", "Ground truth", "Loss", "Self-supervised pretraining", "Graph convolution", "Softmax", "Sampler",
    "Policy network", "Environment", "Feature pyramid network", "Region proposal network", "Vector index",
    "Data augmentation", "Teacher", "Student", "Contrastive objective", "Retrieved passages", "Tokenizer",
    "Hyperparameter search", "electroencephalography_preprocessing_pipeline", "Otorhinolaryngologist",
    "Deoxyribonucleoprotein", "注意力机制", "图神经网络编码器", "損失関数", "인코더", "مشفر النص", "מקודד",
    r"$\alpha_t$ schedule", r"$\mathcal{L}_{rec} + \lambda \mathcal{L}_{KL}$", "β-VAE", "∇ estimator", "50% dropout",
    "costs $5 and a_b$", "Кодировщик", "Θ update",
)  # fmt: skip
LABELS = (
    "features",
    "logits",
    "top-k",
    "query vector",
    "if confident",
    "gradient",
    "reward signal",
    "mask",
    r"$z_t$",
    "文本",
)


def random_spec(seed: int, *, largest: int = 24) -> DiagramSpec:
    """A random plan, the same for the same seed."""
    rng = random.Random(seed)  # noqa: S311 - plans, not secrets
    count = rng.randint(4, largest)
    groups = _groups(rng, count)
    homes = [None, None, *[g.id for g in groups]]
    home: str | None = None
    elements = []
    for i in range(count):
        if rng.random() < 0.35:
            home = rng.choice(homes)
        symbol = rng.random() < 0.06
        elements.append(
            Element(
                id=f"e{i}",
                label=rng.choice("+×⊕") if symbol else rng.choice(WORDS),
                kind=ElementKind.OPERATION if symbol else rng.choice(list(ElementKind)),
                detail="learned, 512 dimensions" if rng.random() < 0.1 else "",
                group=home,
                repeat=6 if rng.random() < 0.07 and not symbol else None,
            )
        )
    return DiagramSpec(elements=tuple(elements), connections=_connections(rng, count), groups=groups)


def _groups(rng: random.Random, count: int) -> tuple[Group, ...]:
    amount = rng.choice((0, 0, 1, 2, 3)) if count > 5 else 0
    titles = ("Training stage", "Encoder", "Retriever", "Inference")
    groups: list[Group] = []
    for i in range(amount):
        parent = rng.choice(groups).id if groups and rng.random() < 0.35 else None
        groups.append(Group(id=f"g{i}", title=titles[i], parent=parent, repeat=4 if rng.random() < 0.2 else None))
    return tuple(groups)


def _connections(rng: random.Random, count: int) -> tuple[Connection, ...]:
    pairs: dict[tuple[str, str], ConnectionKind] = {}
    for i in range(1, count):
        source = i - 1 if rng.random() < 0.7 else rng.randrange(i)
        pairs[f"e{source}", f"e{i}"] = rng.choice((ConnectionKind.FLOW,) * 4 + tuple(ConnectionKind))
    for _ in range(rng.randint(0, count // 4)):
        a, b = rng.sample(range(count), 2)
        kind = ConnectionKind.FEEDBACK if a > b else ConnectionKind.SKIP
        pairs.setdefault((f"e{a}", f"e{b}"), kind)
    return tuple(
        Connection(source=a, target=b, kind=kind, label=rng.choice(LABELS) if rng.random() < 0.2 else "")
        for (a, b), kind in pairs.items()
    )
