"""The fake of the Gemini API (Google Generative Language, ``v1beta``)."""
