"""The words that name types of things, by the pictogram of each: phrases and their heads, and verbs that name none."""

import re

PHRASES = {
    "": (
        "discord server, helm chart, flow chart, org chart, word cloud, tag cloud, user agent, "
        "box prompt, mask prompt, point prompt, visual prompt, image prompt, soft prompt, learnable prompt"
    ),
    "film": "video frame, video clip, video file",
    "waveform": "audio clip, speech clip, sound clip, audio file, sound file, speech file, voice file, wav file",
    "code": "source code, program code, python code, python program, generated code, code snippet, code block",
    "stack": (
        "training data, training set, validation set, test set, data set, mini batch, replay buffer, "
        "document collection, image collection"
    ),
    "slabs": ("feature map, feature pyramid, convolution layer, convolutional layer, pooling layer"),
    "matrix": "attention map, attention matrix, heat map, mel spectrogram",
    "image": (
        "image patch, image crop, ct scan, mri scan, pet scan, brain scan, retinal scan, page scan, scanned page, "
        "image file"
    ),
    "bubble": (
        "user query, search query, text query, language query, user prompt, text prompt, user message, chat message, "
        "text message, chat history"
    ),
    "tokens": (
        "text token, image token, visual token, audio token, speech token, word token, patch token, "
        "input token, output token, latent token, discrete token, query token, token sequence"
    ),
    "masked-tokens": "masked token, masked sequence, masked token sequence",
    "points": "point cloud, data point, feature cluster, sample cluster, embedding cluster, point cluster",
    "curve": (
        "learning rate, noise scheduler, noise schedule, rate schedule, beta schedule, variance schedule, "
        "annealing schedule, time series, learning curve, loss curve"
    ),
    "graph": "graph network, graph neural network, graph attention network",
    "net": "neural network, feed forward network, feedforward network, diffusion model, projection head, neural model, "
    "ml model, machine learning model, deep learning model, language model, llm engine",
    "cylinder": (
        "knowledge base, data base, vector store, data store, memory bank, data lake, vector index, search index, "
        "document index, metadata index, s3 bucket, gcs bucket, storage bucket, object bucket, data bucket"
    ),
    "agent": "chat bot",
    "lens": (
        "search engine, retrieval engine, vector search, semantic search, similarity search, web search, text search, "
        "keyword search, hybrid search, document search, knn search, neighbor search, neighbour search"
    ),
    "window": "web page, web browser, web application, web app, web client, web ui, user interface",
    "terminal": "command line, command line interface, command line tool",
    "phone": "mobile app, mobile phone, mobile client, mobile device",
    "globe": "world wide web",
    "clock": "cron job",
    "key": "api key, secret key, private key, public key, ssh key, encryption key, signing key",
    "package": "container image, docker image, disk image, machine image, build artifact",
    "queue": "message broker, event bus, message bus",
    "braces": "api endpoint, rest endpoint, http endpoint",
    "sliders": "configuration file, config file, settings file",
    "vector": "hidden state, object query, learnable query, learned query",
}
HEADS = {
    "image": "image photo photograph picture pixel micrograph screenshot thumbnail mri",
    "film": "video",
    "waveform": "audio speech eeg sound waveform utterance",
    "document": (
        "text passage report document article paragraph summary transcript caption paper leaflet note "
        "log questionnaire survey letter abstract guideline file readme invoice pdf"
    ),
    "code": "script",
    "stack": "dataset corpus corpora batch minibatch",
    "bubble": "prompt question instruction dialogue conversation",
    "vector": "embedding vector latent",
    "matrix": "matrix matrices heatmap spectrogram",
    "slabs": "convolution cnn resnet",
    "table": "table spreadsheet csv dataframe",
    "histogram": "histogram chart",
    "curve": "curve",
    "graph": "graph molecule",
    "net": "mlp perceptron llm",
    "encoder": "encoder",
    "decoder": "decoder",
    "cylinder": (
        "store cache database db storage datastore warehouse postgres postgresql mysql sqlite "
        "mongodb redis dynamodb elasticsearch clickhouse bigquery qdrant weaviate pinecone faiss duckdb databricks "
        "chromadb milvus neo4j cassandra mariadb influxdb timescaledb redshift pgvector"
    ),
    "person": (
        "user patient annotator participant human clinician customer developer researcher physician doctor nurse "
        "administrator admin moderator"
    ),
    "agent": "agent robot assistant chatbot bot",
    "lens": "searcher retrieval retriever lookup",
    "server": "server",
    "chip": "gpu cpu tpu fpga microcontroller",
    "window": "browser website webpage frontend dashboard gui ui webapp",
    "terminal": "cli terminal",
    "globe": "internet url",
    "cloud": "cloud",
    "phone": "smartphone phone",
    "camera": "camera webcam",
    "sensor": "sensor",
    "clock": "timer cron",
    "envelope": "email mail mailbox inbox",
    "bell": "notification",
    "key": "password credential",
    "shield": "firewall guardrail",
    "folder": "folder directory",
    "package": "package",
    "queue": "queue kafka rabbitmq",
    "braces": "api webhook",
    "sliders": "config hyperparameter",
}
HEADS_OF_DATA = {"tokens": "token", "vector": "feature", "curve": "series"}
"""Heads that name a type only where the plan says that the element is data."""

