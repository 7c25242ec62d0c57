"""Keys that a device or a small stick keeps and shows it has, without giving them (WebAuthn).

What is asked and answered is the standard's, which `fido2` reads and verifies. No attestation is
asked for: whose make a key is decides nothing here, and would tell one person's from another's.
"""

import json
import struct
from collections.abc import Mapping, Sequence
from typing import Any

from cryptography.exceptions import UnsupportedAlgorithm
from fido2.server import Fido2Server
from fido2.utils import websafe_decode
from fido2.webauthn import (
    AttestationConveyancePreference,
    AttestedCredentialData,
    AuthenticationResponse,
    PublicKeyCredentialRpEntity,
    PublicKeyCredentialUserEntity,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from socle.platform.factors.types import NewPasskey, PasskeyChallenge, PasskeySite, ShownPasskey

# What a browser sends is some hundreds of bytes; of large keys some thousands.
_LONGEST = 16_000
_OF_ANSWER = ("clientDataJSON", "attestationObject", "authenticatorData", "signature")
# What bytes that no browser makes may raise in their reading.
_UNREADABLE = (
    *(ValueError, KeyError, TypeError, IndexError, AttributeError, AssertionError),
    *(OverflowError, RecursionError, struct.error, UnsupportedAlgorithm),
)


def ask_new(
    site: PasskeySite, *, user_id: int, login: str, name: str, had: Sequence[bytes]
) -> PasskeyChallenge:
    """What a browser is asked to make a new key; a device that has one of `had` makes none."""
    options, state = _server(site).register_begin(
        PublicKeyCredentialUserEntity(id=user_id.to_bytes(8), name=login, display_name=name),
        credentials=_keys(had),
        resident_key_requirement=ResidentKeyRequirement.DISCOURAGED,
        user_verification=UserVerificationRequirement.PREFERRED,
    )
    return PasskeyChallenge(json.dumps(dict(options.public_key)), dict(state))


def read_new(site: PasskeySite, *, state: Mapping[str, Any], text: str) -> NewPasskey | None:
    """The key that a browser says was made for this challenge; None for anything else."""
    try:
        answer = _answer(text)
        said = _server(site).register_complete(state, answer)
        named = websafe_decode(answer["id"])
    except _UNREADABLE:
        return None
    made = said.credential_data
    # What nobody signs may have been altered: the two that name the key agree, or it is none.
    if made is None or made.credential_id != named:
        return None
    return NewPasskey(made.credential_id, bytes(made), said.counter)


def ask(site: PasskeySite, *, had: Sequence[bytes]) -> PasskeyChallenge:
    """What a browser is asked so that one of these keys is shown."""
    options, state = _server(site).authenticate_begin(
        _keys(had), user_verification=UserVerificationRequirement.PREFERRED
    )
    return PasskeyChallenge(json.dumps(dict(options.public_key)), dict(state))


def read(
    site: PasskeySite, *, state: Mapping[str, Any], had: Sequence[bytes], text: str
) -> ShownPasskey | None:
    """Which of these keys was shown for this challenge; None for anything else."""
    try:
        answer = _answer(text)
        shown = _server(site).authenticate_complete(state, _keys(had), answer)
        count = AuthenticationResponse.from_dict(answer).response.authenticator_data.counter
    except _UNREADABLE:
        return None
    return ShownPasskey(shown.credential_id, count)


def _server(site: PasskeySite) -> Fido2Server:
    return Fido2Server(
        PublicKeyCredentialRpEntity(name="Socle", id=site.host),
        attestation=AttestationConveyancePreference.NONE,
        verify_origin=lambda origin: origin == site.origin,
    )


def _keys(had: Sequence[bytes]) -> list[AttestedCredentialData]:
    return [AttestedCredentialData(each) for each in had]


def _answer(text: str) -> dict[str, Any]:
    """What a browser sent, with nothing in it but what is read.

    Raises:
        ValueError, KeyError, TypeError, AttributeError: it is not what a browser sends.
    """
    if len(text) > _LONGEST:
        raise ValueError("too long")
    said = json.loads(text)
    response = {name: each for name, each in said["response"].items() if name in _OF_ANSWER}
    read = {"id": said["id"], "rawId": said["id"]}
    if not all(isinstance(each, str) for each in (*response.values(), *read.values())):
        raise TypeError("not text")
    return {**read, "type": "public-key", "response": response}
