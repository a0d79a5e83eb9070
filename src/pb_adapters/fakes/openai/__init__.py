"""Fake of the servers that speak OpenAI's API: OpenAI itself, Ollama, vLLM, llama.cpp and LM Studio."""
