"""Servers of one's own that speak OpenAI's API: Ollama, vLLM, llama.cpp, LM Studio, gateways, and OpenAI itself."""

BASE_URL_SETTING, KEY_SETTING = "OPENAI_COMPATIBLE_BASE_URL", "OPENAI_COMPATIBLE_API_KEY"
SEES_IMAGES_SETTING = "OPENAI_COMPATIBLE_SEES_IMAGES"
