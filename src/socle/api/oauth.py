"""Access tokens for partners' systems: OAuth 2.0, client credentials (RFC 6749, 4.4)."""

import base64
import binascii
from http import HTTPStatus
from typing import Annotated, Any, Literal
from urllib.parse import unquote_plus

from django.http import HttpRequest, HttpResponse
from ninja import Form, Router, Schema, Status
from pydantic import Field

from socle.api import clock
from socle.api.parameters import Text
from socle.api.problems import language
from socle.kernel.wording import wording
from socle.platform.partners import operations
from socle.platform.partners.errors import TokenRefused

router = Router(tags=["Partenaires"])
_GRANT = "client_credentials"
_Short = Annotated[Text, Field(max_length=4000)]


class TokenAsked(Schema):
    """Une demande de jeton ; l'identifiant et le secret ici, ou en `Authorization: Basic`."""

    grant_type: _Short = Field("", description="`client_credentials`.")
    scope: _Short = Field(
        "", description="Des périmètres séparés par des espaces ; vide : tous ceux convenus."
    )
    client_id: _Short = Field("", description="« caisse.partenaire ».")
    client_secret: _Short = Field("", description="Le secret remis par la caisse.")


class AccessToken(Schema):
    """Un jeton d'accès, à envoyer en `Authorization: Bearer`."""

    access_token: str
    token_type: Literal["Bearer"]
    expires_in: int = Field(description="En secondes.")
    scope: str


class TokenError(Schema):
    """Un refus de jeton (RFC 6749, 5.2)."""

    error: Literal["invalid_request", "invalid_client", "invalid_scope", "unsupported_grant_type"]
    error_description: str


@router.post(
    "/oauth/token",
    auth=None,
    operation_id="take_token",
    summary="Obtenir un jeton d'accès",
    description="Pour le système d'un partenaire, par son identifiant et son secret. Le jeton vaut "
    "un quart d'heure, moins si la convention ou le secret prend fin.",
    response={200: AccessToken, 400: TokenError, 401: TokenError},
)
def take_token(
    request: HttpRequest, response: HttpResponse, asked: Form[TokenAsked]
) -> Status[Any]:
    try:
        client, secret = _credentials(request.headers.get("Authorization", ""), asked)
        given = operations.grant_token(
            client=client, secret=secret, scope=asked.scope, at=clock.now()
        )
    except TokenRefused as refused:
        return _refused(response, refused)
    shown = AccessToken(
        access_token=given.token,
        token_type="Bearer",  # noqa: S106 - the protocol's word
        expires_in=given.seconds,
        scope=" ".join(given.scopes),
    )
    return Status(HTTPStatus.OK, shown)


def _credentials(header: str, asked: TokenAsked) -> tuple[str, str]:
    """The client and its secret, sent in one of two ways.

    Raises:
        TokenRefused: not for this grant, or sent in both ways, or in none.
    """
    if not asked.grant_type:
        raise TokenRefused("invalid_request")
    if asked.grant_type != _GRANT:
        raise TokenRefused("unsupported_grant_type")
    kind, _space, encoded = header.partition(" ")
    if not header:
        return asked.client_id, asked.client_secret
    if kind.lower() != "basic" or asked.client_secret:
        raise TokenRefused("invalid_request")
    try:
        said = base64.b64decode(encoded, validate=True).decode()
    except (binascii.Error, ValueError):
        raise TokenRefused("invalid_client") from None
    client, _colon, secret = said.partition(":")
    return unquote_plus(client), unquote_plus(secret)


def _refused(response: HttpResponse, refused: TokenRefused) -> Status[TokenError]:
    said = wording(refused.code, refused.facts, language())
    told = TokenError(
        error=refused.reason,  # type: ignore[arg-type]
        error_description=f"{said.message} {said.do}",
    )
    if refused.reason != "invalid_client":
        return Status(HTTPStatus.BAD_REQUEST, told)
    response.headers["WWW-Authenticate"] = 'Basic realm="Socle"'
    return Status(HTTPStatus.UNAUTHORIZED, told)
