"""Serving for real: behind TLS, with a secret of the installation's own."""

import os

from socle.settings.base import *  # noqa: F403
from socle.settings.base import LOGGING

SECRET_KEY = os.environ["SOCLE_SECRET_KEY"]
SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True
# A browser takes such names from this very host alone, over TLS: no neighbour's page sets them.
SESSION_COOKIE_NAME = "__Host-session"
CSRF_COOKIE_NAME = "__Host-csrf"
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_HSTS_SECONDS = 31_536_000
SECURE_HSTS_INCLUDE_SUBDOMAINS = True

# One JSON object a line, with nobody's data in it.
LOGGING["formatters"] = {"lines": {"()": "socle.platform.journal.formatter"}}
LOGGING["handlers"]["console"]["formatter"] = "lines"
# Who enters is told too, not only who fails to.
LOGGING["loggers"]["socle.access"] = {"level": "INFO"}
