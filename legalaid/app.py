"""The Flask application: made from a runtime, nothing global."""

import logging
from pathlib import Path
from secrets import token_urlsafe
from typing import Any

from flask import Flask, Response, abort, request, url_for
from flask_wtf.csrf import CSRFProtect, generate_csrf
from werkzeug.middleware.proxy_fix import ProxyFix

from legalaid import api, current, filters, guard, metrics, navigation, refusals, web
from legalaid.actions import throttle
from legalaid.runtime import Runtime
from legalaid.uploads import MOST_FILES
from legalaid.web import upload_form
from legalaid.web.sessions import RowSessions

CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; font-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
_CHECKOUT = Path(__file__).resolve().parent.parent / "static"
STATIC = _CHECKOUT if _CHECKOUT.is_dir() else Path(__file__).resolve().parent / "_static"

log = logging.getLogger("legalaid")


def create_app(runtime: Runtime) -> Flask:
    """An application over this runtime; several may live in one process (tests do that)."""
    settings = runtime.settings
    app = Flask("legalaid", static_folder=str(STATIC), static_url_path="/static", template_folder=str(Path(__file__).parent / "templates"))
    app.config.update(
        SECRET_KEY=runtime.keys.web.hex(), SESSION_COOKIE_SECURE=settings.https, MAX_CONTENT_LENGTH=12 * 1024 * 1024,
        MAX_FORM_MEMORY_SIZE=2 * 1024 * 1024, WTF_CSRF_TIME_LIMIT=None, WTF_CSRF_SSL_STRICT=settings.https, JSON_AS_ASCII=False,
        SEND_FILE_MAX_AGE_DEFAULT=3600, TEMPLATES_AUTO_RELOAD=False,
        TRUSTED_HOSTS=list(settings.trusted_hosts) or None,
    )
    app.json.ensure_ascii = app.json.sort_keys = False  # type: ignore[attr-defined]
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.extensions["legalaid"] = runtime
    app.session_interface = RowSessions(runtime)
    app.extensions["legalaid.requests"] = metrics.Requests(app)
    # In this order: how much may be sent is said before anything of it is read, what cannot be stored goes first, then the form token, then who may.
    app.before_request(_measure)
    app.before_request(_refuse_nul)
    csrf = CSRFProtect(app)
    if settings.proxies:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=settings.proxies, x_proto=settings.proxies, x_host=settings.proxies)  # type: ignore[method-assign]

    @app.before_request
    def begin() -> Any:
        # refused calls count too; who has no token is turned away without a write
        if current.is_api() and guard.needed() not in (guard.OPEN, None) and current.by().actor_id is not None:
            with current.writing() as s:
                throttle.take(s, current.by(), "api", str(current.by().actor_id))
        guard.check()
        if files := sum(bool(part.filename) for _, part in request.files.items(multi=True)):  # wherever a file may be sent
            with current.writing() as s:
                for _ in range(min(files, MOST_FILES)):
                    throttle.take(s, current.by(), "upload", str(current.by().actor_id or current.address()))
        return current.done_before()

    # Macros are imported without context, so what they need is global.
    app.jinja_env.globals.update(
        static=lambda path: url_for("static", filename=path), csrf_token=generate_csrf, form_id=lambda: token_urlsafe(12),
    )
    app.after_request(_headers)
    app.teardown_request(current.close_reading)
    app.url_map.converters.update(web.CONVERTERS)
    filters.register(app)
    refusals.register(app)
    for blueprint in web.BLUEPRINTS:
        app.register_blueprint(blueprint)
    for blueprint in api.register(app):
        csrf.exempt(blueprint)
    guard.open_to_all(app.view_functions["static"])

    @app.context_processor
    def common() -> dict[str, Any]:
        who = navigation.me()
        provider = runtime.provider.settings.label if runtime.provider else ""
        own = [("修改密码", url_for("passwords.show"), "edit"), ("两步验证", url_for("second_factors.show"), "shield"), *([(provider, url_for("single_sign_on.show"), "link")] if provider else [])]
        return {
            "office": settings.office, "demo": settings.demo, "nav": navigation.links() if who else [], "me": who,
            "account_links": own if who else [], "provider_label": provider, "logout_url": url_for("doors.sign_out"),
            "flashes": navigation.take_flashes(), "large_text": request.cookies.get("text_size") == "large", "request_id": current.request_id(), "by": current.by,
        }

    return app


def _measure() -> None:
    # A form for several files may be longer than any other.
    if request.endpoint in web.SEVERAL_FILES:
        request.max_content_length = upload_form.MOST_BODY


def _refuse_nul() -> None:
    # No database keeps a NUL character, and nobody types one.
    parts = (request.path, *request.args, *request.args.to_dict(flat=False).values(), *request.form, *request.form.to_dict(flat=False).values())
    if any("\x00" in text for part in parts for text in ([part] if isinstance(part, str) else part)):
        abort(400)


def _headers(response: Response) -> Response:
    """The same strict headers on every answer, errors and static files too."""
    response.headers["Content-Security-Policy"] = response.headers.get("Content-Security-Policy", CSP)
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Referrer-Policy"] = "same-origin"
    response.headers["X-Frame-Options"] = "DENY"
    response.headers["Cross-Origin-Opener-Policy"] = "same-origin"
    response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
    response.headers["Permissions-Policy"] = "camera=(), microphone=(), geolocation=(), payment=()"
    response.headers["X-Request-Id"] = current.request_id()
    if request.is_secure:
        response.headers["Strict-Transport-Security"] = "max-age=31536000"
    if request.endpoint != "static" and "Cache-Control" not in response.headers:
        # Any page may hold personal data or a form token.
        response.headers["Cache-Control"] = "no-store"
    return response
