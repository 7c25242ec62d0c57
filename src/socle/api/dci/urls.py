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
    path(_FUND + "registry/sync/txn/status", views.posted(services.sync_status)),
    path(_FUND + "registry/search", views.posted(services.search)),
    path(_FUND + "registry/subscribe", views.posted(services.subscribe)),
    path(_FUND + "registry/unsubscribe", views.posted(services.unsubscribe)),
    path(_FUND + "registry/txn/status", views.posted(services.status)),
    path(_FUND + "registry/notify", views.posted(inbound.notified)),
    path(_FUND + "registry/on-search", views.posted(services.on_search)),
    path(_FUND + "registry/on-subscribe", views.posted(services.on_subscribe)),
    path(_FUND + "registry/on-unsubscribe", views.posted(services.on_unsubscribe)),
    path(_FUND + "registry/txn/on-status", views.posted(services.on_status)),
    re_path(r"", views.unknown),
]
