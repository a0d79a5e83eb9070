"""The fake of OpenRouter: chat completions and the image API."""
