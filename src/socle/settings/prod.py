"""Serving for real: behind TLS, with a secret of the installation's own."""

import os

from socle.settings.base import *  # noqa: F403

SECRET_KEY = os.environ["SOCLE_SECRET_KEY"]
SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_HSTS_SECONDS = 31_536_000
