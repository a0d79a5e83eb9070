"""The fake of OpenRouter."""
