"""Every setting of a site, with its type, its default, what is legal and what it is for.

This is the only list. The file, the environment, `slatehouse config` and what `init` writes follow it.
Sizes are in bytes and times in seconds, unless a purpose says otherwise.
"""

from ipaddress import IPv4Network, IPv6Network
from typing import Annotated, Literal

from msgspec import Meta, Struct

__all__ = [
    "SECRET",
    "AuditSettings",
    "AuthSettings",
    "DatabaseSettings",
    "FeedSettings",
    "JobsSettings",
    "LimitsSettings",
    "MediaSettings",
    "Network",
    "OpenIdSettings",
    "RetentionSettings",
    "S3Settings",
    "ServerSettings",
    "Settings",
    "SiteSettings",
    "WebhooksSettings",
]

Network = IPv4Network | IPv6Network

SECRET = {"is_secret": True}
"""Marks a setting whose value is never shown."""


def _for(purpose: str) -> Meta:
    return Meta(title=purpose)


def _legal(words: str) -> Meta:
    return Meta(description=words)


_Count = Annotated[int, Meta(ge=1, le=1024), _legal("a whole number from 1 to 1024")]
_Connections = Annotated[int, Meta(ge=1, le=65536), _legal("a whole number from 1 to 65536")]
_Port = Annotated[int, Meta(ge=0, le=65535), _legal("a whole number from 0 to 65535")]
_Bytes = Annotated[int, Meta(ge=1, le=2**63 - 1), _legal("a number of bytes, at least 1")]
_Seconds = Annotated[
    float, Meta(gt=0, le=31_536_000), _legal("a number of seconds above 0, up to 31536000 (a year)")
]
_Rate = Annotated[
    str,
    Meta(pattern=r"^(unlimited|[1-9][0-9]{0,6}/(second|minute|hour))$"),
    _legal("a number and a span, such as 30/hour or 600/minute, or unlimited"),
]
_FORMATS = "exr|hdr|dpx|cineon|tiff|psd"
_CODECS = "prores|dnxhd|cfhd|h264|hevc|jpeg2000|v210|rawvideo"
_ColourSpace = Annotated[str, Meta(pattern=rf"^({_FORMATS}|{_CODECS}|log)=[^\x00]+$")]
_Folder = Annotated[str, Meta(pattern=r"^/[^\x00]*$")]
_DaysOrEver = Annotated[int, Meta(ge=0, le=36_500), _legal("whole days up to 36500 (a hundred years), or 0")]
_WholeSeconds = Annotated[int, Meta(ge=1, le=31_536_000), _legal("whole seconds from 1 to 31536000 (a year)")]
_Place = Annotated[
    str,
    Meta(
        pattern=r"^(?![A-Za-z][A-Za-z0-9+.-]*://)[^\x00]*$|^file:///[^\x00]+$"
        r"|^s3://[a-z0-9][a-z0-9.-]{1,61}[a-z0-9](/[A-Za-z0-9_-][A-Za-z0-9._-]*)*/?$"
    ),
]


class DatabaseSettings(Struct, frozen=True, forbid_unknown_fields=True):
    """Where rows live."""

    url: Annotated[
        str,
        Meta(pattern=r"^$|^sqlite:///[^\x00]+$|^postgres(ql)?://[^\x00]+$"),
        _legal(
            "sqlite:///PATH, postgresql://USER:PASSWORD@HOST/NAME, or empty for site.db in the site's folder"
        ),
        _for("the database; a relative SQLite path starts in the site's folder"),
    ] = ""
    statement_timeout: Annotated[_Seconds, _for("seconds after which a statement is given up")] = 30.0
    slow_statement: Annotated[
        _Seconds, _for("seconds from which on a statement is told of in the log, without its values")
    ] = 1.0
    large_table: Annotated[
        int,
        Meta(ge=0, le=2**31 - 1),
        _legal("a number of rows from 0 to 2147483647"),
        _for(
            "rows from which on answers warn where a question reads them one after another; 0 warns of none"
        ),
    ] = 10_000


