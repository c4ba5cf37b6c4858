"""The settings of a site: read, explained and written; imports nothing of the other rooms.

>>> configuration = load(Path("/srv/tracking"))
>>> configuration.settings.server.port
8080
"""

from slatehouse.config.changing import change_settings, raise_unless_legal
from slatehouse.config.errors import ConfigError, NotASite
from slatehouse.config.explaining import ShownSetting, explain
from slatehouse.config.loading import Configuration, completed_media_url, load
from slatehouse.config.s3_key_file import S3_KEY_FILE
from slatehouse.config.secret_file import SECRET_FILE, add_secret_key, keep_newest_secret_key
from slatehouse.config.settings import (
    AuthSettings,
    DatabaseSettings,
    FeedSettings,
    JobsSettings,
    LimitsSettings,
    MediaSettings,
    Network,
    OpenIdSettings,
    RetentionSettings,
    S3Settings,
    ServerSettings,
    Settings,
    SiteSettings,
    WebhooksSettings,
)
from slatehouse.config.sources import FILE_NAME, Origin, OriginKind
from slatehouse.config.writing import write_default

__all__ = [
    "FILE_NAME",
    "S3_KEY_FILE",
    "SECRET_FILE",
    "AuthSettings",
    "ConfigError",
    "Configuration",
    "DatabaseSettings",
    "FeedSettings",
    "JobsSettings",
    "LimitsSettings",
    "MediaSettings",
    "Network",
    "NotASite",
    "OpenIdSettings",
    "Origin",
    "OriginKind",
    "RetentionSettings",
    "S3Settings",
    "ServerSettings",
    "Settings",
    "ShownSetting",
    "SiteSettings",
    "WebhooksSettings",
    "add_secret_key",
    "change_settings",
    "completed_media_url",
    "explain",
    "keep_newest_secret_key",
    "load",
    "raise_unless_legal",
    "write_default",
]
