"""The tables of the product itself, beside those of the schema. Alembic migrates them (see `migrations`)."""

from __future__ import annotations

from sqlalchemy import (
    Boolean,
    Column,
    Float,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    SmallInteger,
    Table,
    Text,
    UniqueConstraint,
    text,
)

from slatehouse.schema.data_types.text import BYTE_ORDERED
from slatehouse.store.tables import IDENTIFIER

PRODUCT = MetaData()

site_facts = Table(
    "slatehouse_facts",
    PRODUCT,
    Column("name", BYTE_ORDERED, primary_key=True),
    Column("value", Text, nullable=False),
)

# What the site has made of its schema (`schema.customization`); facts are JSON.
fields = Table(
    "slatehouse_fields",
    PRODUCT,
    Column("id", IDENTIFIER, primary_key=True),
    Column("entity_type", BYTE_ORDERED, nullable=False),
    Column("name", BYTE_ORDERED, nullable=False),
    Column("facts", Text, nullable=False),
    Column("is_custom", Boolean, nullable=False),
    Column("is_trashed", Boolean, nullable=False),
    Column("relation", IDENTIFIER),
    UniqueConstraint("entity_type", "name", name="slatehouse_fields_by_name"),
    sqlite_autoincrement=True,
)

entity_types = Table(
    "slatehouse_entity_types",
    PRODUCT,
    Column("name", BYTE_ORDERED, primary_key=True),
    Column("is_enabled", Boolean, nullable=False),
    Column("display_name", BYTE_ORDERED, nullable=False),
)

project_fields = Table(
    "slatehouse_project_fields",
    PRODUCT,
    Column("project", IDENTIFIER, primary_key=True, autoincrement=False),
    Column("entity_type", BYTE_ORDERED, primary_key=True),
    Column("field", BYTE_ORDERED, primary_key=True),
    Column("facts", Text, nullable=False),
)

signing_keys = Table(
    "slatehouse_signing_keys",
    PRODUCT,
    Column("id", IDENTIFIER, primary_key=True),
    Column("purpose", BYTE_ORDERED, nullable=False),
    # Counts the keys of a purpose; the first of each is made once, whichever process needs it first.
    Column("number", IDENTIFIER, nullable=False),
    Column("secret", BYTE_ORDERED, nullable=False),
    Column("made_at", Float(53), nullable=False),
    Column("ends_at", Float(53)),
    Index("slatehouse_signing_keys_by_number", "purpose", "number", unique=True),
    sqlite_autoincrement=True,
)

script_keys = Table(
    "slatehouse_script_keys",
    PRODUCT,
    Column("id", IDENTIFIER, primary_key=True),
    Column("script_id", IDENTIFIER, nullable=False),
    Column("hash", BYTE_ORDERED, nullable=False),
    Column("created_at", BYTE_ORDERED, nullable=False),
    Column("ends_at", BYTE_ORDERED),
    Column("used_at", BYTE_ORDERED),
    Index("slatehouse_script_keys_by_script", "script_id"),
    sqlite_autoincrement=True,
)

passwords = Table(
    "slatehouse_passwords",
    PRODUCT,
    Column("person_id", IDENTIFIER, primary_key=True, autoincrement=False),
    Column("hash", BYTE_ORDERED, nullable=False),
    Column("created_at", BYTE_ORDERED, nullable=False),
)

# Secrets of people's authenticator apps, sealed. Until one is confirmed, nobody is asked for a code.
second_factors = Table(
    "slatehouse_second_factors",
    PRODUCT,
    Column("person_id", IDENTIFIER, primary_key=True, autoincrement=False),
    Column("secret", BYTE_ORDERED, nullable=False),
    Column("is_confirmed", Boolean, nullable=False),
    # Of the last code that was taken: none of before is taken again.
    Column("last_step", IDENTIFIER, nullable=False),
    Column("created_at", BYTE_ORDERED, nullable=False),
)

recovery_codes = Table(
    "slatehouse_recovery_codes",
    PRODUCT,
    Column("person_id", IDENTIFIER, primary_key=True, autoincrement=False),
    Column("hash", BYTE_ORDERED, primary_key=True),
)

# Links with which people choose a password: one for each person at most, until it is used or has expired.
password_links = Table(
    "slatehouse_password_links",
    PRODUCT,
    Column("person_id", IDENTIFIER, primary_key=True, autoincrement=False),
    Column("hash", BYTE_ORDERED, nullable=False),
    Column("expires_at", BYTE_ORDERED, nullable=False),
    Index("slatehouse_password_links_by_hash", "hash", unique=True),
)