class MediaSettings(Struct, frozen=True, forbid_unknown_fields=True):
    """Where bytes live, and how much of them is taken."""

    url: Annotated[
        _Place,
        _legal(
            "a folder, file:///PATH, s3://BUCKET/PREFIX, or empty for the folder media in the site's folder"
        ),
        _for("where uploaded files are kept; a relative folder starts in the site's folder"),
    ] = ""
    old_url: Annotated[
        _Place,
        _legal("a folder, file:///PATH, s3://BUCKET/PREFIX, or empty"),
        _for("where files were before, while they move to media.url; slatehouse media move sets it"),
    ] = ""
    presigned: Annotated[
        bool,
        _legal("true or false"),
        _for("whether clients read from and write to a bucket themselves, or by way of the site"),
    ] = True
    storage_service: Annotated[
        str,
        Meta(pattern=r"^(s3|sg)$"),
        _legal("s3, an address of the storage; or sg, one of the API itself"),
        _for("where announced uploads are told to go"),
    ] = "s3"
    direct_uploads: Annotated[
        bool,
        _legal("true or false"),
        _for("whether the Python client sends files to the storage, as announced, or in forms"),
    ] = False
    settle: Annotated[
        float,
        Meta(ge=0, le=3600),
        _legal("a number of seconds from 0 to 3600"),
        _for("seconds from an upload to its thumbnail; clients expect to see the pending image first"),
    ] = 1.5
    max_upload_bytes: Annotated[_Bytes, _for("the largest file that may be uploaded, in bytes")] = 5 * 1024**3
    max_pixels: Annotated[
        int,
        Meta(ge=1, le=2**40),
        _legal("a number of pixels, at least 1"),
        _for("the largest image that a thumbnail is made of, width times height"),
    ] = 150_000_000
    thumbnail_edge: Annotated[
        int,
        Meta(ge=16, le=4096),
        _legal("a number of pixels from 16 to 4096"),
        _for("the longer edge of a thumbnail, in pixels"),
    ] = 512
    proxies: Annotated[
        tuple[Literal["mp4", "webm"], ...],
        _legal('a list of mp4 and webm, such as ["mp4", "webm"]'),
        _for("the kinds of film that are made of movies, for browsers to play"),
    ] = ("mp4",)
    film_seconds: Annotated[_Seconds, _for("seconds after which the making of a film is given up")] = 7200.0
    frame_roots: Annotated[
        tuple[_Folder, ...],
        _legal('a list of folders such as ["/mnt/films/{project}"], with the Tank Name of the project in it'),
        _for(
            "folders below which image sequences that versions name are shown; none: they are not looked at"
        ),
    ] = ()
    frame_rate: Annotated[
        float,
        Meta(ge=1, le=240),
        _legal("a number from 1 to 240"),
        _for("frames a second of image sequences, where neither the version nor its project says it"),
    ] = 24.0
    colour_config: Annotated[
        str,
        Meta(min_length=1, pattern=r"^[^\x00]+$"),
        _legal("an address such as ocio://studio-config-latest, or the path of a configuration's file"),
        _for("the OpenColorIO configuration that colours of film and of renderers are shown by"),
    ] = "ocio://studio-config-v2.2.0_aces-v1.3_ocio-v2.4"
    colour_view: Annotated[
        str,
        Meta(min_length=1, pattern=r"^[^\x00]+$"),
        _legal("a view of that configuration, or a display, a slash and its view"),
        _for("the view in which such colours are shown"),
    ] = "sRGB - Display/ACES 1.0 - SDR Video"
    colour_spaces: Annotated[
        tuple[_ColourSpace, ...],
        _legal(
            'a list such as ["dpx=ADX10", "prores=ARRI LogC4"], of the formats exr, hdr, dpx, cineon, tiff '
            "and psd, the codecs prores, dnxhd, cfhd, h264, hevc, jpeg2000, v210 and rawvideo, and log"
        ),
        _for(
            "the colour space that files of a format are in, movies of a codec that say nothing, and those "
            "that are tagged as a logarithm; without one they are in what they say"
        ),
    ] = ("dpx=ADX10", "cineon=ADX10")


