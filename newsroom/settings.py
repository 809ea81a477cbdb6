"""Settings of Margent; everything a host may set comes from the environment.

The table in README.md names each variable. Without `DATABASE_URL` Margent keeps
its data in the embedded PostgreSQL under `MARGENT_DATA`.
"""

import os
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit

from django.conf.locale import LANG_INFO
from django.utils.csp import CSP

from newsroom import embedded

ROOT = Path(__file__).resolve().parent.parent
DATA = embedded.data_folder()


def names(variable: str) -> list[str]:
    """Return the comma-separated values of an environment variable, blanks dropped."""
    return [name.strip() for name in os.environ.get(variable, "").split(",") if name.strip()]


def flag(variable: str) -> bool:
    return os.environ.get(variable, "").lower() in {"1", "true", "yes", "on"}


def database(url: str) -> dict[str, object]:
    """Return Django's settings of the PostgreSQL at `url` (postgresql://user:word@host:port/name).

    What follows `?` is handed to libpq as it is (`sslmode`, `host` of a socket, …).
    """
    parts = urlsplit(url)
    if parts.scheme not in {"postgres", "postgresql"}:
        raise SystemExit("DATABASE_URL must begin with postgresql:// – Margent needs PostgreSQL.")
    options = dict(parse_qsl(parts.query))
    return {
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": options.pop("host", parts.hostname or ""),
        "PORT": options.pop("port", str(parts.port or "")),
        "OPTIONS": options,
    }


def mailer(url: str) -> dict[str, object]:
    """Return Django's settings of the mail server at `url`.

    smtps://user:word@host:465, smtp+tls://host:587 (STARTTLS) or smtp://host:25.
    """
    parts = urlsplit(url)
    if parts.scheme not in {"smtp", "smtp+tls", "smtps"} or not parts.hostname:
        raise SystemExit("EMAIL_URL must look like smtps://user:word@host:465.")
    return {
        "BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "OPTIONS": {
            "host": parts.hostname,
            "port": parts.port or {"smtp": 25, "smtp+tls": 587, "smtps": 465}[parts.scheme],
            "username": unquote(parts.username or ""),
            "password": unquote(parts.password or ""),
            "use_tls": parts.scheme == "smtp+tls",
            "use_ssl": parts.scheme == "smtps",
            "timeout": 10,
        },
    }


DATABASE_URL = os.environ.get("DATABASE_URL", "")
EMBEDDED_DATABASE = not DATABASE_URL
DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.postgresql",
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        **(database(DATABASE_URL) if DATABASE_URL else embedded.database_settings(DATA)),
    }
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

DEBUG = flag("MARGENT_DEBUG")
PRODUCTION = flag("MARGENT_PRODUCTION")
SECRET_KEY = os.environ.get("MARGENT_SECRET_KEY") or embedded.secret_key(DATA)
ALLOWED_HOSTS = names("MARGENT_HOSTS") or ["localhost", "127.0.0.1", "[::1]"]
SITE_NAME = os.environ.get("MARGENT_SITE_NAME", "Margent")
PUBLIC_URL = os.environ.get("MARGENT_URL", "").rstrip("/")
CSRF_TRUSTED_ORIGINS = [PUBLIC_URL] if PUBLIC_URL else []

INSTALLED_APPS = [
    "annotations.apps.AnnotationsConfig",
    "newsroom.apps.NewsroomConfig",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "django_htmx",
    "procrastinate.contrib.django",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.sessions",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.csp.ContentSecurityPolicyMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "annotations.teams.middleware.SignInRequired",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django.middleware.http.ConditionalGetMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
]

ROOT_URLCONF = "newsroom.urls"
WSGI_APPLICATION = "newsroom.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [ROOT / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "annotations.teams.context.appearance",
            ],
        },
    }
]

AUTH_USER_MODEL = "annotations.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
    )
]
LOGIN_URL = "account_login"
SIGN_IN_LINK = "annotations.teams.signin.one_time_link"
LOGIN_REDIRECT_URL = "library"
ACCOUNT_ADAPTER = "annotations.teams.adapters.AccountAdapter"
SOCIALACCOUNT_ADAPTER = "annotations.teams.adapters.SocialAccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_SIGNUP_FORM_CLASS = "annotations.teams.forms.SignupForm"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_FORMS = {"add_email": "annotations.teams.addresses.AddressForm"}
ACCOUNT_MAX_EMAIL_ADDRESSES = 3
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_SESSION_REMEMBER = True
# The limits are counted in the default cache, so it has to be one for all processes.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "cache",
        "OPTIONS": {"MAX_ENTRIES": 10_000},
    }
}
# How many proxies stand before us: limits by address need the reader's own.
ALLAUTH_TRUSTED_PROXY_COUNT = int(os.environ.get("MARGENT_PROXIES") or PRODUCTION)
# Invitations are handed over by people who know each other.
MFA_ALLOW_UNVERIFIED_EMAIL = True
MFA_TOTP_ISSUER = SITE_NAME
MFA_TOTP_TOLERANCE = 1

