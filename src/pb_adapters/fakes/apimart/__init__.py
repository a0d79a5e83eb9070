"""The fake of APIMart (apimart.ai): chat, tasks for pictures, Gemini's own dialect, uploads and files."""