class S3Settings(Struct, frozen=True, forbid_unknown_fields=True):
    """The S3-compatible service that holds the bucket of `media.url`, and how the site shows it who it is."""

    endpoint: Annotated[
        str,
        Meta(pattern=r"^(https?://[^/?#\s@]+/?)?$"),
        _legal("an address such as https://s3.studio.example, or empty for Amazon's"),
        _for("the address of the service"),
    ] = ""
    public_endpoint: Annotated[
        str,
        Meta(pattern=r"^(https?://[^/?#\s@]+/?)?$"),
        _legal("an address such as https://s3.studio.example, or empty"),
        _for("the address by which clients reach the service; empty: s3.endpoint"),
    ] = ""
    region: Annotated[
        str,
        Meta(pattern=r"^[A-Za-z0-9-]*$"),
        _legal("the name of a region such as eu-central-1, or empty"),
        _for("the region of the bucket; empty: the one that AWS_REGION names, or us-east-1"),
    ] = ""
    addressing: Annotated[
        Literal["auto", "path", "virtual"],
        _legal("auto, path or virtual"),
        _for("where the bucket's name stands, in paths or hosts; auto: in paths where an endpoint is set"),
    ] = "auto"
    access_key: Annotated[
        str,
        Meta(pattern=r"^[!-~]*$"),
        _legal("the id of an access key, or empty"),
        _for("who the site is for the service; empty: as s3.key in the site's folder, or the machine, says"),
    ] = ""
    secret_key: Annotated[
        str,
        Meta(pattern=r"^[!-~]*$"),
        _legal("the secret of that access key, or empty"),
        _for("what requests to the service are signed with"),
        Meta(extra=SECRET),
    ] = ""
    ca_file: Annotated[
        str,
        Meta(pattern=r"^[^\x00]*$"),
        _legal("the path of a file with certificates in PEM, or empty"),
        _for("authorities that vouch for the service beside those that the machine trusts"),
    ] = ""


class ServerSettings(Struct, frozen=True, forbid_unknown_fields=True):
    """How `slatehouse serve` meets the network."""

    host: Annotated[
        str,
        Meta(min_length=1, pattern=r"^[^\s/]+$"),
        _legal("an address of this machine, such as 127.0.0.1, or 0.0.0.0 for all"),
        _for("the address to listen on"),
    ] = "127.0.0.1"
    port: Annotated[_Port, _for("the port to listen on; 0 takes a free one")] = 8080
    workers: Annotated[_Count, _for("processes that answer requests")] = 1
    threads: Annotated[_Count, _for("requests that one worker works on at the same time")] = 32
    backlog: Annotated[_Connections, _for("connections that may wait to be accepted")] = 1024
    backpressure: Annotated[
        _Connections,
        _for(
            "connections that one worker holds open beside feed.followers, idle ones included; "
            "more wait in the backlog"
        ),
    ] = 512
    public_url: Annotated[
        str,
        Meta(pattern=r"^(https?://[^/?#\s@]+/?)?$"),
        _legal("an address such as https://tracking.example.com, or empty"),
        _for("the address that clients use; empty: the one that each request was sent to"),
    ] = ""
    trusted_proxies: Annotated[
        tuple[Network, ...],
        _legal('a list of networks such as ["10.0.0.0/8", "::1"]'),
        _for("proxies whose X-Forwarded-… headers are believed"),
    ] = ()
    hsts_max_age: Annotated[
        int,
        Meta(ge=0, le=63_072_000),
        _legal("whole seconds from 0 to 63072000 (two years)"),
        _for("seconds for which browsers that came over TLS come back over TLS alone; 0 does not ask it"),
    ] = 2_592_000
    timings: Annotated[
        bool, _legal("true or false"), _for("whether answers say in Server-Timing what they took, and where")
    ] = True
    max_body_bytes: Annotated[_Bytes, _for("the largest JSON or form body, in bytes")] = 10 * 1024**2
    max_json_depth: Annotated[
        int,
        Meta(ge=1, le=10_000),
        _legal("a whole number from 1 to 10000"),
        _for("how deep lists and objects may be nested in a body"),
    ] = 512


