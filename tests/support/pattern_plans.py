"""Plans that ask for each pattern of layout by their graph alone: two a pattern, as flowcharts."""

from pb_adapters.notation.mermaid import read
from pb_core.domain.diagrams.spec import Connection, DiagramSpec, Element, ElementKind

_FLOWCHARTS = {
    "stage panels": (
        """flowchart LR
  subgraph prep["Preparation"]
    a1[/"Raw scans"/] --> a2["Resample"] --> a3["Normalise"]
  end
  subgraph train["Training"]
    b1[["Backbone"]] --> b2["Segmentation head"] --> b3{{"Dice loss"}}:::objective
  end
  subgraph deploy["Deployment"]
    c1["Export weights"] --> c2["Serve model"] --> c3(["Masks"])
  end
  a3 --> b1
  b2 --> c1""",
        """flowchart LR
  subgraph collect["Collection"]
    a["Crawl pages"] --> b["Remove duplicates"] --> c["Merge shards"]
  end
  subgraph annotate["Annotation"]
    d["Sample documents"] --> e["Label spans"] --> f["Adjudicate"]
  end
  c --> d""",
    ),
    "overview with zoom": (
        """flowchart LR
  subgraph over["Overview"]
    t["Tokens"] --> e["Embedding"] --> b["Mixer block"] --> h["Head"] --> y["Logits"]
  end
  subgraph inner["Mixer block"]
    n["Layer norm"] --> m["Token MLP"] --> p((+)) --> c["Channel MLP"]
    n --> p
  end""",
        """flowchart LR
  subgraph pipeline["Pipeline"]
    t["Text"] --> e["Encoder"] --> r["Reranker"] --> g["Generator"] --> a["Answer"]
  end
  subgraph reranker["Reranker"]
    p["Pair query and passage"] --> c["Cross-attention"] --> s["Score"] --> o["Sort"]
  end""",
    ),
    "lanes": (
        """flowchart LR
  subgraph training["Training"]
    t1[/"Labelled clips"/] --> t2["Augment"] --> t3[["Video encoder"]] --> t4{{"Contrastive loss"}}:::objective
  end
  subgraph inference["Inference"]
    i1[/"New clip"/] --> i2["Crop"] --> i3[["Frozen encoder"]] --> i4(["Label"])
  end
  t3 -.->|weights| i3""",
        """flowchart LR
  subgraph audio["Audio"]
    a1["Waveform"] --> a2["Mel filter"] --> a3["Conformer"]
  end
  subgraph video["Video"]
    v1["Frames"] --> v2["Face crop"] --> v3["3D CNN"]
  end
  subgraph text["Text"]
    x1["Transcript"] --> x2["Tokeniser"] --> x3["Transformer"]
  end
  f["Fusion"]
  a3 --> f
  v3 --> f
  x3 --> f
  f --> o(["Emotion"])""",
    ),
    "loop": (
        """flowchart LR
  a["Policy"] --> b["Roll out"] --> c["Score"] --> d["Filter"] --> e["Fine-tune"] --> a""",
        """flowchart LR
  q["Query pool"] --> s["Select batch"] --> l["Label batch"] --> t["Train model"] --> u["Estimate uncertainty"] --> q
  t --> v["Validate"]""",
    ),
    "encoder and decoder": (
        """flowchart LR
  x["Mixture"] --> e1["Down 1"] --> e2["Down 2"] --> z["Latent"] --> d2["Up 2"] --> d1["Up 1"] --> y["Mask"]
  e1 -.-> d1
  e2 -.-> d2""",
        """flowchart LR
  a["Signal"] --> b["Conv 1"] --> c["Conv 2"] --> d["Code"] --> e["Deconv 2"] --> f["Deconv 1"] --> g["Noise"]
  b -.-> f
  c -.-> e""",
    ),
    "two branches": (
        """flowchart LR
  x["Image"] --> a["Global branch"] --> a2["Pool"] --> m((+))
  x --> b["Local branch"] --> b2["Crop"] --> m
  m --> y["Classify"]""",
        """flowchart TD
  s["Sentence"] --> p["Parse"]
  p --> a["Syntax path"] --> m((C))
  p --> b["Semantic path"] --> m
  p --> c["Discourse path"] --> m
  m --> r["Rank"]""",
    ),
    "stack": (
        """flowchart LR
  x["Point cloud"] --> g
  %% pb: {"repeat":3}
  subgraph block["Set abstraction"]
    g["Group neighbours"] --> m["Shared MLP"] --> p["Max pool"]
  end
  p --> h["Classifier"] --> y(["Class"])""",
        """flowchart TD
  e["Tokens"] --> a
  %% pb: {"repeat":12}
  subgraph layer["Layer"]
    a["Attention"] --> f["Feed-forward"]
  end
  f --> o["Linear"]""",
    ),
    "hub or tree": (
        """flowchart LR
  o["Orchestrator"] --> a["Search agent"] --> o
  o --> b["Code agent"] --> o
  o --> c["Vision agent"] --> o
  o --> d["Critic agent"] --> o""",
        """flowchart TD
  o["Corpus"] --> a["News"]
  o --> b["Science"]
  o --> c["Fiction"]
  a --> a1["Politics"]
  a --> a2["Sport"]
  b --> b1["Physics"]
  b --> b2["Biology"]
  c --> c1["Novels"]
  c --> c2["Plays"]""",
    ),
    "strip": (
        """flowchart LR
  a["Sample"] --> b["Rinse"] --> c["Stain"] --> d["Scan"] --> e["Count"]""",
        """flowchart LR
  a["Recipe text"] --> b["Extract steps"] --> c["Order steps"] --> d["Action graph"]""",
    ),
    "matrix": (
        """flowchart LR
  subgraph a["Model-free"]
    a1["Grid search"]
    a2["Random search"]
    a3["Bandit"]
  end
  subgraph b["Bayesian"]
    b1["Gaussian process"]
    b2["Tree Parzen"]
    b3["Random forest"]
  end
  subgraph c["Evolutionary"]
    c1["Genetic algorithm"]
    c2["Evolution strategy"]
    c3["Particle swarm"]
  end""",
        """flowchart LR
  a["Accuracy"]
  b["Calibration"]
  c["Robustness"]
  d["Fairness"]
  e["Efficiency"]
  f["Toxicity"]
  g["Bias"]
  h["Privacy"]
  i["Coverage"]""",
    ),
    "folded rows": (
        """flowchart LR
  a[/"Sample"/] --> b["Lyse cells"] --> c["Extract RNA"] --> d["Deplete rRNA"] --> e["Fragment"]
  e --> f["Reverse transcribe"] --> g["Ligate adapters"] --> h["Amplify"] --> i["Sequence"] --> j["Align reads"]
  j --> k["Count genes"] --> l(["Expression table"])""",
        """flowchart LR
  a["Read plan"] --> b["Check units"] --> c["Fill gaps"] --> d["Fit model"] --> e["Bootstrap"] --> f["Rank models"]
  f --> g["Draw figures"] --> h["Write report"] --> i["Review"] --> j["Publish"]""",
    ),
}


def pattern_plans() -> dict[tuple[str, int], DiagramSpec]:
    """Every plan by the name of its pattern and its number."""
    found = {
        (name, number): read(text).spec for name, texts in _FLOWCHARTS.items() for number, text in enumerate(texts)
    }
    words = ("public key", "ciphertext", "commitment", "challenge", "response")
    pair = [("alice", "bob"), ("bob", "alice")] * 3
    found["exchange", 0] = _exchange([(*ends, word) for ends, word in zip(pair, words, strict=False)])
    words = ("task", "list tools", "schemas", "plan", "approval", "call", "observation", "answer")
    ends = [("user", "agent"), ("agent", "tools"), ("tools", "agent"), ("agent", "user")] * 2
    found["exchange", 1] = _exchange([(*pair, word) for pair, word in zip(ends, words, strict=True)])
    return found


def _exchange(messages: list[tuple[str, str, str]]) -> DiagramSpec:
    names = dict.fromkeys(name for source, target, _ in messages for name in (source, target))
    return DiagramSpec(
        elements=tuple(Element(id=name, label=name.title(), kind=ElementKind.ACTOR) for name in names),
        connections=tuple(Connection(source=a, target=b, label=word) for a, b, word in messages),
    )
