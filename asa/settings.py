"""Settings of the whole application. Every value that differs between installations comes from the environment.

`DATABASE_URL` is the application's role (`asa_app`), `DATABASE_OWNER_URL` the owner of the tables (migrations only).
Production is everything without `ASA_DEMO=1` and without `ASA_DEBUG=1`; it refuses unsafe values (see `asa.checks`).
"""

import os
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit

from whitenoise.compress import Compressor

from asa.logs import configuration

BASE_DIR = Path(__file__).resolve().parent.parent


def env_flag(name: str) -> bool:
    """Return whether the environment variable says yes ("1", "true", "ja")."""
    return os.environ.get(name, "").strip().lower() in {"1", "true", "yes", "ja"}


def database(url: str) -> dict:
    """Turn a libpq-style URL (host may be a socket folder in the query) into Django's database settings."""
    parts = urlsplit(url)
    query = dict(parse_qsl(parts.query))
    return {
        "ENGINE": "asa.database",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": query.pop("host", unquote(parts.hostname or "")),
        "PORT": str(parts.port or query.pop("port", "")),
        "CONN_MAX_AGE": None,
        "CONN_HEALTH_CHECKS": True,
        "ATOMIC_REQUESTS": True,
        "OPTIONS": query,
    }


DEBUG = env_flag("ASA_DEBUG")
DEMO = env_flag("ASA_DEMO")
IS_TESTING = env_flag("ASA_TESTING")
DEFAULT_SECRET_KEY = "unsafe-demo-key-not-for-production-0123456789-abcdefghijklmnopqrstuvwxyz"  # noqa: S105 refused in production (asa.checks)
SECRET_KEY = os.environ.get("ASA_SECRET_KEY") or DEFAULT_SECRET_KEY
SECRET_KEY_FALLBACKS = [key for key in os.environ.get("ASA_FORMER_SECRET_KEYS", "").split(",") if key]
DATA_DIR = Path(os.environ.get("ASA_DATA") or BASE_DIR / "var")
PORT = int(os.environ.get("PORT") or 8000)
PUBLIC_URL = (os.environ.get("ASA_PUBLIC_URL") or f"http://localhost:{PORT}").rstrip("/")
IS_HTTPS = PUBLIC_URL.startswith("https://")
ALLOWED_HOSTS = [h for h in os.environ.get("ASA_HOSTS", "").split(",") if h] or [
    urlsplit(PUBLIC_URL).hostname or "localhost",
    "localhost",
    "127.0.0.1",
]
CSRF_TRUSTED_ORIGINS = [PUBLIC_URL]

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.postgres",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django.forms",
    "django_htmx",
    "django_filters",
    "csp",
    "phonenumber_field",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "asa.design",
    "asa.accounts",
    "asa.jobs",
    "asa.mail",
    "asa.local",
    "asa.demo",
    "companies",
    "cases",
    "reports",
]

MIDDLEWARE = [
    "asa.headers.HeadersMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "asa.accounts.sessions.SessionAgeMiddleware",
    "asa.accounts.middleware.WallMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "asa.accounts.typed.middleware.TypedMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "asa.accounts.middleware.SecondFactorMiddleware",
    "asa.accounts.middleware.AccessLogMiddleware",
    "asa.accounts.refusals.RefusalMiddleware",
    "asa.accounts.once.RequestKeyMiddleware",
]

ROOT_URLCONF = "asa.urls"
WSGI_APPLICATION = "asa.wsgi.application"
FORM_RENDERER = "asa.design.renderer.KernRenderer"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "builtins": ["asa.accounts.templatetags.page_fields"],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "csp.context_processors.nonce",
                "asa.frame.frame",
            ],
        },
    },
]

_database_url = os.environ.get("DATABASE_OWNER_URL" if os.environ.get("ASA_DB_ROLE") == "owner" else "DATABASE_URL")
DATABASES = {"default": database(_database_url or "postgresql:///asa")}
if not env_flag("ASA_TESTING"):
    # Rate limits use their own connection: what a rolled-back request did is still counted.
    DATABASES["limits"] = {**DATABASES["default"], "ATOMIC_REQUESTS": False}
LIMIT_DATABASE = "limits" if "limits" in DATABASES else "default"
DATABASE_ROUTERS = ["asa.accounts.limits.LimitRouter"]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

REDIS_URL = os.environ.get("REDIS_URL", "")
CACHES = {"default": {"BACKEND": "asa.accounts.limits.RowCache", "LOCATION": "asa_cache"}}

AUTH_USER_MODEL = "accounts.User"
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "asa.accounts.passwords.CommonGermanPasswordValidator"},
]
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]

