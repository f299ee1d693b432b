"""Settings: `LEGALAID_*` variables, read once at the start and passed on as one frozen value."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from legalaid.errors import NotReady, Refused
from toolkit.parameters import CITY, DISTRICTS, region_named
from toolkit.refusal import Refusal


@dataclass(frozen=True)
class Office:
    """工会机关: who runs this installation; shown on every page."""

    name: str = "宁波市总工会"
    region: str = "宁波市"
    hotline: str = "12351"
    hours: str = "工作日 8:30—12:00、13:30—17:30"
    privacy_contact: str = "宁波市总工会法律工作部"
    logo: str = "img/logo.svg"


@dataclass(frozen=True)
class SingleSignOn:
    """统一身份认证: the city's identity provider (OpenID Connect), where this office is registered as a client."""

    issuer: str
    client: str
    secret: str = field(repr=False)
    label: str = "统一身份认证"
    claim: str = "sub"
    scope: str = "openid"
    factor: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Settings:
    """Everything that differs between installations. Each field is documented in README.zh-CN.md (house test)."""

    home: Path
    mode: str = "production"
    database_url: str = ""
    search_url: str = ""
    office: Office = Office()
    https: bool = True
    second_factor: str = "none"
    trusted_hosts: tuple[str, ...] = ()
    proxies: int = 0
    sender: str = "file"
    smtp_url: str = ""
    smtp_from: str = ""
    sms_url: str = ""
    sms_secret: str = ""
    clamd: str = ""
    metrics_token: str = ""
    keys_file: Path | None = None
    single_sign_on: SingleSignOn | None = None

    @property
    def url(self) -> str:
        """Database URL; SQLite in the home unless set."""
        return self.database_url or f"sqlite:///{self.home / 'legalaid.sqlite'}"

    @property
    def keys_path(self) -> Path:
        """The key file: outside the database and never in a backup."""
        return self.keys_file or self.home / "keys.json"

    @property
    def demo_marker(self) -> Path:
        """Present only in a home that the demo office filled."""
        return self.home / "demo-office"

    @property
    def demo(self) -> bool:
        return self.mode == "demo"

    @property
    def founded(self) -> bool:
        """Whether there is a database yet; asking makes nothing. One that is no file is taken to exist."""
        file = self.url.removeprefix("sqlite:///")
        return file == self.url or Path(file).exists()

    @property
    def empty(self) -> bool:
        """Whether the home is missing or holds nothing."""
        return not self.home.exists() or not any(self.home.iterdir())

    def check_mode(self) -> None:
        """A demo home opens only in demo mode, and demo mode opens only what the demo filled."""
        if self.demo_marker.exists() and not self.demo:
            raise NotReady("这个数据目录是演示数据，正式环境不能使用。请另设 LEGALAID_HOME。")
        if self.demo and not self.demo_marker.exists() and not self.empty:
            raise NotReady("演示模式只能用于由演示命令填充的数据目录。")


VARIABLES = {
    "LEGALAID_HOME": "数据目录，默认 ./var",
    "LEGALAID_MODE": "production（默认）或 demo",
    "LEGALAID_DATABASE": "数据库地址，默认为数据目录下的 SQLite",
    "LEGALAID_SEARCH_URL": "检索索引的 PostgreSQL 地址，默认为数据目录下的 Whoosh 索引",
    "LEGALAID_HTTPS": "1（默认）表示对外是 https；0 仅用于本机试用",
    "LEGALAID_SECOND_FACTOR": "谁必须启用两步验证：staff（默认，工作人员）、all（律师也要）、none（自愿）；演示为 none",
    "LEGALAID_TRUSTED_HOSTS": "允许的域名，逗号分隔；空表示不限",
    "LEGALAID_PROXIES": "前面有几层可信反向代理，默认 0",
    "LEGALAID_SENDER": "通知发送方式：console、file（默认）、smtp、http",
    "LEGALAID_SMTP_URL": "smtp://用户:口令@host:port",
    "LEGALAID_SMTP_FROM": "发件人地址",
    "LEGALAID_SMS_URL": "短信网关地址（HTTP POST，带签名）",
    "LEGALAID_SMS_SECRET": "短信网关签名密钥",
    "LEGALAID_CLAMD": "病毒扫描服务 clamd 的地址，host:port 或者套接字路径；空（默认）表示不扫描",
    "LEGALAID_METRICS_TOKEN": "监控读取 /metrics 的令牌，至少 24 个字符；空（默认）表示没有这个地址",
    "LEGALAID_KEYS": "密钥文件，默认为数据目录下的 keys.json",
    "LEGALAID_OIDC_ISSUER": "统一身份认证（OpenID Connect）的发行方地址，https；空（默认）表示不用",
    "LEGALAID_OIDC_CLIENT": "在统一身份认证登记的客户端编号",
    "LEGALAID_OIDC_SECRET": "客户端密钥",
    "LEGALAID_OIDC_SECRET_FILE": "写着客户端密钥的文件，代替上一项",
    "LEGALAID_OIDC_LABEL": "登录页按钮上的名称，默认 统一身份认证",
    "LEGALAID_OIDC_CLAIM": "ID 令牌里哪一项认人，默认 sub",
    "LEGALAID_OIDC_SCOPE": "申请的范围，默认 openid",
    "LEGALAID_OIDC_FACTOR": "acr 或 amr 是其中之一的，算已经做过两步验证，逗号分隔；空（默认）表示仍要验证码",
    "LEGALAID_OFFICE_NAME": "单位名称",
    "LEGALAID_OFFICE_REGION": "所在地区，宁波市或者其区县",
    "LEGALAID_OFFICE_HOTLINE": "热线电话",
    "LEGALAID_OFFICE_HOURS": "办公时间",
    "LEGALAID_OFFICE_PRIVACY_CONTACT": "个人信息保护联系人",
    "LEGALAID_OFFICE_LOGO": "标志图片（static 下的路径）",
}


