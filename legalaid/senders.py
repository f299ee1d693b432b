"""Ways to hand a notice to the world; each takes plain values and raises `NotSent`."""

import hashlib
import hmac
import http.client
import json
import smtplib
import ssl
import sys
import urllib.request
from dataclasses import dataclass, field
from email.message import EmailMessage
from pathlib import Path
from typing import Protocol, TextIO
from urllib.parse import unquote, urlsplit

from legalaid.errors import Refused
from legalaid.settings import Settings


class NotSent(Exception):
    """The message did not go out; it may be tried again. The text is safe to keep: it holds no address."""


@dataclass(frozen=True)
class Message:
    """`key` is the notice's id: a receiver that has seen it drops the repetition."""

    key: str
    to: str
    subject: str
    text: str


class Sender(Protocol):
    """Sends one message or raises NotSent."""

    def send(self, message: Message) -> None: ...


@dataclass
class MemorySender:
    """Keeps what was sent, for tests and for the demo."""

    sent: list[Message] = field(default_factory=list)

    def send(self, message: Message) -> None:
        self.sent.append(message)


@dataclass
class ConsoleSender:
    """Prints subject and text, never the address."""

    out: TextIO = sys.stdout

    def send(self, message: Message) -> None:
        print(f"[通知] {message.subject}：{message.text}", file=self.out, flush=True)


@dataclass
class FileSender:
    """Appends JSON lines to a file in the home, to look at while no gateway is connected. Addresses are masked: nothing is kept in clear."""

    path: Path

    def send(self, message: Message) -> None:
        self.path.parent.mkdir(parents=True, exist_ok=True)
        line = json.dumps({"key": message.key, "to": _masked(message.to), "subject": message.subject, "text": message.text},
                          ensure_ascii=False)
        self.path.touch(mode=0o600, exist_ok=True)
        with self.path.open("a", encoding="utf-8") as f:
            f.write(line + "\n")


def _masked(address: str) -> str:
    return f"{address[:3]}****{address[-4:]}" if len(address) >= 11 else "****"


@dataclass
class SmtpSender:
    """E-mail through a relay; STARTTLS when offered, TLS from the start for smtps://."""

    url: str
    sender: str

    def send(self, message: Message) -> None:
        parts = urlsplit(self.url)
        mail = EmailMessage()
        try:
            mail["From"], mail["To"], mail["Subject"] = self.sender, message.to, message.subject
        except ValueError as e:
            raise NotSent("smtp: unusable address") from e
        mail["Message-ID"] = f"<{message.key}@legalaid>"
        mail.set_content(message.text)
        host, port = parts.hostname or "localhost", parts.port or (465 if parts.scheme == "smtps" else 25)
        kind = smtplib.SMTP_SSL if parts.scheme == "smtps" else smtplib.SMTP
        try:
            with kind(host, port, timeout=15) as relay:
                if parts.scheme != "smtps" and relay.has_extn("starttls"):
                    relay.starttls(context=ssl.create_default_context())
                if parts.username:
                    relay.login(unquote(parts.username), unquote(parts.password or ""))
                relay.send_message(mail)
        except (OSError, smtplib.SMTPException) as e:
            raise NotSent(f"smtp: {type(e).__name__}") from e


@dataclass
class HttpSender:
    """POST of JSON to an SMS gateway; header X-Signature is HMAC-SHA256 (hex) of the body under the shared secret."""

    url: str
    secret: str

    def send(self, message: Message) -> None:
        body = json.dumps({"key": message.key, "to": message.to, "text": message.text}, ensure_ascii=False).encode()
        signature = hmac.new(self.secret.encode(), body, hashlib.sha256).hexdigest()
        headers = {"Content-Type": "application/json; charset=utf-8", "X-Signature": signature, "Idempotency-Key": message.key}
        request = urllib.request.Request(self.url, body, headers)  # noqa: S310 - scheme checked in make_sender
        try:
            with urllib.request.urlopen(request, timeout=15) as answer:  # noqa: S310
                if answer.status >= 300:
                    raise NotSent(f"http {answer.status}")
        except (OSError, http.client.HTTPException) as e:  # URLError is an OSError
            raise NotSent(f"http: {type(e).__name__}") from e


def make_sender(settings: Settings) -> Sender:
    """The sender that the settings name; a half-configured one is refused."""
    if settings.sender == "smtp":
        if not (settings.smtp_url.startswith(("smtp://", "smtps://")) and settings.smtp_from):
            raise Refused("smtp 发送方式需要 LEGALAID_SMTP_URL（smtp:// 或 smtps://）和 LEGALAID_SMTP_FROM。", field="LEGALAID_SMTP_URL")
        return SmtpSender(settings.smtp_url, settings.smtp_from)
    if settings.sender == "http":
        if not (settings.sms_url.startswith(("http://", "https://")) and settings.sms_secret):
            raise Refused("http 发送方式需要 LEGALAID_SMS_URL 和 LEGALAID_SMS_SECRET。", field="LEGALAID_SMS_URL")
        return HttpSender(settings.sms_url, settings.sms_secret)
    if settings.sender == "console":
        return ConsoleSender()
    if settings.sender == "memory":
        return MemorySender()
    return FileSender(settings.home / "notices.jsonl")