ACCOUNT_ADAPTER = "asa.accounts.adapter.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 10 * 60
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = False  # the other sessions end, this one has just proven itself
ACCOUNT_FORMS = {
    "login": "asa.accounts.forms.LoginForm",
    "request_login_code": "asa.accounts.forms.RequestLoginCodeForm",
    "confirm_login_code": "asa.accounts.forms.ConfirmLoginCodeForm",
    "reauthenticate": "asa.accounts.forms.ReauthenticateForm",
    "change_password": "asa.accounts.forms.ChangePasswordForm",
    "set_password": "asa.accounts.forms.SetPasswordForm",
    "reset_password": "asa.accounts.forms.ResetPasswordForm",
    "reset_password_from_key": "asa.accounts.forms.ResetPasswordKeyForm",
}
ACCOUNT_SESSION_REMEMBER = False
# How many proxies of our own stand in front: the client's address is the one that the outermost of them saw.
ALLAUTH_TRUSTED_PROXY_COUNT = int(os.environ.get("ASA_PROXIES") or env_flag("ASA_BEHIND_PROXY"))
MFA_ADAPTER = "asa.accounts.adapter.MFAAdapter"
MFA_FORMS = {
    "authenticate": "asa.accounts.forms.AuthenticateForm",
    "reauthenticate": "asa.accounts.forms.ReauthenticateFactorForm",
    "activate_totp": "asa.accounts.forms.ActivateTOTPForm",
    "add_webauthn": "asa.accounts.forms.AddWebAuthnForm",
    "edit_webauthn": "asa.accounts.forms.EditWebAuthnForm",
    "generate_recovery_codes": "asa.accounts.forms.GenerateRecoveryCodesForm",
}
MFA_ALLOW_UNVERIFIED_EMAIL = True  # the invitation went to the address
MFA_TOTP_TOLERANCE = 1
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "AsA Fallführung"
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = DEMO or DEBUG
USERSESSIONS_TRACK_ACTIVITY = False

SESSION_COOKIE_NAME = f"asa_session_{PORT}" if DEMO else "asa_session"
SESSION_IDLE_SECONDS = 60 * 60
SESSION_ABSOLUTE_SECONDS = SESSION_COOKIE_AGE = 12 * 60 * 60
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = IS_HTTPS
SESSION_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "asa.accounts.typed.views.csrf_failure"
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SECURE_SSL_REDIRECT = IS_HTTPS
SECURE_HSTS_SECONDS = 31_536_000 if IS_HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = IS_HTTPS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if env_flag("ASA_BEHIND_PROXY") else None
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "font-src": ["'self'"],
        "connect-src": ["'self'"],
        "manifest-src": ["'self'"],
        "form-action": ["'self'"],
        "base-uri": ["'none'"],
        "frame-ancestors": ["'none'"],
    }
}

LANGUAGE_CODE = "de"
TIME_ZONE = "Europe/Berlin"
USE_I18N = True
USE_TZ = True
PHONENUMBER_DEFAULT_REGION = "DE"
PHONENUMBER_DEFAULT_FORMAT = "INTERNATIONAL"

STATIC_URL = "/static/"
STATIC_ROOT = Path(os.environ.get("ASA_STATIC") or DATA_DIR / "static")
STATICFILES_DIRS = [BASE_DIR / "static"]
# Compressing costs most of collecting: only the names that pages use, and no fonts that only documents embed.
WHITENOISE_KEEP_ONLY_HASHED_FILES = True
WHITENOISE_SKIP_COMPRESS_EXTENSIONS = (*Compressor.SKIP_COMPRESS_EXTENSIONS, "ttf")
MEDIA_ROOT = DATA_DIR / "files"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": MEDIA_ROOT}},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG or env_flag("ASA_TESTING")
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}

EMAIL_HOST = os.environ.get("ASA_SMTP_HOST", "")
EMAIL_PORT = int(os.environ.get("ASA_SMTP_PORT") or 587)
EMAIL_HOST_USER = os.environ.get("ASA_SMTP_USER", "")
EMAIL_HOST_PASSWORD = os.environ.get("ASA_SMTP_PASSWORD", "")
EMAIL_USE_TLS = bool(EMAIL_HOST) and not env_flag("ASA_SMTP_PLAIN")
EMAIL_TIMEOUT = 20
EMAIL_BACKEND = f"django.core.mail.backends.{'smtp' if EMAIL_HOST else 'filebased'}.EmailBackend"
MAIL_WRITER = "asa.mail.outbox.write_mail"
EMAIL_FILE_PATH = DATA_DIR / "mail"
DEFAULT_FROM_EMAIL = os.environ.get("ASA_MAIL_FROM", "fallfuehrung@bildungswerk.example")

#: So many days what was typed and not saved waits for its author.
DRAFT_DAYS = int(os.environ.get("ASA_DRAFT_DAYS") or 14)

DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024

LOGGING = configuration(os.environ.get("ASA_LOG_LEVEL", "WARNING"))
