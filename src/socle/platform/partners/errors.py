"""How a request for an access token fails (RFC 6749, 5.2)."""

from socle.kernel.errors import Refused


class TokenRefused(Refused):
    """`reason` is the protocol's own word for it."""

    def __init__(self, reason: str) -> None:
        super().__init__(f"partners.token_{reason}")
        self.reason = reason