# Every sign-in, until it is ended or all that was issued in it has expired.
sessions = Table(
    "slatehouse_sessions",
    PRODUCT,
    Column("id", BYTE_ORDERED, primary_key=True),
    Column("caller_type", BYTE_ORDERED, nullable=False),
    Column("caller_id", IDENTIFIER, nullable=False),
    Column("sudo_as_login", BYTE_ORDERED),
    Column("auth_type", BYTE_ORDERED, nullable=False),
    Column("address", BYTE_ORDERED, nullable=False),
    Column("client", BYTE_ORDERED, nullable=False),
    Column("begun_at", BYTE_ORDERED, nullable=False),
    Column("used_at", BYTE_ORDERED, nullable=False),
    Column("expires_at", BYTE_ORDERED, nullable=False),
    Column("script_key", IDENTIFIER),
    Index("slatehouse_sessions_by_caller", "caller_type", "caller_id"),
)

# The refresh and session tokens that were issued in a session.
grants = Table(
    "slatehouse_grants",
    PRODUCT,
    Column("hash", BYTE_ORDERED, primary_key=True),
    Column("kind", BYTE_ORDERED, nullable=False),
    Column("session", BYTE_ORDERED, nullable=False),
    Column("auth_type", BYTE_ORDERED, nullable=False),
    Column("expires_at", BYTE_ORDERED, nullable=False),
    Index("slatehouse_grants_by_session", "session"),
)

