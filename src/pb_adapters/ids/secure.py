"""Names from the operating system's random source."""

import secrets
import string

_ALPHABET = string.ascii_letters + string.digits


class SecureIds:
    """Ids of 128 and keys of 190 random bits."""

    def fresh(self) -> str:
        """32 lowercase hex digits."""
        return secrets.token_hex(16)

    def api_key(self) -> str:
        """``pb_`` and 32 letters and digits."""
        return "pb_" + "".join(secrets.choice(_ALPHABET) for _ in range(32))
