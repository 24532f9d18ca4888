"""All settings. What differs between machines comes from the environment, and is refused if wrong.

`ARCHIVE_HOME` holds everything that is not code: databases, keys, index, collected static files.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any

from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

from archive.environment import (
    chosen,
    country,
    flag,
    hosts,
    one_of,
    postgresql,
    secret_key,
    sqlite,
    web_address,
    whole_number,
)

# NumPy reads this once, when it is first imported: requests are served side by side, and threads
# of its own that wait for each other make every one of them slower.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

BASE = Path(__file__).resolve().parent.parent

# --- Where everything rests ---------------------------------------------------------------------

ARCHIVE_HOME = Path(os.environ.get("ARCHIVE_HOME") or BASE / "var").resolve()
STATIC_ROOT = ARCHIVE_HOME / "static"
try:
    ARCHIVE_HOME.mkdir(mode=0o700, parents=True, exist_ok=True)
    STATIC_ROOT.mkdir(exist_ok=True)
except OSError as problem:
    raise ImproperlyConfigured(
        f"ARCHIVE_HOME ({ARCHIVE_HOME}) cannot be written: {problem.strerror}. "
        "Name a folder that this account may write to."
    ) from None

# --- The archive's own words and choices --------------------------------------------------------

ARCHIVE_NAME = chosen("ARCHIVE_NAME", "Firsthand")
ARCHIVE_NOT_ADVICE = chosen(
    "ARCHIVE_NOT_ADVICE",
    "These are accounts of what people lived through. They are not medical advice.",
)
ARCHIVE_STEWARD_CONTACT = chosen("ARCHIVE_STEWARD_CONTACT", "")
ARCHIVE_ONE_PERSON = flag("ARCHIVE_ONE_PERSON")
ARCHIVE_LEAVE_URL = web_address("ARCHIVE_LEAVE_URL", "https://www.wikipedia.org/")
ARCHIVE_CONTROLLER_NAME = chosen("ARCHIVE_CONTROLLER_NAME", ARCHIVE_NAME)
ARCHIVE_CONTROLLER_ADDRESS = chosen("ARCHIVE_CONTROLLER_ADDRESS", "")
ARCHIVE_JURISDICTION = country("ARCHIVE_JURISDICTION", "GB")
ARCHIVE_STORAGE_LOCATION = country("ARCHIVE_STORAGE_LOCATION", ARCHIVE_JURISDICTION)
ARCHIVE_ADDRESS = web_address("ARCHIVE_ADDRESS", "http://127.0.0.1:8000/").rstrip("/") + "/"
ARCHIVE_REMOVALS_A_DAY = whole_number("ARCHIVE_REMOVALS_A_DAY", 20)
ARCHIVE_SEARCH_ENGINE = one_of("ARCHIVE_SEARCH_ENGINE", "whoosh", ("whoosh", "tantivy"))
ARCHIVE_SIMILAR = one_of("ARCHIVE_SIMILAR", "1", ("1", "0")) == "1"
ARCHIVE_ENGINE = one_of("ARCHIVE_ENGINE", "auto", ("auto", "rules", "full"))
ARCHIVE_SUPPORT_LINES = chosen("ARCHIVE_SUPPORT_LINES", "")
ARCHIVE_CRISIS_CONTACTS = chosen("ARCHIVE_CRISIS_CONTACTS", "")

# --- Who may ask, and how -----------------------------------------------------------------------

DEBUG = False  # a debug page shows local variables, and those may be somebody's words
SECRET_KEY = secret_key(ARCHIVE_HOME / "secrets" / "django.key")
ALLOWED_HOSTS = hosts("ARCHIVE_ALLOWED_HOSTS", "localhost,127.0.0.1,[::1]")

ARCHIVE_SECURE = flag("ARCHIVE_SECURE")
ARCHIVE_TRUSTED_PROXY = chosen("ARCHIVE_TRUSTED_PROXY", "127.0.0.1")
"""Under `ARCHIVE_SECURE`, `serve` believes this address when it says a request came by HTTPS."""

DATA_UPLOAD_MAX_NUMBER_FIELDS = 8_000
"""A box for each sentence of the longest text: whoever asks for removal may tick them all."""

SESSION_COOKIE_AGE = 8 * 60 * 60  # seconds: a working day
SESSION_SAVE_EVERY_REQUEST = False
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_AGE = None  # forgotten with the window
CSRF_FAILURE_VIEW = "archive.web.errors.csrf_failure"
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = None  # archive.web.middleware sets it, by page

if ARCHIVE_SECURE:
    SESSION_COOKIE_NAME = "__Host-session"
    CSRF_COOKIE_NAME = "__Host-csrf"
    SESSION_COOKIE_SECURE = True
    CSRF_COOKIE_SECURE = True
    SECURE_SSL_REDIRECT = True
    SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "style-src": [SELF],
        "script-src": [SELF],
        "img-src": [SELF],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "object-src": [NONE],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}

SILENCED_SYSTEM_CHECKS = [
    "security.W005",  # HSTS for subdomains: other names than ours are not ours to decide about
    "security.W021",  # nor is the browsers' preload list
    "security.W022",  # archive.web.middleware sets Referrer-Policy
]

# --- Parts --------------------------------------------------------------------------------------

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "taggit",
    "csp",
    "archive.apps.ArchiveConfig",
    "archive.vault.apps.VaultConfig",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "archive.web.middleware.SecurityHeadersMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "archive.web.middleware.ViewerMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "archive.web.middleware.ErrorMiddleware",
]

ROOT_URLCONF = "archive.urls"
WSGI_APPLICATION = "archive.wsgi.application"
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE / "templates"],
        "OPTIONS": {
            "libraries": {"archive_text": "archive.web.templatetags.archive_text"},
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "archive.web.context.site",
            ],
        },
    }
]

# --- Accounts -----------------------------------------------------------------------------------

AUTH_USER_MODEL = "archive.User"
LOGIN_URL = "sign-in"
_VALIDATORS = "django.contrib.auth.password_validation"
AUTH_PASSWORD_VALIDATORS: list[dict[str, Any]] = [
    {
        "NAME": f"{_VALIDATORS}.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("username", "display_name")},
    },
    {"NAME": f"{_VALIDATORS}.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": f"{_VALIDATORS}.CommonPasswordValidator"},
    {"NAME": f"{_VALIDATORS}.NumericPasswordValidator"},
]

# --- Databases: texts in one, the keys that open them in another --------------------------------

DATABASES = {
    "default": postgresql("DATABASE_URL")
    or sqlite(ARCHIVE_HOME / "archive.sqlite3", "journal_mode=WAL", "foreign_keys=ON"),
    # A dropped key must not live on in a write-ahead log or a freed page.
    "keys": postgresql("KEYS_DATABASE_URL")
    or sqlite(ARCHIVE_HOME / "keys.sqlite3", "journal_mode=DELETE", "secure_delete=ON"),
}
if "DATABASE_URL" in os.environ and DATABASES["default"] == DATABASES["keys"]:
    raise ImproperlyConfigured(
        "DATABASE_URL and KEYS_DATABASE_URL name the same database. "
        "Keys need one of their own: a backup that holds both undoes every erasing."
    )
DATABASE_ROUTERS = ["archive.vault.routing.VaultRouter"]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# --- Static files: hashed names once collected, straight from `static/` before ------------------

STATIC_URL = "/static/"
STATICFILES_DIRS = [BASE / "static"]
_HASHED = "collectstatic" in sys.argv or (STATIC_ROOT / "staticfiles.json").exists()
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if _HASHED
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = not _HASHED
WHITENOISE_AUTOREFRESH = False
WHITENOISE_ALLOW_ALL_ORIGINS = False  # nobody else's pages use our files

# --- Language, time, log ------------------------------------------------------------------------

LANGUAGE_CODE = "en"
USE_TZ = True
TIME_ZONE = "UTC"

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"careful": {"()": "archive.web.log_lines.CarefulFormatter"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "careful"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {
        "django": {"handlers": [], "level": "WARNING", "propagate": True},
        "django.request": {"handlers": [], "level": "ERROR", "propagate": True},
        "django.server": {"handlers": [], "level": "ERROR", "propagate": True},
        "waitress": {"handlers": [], "level": "WARNING", "propagate": True},
        # It warns of every queue that is not empty for a moment, which is no failure.
        "waitress.queue": {"handlers": [], "level": "ERROR", "propagate": True},
    },
}
