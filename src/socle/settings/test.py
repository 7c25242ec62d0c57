"""The test suite: real PostgreSQL, cheap password hashes, missing template variables refused."""

from socle.settings.base import *  # noqa: F403
from socle.settings.base import DATABASES, TEMPLATES

SECRET_KEY = "only-for-tests"  # noqa: S105
SIGNING_SECRET = "only-for-tests-too"  # noqa: S105
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
NOTICES_TO_LOOPBACK = True
ALLOWED_HOSTS = ["testserver", "127.0.0.1", "localhost"]
TEMPLATES[0]["OPTIONS"]["string_if_invalid"] = "⟦missing: %s⟧"
DATABASES["default"]["OPTIONS"] = {}
