"""Errors become pages or JSON: Chinese, with a request id, never a trace."""

import logging
from typing import Any

from flask import Flask, Response, g, jsonify, redirect, render_template, request, session, url_for
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException, MethodNotAllowed, SecurityError, TooManyRequests

from casebank.engine import IndexBroken
from legalaid import current
from legalaid.errors import Forbidden, NotFound, NotReady, NotSignedIn, Refused, TooMany, frames

log = logging.getLogger("legalaid")

_WORDS = {
    400: ("请求不完整", "浏览器发来的内容不完整，请返回上一页重试。"),
    403: ("没有权限", "您的岗位没有这项权限。"),
    404: ("没有找到", "没有这个页面，可能地址有误，或者不是您能打开的。"),
    405: ("不支持这种操作", "这个地址不支持这种操作。"),
    413: ("内容太大", "提交的内容太大。每个文件不超过 10 MB，一次不超过 30 MB，请分几次上传。"),
    415: ("格式不对", "请求正文应为 JSON（Content-Type: application/json）。"),
    429: ("操作太频繁", "操作太频繁，请稍后再试。"),
    500: ("系统出错了", "系统出错了，您填写的内容可能没有保存。请稍后再试，急事请拨打热线。"),
    503: ("暂时不能使用", "系统正在维护，请稍后再试。"),
}
# Posts and administrators are matters of staff; a worker is told what opens the page; who answers stands below.
_FOR_STAFF = frozenset((Forbidden().message, NotFound().message, _WORDS[403][1], _WORDS[404][1]))
_FOR_WORKERS = {
    403: "这一页是工作人员用的。要看您的诉求，请在首页点“查办理进度”，填编号和查询码。",
    404: "没有找到，可能地址有误，或者要在首页点“查办理进度”，用编号和查询码重新打开。",
}


def _answer(status: int, title: str, message: str, errors: dict[str, str] | None = None, headers: dict[str, str] | None = None) -> Response:
    if current.is_api():
        body: dict[str, Any] = {"error": {"status": status, "message": message, "request_id": current.request_id()}}
        if errors:
            body["error"]["fields"] = errors
        response = jsonify(body)
        if status == 401:
            response.headers["WWW-Authenticate"] = 'Bearer realm="legalaid"'
    else:
        if message in _FOR_STAFF and "account" not in session:
            message = _FOR_WORKERS[status]
        response = Response(render_template("layouts/error.html", status=status, title=title, message=message), mimetype="text/html")
    response.status_code = status
    response.headers.extend(headers or {})
    return response


def _refused(error: Refused) -> Any:
    if isinstance(error, NotSignedIn) and not current.is_api():
        if request.path.startswith("/my"):
            return redirect(url_for("track.look", again=1), 303)
        # Only our own path is carried along, so the redirect back cannot leave the site.
        return redirect(url_for("doors.sign_in", next=request.full_path if request.method == "GET" else None), 303)
    return _answer(error.status, error.title, error.message, error.errors, {"Retry-After": str(error.seconds)} if isinstance(error, TooMany) else None)


def _csrf(error: CSRFError) -> Any:
    return _answer(400, "页面已过期", "页面停留太久，已经过期。请返回上一页刷新后再提交，您可以先复制已填写的内容。")


def _http(error: HTTPException) -> Any:
    if error.response is not None and error.code is not None and error.code < 400:
        return error.response
    if isinstance(error, SecurityError) and not current.is_api():
        # Addressed to another host: no page of ours can be built for it, so these words are all there is.
        office = current.runtime().settings.office
        return Response(f"{_WORDS[400][1]}如需帮助，请拨打 {office.hotline}。请求号 {current.request_id()}", status=400, mimetype="text/plain")
    status = error.code or 500
    title, message = _WORDS.get(status, ("没有办成", "这次操作没有办成，请稍后再试。"))
    headers = {}
    if isinstance(error, MethodNotAllowed) and error.valid_methods:
        headers["Allow"] = ", ".join(sorted(error.valid_methods))
    if isinstance(error, TooManyRequests) and error.retry_after:
        headers["Retry-After"] = str(error.retry_after)
    return _answer(status, title, message, headers=headers)


def _broken(error: IndexBroken) -> Any:
    return _refused(NotReady(f"{error}，请管理员重建检索索引。"))


def _repeated(error: current.Repeated) -> Any:
    return redirect(error.location, 303)


def _unexpected(error: Exception) -> Any:
    _note(error)
    current.close_reading()
    g.failed = True  # the page is made without the database, which may be what failed
    return _answer(500, *_WORDS[500])


def _note(error: BaseException) -> None:
    # The message of an exception may hold what was typed, so the log has the request's number and the places only.
    log.error("request %s failed: %s\n%s", current.request_id(), type(error).__name__, frames(error))


def _logged(exc_info: Any) -> None:
    """In place of Flask's own, which would log the message: for errors before and after the view (session, headers)."""
    _note(exc_info[1])
    g.failed = True


def register(app: Flask) -> None:
    """Install the handlers."""
    app.register_error_handler(Refused, _refused)
    app.register_error_handler(IndexBroken, _broken)
    app.register_error_handler(CSRFError, _csrf)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(current.Repeated, _repeated)
    app.register_error_handler(Exception, _unexpected)
    app.log_exception = _logged  # type: ignore[method-assign]
