import pytest

from pb_adapters.drawing.diagrams.glyph_choice import glyph_of
from pb_core.domain.diagrams.spec import Element, ElementKind, Shape


def element(label: str, kind: str = "data") -> Element:
    return Element(id="e", label=label, kind=ElementKind(kind))


@pytest.mark.parametrize(
    ("label", "kind", "glyph"),
    [
        ("Satellite images", "input", "image"),
        ("Image patches", "input", "image"),
        ("Brain and CT scans", "data", "image"),
        ("Video clip", "input", "film"),
        ("Speech", "input", "waveform"),
        ("Final audio file", "output", "waveform"),
        ("EEG signal", "input", "waveform"),
        ("Inspection report", "output", "document"),
        ("Passages", "data", "stack"),
        ("Top 50 passages", "data", "stack"),
        ("Source code", "input", "code"),
        ("Code", "data", "code"),
        ("Training data", "input", "stack"),
        ("Masked tokens", "data", "masked-tokens"),
        ("Multiple files", "data", "stack"),
        ("Semantic Field tokens", "data", "tokens"),
        ("User query", "input", "bubble"),
        ("Query", "input", "bubble"),
        ("Brain scans", "input", "image"),
        ("Speech recording", "input", "waveform"),
        ("Query vector", "data", "vector"),
        (r"Latent \hat{z}_0", "data", "vector"),
        ("Encoder $E_\\phi$", "model", "encoder"),
        ("Image x_t", "input", "image"),
        ("Embedding of the image", "data", "vector"),
        ("Attention map", "data", "matrix"),
        ("Similarity matrices", "data", "matrix"),
        ("Noise denoiser", "model", "net"),
        ("Fine feature map", "output", "slabs"),
        ("Graph convolution", "model", "slabs"),
        ("User embeddings", "process", "vector"),
        ("Lookup table", "input", "table"),
        ("Feature clusters", "output", "points"),
        ("3D point cloud", "input", "points"),
        ("Score histogram", "output", "histogram"),
        ("Semantic search", "process", "lens"),
        ("Noise schedule", "data", "curve"),
        ("Sensor series", "input", "curve"),
        ("Atom graph", "data", "graph"),
        ("Graph network", "model", "graph"),
        ("Molecules", "input", "graph"),
        ("MLP", "model", "net"),
        ("Value network", "model", "net"),
        ("Ensemble of networks", "model", "net"),
        ("Image encoder", "model", "encoder"),
        ("Shallow decoder", "model", "decoder"),
        ("Vector index", "store", "cylinder"),
        ("Key-value cache", "store", "cylinder"),
        ("Admission queue", "store", "cylinder"),
        ("Recording", "store", "cylinder"),  # the kind wins over the words
        ("Image dataset", "store", "cylinder"),
        ("Speech input", "input", "waveform"),
        ("Image data", "process", "image"),
        ("Vector database", "process", "cylinder"),
        ("Secure S3 bucket", "process", "cylinder"),
        ("Bucket", "process", "cylinder"),
        ("PostgreSQL", "process", "cylinder"),
        ("Set of images", "data", "image"),
        ("Images and photos", "input", "image"),
        ("User on login node", "process", "person"),
        ("Nurses", "actor", "person"),
        ("Vision-language model", "model", "net"),
        ("Planning agent", "actor", "agent"),
        ("Retrieval", "process", "lens"),
        ("Interview notes", "input", "stack"),
        ("Latent diffusion model", "model", "net"),
        ("Agentic searcher", "process", "agent"),
        ("🔎 Agentic searcher", "process", None),  # has a picture
        ("👤 User", "actor", None),
        ("🗄️ User database", "process", "cylinder"),
        ("Agent A", "process", "agent"),
        ("GCN layer 1", "process", None),  # slabs are feature maps
        ("Convolutional layer 1", "process", "slabs"),
        ("Robot arm and hand", "actor", None),
        ("Tool and workpiece", "actor", None),
        ("Robot and articulated object", "actor", "agent"),
        ("Doctors and nurses", "actor", "person"),
        ("End-users of the app", "actor", "person"),
        ("tool generate\npeering-user", "model", None),
        ("Cloud AI User\non Project", "process", None),  # may be a role
        ("Clarification agent 2", "process", "agent"),
        ("LLM engine", "process", "net"),
        ("topic_agent", "process", "agent"),
        ("RouterAgent", "process", "agent"),
        ("vllm_api_key", "process", "key"),
        ("API server", "process", "server"),
        ("2 GPUs", "process", "chip"),
        ("Web browser", "process", "window"),
        ("Admin dashboard", "process", "window"),
        ("CLI", "process", "terminal"),
        ("https://example.org/v1", "process", "globe"),
        ("Private cloud", "process", "cloud"),
        ("Mobile app", "process", "phone"),
        ("RGB-D camera", "input", "camera"),
        ("Camera 2", "process", "camera"),
        ("Pressure sensors", "input", "sensor"),
        ("Cron job", "process", "clock"),
        ("Confirmation email", "output", "envelope"),
        ("Drift notifications", "output", "bell"),
        ("API keys", "data", "key"),
        ("Firewall", "process", "shield"),
        ("build/\nArtifacts", "process", "folder"),
        ("package.xml", "process", "document"),
        ("docs/CMakeLists.txt", "process", "document"),
        ("install/setup.bash", "process", "code"),
        ("results.csv", "output", "table"),
        ("Docker image", "process", "package"),
        ("Message broker", "process", "queue"),
        ("Task queue", "process", "queue"),
        ("Verify MLP", "model", "net"),
        ("REST API", "process", "braces"),
        ("Config", "input", "sliders"),
        ("Bar chart", "output", "histogram"),
        ("Concatenate", "operation", "concat"),
        ("Element-wise product", "operation", "multiply"),
        ("Addition", "operation", "add"),
    ],
)
def test_a_pictogram_shows_the_type_that_the_label_names(label: str, kind: str, glyph: str) -> None:
    assert glyph_of(element(label, kind)) == glyph


