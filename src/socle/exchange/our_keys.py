"""The key by which a fund signs its messages to partners: Ed25519, kept nowhere.

It is derived of the installation's secret and the fund, as what is sealed is; partners read its
public half in the fund's key set. Once the secret is changed, the new key signs and the former
public keys stay in the set, for what they signed.
"""

from functools import lru_cache

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

from socle.kernel.errors import Unavailable
from socle.platform.signing.jwk import Signer, jwk_of, signer


def our_signer(*, fund_id: int) -> Signer:
    """What signs for a fund now.

    Raises:
        Unavailable: this process has no secret to derive the key from.
    """
    if not settings.SIGNING_SECRET:
        raise Unavailable("signing.no_secret")
    return signer(_key(settings.SIGNING_SECRET, fund_id))


def our_key_set(*, fund_id: int) -> list[dict[str, str]]:
    """The fund's public keys, that which signs first (JWK Set)."""
    secrets = [each for each in (settings.SIGNING_SECRET, *settings.FORMER_SECRETS) if each]
    return [jwk_of(_key(each, fund_id).public_key()) for each in secrets]


@lru_cache(maxsize=64)
def _key(secret: str, fund_id: int) -> Ed25519PrivateKey:
    info = f"socle exchange signatures of fund {fund_id}".encode()
    derived = HKDF(algorithm=SHA256(), length=32, salt=None, info=info).derive(secret.encode())
    return Ed25519PrivateKey.from_private_bytes(derived)
