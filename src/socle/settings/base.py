"""Settings shared by every way Socle runs.

The database is resolved before Django starts (`socle.platform.database.target`) and passed in
`SOCLE_DB_*`, so that importing settings never starts or waits for a server.
"""

import os
from ipaddress import ip_network
from pathlib import Path
from typing import Any

from psycopg.conninfo import conninfo_to_dict

HOUSE = Path(__file__).parents[1]

SECRET_KEY = os.environ.get("SOCLE_SECRET_KEY", "")
# What the signing keys of cards and papers are kept with; never in the database.
SIGNING_SECRET = os.environ.get("SOCLE_SIGNING_SECRET", "")
# Secrets that were changed, by commas, newest first: what they sealed still opens.
FORMER_SECRETS = [each for each in os.environ.get("SOCLE_FORMER_SECRETS", "").split(",") if each]
DEBUG = False
ALLOWED_HOSTS = os.environ.get("SOCLE_HOSTS", "127.0.0.1,localhost,[::1]").split(",")

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django_htmx",
    "procrastinate.contrib.django",
    "socle.platform",
    "socle.registry",
    "socle.ledger",
    "socle.contributions",
    "socle.collection",
    "socle.arrears",
    "socle.coverage",
    "socle.benefits",
    "socle.payments",
    "socle.exchange",
    "socle.web",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "socle.web.middleware.SecurityHeadersMiddleware",
    "socle.web.middleware.StaticMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "socle.web.middleware.GivenUpMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "socle.web.middleware.FundMiddleware",
]

ROOT_URLCONF = "socle.web.urls"
WSGI_APPLICATION = "socle.web.wsgi.application"

TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [HOUSE / "web" / "templates"],
        "APP_DIRS": False,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "socle.web.context.shell",
            ],
            "builtins": [
                "django.templatetags.i18n",
                "socle.web.templatetags.socle",
                "socle.web.templatetags.lengths",
            ],
        },
    }
]


# What the database's address says that libpq takes from no variable of its own.
_SETTINGS_OF_LINKS = conninfo_to_dict(os.environ.get("SOCLE_DB_SETTINGS", ""))


def _database(user_variable: str) -> dict[str, Any]:
    return {
        "ENGINE": "socle.platform.database.engine",
        "HOST": os.environ.get("SOCLE_DB_HOST", ""),
        "PORT": os.environ.get("SOCLE_DB_PORT", ""),
        "NAME": os.environ.get("SOCLE_DB_NAME", "socle"),
        "USER": os.environ.get(user_variable, user_variable.removeprefix("SOCLE_DB_").lower()),
        "PASSWORD": os.environ.get(f"{user_variable}_PASSWORD", ""),
        "CONN_MAX_AGE": 0,
        "OPTIONS": dict(_SETTINGS_OF_LINKS),
    }


# `default` serves under row-level security; `progress` is the same, for what must be seen while
# a long transaction still runs; `owner` only migrates.
DATABASES: dict[str, dict[str, Any]] = {
    # What is kept from one request to the next is asked for a sign of life when it is taken.
    "default": _database("SOCLE_DB_APP") | {"OPTIONS": _SETTINGS_OF_LINKS | {"kept": 8}},
    "progress": _database("SOCLE_DB_APP"),
    "owner": _database("SOCLE_DB_OWNER"),
}
# Read from while nobody writes (`socle.web.patience`); a thread keeps its connection for a while.
if os.environ.get("SOCLE_DB_REPLICA_HOST"):
    DATABASES["replica"] = _database("SOCLE_DB_APP") | {
        "HOST": os.environ["SOCLE_DB_REPLICA_HOST"],
        "PORT": os.environ.get("SOCLE_DB_REPLICA_PORT", ""),
        "OPTIONS": _SETTINGS_OF_LINKS | {"target_session_attrs": "prefer-standby"},
        "CONN_MAX_AGE": 30,
        "CONN_HEALTH_CHECKS": True,
    }
# How long a request waits for a primary that is being replaced, and any statement for its answer:
# together less than what a caller waits for us.
WAIT_SECONDS = float(os.environ.get("SOCLE_WAIT_SECONDS", "40"))
ANSWER_SECONDS = float(os.environ.get("SOCLE_ANSWER_SECONDS", "20"))
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "platform.User"
LOGIN_URL = "/sign-in"
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]

# A shared counter machine: the session ends with the browser, and after half an hour unused.
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_AGE = 30 * 60
SESSION_SAVE_EVERY_REQUEST = True
SESSION_ENGINE = "socle.platform.database.sessions"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "socle.web.errors.csrf_failure"
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

LANGUAGE_CODE = "fr"
LANGUAGES = [("fr", "Français"), ("en", "English"), ("ar", "العربية")]
LOCALE_PATHS = [HOUSE / "locale"]
LANGUAGE_COOKIE_NAME = "socle_language"
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"

STATIC_URL = "/static/"
STATICFILES_DIRS = [HOUSE / "web" / "static"]