class AuthSettings(Struct, frozen=True, forbid_unknown_fields=True):
    """How people and scripts sign in, how long that lasts, and how its keys are kept."""

    token_lifetime: Annotated[_WholeSeconds, _for("seconds that an access token is good for")] = 600
    refresh_lifetime: Annotated[_WholeSeconds, _for("seconds that a refresh token is good for")] = 86_400
    secret_key: Annotated[
        str,
        Meta(pattern=r"^$|^[^\x00]{32,}$"),
        _legal("a random text of at least 32 characters, or empty"),
        _for(
            "encrypts the secrets that the database holds; empty: the key in secret.key in the site's folder"
        ),
        Meta(extra=SECRET),
    ] = ""
    old_secret_keys: Annotated[
        tuple[Annotated[str, Meta(pattern=r"^[^\x00]{32,}$")], ...],
        _legal("a list of texts of at least 32 characters"),
        _for("open what was encrypted before auth.secret_key was another"),
        Meta(extra=SECRET),
    ] = ()
    require_second_factor: Annotated[
        tuple[Annotated[str, Meta(pattern=r"^[a-z][a-z0-9_]*$")], ...],
        _legal('a list of codes of permission rule sets, such as ["admin", "manager"]'),
        _for("whose bearers may do nothing with a password alone but set two-factor sign-in up"),
    ] = ()
    password_min_length: Annotated[
        int,
        Meta(ge=1, le=128),
        _legal("a whole number from 1 to 128"),
        _for("characters that a new password has at least"),
    ] = 10
    invitation_lifetime: Annotated[
        _WholeSeconds, _for("seconds that a link is good for with which a new person chooses a password")
    ] = 604_800
    reset_lifetime: Annotated[
        _WholeSeconds, _for("seconds that a link is good for in place of a password that was forgotten")
    ] = 86_400


class OpenIdSettings(Struct, frozen=True, forbid_unknown_fields=True):
    """Signing in with OpenID Connect, at a provider that the studio has."""

    issuer: Annotated[
        str,
        Meta(pattern=r"^(|https://[^?#\s@]+|http://(localhost|127\.[0-9.]+|\[::1\])(:[0-9]+)?(/[^?#\s]*)?)$"),
        _legal("an address such as https://login.example.com/realms/studio, exactly as it calls itself"),
        _for("the provider; empty: people sign in with a password alone"),
    ] = ""
    client_id: Annotated[str, _legal("a text"), _for("what the provider knows this site as")] = ""
    client_secret: Annotated[
        str,
        _legal("a text, or empty"),
        _for("what this site shows the provider; empty where it asks for none"),
        Meta(extra=SECRET),
    ] = ""
    name: Annotated[
        str,
        Meta(min_length=1, max_length=80, pattern=r"^[^\x00-\x1f]+$"),
        _legal("a text of 1 to 80 characters on one line"),
        _for("what the button on the page is called"),
    ] = "single sign-on"
    scope: Annotated[
        str,
        Meta(pattern=r"^openid( [!-~]+)*$"),
        _legal("words that begin with openid"),
        _for("what the provider is asked to tell"),
    ] = "openid email profile"
    claim: Annotated[
        str,
        Meta(pattern=r"^[!-~]+$"),
        _legal("the name of a claim, such as email or preferred_username"),
        _for("what tells whose account it is: email is compared with e-mail addresses, all else with logins"),
    ] = "email"
    trusts_unverified_email: Annotated[
        bool,
        _legal("true or false"),
        _for("whether an e-mail address counts that the provider has not verified"),
    ] = False


