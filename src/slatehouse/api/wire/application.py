"""The WSGI application of a site: both doors and the storage, assembled once in each process."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from falcon import App, Request, Response

from slatehouse.accounts.secrets import Purpose
from slatehouse.api.rest.call import Surroundings
from slatehouse.api.rest.describing.document import Document
from slatehouse.api.rest.door import add_rest, answer_errors
from slatehouse.api.rest.formats import Formats
from slatehouse.api.rest.routes import OPEN_ROUTES, ROUTES
from slatehouse.api.rpc.door import add_rpc
from slatehouse.api.web.api_docs import add_api_docs
from slatehouse.api.web.app_sessions import add_app_sessions
from slatehouse.api.web.browser_application import BUILD, add_browser_application
from slatehouse.api.web.immutable_media import add_immutable_media
from slatehouse.api.web.password_page import add_password_page
from slatehouse.api.web.sign_in_page import add_sign_in_page
from slatehouse.api.wire.address import Addresses
from slatehouse.api.wire.bodies import BodyLimits
from slatehouse.api.wire.browser_rules import BrowserRules
from slatehouse.api.wire.bucket_addresses import storage_addresses
from slatehouse.api.wire.cors import AllowOrigins, Preflights
from slatehouse.api.wire.gate import Gate
from slatehouse.api.wire.pending import add_pending_image
from slatehouse.api.wire.rate_limits import RateLimits
from slatehouse.api.wire.ready_files import ReadyFiles
from slatehouse.api.wire.replies import JSON_TYPE
from slatehouse.api.wire.request_ids import RequestIds
from slatehouse.api.wire.server_timing import ServerTimings
from slatehouse.api.wire.storage import add_storage
from slatehouse.api.wire.stored_files import StoredFiles
from slatehouse.api.wire.unread import UnreadBodies
from slatehouse.schema.structs import look_into_structs
from slatehouse.site.opening import open_site
from slatehouse.site.site import Site

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

__all__ = ["application", "create"]


def create(site_dir: str) -> WSGIApplication:
    """The application of the site in the folder, opened for this process. Raises what `open_site` raises."""
    return application(open_site(Path(site_dir)))


def application(site: Site, build: Path = BUILD) -> WSGIApplication:
    """The application of an open site; `build` is the folder of the web application's files.

    >>> from slatehouse.site.opening import open_site
    >>> serve = application(open_site(Path("/srv/tracking")))
    """
    look_into_structs()
    app: App[Request, Response] = App(media_type=JSON_TYPE)
    server = site.config.settings.server
    addresses = Addresses(server.public_url, server.trusted_proxies)
    rules = BrowserRules(addresses, server.hsts_max_age)
    for middleware in (UnreadBodies(), AllowOrigins(), RequestIds(), rules, Formats()):
        app.add_middleware(middleware)
    app.req_options.strip_url_path_trailing_slash = True
    surroundings = Surroundings(
        site=site,
        addresses=addresses,
        storage=storage_addresses(site),
        limits=BodyLimits(server.max_body_bytes, server.max_json_depth),
        rate_limits=RateLimits(site.config.settings.limits, lambda: site.clock().timestamp()),
        document=Document(OPEN_ROUTES, ROUTES),
    )
    add_rest(app, surroundings)
    add_rpc(app, surroundings)
    files = StoredFiles(site.blobs)
    ready = ReadyFiles(
        files.recent,
        lambda: site.accounts.signing_keys.known(Purpose.MEDIA),
        lambda: site.clock().timestamp(),
        tells_times=server.timings,
    )
    add_storage(app, site, files, ready)
    add_immutable_media(app, surroundings, files)
    add_pending_image(app)
    add_api_docs(app, surroundings.addresses)
    add_password_page(app)
    add_sign_in_page(app, surroundings)
    add_app_sessions(app, surroundings)
    add_browser_application(app, surroundings, build)
    answer_errors(app, surroundings)
    feed = site.config.settings.feed
    timed = ServerTimings(app, tells_times=server.timings)
    return Gate(
        Preflights(timed),
        server.threads,
        feed.followers,
        feed.of_one_account,
        let_go=site.followers.end,
        at_once=ready.answer,
    )
