"""The fake of APIMart (apimart.ai): chat, tasks for pictures, Gemini's own API, uploads and files."""
