"""Django settings, built from the one table (table.py). Nothing here is read from anywhere else."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from salwa.domain.languages import LANGUAGES as SIX
from salwa.settings.cookies import cookie_name
from salwa.settings.databases import database_entry
from salwa.settings.table import read_settings, tracing_times

SALWA = read_settings()
HOME: Path = SALWA.home
PACKAGE = Path(__file__).resolve().parent.parent

SECRET_KEY = SALWA["secret_key"] or "only-for-tests-and-builds-never-served"
DEBUG = False
ALLOWED_HOSTS = SALWA["allowed_hosts"]
ROOT_URLCONF = "salwa.settings.urls"
WSGI_APPLICATION = "salwa.settings.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

DATABASES = {"default": database_entry(SALWA["database_url"], HOME)}
if not DATABASES["default"].get("TEST", {}).get("NAME", "x"):
    DATABASES["default"]["TEST"] = {"NAME": str(HOME / "test.sqlite3")}

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "salwa.storage.accounts",
    "salwa.storage.exchange",
    "salwa.storage.cooperation",
    *(["salwa.storage.register"] if SALWA["profile"] != "secretariat" else []),
    "salwa.web",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "django_tasks",
    "django_tasks_db",
]

MIDDLEWARE = [
    "salwa.web.security.SecurityHeaders",
    "salwa.web.frame.turned_away.TurnedAway",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    # Weak networks: pages travel packed (Django pads them at random against length attacks).
    "django.middleware.gzip.GZipMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "salwa.web.accounts.gate.SessionEnd",
    "salwa.web.accounts.gate.SecondFactorGate",
    "salwa.web.accounts.gate.FirstPasswordGate",
    "salwa.web.accounts.gate.RefusalPages",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [PACKAGE / "web" / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "salwa.web.frame.context.frame",
            ],
            "builtins": [
                "django.templatetags.i18n",
                "django.templatetags.static",
                "salwa.web.templatetags.salwa",
            ],
        },
    }
]

# Accounts: django-allauth with a second factor (time-based code, passkey, recovery codes).
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "salwa.web.accounts.passwords.NoWordsOfTheHouse"},
]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_ADAPTER = "salwa.web.accounts.adapter.InvitationOnlyAdapter"
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_REAUTHENTICATION_TIMEOUT = 600
ALLAUTH_TRUSTED_PROXY_COUNT = SALWA["trusted_proxies"]
MFA_ADAPTER = "salwa.services.accounts.second_factors.SealedSecrets"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = False
# A code stays good for half a minute before and after its own: people type slowly and clocks differ.
MFA_TOTP_TOLERANCE = 1
MFA_TOTP_ISSUER = "Salwa"
MFA_FORMS = {
    "activate_totp": "salwa.web.accounts.codes.FirstCodeForm",
    "authenticate": "salwa.web.accounts.codes.CodeForm",
    "reauthenticate": "salwa.web.accounts.codes.CodeAgainForm",
}
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "account_login"

# What all processes of an installation must know of each other for minutes: tries at signing in, codes already used.
# A hidden folder: no backup takes it along.
CACHES = {
    "default": {
        "BACKEND": "salwa.settings.shared_cache.SharedCache",
        "LOCATION": HOME / ".cache",
        "OPTIONS": {"MAX_ENTRIES": 20_000},
    }
}

# Languages and time
USE_I18N = True
USE_TZ = True
TIME_ZONE = SALWA["time_zone"]
LANGUAGE_CODE = SALWA["language"]
LANGUAGES = [(language.code if language.code != "zh" else "zh-hans", language.name) for language in SIX]
LOCALE_PATHS = [PACKAGE / "locale"]
LANGUAGE_COOKIE_AGE = 365 * 24 * 3600
LANGUAGE_COOKIE_SAMESITE = "Lax"

# Files
STATIC_URL = "/static/"
STATIC_ROOT = HOME / "static"
MEDIA_ROOT = HOME / "media"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if SALWA["profile"] == "test"
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
FILE_UPLOAD_PERMISSIONS = 0o600
FILE_UPLOAD_HANDLERS = [
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "salwa.web.uploads.NamelessUploadHandler",
]
FILE_UPLOAD_DIRECTORY_PERMISSIONS = 0o700
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_500_000
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2_000

# Security headers and cookies
HTTPS: bool = SALWA["https"]
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = HTTPS
SESSION_COOKIE_NAME = cookie_name("session", SALWA)
CSRF_COOKIE_NAME = cookie_name("csrf", SALWA)
LANGUAGE_COOKIE_NAME = "__Host-language" if HTTPS else "language"
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "salwa.web.frame.errors.form_expired"
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_SERIALIZER = "salwa.services.accounts.second_factors.SessionText"
SESSION_COOKIE_AGE = int(timedelta(hours=SALWA["session_hours"]).total_seconds())
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = HTTPS
SECURE_SSL_REDIRECT = HTTPS
# Programs are refused instead (salwa/web/security.py).
SECURE_REDIRECT_EXEMPT = [r"^api/"]
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

# Background work: the same database, no broker.
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
if SALWA["profile"] == "test":
    TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}
    PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]

# Kind of message from another installation -> the function that gives it its effect, in the transaction of its arrival.
# A capability that joins adds its line here (services/exchange/handlers.py says what the function is given).
EXCHANGE_HANDLERS = {
    "exchange.test": "salwa.services.exchange.own_kinds.take_test",
    "exchange.opened": "salwa.services.exchange.own_kinds.take_opened",
    "exchange.epoch": "salwa.services.exchange.own_kinds.take_epoch",
}
if SALWA["profile"] != "secretariat":  # no tracing passes through the secretariat
    EXCHANGE_HANDLERS |= {
        "tracing.request": "salwa.services.tracing_requests.receiving.receive_request",
        "tracing.acknowledgement": "salwa.services.tracing_requests.receiving.receive_acknowledgement",
        "tracing.information_asked": "salwa.services.tracing_requests.receiving.receive_information_asked",
        "tracing.information": "salwa.services.tracing_requests.receiving.receive_information",
        "tracing.answer": "salwa.services.tracing_requests.receiving.receive_answer",
        "tracing.clarification_asked": "salwa.services.tracing_requests.receiving.receive_clarification_asked",
        "tracing.withdrawal": "salwa.services.tracing_requests.receiving.receive_withdrawal",
    }

# How long the two clocks of a tracing request run, and when the desk is urged.
TRACING_TIMES = tracing_times(SALWA.values)

# Mail carries notices, never content.
DEFAULT_FROM_EMAIL = SALWA["mail_from"]
EMAIL_HOST = SALWA["mail_host"]
EMAIL_BACKEND = (
    "django.core.mail.backends.smtp.EmailBackend" if EMAIL_HOST else "django.core.mail.backends.filebased.EmailBackend"
)
EMAIL_FILE_PATH = HOME / "mail"

# Logs tell nothing about marks or people: only the kind of event and the error identifier.
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {
            "()": "salwa.settings.logs.DiscreetFormatter",
            "format": "%(asctime)s %(levelname)s %(name)s %(message)s",
        }
    },
    "filters": {"discreet": {"()": "salwa.settings.logs.DiscreetFilter"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["discreet"]}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    # What is turned away has a line of its own that says more (web/frame/turned_away.py).
    "loggers": {"django.request": {"level": "ERROR"}},
}
SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W021"] if not HTTPS else []
