"""Addresses of the registry, as the standard names them, below the fund's."""

from django.urls import path, re_path

from socle.api.dci import inbound, services, views

_FUND = "<slug:fund>/"

urlpatterns = [
    path(_FUND + "oauth2/client/token", views.token),
    path(_FUND + ".well-known/jwks.json", views.key_set),
    path(_FUND + "openapi.json", views.described),
    path(_FUND + "registry/sync/search", views.posted(services.sync_search)),
    path(_FUND + "registry/sync/enrolled", views.posted(services.sync_enrolled)),
    path(_FUND + "registry/notify", views.posted(inbound.notified)),
    re_path(r"", views.unknown),
]