class LimitsSettings(Struct, frozen=True, forbid_unknown_fields=True):
    """How often in a span of time somebody may try what can be guessed or is dear."""

    failed_sign_ins_of_account: Annotated[
        _Rate,
        _for("wrong passwords, keys and codes for one account, from addresses new to it or from one known"),
    ] = "30/hour"
    failed_sign_ins_from_address: Annotated[
        _Rate, _for("wrong credentials from one address, for accounts that never signed in from it")
    ] = "100/minute"
    sign_ins: Annotated[_Rate, _for("access tokens for one account")] = "6000/minute"
    uploads: Annotated[_Rate, _for("files that one account announces or sends")] = "6000/minute"
    text_searches: Annotated[_Rate, _for("text searches of one account")] = "1200/minute"
    schema_changes: Annotated[_Rate, _for("changes of the schema by one account")] = "300/minute"
    exports: Annotated[_Rate, _for("exports by one account")] = "60/minute"
    app_session_requests: Annotated[
        _Rate, _for("programs that ask from one address to be let in from a browser")
    ] = "60/minute"


class AuditSettings(Struct, frozen=True, forbid_unknown_fields=True):
    """How long it is known who did what."""

    retention_days: Annotated[
        int,
        Meta(ge=1, le=36_500),
        _legal("whole days from 1 to 36500 (a hundred years)"),
        _for("days after which an entry of the audit trail is removed"),
    ] = 365


class RetentionSettings(Struct, frozen=True, forbid_unknown_fields=True):
    """How long what piles up is kept; 0 is for ever."""

    events_days: Annotated[
        _DaysOrEver, _for("days after which an entry of the event log is removed; 0: it never is")
    ] = 0
    retired_days: Annotated[
        _DaysOrEver, _for("days after which a retired row is erased, with its files; 0: it never is")
    ] = 0
    deliveries_days: Annotated[
        _DaysOrEver, _for("days after which what was sent to a webhook is forgotten; 0: it never is")
    ] = 7
    idempotency_hours: Annotated[
        int,
        Meta(ge=1, le=8_760),
        _legal("whole hours from 1 to 8760 (a year)"),
        _for("hours for which the answer to a write with an Idempotency-Key can be asked for again"),
    ] = 24


class JobsSettings(Struct, frozen=True, forbid_unknown_fields=True):
    """How work after the answer is done."""

    workers: Annotated[
        int,
        Meta(ge=0, le=1024),
        _legal("a whole number from 0 to 1024"),
        _for("job worker processes that serve starts; 0 where others do the work"),
    ] = 1
    threads: Annotated[
        int,
        Meta(ge=1, le=256),
        _legal("a whole number from 1 to 256"),
        _for("jobs that one job worker does at the same time"),
    ] = 2
    films: Annotated[
        int,
        Meta(ge=0, le=256),
        _legal("a whole number from 0 to 256"),
        _for(
            "films among them; with fewer than jobs.threads no picture waits behind films, "
            "0 leaves films to other workers"
        ),
    ] = 1
    takes: Annotated[
        tuple[Literal["pictures", "upkeep", "films"], ...],
        Meta(min_length=1),
        _legal('a list of pictures, upkeep and films, such as ["films"]'),
        _for("the jobs that a job worker takes; others are left to other workers"),
    ] = ("pictures", "upkeep", "films")
    lease: Annotated[
        _Seconds, _for("seconds after which a job that was not finished is given to another")
    ] = 60.0
    max_attempts: Annotated[
        int,
        Meta(ge=1, le=100),
        _legal("a whole number from 1 to 100"),
        _for("how often a failing job is tried"),
    ] = 5