def read(environ: Mapping[str, str]) -> Settings:
    """Settings out of the environment; an unknown or malformed variable is refused by name."""
    unknown = [k for k in environ if k.startswith("LEGALAID_") and k not in VARIABLES and k not in _FOR_TESTS]
    if unknown:
        raise Refused(f"没有这样的设置，请核对名称{'；还有 ' + '、'.join(sorted(unknown)[1:]) if unknown[1:] else ''}。", field=sorted(unknown)[0])
    mode = environ.get("LEGALAID_MODE", "production")
    if mode not in ("production", "demo"):
        raise Refused("LEGALAID_MODE 只能是 production 或 demo。", field="LEGALAID_MODE")
    sender = environ.get("LEGALAID_SENDER", "file")
    if sender not in ("console", "file", "smtp", "http", "memory"):
        raise Refused("LEGALAID_SENDER 只能是 console、file、smtp 或 http。", field="LEGALAID_SENDER")
    second_factor = environ.get("LEGALAID_SECOND_FACTOR", "none" if mode == "demo" else "staff")
    if second_factor not in ("staff", "all", "none"):
        raise Refused("LEGALAID_SECOND_FACTOR 只能是 staff、all 或 none。", field="LEGALAID_SECOND_FACTOR")
    https = environ.get("LEGALAID_HTTPS", "0" if mode == "demo" else "1")
    if https not in ("0", "1"):  # a slip of the pen must not send cookies in the clear
        raise Refused("LEGALAID_HTTPS 只能是 0 或 1。", field="LEGALAID_HTTPS")
    proxies = environ.get("LEGALAID_PROXIES", "0")
    if not proxies.isdecimal():
        raise Refused("LEGALAID_PROXIES 应为不小于 0 的整数。", field="LEGALAID_PROXIES")
    search_url = environ.get("LEGALAID_SEARCH_URL", "")
    if search_url and not search_url.startswith(("postgresql://", "postgres://")):
        raise Refused("LEGALAID_SEARCH_URL 应为空，或者以 postgresql:// 开头。", field="LEGALAID_SEARCH_URL")
    clamd = environ.get("LEGALAID_CLAMD", "").strip()
    if clamd and not re.fullmatch(r"/.+|[^\s/]+:[0-9]{1,5}", clamd):
        raise Refused("LEGALAID_CLAMD 应为空、host:port，或者以 / 开头的套接字路径。", field="LEGALAID_CLAMD")
    metrics_token = environ.get("LEGALAID_METRICS_TOKEN", "")
    if metrics_token and not re.fullmatch(r"[\x21-\x7e]{24,}", metrics_token):
        raise Refused("LEGALAID_METRICS_TOKEN 应为空，或者至少 24 个字符，只用字母、数字和符号。", field="LEGALAID_METRICS_TOKEN")
    office = Office()
    given = {
        name: environ[f"LEGALAID_OFFICE_{name.upper()}"]
        for name in Office.__dataclass_fields__
        if f"LEGALAID_OFFICE_{name.upper()}" in environ
    }
    if "region" in given and not _ours(given["region"]):  # pages and figures would fail on any other
        raise Refused(f"LEGALAID_OFFICE_REGION 只能是{CITY}或者其区县（{'、'.join(DISTRICTS)}），其他地方还没有参数。", field="LEGALAID_OFFICE_REGION")
    hosts = tuple(h.strip() for h in environ.get("LEGALAID_TRUSTED_HOSTS", "").split(",") if h.strip())
    keys = environ.get("LEGALAID_KEYS")
    return Settings(
        home=Path(environ.get("LEGALAID_HOME", "var")).resolve(),
        mode=mode,
        database_url=environ.get("LEGALAID_DATABASE", ""),
        search_url=search_url,
        office=Office(**{**office.__dict__, **given}),
        https=https == "1",
        second_factor=second_factor,
        trusted_hosts=hosts,
        proxies=int(proxies),
        sender=sender,
        smtp_url=environ.get("LEGALAID_SMTP_URL", ""),
        smtp_from=environ.get("LEGALAID_SMTP_FROM", ""),
        sms_url=environ.get("LEGALAID_SMS_URL", ""),
        sms_secret=environ.get("LEGALAID_SMS_SECRET", ""),
        clamd=clamd,
        metrics_token=metrics_token,
        keys_file=Path(keys).resolve() if keys else None,
        single_sign_on=_single_sign_on(environ),
    )


