"""Files on their way out: as attachments, never rendered in our origin; our own PDF may open in the browser's reader."""

from urllib.parse import quote

from flask import Response


def attachment(response: Response, name: str) -> Response:
    """Make a response a download with a Chinese name (RFC 5987) that no browser opens as a page of ours."""
    ascii_name = "document." + name.rpartition(".")[2] if name.rpartition(".")[2].isascii() else "document"
    response.headers["Content-Disposition"] = f"attachment; filename=\"{ascii_name}\"; filename*=UTF-8''{quote(name)}"
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cache-Control"] = "no-store"
    return response


def readable(response: Response, name: str) -> Response:
    """A PDF made by us, for the browser's own reader: named, not kept, no page of another site around it."""
    response.headers["Content-Disposition"] = f"inline; filename=\"document.pdf\"; filename*=UTF-8''{quote(name)}"
    response.headers["Content-Security-Policy"] = "default-src 'none'; object-src 'self'; frame-ancestors 'none'"
    response.headers["Cache-Control"] = "no-store"
    return response
