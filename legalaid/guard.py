"""Every route says who may call it; one that does not is refused for everyone."""

from collections.abc import Callable
from typing import Any, TypeVar

from flask import current_app, request

from legalaid import current
from legalaid.errors import Forbidden
from legalaid.roles import PERMISSIONS

View = TypeVar("View", bound=Callable[..., Any])
OPEN = "open"


def needs(permission: str) -> Callable[[View], View]:
    """The route needs this permission of `roles.PERMISSIONS`."""
    if permission not in PERMISSIONS:
        raise KeyError(permission)

    def mark(view: View) -> View:
        view.guard = permission  # type: ignore[attr-defined]
        return view

    return mark


def open_to_all(view: View) -> View:
    """The route is public."""
    view.guard = OPEN  # type: ignore[attr-defined]
    return view


def of(view: Callable[..., Any]) -> str | None:
    """The guard of a view function; None when it declared none."""
    found = getattr(view, "guard", None) or getattr(getattr(view, "view_class", None), "guard", None)
    return found if isinstance(found, str) else None


def needed() -> str | None:
    """The guard of the route in hand; None when it declared none."""
    if request.endpoint is None:
        return OPEN  # 404 and 405 carry no data
    view = current_app.view_functions[request.endpoint]
    guard = of(view)
    view_class = getattr(view, "view_class", None)
    if view_class is not None:  # a method view may guard each method on its own
        method = getattr(view_class, request.method.lower(), None)
        guard = getattr(method, "guard", None) or guard
    return guard


def check() -> None:
    """Before each request: the declared guard, or a refusal."""
    guard = needed()
    if guard == OPEN:
        return
    if guard is None:
        raise Forbidden("这个地址没有登记访问权限，已拒绝。")
    current.by().must(guard)