def _ours(region: str) -> bool:
    """Whether this is the city that the parameters are of, or a district of it."""
    try:
        return region_named(region) in (CITY, *DISTRICTS)
    except Refusal:
        return False


def trustworthy(url: str, *, near: bool = False) -> bool:
    """Whether an address is https or, where `near` allows it, this machine itself; and carries no name, password or fragment."""
    try:
        parts = urlsplit(url)
        safe = parts.scheme == "https" or (near and parts.scheme == "http" and parts.hostname in ("localhost", "127.0.0.1", "::1"))
        return safe and bool(parts.hostname) and parts.port != 0 and "@" not in parts.netloc and not parts.fragment and url.isascii() and url.isprintable() and " " not in url
    except ValueError:  # a port or an IPv6 address that is none
        return False


def _single_sign_on(environ: Mapping[str, str]) -> SingleSignOn | None:
    """The identity provider, whole or not at all."""
    prefix = "LEGALAID_OIDC_"
    given = {name.removeprefix(prefix): value.strip() for name, value in environ.items() if name.startswith(prefix) and value.strip()}
    if not given:
        return None
    if "SECRET_FILE" in given:
        if "SECRET" in given:
            raise Refused("LEGALAID_OIDC_SECRET 和 LEGALAID_OIDC_SECRET_FILE 只设一个。", field="LEGALAID_OIDC_SECRET_FILE")
        try:
            given["SECRET"] = Path(given["SECRET_FILE"]).read_text(encoding="utf-8").strip()
        except (OSError, ValueError) as e:
            raise Refused("LEGALAID_OIDC_SECRET_FILE 写的文件读不出来。", field="LEGALAID_OIDC_SECRET_FILE") from e
    for name in ("ISSUER", "CLIENT", "SECRET"):
        if not given.get(name):
            raise Refused("统一身份认证要同时设 LEGALAID_OIDC_ISSUER、LEGALAID_OIDC_CLIENT，以及 LEGALAID_OIDC_SECRET 或 LEGALAID_OIDC_SECRET_FILE。", field=f"LEGALAID_OIDC_{name}")
    if not trustworthy(given["ISSUER"], near=True) or "?" in given["ISSUER"]:  # OpenID Connect Core 2: https, no query, no fragment
        raise Refused("LEGALAID_OIDC_ISSUER 应为 https:// 开头的地址（本机试用可为 http://127.0.0.1），不带 ? 和 #。", field="LEGALAID_OIDC_ISSUER")
    label, scope = given.get("LABEL", SingleSignOn.label), given.get("SCOPE", SingleSignOn.scope)
    if len(label) > 16:
        raise Refused("LEGALAID_OIDC_LABEL 不超过 16 个字。", field="LEGALAID_OIDC_LABEL")
    if "openid" not in scope.split():  # OpenID Connect Core 3.1.2.1
        raise Refused("LEGALAID_OIDC_SCOPE 里要有 openid，各项用空格隔开。", field="LEGALAID_OIDC_SCOPE")
    factor = frozenset(one.strip() for one in given.get("FACTOR", "").split(",") if one.strip())
    return SingleSignOn(given["ISSUER"], given["CLIENT"], given["SECRET"], label, given.get("CLAIM", SingleSignOn.claim), scope, factor)


_FOR_TESTS = {"LEGALAID_CI", "LEGALAID_TEST_BOTH"}