class WebhooksSettings(Struct, frozen=True, forbid_unknown_fields=True):
    """How webhooks are delivered, and to where."""

    allow: Annotated[
        tuple[Network, ...],
        _legal('a list of networks such as ["127.0.0.1/32", "10.20.0.0/16"]'),
        _for("networks that webhooks may lead to although they are private, or this machine's own"),
    ] = ()
    timeout: Annotated[
        float,
        Meta(ge=0.1, le=60),
        _legal("a number of seconds from 0.1 to 60"),
        _for("seconds within which a receiver must have answered; of a batch, at least one for each event"),
    ] = 6.0
    failures_before_failed: Annotated[
        int,
        Meta(ge=1, le=1000),
        _legal("a whole number from 1 to 1000"),
        _for("failed attempts within a day after which a webhook has failed"),
    ] = 100
    failed_wait: Annotated[_Seconds, _for("seconds after which a webhook that has failed is tried again")] = (
        3_600.0
    )
    keep_trying_hours: Annotated[
        float,
        Meta(gt=0, le=8_784),
        _legal("a number of hours above 0, up to 8784 (a year)"),
        _for("hours after an event from which on its delivery is given up when it fails"),
    ] = 168.0
    threads: Annotated[
        int,
        Meta(ge=2, le=256),
        _legal("a whole number from 2 to 256"),
        _for("webhooks that one job worker delivers at the same time; half of them to slow receivers"),
    ] = 16
    lease: Annotated[
        _Seconds, _for("seconds after which the webhooks of a job worker that died are another's")
    ] = 15.0


class FeedSettings(Struct, frozen=True, forbid_unknown_fields=True):
    """How changes are followed."""

    followers: Annotated[
        int,
        Meta(ge=0, le=16_384),
        _legal("a whole number from 0 to 16384"),
        _for(
            "requests of one worker that may wait beside server.threads: for changes, "
            "or for a client that sends or takes its bytes slowly"
        ),
    ] = 512
    of_one_account: Annotated[
        int,
        Meta(ge=1, le=16_384),
        _legal("a whole number from 1 to 16384"),
        _for("of those, as many as may wait for changes for one person or script"),
    ] = 256
    heartbeat: Annotated[
        _Seconds, _for("seconds after which a stream of changes says that it is still there")
    ] = 15.0


class SiteSettings(Struct, frozen=True, forbid_unknown_fields=True):
    """The site as people see it."""

    name: Annotated[
        str,
        Meta(min_length=1, max_length=200, pattern=r"^[^\x00-\x1f]+$"),
        _legal("a text of 1 to 200 characters on one line"),
        _for("the site's name"),
    ] = "Slatehouse"
    navigation: Annotated[
        tuple[Annotated[str, Meta(pattern=r"^[A-Z]\w*(\.\w+)?$")], ...],
        _legal('a list of types and fields such as ["Asset.sg_asset_type", "Shot.sg_sequence"]'),
        _for("what the navigation tree of a project shows: types, each with the list or link that groups it"),
    ] = ("Asset.sg_asset_type", "Shot.sg_sequence")


class Settings(Struct, frozen=True, forbid_unknown_fields=True):
    """All settings; addresses of the database and of media are complete, whatever the file left out."""

    site: SiteSettings = SiteSettings()
    database: DatabaseSettings = DatabaseSettings()
    media: MediaSettings = MediaSettings()
    s3: S3Settings = S3Settings()
    server: ServerSettings = ServerSettings()
    auth: AuthSettings = AuthSettings()
    openid: OpenIdSettings = OpenIdSettings()
    limits: LimitsSettings = LimitsSettings()
    audit: AuditSettings = AuditSettings()
    retention: RetentionSettings = RetentionSettings()
    jobs: JobsSettings = JobsSettings()
    webhooks: WebhooksSettings = WebhooksSettings()
    feed: FeedSettings = FeedSettings()