ALONE = {"bucket": "cylinder", "code": "code", "query": "bubble"}
"""Words that name a type only where nothing else is said: a latent code is no program, an object query no talk, and a
speed bucket no store."""

ACTS = frozenset({"convolution", "embedding"})
"""Heads that say what a step does; of several, as "User embeddings", a step is what it gives."""

HEADS_OF_MODELS = {"net": "denoiser discriminator vocoder"}
BY_WORD = {word: name for name, words in HEADS.items() for word in words.split()}
DATA_BY_WORD = BY_WORD | {word: name for name, words in HEADS_OF_DATA.items() for word in words.split()}
MODEL_BY_WORD = BY_WORD | {word: name for name, words in HEADS_OF_MODELS.items() for word in words.split()}
BY_PHRASE = {tuple(phrase.split()): name for name, phrases in PHRASES.items() for phrase in phrases.split(", ")}
LONGEST = max(map(len, BY_PHRASE))
SINGULARS = DATA_BY_WORD.keys() | {phrase[-1] for phrase in BY_PHRASE}
"""All words that end what is known."""
MANY = {"document": "stack"}  # several sheets are a stack
SEVERAL = frozenset({"tokens", "masked-tokens"})  # which show more than one
OTHERS = frozenset({"codes"})  # of a codebook, whereas a program's code has no plural
DETERMINERS = frozenset({"a", "an", "the", "all", "each", "every", "its", "their", "this", "these"})
HOLLOW = frozenset({"input", "output", "data", "signal", "recording"})  # heads that leave the type to the word before
VERBS = frozenset(
    re.findall(
        r"\w+",
        "accept acknowledge acquire add adjust aggregate allocate allow append apply approve archive ask assemble "
        "assign attach authenticate authorise authorize await backup begin bind build calculate cancel check "
        "choose chunk clean cleanup clone close collect combine commit compare compile complete compose compress "
        "compute concatenate configure connect consume continue convert copy crawl create decode decrypt define "
        "delete deliver deny deploy derive detach detect determine disable discard discover dispatch display "
        "download draw drop duplicate embed emit enable encode encrypt end enrich ensure enter escape estimate "
        "evaluate exchange execute expand export extract fetch fill finalise finalize find finish fix flatten "
        "follow forget format generate get give handle hide identify ignore import increment infer ingest init "
        "initialise initialize insert inspect install invoke issue join keep link lint listen load lock look make "
        "manage measure merge migrate minify modify mount move normalise normalize notify obtain open optimise "
        "optimize organise organize package parse pause perform persist pick poll pop predict prepare prioritise "
        "prioritize produce propagate provision publish pull push put read rebuild receive redirect reduce refine "
        "reject remove render replace replicate reply require resample reset resize resolve respond restart "
        "restore resume retrieve retry return rewrite rollback route run save scrape select send serialise "
        "serialize serve set show skip sort split start stop strip submit subscribe summarise summarize switch "
        "sync take tokenise tokenize train transcribe transform translate trim truncate try unlock upload upsert use "
        "validate verify visualise visualize wait write ",
    )
)
ALSO_VERBS = frozenset(
    re.findall(
        r"\w+",
        "alert answer audit batch cache clip cluster code crop document email feature file filter forward graph group "
        "index label list log map mark match message note order package patch picture plan post process project "
        "prompt query question queue rank record register release report request review sample scan schedule score "
        "script search share store stream survey table tag test track trigger update ",
    )
)
"""Words that are verbs where a process has no other, or where the plural of an object follows."""
