"""Addresses of the API. Whatever is asked below `/api/`, the answer is JSON."""

import json
from collections.abc import Callable, Iterable
from functools import cache, wraps
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.http.response import HttpResponseBase
from django.urls import URLPattern, URLResolver, path, re_path
from django.views.decorators.csrf import csrf_exempt

from socle.api.application import api
from socle.api.problems import method_not_allowed, path_unknown

View = Callable[..., HttpResponseBase]


def in_json(view: View) -> View:
    """A view whose refusal of a method is a problem document, and that no cache keeps."""

    @wraps(view)
    def answered(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        response = view(request, *args, **kwargs)
        if isinstance(response, HttpResponseNotAllowed):
            response = method_not_allowed(request.method or "", response.headers["Allow"])
        # Said here: a token's answer is as private as a page.
        response.headers["Cache-Control"] = "no-store"
        return response

    return answered


@csrf_exempt
@in_json
def unknown(request: HttpRequest) -> HttpResponseBase:
    return path_unknown(request)


@csrf_exempt
@in_json
def description(request: HttpRequest) -> HttpResponseBase:
    """The OpenAPI description, open to everybody."""
    if request.method not in {"GET", "HEAD"}:
        return HttpResponseNotAllowed(["GET", "HEAD"])
    return HttpResponse(_description(), content_type="application/json; charset=utf-8")


@cache
def _description() -> bytes:
    return json.dumps(api.get_openapi_schema(), ensure_ascii=False).encode()


def _patterns(found: Iterable[URLPattern | URLResolver]) -> Iterable[URLPattern | URLResolver]:
    for each in found:
        if isinstance(each, URLPattern):
            # Ninja's root only gives the others their prefix.
            each.callback = unknown if each.name == "api-root" else in_json(each.callback)
        yield each


_found, _app, _namespace = api.urls

urlpatterns = [
    path("v1/openapi.json", description, name="openapi"),
    path("v1/", (list(_patterns(_found)), _app, _namespace)),
    re_path(r"", unknown),
]