# Proxies whose X-Forwarded-For is believed: addresses or networks, by commas; none unless named.
TRUSTED_PROXIES = [
    ip_network(each.strip())
    for each in os.environ.get("SOCLE_TRUSTED_PROXIES", "").split(",")
    if each.strip()
]

# The site's own address, where mobile-money operators may call: they are asked each minute anyway.
PUBLIC_URL = os.environ.get("SOCLE_PUBLIC_URL", "").rstrip("/")

# Who shows this may read /metrics; empty, only this machine may, and not through a proxy.
METRICS_TOKEN = os.environ.get("SOCLE_METRICS_TOKEN", "")
# Where the room on the disk is looked at: the embedded database's folder, and that of backups.
DATA_FOLDER = os.environ.get("SOCLE_DB_FOLDER", "")
BACKUPS_FOLDER = os.environ.get("SOCLE_BACKUPS", "")

# A month's file of the largest employers is some 140 MB; above this it is refused unread.
DEPOSIT_LIMIT_BYTES = int(os.environ.get("SOCLE_DEPOSIT_LIMIT_MB", "256")) * 1024 * 1024
# A scanned document behind an act.
EVIDENCE_LIMIT_BYTES = int(os.environ.get("SOCLE_EVIDENCE_LIMIT_MB", "20")) * 1024 * 1024
# Files this small are treated while the clerk waits; larger ones by the worker.
DEPOSIT_INLINE_BYTES = 512 * 1024
# Files this large, some 100,000 lines, load into a table of their own.
DEPOSIT_OWN_TABLE_BYTES = int(os.environ.get("SOCLE_DEPOSIT_OWN_TABLE_MB", "16")) * 1024 * 1024
# Persons whom one account may read in an hour, in pages and lists: a convention, no law read.
PERSONS_READ_PER_HOUR = int(os.environ.get("SOCLE_PERSONS_PER_HOUR", "3000"))
# And in a day. Beyond what a fund's accounts read together in a day, its administrator is alarmed.
PERSONS_READ_PER_DAY = int(os.environ.get("SOCLE_PERSONS_PER_DAY", "10000"))
FUND_PERSONS_PER_DAY = int(os.environ.get("SOCLE_FUND_PERSONS_PER_DAY", "100000"))
# Lines of a table beyond which two people are needed to take it out: a convention too.
EXTRACT_LINES = int(os.environ.get("SOCLE_EXTRACT_LINES", "1000"))
DATA_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 200
FILE_UPLOAD_HANDLERS = ["socle.web.uploads.LimitedUploadHandler"]

# Partners are told of changes at the host agreed with them; at this machine only by tests.
NOTICES_TO_LOOPBACK = False
# Identity providers of the fund's own network, named by whoever installs: no act leads there.
OWN_PROVIDERS = frozenset(os.environ.get("SOCLE_OWN_PROVIDERS", "").lower().split(",")) - {""}
# Of each fund of the demonstration, its simulated registries: their name and the page that moves
# them. Only `socle demo` has some.
DEMO_REGISTRIES: dict[str, list[list[str]]] = {}
# A partner that shows an agreed stub for a signature: for suites that test us, on this machine.
SANDBOX_PARTNERS = os.environ.get("SOCLE_SANDBOX") == "1"
# The security server of the state's bus, in the fund's own network, and the folder of signed files
# with a partner each: named by whoever installs, never by an agreement.
XROAD_SERVER = os.environ.get("SOCLE_XROAD_SERVER", "").rstrip("/")
XROAD_CERTIFICATE = os.environ.get("SOCLE_XROAD_CERTIFICATE", "")
XROAD_AUTHORITY = os.environ.get("SOCLE_XROAD_AUTHORITY", "")
EXCHANGE_FOLDER = os.environ.get("SOCLE_EXCHANGE_FOLDER", "")
# What the proxy in front of the bus's own listener shows us, once it has checked the certificate of
# the security server; empty, nothing is believed of the bus.
XROAD_PROXY_SECRET = os.environ.get("SOCLE_XROAD_PROXY_SECRET", "")
# Our certificate with its key, and the authority of partners' certificates, for calls to partners.
PARTNER_CERTIFICATE = os.environ.get("SOCLE_PARTNER_CERTIFICATE", "")
PARTNER_AUTHORITY = os.environ.get("SOCLE_PARTNER_AUTHORITY", "")

PROCRASTINATE_AUTODISCOVER_MODULE_NAME = "jobs"
# Platform's own `jobs` is the queue.
PROCRASTINATE_IMPORT_PATHS = [
    "socle.platform.keeping.jobs",
    "socle.platform.purging.jobs",
    "socle.platform.upkeep.jobs",
]

LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"console": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["console"], "level": os.environ.get("SOCLE_LOG_LEVEL", "WARNING")},
    # Each attempt to reach a database that is away; who needed it says so once.
    "loggers": {"psycopg.pool": {"level": "ERROR"}},
}
