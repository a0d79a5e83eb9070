"""The Gemini API (Google Generative Language)."""
