"""A model in a file: GGUF, run by llama.cpp in a process of ours."""

MODEL_SETTING = "PAPERBANANA_LOCAL_MODEL"
NAME = "local"
EXTRA = "pip install 'paperbanana-api[local]', or '.[local]' in a clone"
