"""What ninja does not say by itself in the description: how each operation fails."""

from collections.abc import Mapping
from typing import Any

from ninja.openapi.schema import REF_TEMPLATE, OpenAPISchema

from socle.api.problems import CONTENT_TYPE
from socle.api.shapes import Problem
from socle.platform.partners.types import ACTS_WRITE, Scope

_DESCRIPTIONS = {
    200: "La réponse.",
    201: "Fait.",
    202: "Reçu : la suite viendra.",
    400: "La demande ne se lit pas, ou sa clé manque.",
    401: "Sans jeton ni session valables.",
    403: "Le rôle ne permet pas cela.",
    404: "Inconnu, ou hors de ce que l'appelant peut voir.",
    409: "La clé a servi à autre chose, ou quelqu'un est passé avant.",
    413: "Trop volumineux : rien n'a été lu.",
    422: "Refusé, avec ce qu'il faut corriger.",
    429: "Trop d'appels d'un partenaire, ou de personnes lues : attendre `Retry-After` secondes.",
    503: "Le service ne répond pas : refaire la même demande après `Retry-After` secondes.",
}
_SECURITY = {
    "TokenAuth": "Un jeton : `Authorization: Bearer socle_…`.",
    "SessionAuth": "La session d'une personne entrée par les écrans, avec `X-CSRFToken`.",
}


_PARTNER = "PartnerAuth"
_TOKEN_PATH = "/api/v1/oauth/token"  # noqa: S105 - an address
_OAUTH = {
    "type": "oauth2",
    "description": "Le système d'un partenaire, par la convention passée avec la caisse.",
    "flows": {
        "clientCredentials": {
            "tokenUrl": _TOKEN_PATH,
            "scopes": {
                Scope.PERSONS: "L'état civil et l'immatriculation, par numéro.",
                Scope.IDENTITY: "Le numéro entier de la pièce d'identité ; sa fin seule sans lui.",
                Scope.CONTACTS: "Les coordonnées.",
                Scope.ACCOUNTS: "La fin du compte qui paie.",
                Scope.FAMILIES: "La famille et les personnes à charge.",
                Scope.AFFILIATES: "Les employeurs et leur affiliation.",
                Scope.CAREERS: "Les emplois et la carrière.",
                Scope.COVERAGE: "Si le droit aux soins est ouvert, et pourquoi.",
                Scope.ENROLMENTS: "Si une personne est immatriculée.",
                Scope.STANDING: "Si un employeur est en règle, avec la finalité de la demande.",
                Scope.CIVIL_EVENTS: "Signaler naissances, mariages, divorces et décès.",
                Scope.COMPANY_EVENTS: "Signaler ce qui change d'une entreprise.",
                Scope.TAX_EVENTS: "Signaler les salaires que l'impôt connaît.",
                ACTS_WRITE + "*": "Un type d'acte, par exemple `acts:write:register_person`.",
            },
        }
    },
}


def completed(schema: OpenAPISchema, opened: Mapping[str, str]) -> OpenAPISchema:
    """The description with every operation's problems, said in French.

    `opened`: the scope that each operation open to partners asks of them.
    """
    components = schema["components"]
    problem = Problem.model_json_schema(ref_template=REF_TEMPLATE, mode="serialization")
    components["schemas"].update(problem.pop("$defs", {}))
    components["schemas"]["Problem"] = problem
    for name, words in _SECURITY.items():
        if name in components.get("securitySchemes", {}):
            components["securitySchemes"][name]["description"] = words
    components["securitySchemes"][_PARTNER] = _OAUTH
    for path, methods in schema["paths"].items():
        for method, operation in methods.items():
            scope = opened.get(operation["operationId"])
            if scope is not None:
                operation["security"].append({_PARTNER: [scope] if scope else []})
            _complete(path, method, operation, is_opened=scope is not None)
    for part in ("paths", "components"):
        schema[part] = _untitled(schema[part])
    return schema


def _complete(path: str, method: str, operation: dict[str, Any], *, is_opened: bool) -> None:
    responses = {int(status): details for status, details in operation["responses"].items()}
    failing = _problems(path, method, is_open=not operation.get("security"))
    for status in failing | ({429} if is_opened else set()):
        content = responses.setdefault(status, {}).setdefault("content", {})
        content[CONTENT_TYPE] = {"schema": {"$ref": REF_TEMPLATE.format(model="Problem")}}
    for status, details in responses.items():
        details["description"] = _DESCRIPTIONS[status]
    # Keys are texts in JSON; ours are too, so that the same document is read in memory.
    operation["responses"] = {str(status): responses[status] for status in sorted(responses)}
    operation["parameters"] = [_described(_without_null(each)) for each in operation["parameters"]]


def _problems(path: str, method: str, *, is_open: bool) -> set[int]:
    if path == _TOKEN_PATH:  # its own refusals are the protocol's, not problems
        return {400, 413, 422, 429, 503}
    if is_open and "{token}" in path:  # an address that was given, and nothing else
        return {404, 422, 503}
    if is_open:  # what is posted without a token is signed: it may be nobody's, or told twice
        return {400, 401, 409, 413, 422, 503} if method == "post" else {503}
    found = {401, 403, 503}
    if method == "get" and ("/persons/" in path or path.endswith("/search")):
        found.add(429)
    is_pure = "/calculations/" in path or "/identifiers/" in path
    # A deposit may name a profile: it is not in the path, and may be unknown all the same.
    if "{" in path or is_pure or (method, path.rsplit("/", 1)[-1]) == ("post", "declarations"):
        found.add(404)
    if method == "post":
        found |= {400, 413} if is_pure else {400, 409, 413}
    if path.rsplit("/", 1)[-1] not in {"catalogue", "proposals"}:
        found.add(422)
    return found


def _described(parameter: dict[str, Any]) -> dict[str, Any]:
    if parameter["in"] == "path":
        parameter.setdefault("description", "Le numéro, tel que la caisse le donne.")
    return parameter


def _untitled(found: Any) -> Any:
    """A schema without the titles that repeat the names of our code."""
    if isinstance(found, list):
        return [_untitled(each) for each in found]
    if not isinstance(found, dict):
        return found
    return {
        name: _untitled(each)
        for name, each in found.items()
        if name != "title" or not isinstance(each, str)
    }


def _without_null(parameter: dict[str, Any]) -> dict[str, Any]:
    """A parameter that may be left out, and that nobody can send as null in an address."""
    schema = parameter["schema"]
    choices = [each for each in schema.get("anyOf", []) if each != {"type": "null"}]
    if len(choices) != 1:
        return parameter
    rest = {name: value for name, value in schema.items() if name not in {"anyOf", "default"}}
    return parameter | {"schema": choices[0] | rest}