def test_what_a_plan_draws_as_a_cylinder_is_one() -> None:
    assert glyph_of(Element(id="e", label="Recordings", kind=ElementKind.DATA, shape=Shape.CYLINDER)) == "cylinder"


@pytest.mark.parametrize(
    ("label", "kind"),
    [
        ("Planner", "process"),
        ("Mamba-2 backbone", "model"),  # of whatever layers
        ("Publish accessible HTML and selectable PDF", "process"),
        ("Cross-attention", "model"),  # nobody says that it is shown as a matrix
        ("Softmax", "operation"),  # nor this as a histogram
        ("algorithm.type = mlp", "process"),  # says what one is set to
        ("Qwen2-VL", "model"),  # what a brand is, its name does not say
        ("GPT-5 with vision", "process"),
        ("LLM verifier", "model"),  # who checks is no lens
        ("Receding-horizon search", "process"),  # looks nothing up
        ("Class probabilities", "output"),  # of however many classes
        ("Native source record", "input"),  # may be anything
        ("Analyzer alerts", "input"),  # are findings
        ("Box prompts", "input"),  # are no talk
        ("Segmentation masks", "output"),  # are no photographs
        ("Candidate patches", "data"),  # of code
        ("Protein sequence", "input"),
        ("Layer-specific clocks", "process"),
        ("Baseline logits", "data"),
        ("25 logits", "data"),  # a number alone is no lot of sheets
        ("6,000 demonstrations", "data"),
        ("Malignant posterior", "output"),  # may be of two classes
        ("Pruned tiles", "data"),  # of whatever
        ("Slot compiler", "process"),  # as every step works, no machine says more of one
        ("Optimiser", "process"),
        ("Probability", "output"),  # is one number
        ("Response", "output"),  # may be anything
        ("WaveGlow vocoder", "process"),  # a step, of which others may be models as well
        ("Crack detector", "model"),  # who finds is no lens
        ("YOLO detection", "process"),
        ("Speed buckets", "data"),  # which are ranges
        ("Query database", "process"),  # verbs before their objects
        ("Search Vector Database", "process"),
        ("Environment", "actor"),  # is nobody
        ("Alert user", "process"),
        ("User data", "process"),  # of a user
        ("SLO / Audit / Alerts", "process"),  # not only alerts
        ("Store response in memory", "process"),
        ("Model detects speech", "process"),  # a sentence
        ("Applications and agents", "process"),  # not only agents
        ("Config and recipes", "data"),
        ("HTTP server\nAPI endpoints", "process"),  # two things
        ("Role replica llama-405b-0", "process"),  # a name in a name
        ("Queue emails", "process"),
        ("Node.js", "process"),  # products
        ("Next.js", "process"),
        ("Helm chart", "process"),
        ("user_agent", "process"),
        ("create_agent", "process"),
        ("CreateAgent", "process"),
        ("user_db", "process"),
        ("read/ write", "process"),
        ("Input/ Output", "process"),
        ("v1.4.0-beta.1", "process"),
        ("Agentic workflow", "process"),
        ("Similarity score", "data"),  # one number
        ("Global token", "data"),  # one is not drawn as several
        ("LiDAR scans", "input"),  # no photograph
        ("Density", "data"),  # a field
        ("Future-state queries", "data"),  # of a model
        ("fMRI signal", "input"),  # no sound
        ("Cluster.spec.topology.version", "process"),  # names of code and files
        ("get_user_db", "process"),
        ("current_user", "data"),
        ("Structure codes", "data"),  # of a codebook
        ("Optimal gesture code", "data"),
        ("UserCreate", "process"),
        ("20 · Settings", "data"),  # a number of an element counts no lot
        ("JSON message", "process"),
        ("Encoded memory", "process"),
        ("Risky index $\\lambda(q)$", "data"),
        ("Agent trajectory", "data"),
        ("workers/repository/index.ts, for each repository", "process"),
        ("repository/process/index", "process"),
        ("database.query()", "process"),
        ("register", "process"),  # verbs, and what may be one
        ("schedules", "process"),
        ("auto discover repositories", "process"),
        ("Read document", "process"),
        ("Chunk text", "process"),
        ("Exchange code for tokens", "process"),
        ("constructing the entity table", "process"),
        ("constructing a mapping table", "process"),
        ("Get all images", "data"),
        ("Index documents", "process"),
        ("Document saved", "process"),
        ("Cluster", "process"),  # words of other fields
        ("Kubernetes cluster", "input"),
        ("Session token", "process"),
        ("Linux distribution", "process"),
        ("Service layer", "process"),
        ("Human review", "process"),  # not a drawing of a human
        ("Images and texts", "input"),
        ("Weight of the image", "data"),
        ("Sequence model", "model"),  # not a drawing of a sequence
        ("Satellite retrievals", "data"),  # no action
        ("Updates", "data"),
        ("River network", "process"),  # no neural network
        ("Query, key and value", "data"),  # several things
        ("Query $q_i$", "data"),  # a vector
        ("Weight of the image", "process"),  # what it is stands before the preposition
        ("Image is sharp?", "decision"),
        ("Latent loss", "objective"),
        ("Angle embedding", "process"),  # as a step
        ("FFT-tree convolution", "process"),
        ("Discord server", "process"),
        ("Detection head", "model"),
        ("Log entry", "data"),
        ("12 h forecast", "data"),
        ("图像编码器", "model"),
        ("×", "operation"),
        ("42", "data"),
        ("Concatenate", "process"),
        (r"\mathcal{L}_{image}", "data"),
        ("$x_{token}$", "data"),
    ],
)
def test_a_label_that_names_no_type_has_no_pictogram(label: str, kind: str) -> None:
    assert glyph_of(element(label, kind)) is None


def test_a_stack_has_the_pictogram_of_several() -> None:
    assert glyph_of(Element(id="e", label="Report file", kind=ElementKind.DATA)) == "document"
    assert glyph_of(Element(id="e", label="Report file", kind=ElementKind.DATA, shape=Shape.STACK)) == "stack"


@pytest.mark.parametrize(
    "sign", ["🚀", "⭐", "⏰", "⌛", "✅", "❌", "⚙", "🗄", "🇩🇪", "⬆\ufe0f", "▶\ufe0f", "ℹ\ufe0f", "✔\ufe0f"]
)
def test_a_name_that_begins_with_an_emoji_has_no_pictogram(sign: str) -> None:
    assert glyph_of(element(f"{sign} Image")) is None


@pytest.mark.parametrize("sign", ["❶", "➊", "➔", "✓", "⟶", "▶", "1\ufe0f\u20e3", "🖧"])
def test_a_name_that_begins_with_another_sign_has_a_pictogram(sign: str) -> None:
    assert glyph_of(element(f"{sign} Image")) == "image"
    assert glyph_of(element(f"{sign} user", "actor")) == "person"