jobs = Table(
    "slatehouse_jobs",
    PRODUCT,
    Column("id", IDENTIFIER, primary_key=True),
    Column("kind", BYTE_ORDERED, nullable=False),
    Column("payload", BYTE_ORDERED, nullable=False),
    Column("not_before", Float(53), nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("leased_until", Float(53)),
    Column("leased_by", BYTE_ORDERED),
    Column("failed", Boolean, nullable=False),
    Column("failure", BYTE_ORDERED),
    Column("created_at", BYTE_ORDERED, nullable=False),
    Column("priority", SmallInteger, nullable=False, server_default=text("20")),
    Index("slatehouse_jobs_by_turn", "failed", "priority", "not_before"),
    sqlite_autoincrement=True,
)

work_weeks = Table(
    "slatehouse_work_weeks",
    PRODUCT,
    Column("owner_type", BYTE_ORDERED, primary_key=True),
    Column("owner_id", IDENTIFIER, primary_key=True, autoincrement=False),
    Column("weekdays", BYTE_ORDERED, nullable=False),
)

subscriptions = Table(
    "slatehouse_subscriptions",
    PRODUCT,
    Column("person_id", IDENTIFIER, primary_key=True, autoincrement=False),
    Column("name", BYTE_ORDERED, nullable=False),
)

follows = Table(
    "slatehouse_follows",
    PRODUCT,
    # Counts up, so that it tells who followed first.
    Column("number", IDENTIFIER, primary_key=True),
    Column("person_id", IDENTIFIER, nullable=False),
    Column("entity_type", BYTE_ORDERED, nullable=False),
    Column("entity_id", IDENTIFIER, nullable=False),
    Index("slatehouse_follows_by_row", "entity_type", "entity_id", "person_id", unique=True),
    Index("slatehouse_follows_by_person", "person_id", "number"),
)

uploads = Table(
    "slatehouse_uploads",
    PRODUCT,
    Column("token", BYTE_ORDERED, primary_key=True),
    Column("upload_id", BYTE_ORDERED, primary_key=True),
    Column("begun_at", Float(53), nullable=False),
    Column("completed", Boolean, nullable=False),
    Index("slatehouse_uploads_by_age", "begun_at"),
)

counters = Table(
    "slatehouse_counters",
    PRODUCT,
    Column("name", BYTE_ORDERED, primary_key=True),
    Column("value", IDENTIFIER, nullable=False),
)

activity = Table(
    "slatehouse_activity",
    PRODUCT,
    Column("stream_type", BYTE_ORDERED, primary_key=True),
    Column("stream_id", IDENTIFIER, primary_key=True, autoincrement=False),
    Column("update_id", IDENTIFIER, primary_key=True, autoincrement=False),
    Column("event_id", IDENTIFIER, nullable=False),
    Column("thread_type", BYTE_ORDERED),
    Column("thread_id", IDENTIFIER),
    sqlite_with_rowid=False,
)

audit = Table(
    "slatehouse_audit",
    PRODUCT,
    Column("id", IDENTIFIER, primary_key=True),
    Column("deed", BYTE_ORDERED, nullable=False),
    Column("at", BYTE_ORDERED, nullable=False),
    # Differ from when it was first done, and from one, where an entry stands for several.
    Column("last_at", BYTE_ORDERED, nullable=False),
    Column("times", IDENTIFIER, nullable=False),
    Column("who_type", BYTE_ORDERED),
    Column("who_id", IDENTIFIER),
    Column("who", BYTE_ORDERED, nullable=False),
    Column("about_type", BYTE_ORDERED),
    Column("about_id", IDENTIFIER),
    Column("about", BYTE_ORDERED, nullable=False),
    Column("address", BYTE_ORDERED, nullable=False),
    Column("details", BYTE_ORDERED, nullable=False),
    # What is alike and stands in one entry has one bundle.
    Column("bundle", BYTE_ORDERED),
    Index("slatehouse_audit_by_time", "last_at"),
    Index("slatehouse_audit_by_bundle", "bundle", unique=True),
    sqlite_autoincrement=True,
)

# Who signs in by way of an OpenID provider: its identities, and the persons whom they are known as.
openid_subjects = Table(
    "slatehouse_openid_subjects",
    PRODUCT,
    Column("issuer", BYTE_ORDERED, primary_key=True),
    Column("subject", BYTE_ORDERED, primary_key=True),
    Column("person_id", IDENTIFIER, nullable=False),
    Index("slatehouse_openid_subjects_by_person", "issuer", "person_id", unique=True),
)

# Programs that wait until somebody lets them in from a browser.
app_session_requests = Table(
    "slatehouse_app_session_requests",
    PRODUCT,
    Column("hash", BYTE_ORDERED, primary_key=True),
    Column("app", BYTE_ORDERED, nullable=False),
    Column("machine", BYTE_ORDERED, nullable=False),
    Column("expires_at", BYTE_ORDERED, nullable=False),
    Column("person_id", IDENTIFIER),
    Index("slatehouse_app_session_requests_by_age", "expires_at"),
)

# The permission rule sets of the site's own, as TOML; each change of one counts its version up.
rule_sets = Table(
    "slatehouse_rule_sets",
    PRODUCT,
    Column("rule_set_id", IDENTIFIER, primary_key=True, autoincrement=False),
    Column("version", Integer, nullable=False),
    Column("rules", Text, nullable=False),
)

# Where a site tells of its events. A hook reads the event log as its owner, from `cursor` on; one courier at
# a time delivers it. `entity_types`, `projects` and `failure_times` are JSON, `token` is sealed.
webhooks = Table(
    "slatehouse_webhooks",
    PRODUCT,
    Column("number", IDENTIFIER, primary_key=True),
    Column("id", BYTE_ORDERED, nullable=False),
    Column("url", BYTE_ORDERED, nullable=False),
    Column("token", BYTE_ORDERED),
    Column("entity_types", BYTE_ORDERED),
    Column("event_type", BYTE_ORDERED),
    Column("projects", BYTE_ORDERED, nullable=False),
    Column("name", BYTE_ORDERED, nullable=False),
    Column("description", BYTE_ORDERED, nullable=False),
    Column("validate_ssl_cert", Boolean, nullable=False),
    Column("batch_deliveries", Boolean, nullable=False),
    Column("status", BYTE_ORDERED, nullable=False),
    # Why it is unstable or has failed.
    Column("reason", BYTE_ORDERED),
    Column("num_deliveries", IDENTIFIER, nullable=False),
    Column("owner_type", BYTE_ORDERED, nullable=False),
    Column("owner_id", IDENTIFIER, nullable=False),
    Column("cursor", IDENTIFIER, nullable=False),
    Column("not_before", Float(53), nullable=False),
    # Attempts in a row that failed, and when the failures of the last day were.
    Column("failures", Integer, nullable=False),
    Column("failure_times", BYTE_ORDERED, nullable=False),
    Column("leased_by", BYTE_ORDERED),
    Column("leased_until", Float(53)),
    Column("created_at", BYTE_ORDERED, nullable=False),
    Index("slatehouse_webhooks_by_id", "id", unique=True),
    sqlite_autoincrement=True,
)

# What was sent to a hook, or waits to be (`pending`); `event_id` is 0 where it tells of no event of the log.
deliveries = Table(
    "slatehouse_deliveries",
    PRODUCT,
    Column("number", IDENTIFIER, primary_key=True),
    Column("id", BYTE_ORDERED, nullable=False),
    Column("hook", BYTE_ORDERED, nullable=False),
    Column("event_id", IDENTIFIER, nullable=False),
    Column("entity_type", BYTE_ORDERED),
    Column("entity_id", IDENTIFIER),
    Column("event_time", Float(53), nullable=False),
    Column("status", BYTE_ORDERED, nullable=False),
    Column("process_time", Float(53), nullable=False),
    Column("response_code", Integer, nullable=False),
    Column("body", BYTE_ORDERED, nullable=False),
    Column("acknowledgement", BYTE_ORDERED),
    Column("request_headers", BYTE_ORDERED),
    Column("response_headers", BYTE_ORDERED),
    Column("request_body", BYTE_ORDERED, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("created_at", BYTE_ORDERED, nullable=False),
    Index("slatehouse_deliveries_by_id", "id", unique=True),
    Index("slatehouse_deliveries_by_hook", "hook", "number"),
    Index("slatehouse_deliveries_by_age", "created_at"),
    sqlite_autoincrement=True,
)
# Those that wait are few, and looked for often.
Index(
    "slatehouse_deliveries_pending",
    deliveries.c.hook,
    deliveries.c.number,
    sqlite_where=deliveries.c.status == "pending",
    postgresql_where=deliveries.c.status == "pending",
)

# What was answered to writes that came with a key, for whoever sends one again.
kept_answers = Table(
    "slatehouse_kept_answers",
    PRODUCT,
    Column("caller", BYTE_ORDERED, primary_key=True),
    Column("key", BYTE_ORDERED, primary_key=True),
    Column("request", LargeBinary, nullable=False),
    Column("rights", LargeBinary, nullable=False),
    Column("answer", LargeBinary, nullable=False),
    Column("made_at", Float(53), nullable=False),
    Index("slatehouse_kept_answers_by_age", "made_at"),
)

# What was made of contents; `source` names one, and `result`, which is JSON, others.
derived = Table(
    "slatehouse_derived",
    PRODUCT,
    Column("source", BYTE_ORDERED, primary_key=True),
    Column("recipe", BYTE_ORDERED, primary_key=True),
    Column("result", BYTE_ORDERED, nullable=False),
    Column("used_at", Float(53), nullable=False),
    Index("slatehouse_derived_by_age", "used_at"),
)

# Where the bytes of a name lie in a bucket; several names may lead to one place. Of what a client put there
# and nobody has read yet, `sha256` is unknown. `created` is when bytes of this name came last.
media_keys = Table(
    "slatehouse_media_keys",
    PRODUCT,
    Column("name", BYTE_ORDERED, primary_key=True),
    Column("key", BYTE_ORDERED, nullable=False),
    Column("sha256", BYTE_ORDERED),
    Column("md5", BYTE_ORDERED, nullable=False),
    Column("size", IDENTIFIER, nullable=False),
    Column("created", Float(53), nullable=False),
    Index("slatehouse_media_keys_by_key", "key"),
)

# How far a copy of another site has come (`site.copies`): each type's rows, live or retired, are passed
# through by their ids.
copy_passes = Table(
    "slatehouse_copy_passes",
    PRODUCT,
    Column("entity_type", BYTE_ORDERED, primary_key=True),
    Column("retired", Boolean, primary_key=True),
    Column("last_id", IDENTIFIER, nullable=False),
    Column("is_done", Boolean, nullable=False),
)

# The files of copied rows: `mark` tells whether the other site has the same one still, `failure` why it was
# not fetched.
copy_files = Table(
    "slatehouse_copy_files",
    PRODUCT,
    Column("entity_type", BYTE_ORDERED, primary_key=True),
    Column("entity_id", IDENTIFIER, primary_key=True, autoincrement=False),
    Column("field", BYTE_ORDERED, primary_key=True),
    Column("mark", BYTE_ORDERED, nullable=False),
    Column("is_wanted", Boolean, nullable=False),
    Column("failure", BYTE_ORDERED),
    sqlite_with_rowid=False,
)
Index(
    "slatehouse_copy_files_wanted",
    copy_files.c.entity_type,
    copy_files.c.entity_id,
    copy_files.c.field,
    sqlite_where=copy_files.c.is_wanted,
    postgresql_where=copy_files.c.is_wanted,
)

# What of another site could not be copied: a value, a row where `field` is empty, or what is true of all rows
# of a type where `entity_id` is 0.
copy_losses = Table(
    "slatehouse_copy_losses",
    PRODUCT,
    Column("entity_type", BYTE_ORDERED, primary_key=True),
    Column("entity_id", IDENTIFIER, primary_key=True, autoincrement=False),
    Column("field", BYTE_ORDERED, primary_key=True),
    Column("reason", BYTE_ORDERED, nullable=False),
    sqlite_with_rowid=False,
)
