"""Keys, base URLs and model names as people set them: wrong ones are found before any call is made."""

from urllib.parse import urlsplit

KEY_CHARACTERS = 1000
MODEL_CHARACTERS = 200


def check_key(setting: str, key: str) -> str:
    """Return the key, or raise ``ValueError`` with a sentence that names the setting and never quotes the key."""
    if not key:
        message = f"{setting} is empty."
    elif any(character.isspace() for character in key):
        message = f"{setting} contains blanks or line breaks; a key has none."
    elif not (key.isascii() and key.isprintable()):
        message = f"{setting} contains characters that a key cannot have."
    elif len(key) > KEY_CHARACTERS:
        message = f"{setting} is longer than {KEY_CHARACTERS} characters."
    else:
        return key
    raise ValueError(message)


def check_base_url(setting: str, url: str) -> str:
    """Return the URL without its last slashes, or raise ``ValueError`` with a sentence that names the setting.

    A base URL is absolute http(s) with a host and perhaps a path; no credentials, query or fragment.
    """
    message = _fault_of(url)
    if message:
        raise ValueError(f"{setting} {message}")
    return url.rstrip("/")


def check_model(setting: str, model: str, *, slashes: bool = True) -> str:
    """Return the model's name, or raise ``ValueError`` with a sentence that names the setting or field.

    ``slashes`` says whether the provider's names may have them, as in ``google/gemini-3.8-flash``.
    """
    if not model:
        message = f"{setting} is empty."
    elif len(model) > MODEL_CHARACTERS:
        message = f"{setting} is longer than {MODEL_CHARACTERS} characters."
    elif any(character.isspace() or not character.isprintable() for character in model):
        message = f"{setting} contains blanks or control characters."
    elif ".." in model or any(part in {"", "."} for part in model.split("/")):
        message = f"{setting} must be a model's name, not a path."
    elif "/" in model and not slashes:
        message = f"{setting} must not contain a slash: this provider's models have none."
    else:
        return model
    raise ValueError(message)


def _fault_of(url: str) -> str | None:
    if any(character.isspace() or not character.isprintable() for character in url):
        return "contains blanks or control characters."
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port
    except ValueError:
        return "is not a valid URL."
    if parts.scheme not in {"http", "https"} or not host or port == 0:
        return "must be an absolute URL that starts with http:// or https://."
    if parts.username is not None or parts.password is not None:
        return "must not carry a user name or password; the key has a setting of its own."
    if "?" in url or "#" in url:
        return "must not have a query or a fragment."
    return None