EMAIL_URL = os.environ.get("EMAIL_URL", "")
SENDS_MAIL = bool(EMAIL_URL)
CONSOLE = {"BACKEND": "django.core.mail.backends.console.EmailBackend"}
MAILERS = {"default": mailer(EMAIL_URL) if SENDS_MAIL else CONSOLE}
# Without EMAIL_URL nothing is mailed, and the pages say so.
# HSTS for subdomains is the host's own choice (W005, W021).
SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W021", *([] if SENDS_MAIL else ["mail.E001"])]
DEFAULT_FROM_EMAIL = os.environ.get("MARGENT_MAIL_FROM") or (
    f"margent@{urlsplit(EMAIL_URL).hostname or 'localhost'}"
)
ACCOUNT_EMAIL_VERIFICATION = "optional" if SENDS_MAIL else "none"
ACCOUNT_LOGIN_BY_CODE_ENABLED = SENDS_MAIL
ACCOUNT_EMAIL_NOTIFICATIONS = SENDS_MAIL
ACCOUNT_EMAIL_SUBJECT_PREFIX = f"[{SITE_NAME}] "
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "https" if PRODUCTION else "http"

LANGUAGE_CODE = "en"
LOCALE_PATHS = [ROOT / "locale"]
# A language is there when its catalogue is: adding one needs no code.
LANGUAGES = [
    (code, LANG_INFO[code]["name_local"])
    for code in ["en", *(path.parent.parent.name for path in ROOT.glob("locale/*/*/django.mo"))]
]
TIME_ZONE = os.environ.get("MARGENT_TIME_ZONE", "UTC")
USE_TZ = True

STATIC_URL = "static/"
STATIC_ROOT = Path(os.environ.get("MARGENT_STATIC") or DATA / "static")
STATICFILES_DIRS = [ROOT / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "newsroom.statics.NamedByContent"},
}
WHITENOISE_KEEP_ONLY_HASHED_FILES = False

DATA_UPLOAD_MAX_MEMORY_SIZE = 12 * 2**20
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 2**20

SECURE_CSP = {
    "default-src": [CSP.SELF],
    "img-src": [CSP.SELF, "data:"],
    "object-src": [CSP.NONE],
    "base-uri": [CSP.NONE],
    "form-action": [CSP.SELF],
    "frame-ancestors": [CSP.NONE],
}
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = False
if PRODUCTION:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_SSL_REDIRECT = True
    SECURE_HSTS_SECONDS = 31_536_000
    # Whoever has Margent on a bare domain may have other sites below it that speak plain HTTP.
    SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = flag("MARGENT_HSTS_SUBDOMAINS")
    SESSION_COOKIE_SECURE = True
    CSRF_COOKIE_SECURE = True

FETCH_ALLOW = tuple(names("MARGENT_FETCH_ALLOW"))
# Seconds between two requests to one host: for what people ask, and for what feeds name.
FETCH_PAUSE = float(os.environ.get("MARGENT_PAUSE") or 1)
FETCH_FEED_PAUSE = float(os.environ.get("MARGENT_FEED_PAUSE") or 3)
# Of a feed that is new, so many entries come in; the older ones do not.
FEED_FIRST = int(os.environ.get("MARGENT_FEED_FIRST") or 10)
# Jobs that wait for their turn with a host are found by looking, not by a notice.
# A worker that dies says nothing: the more often it beats, the sooner its work is taken over.
PROCRASTINATE_WORKER_DEFAULTS = {
    "fetch_job_polling_interval": 1.0,
    "update_heartbeat_interval": 3.0,
    "stalled_worker_timeout": 15.0,
}
FETCH_USER_AGENT = "Margent/0.1 (reads articles for its users; {})".format(
    os.environ.get("MARGENT_CONTACT", "no contact address set")
)

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "filters": {"no_secrets": {"()": "newsroom.logs.NoSecrets"}},
    "handlers": {
        "console": {
            "class": "logging.StreamHandler",
            "formatter": "plain",
            "filters": ["no_secrets"],
        }
    },
    "root": {"handlers": ["console"], "level": os.environ.get("MARGENT_LOG", "WARNING")},
}
