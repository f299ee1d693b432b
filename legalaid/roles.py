"""Who may: the one table of permissions, and `By`, who is acting."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from types import MappingProxyType
from uuid import UUID

from legalaid.errors import Forbidden, NotSignedIn

ROLES: Mapping[str, str] = MappingProxyType({
    "worker": "职工", "mediator": "调解员", "coordinator": "统筹员", "zone_staff": "片区工作人员", "lawyer": "律师",
    "editor": "案例编辑", "finance": "财务", "auditor": "审计员", "admin": "管理员", "api_client": "外部系统",
})

_STAFF = frozenset({"mediator", "coordinator", "zone_staff"})
_DESK = _STAFF | {"lawyer"}
_LIBRARY = _DESK | {"editor"}
HELD: Mapping[str, str] = MappingProxyType({role: words for role, words in ROLES.items() if role not in ("worker", "api_client")})  # posts of people who sign in
_ACCOUNTS = frozenset(HELD)

# permission -> roles that have it. Nothing else grants anything; a route or action names one of these.
PERMISSIONS: Mapping[str, frozenset[str]] = MappingProxyType({
    "library.read": _LIBRARY | {"admin", "auditor", "api_client"},
    "cases.edit": frozenset({"editor"}),
    "cases.review": frozenset({"editor", "coordinator"}),
    "library.import": frozenset({"editor", "admin"}),
    "searches.keep": _DESK,
    "library.use": _DESK,
    "tickets.see": _STAFF | {"auditor", "api_client"},
    "tickets.register": _STAFF | {"api_client"},
    "tickets.confirm": _STAFF,
    "tickets.dispatch": frozenset({"coordinator"}),
    "tickets.handle": _STAFF,
    "tickets.supervise": frozenset({"coordinator"}),
    "limits.edit": frozenset({"admin"}),
    "limits.approve": frozenset({"admin", "coordinator"}),
    "tickets.move": frozenset({"api_client"}),
    "tickets.own": frozenset({"worker"}),
    "groups.manage": frozenset({"coordinator", "mediator"}),
    "disputes.work": _DESK,
    "disputes.mediate": _STAFF,
    "disputes.answer": frozenset({"api_client"}),
    "aid.apply": frozenset({"worker", "mediator", "coordinator"}),
    "aid.apply_for": frozenset({"mediator", "coordinator"}),
    "aid.decide": frozenset({"coordinator"}),
    "assign.see": frozenset({"coordinator", "api_client"}),
    "assign.make": frozenset({"coordinator", "api_client"}),
    "weights.edit": frozenset({"admin"}),
    "placing.configure": frozenset({"coordinator"}),
    "roster.plan": frozenset({"coordinator"}),
    "offers.answer": frozenset({"lawyer"}),
    "aid.work": frozenset({"lawyer"}),
    "subsidies.see": frozenset({"finance"}),
    "subsidies.pay": frozenset({"finance"}),
    "aid.check": frozenset({"coordinator"}),
    "lawyers.see": frozenset({"coordinator", "mediator"}),
    "lawyers.import": frozenset({"admin", "coordinator"}),
    "lawyers.limit": frozenset({"coordinator"}),
    "organisations.import": frozenset({"admin"}),
    "parameters.edit": frozenset({"admin"}),
    "personal.reveal": _DESK,
    "personal.erase": frozenset({"admin"}),
    "ratings.callback": frozenset({"coordinator"}),
    "reports.see": frozenset({"coordinator", "mediator", "admin", "auditor"}),
    "reports.read": frozenset({"coordinator", "mediator", "auditor", "editor", "api_client"}),
    "reports.tell": frozenset({"coordinator"}),
    "reports.publish": frozenset({"editor"}),
    "members.enter": frozenset({"admin"}),
    "audit.see": frozenset({"auditor"}),
    "accounts.manage": frozenset({"admin"}),
    "account.own": _ACCOUNTS,
    "system.see": frozenset({"admin"}),
})

# Who signs in with a second factor only, by the setting LEGALAID_SECOND_FACTOR.
SECOND_FACTOR: Mapping[str, frozenset[str]] = MappingProxyType({"none": frozenset(), "staff": _ACCOUNTS - {"lawyer"}, "all": _ACCOUNTS})

# What the token of another system may be limited to: the permissions of api_client, in words for whoever issues it.
SCOPES: Mapping[str, str] = MappingProxyType({
    "library.read": "检索和阅读案例、法条，使用计算器", "tickets.see": "查阅本地区的诉求和办理经过", "tickets.register": "登记诉求",
    "tickets.move": "并入、拆分、移送本地区的诉求，登记移送的签收和答复",
    "disputes.answer": "登记本单位对移送案件的回执和答复",
    "assign.see": "查阅等待律师的援助申请、推荐名单和指派状态", "assign.make": "指派律师", "reports.read": "阅读已发布的周报",
})


@dataclass(frozen=True)
class Post:
    """岗位: a role at an organisation; `path` is the organisation's materialised path."""

    role: str
    organisation_id: UUID
    path: str


@dataclass(frozen=True)
class By:
    """Who acts, when, through which door. Made by the edge (web, API, job, CLI), never inside an action."""

    now: datetime
    channel: str
    request_id: str
    actor_id: UUID | None = None
    posts: tuple[Post, ...] = ()
    extra_roles: frozenset[str] = field(default_factory=frozenset)
    lawyer_id: UUID | None = None
    tickets: frozenset[UUID] = field(default_factory=frozenset)
    system: bool = False
    scopes: frozenset[str] | None = None  # a token's: nothing outside these permissions
    covers: frozenset[UUID] = field(default_factory=frozenset)  # accounts for which this one stands in today (代班)
    name: str | None = None  # the actor's, as the history of a ticket says it

    def __post_init__(self) -> None:
        if self.now.tzinfo is None:
            raise ValueError("By.now must be aware")

    @property
    def roles(self) -> frozenset[str]:
        """Role codes held through posts or through the door used (worker, api_client)."""
        return frozenset(p.role for p in self.posts) | self.extra_roles

    @property
    def role(self) -> str:
        """One word for the audit."""
        if self.system:
            return "system"
        return "+".join(sorted(self.roles)) or "visitor"

    def can(self, permission: str) -> bool:
        """Whether any of the roles has it. The system (jobs, command line) acts for the office and may everything."""
        return self.system or (bool(PERMISSIONS[permission] & self.roles) and (self.scopes is None or permission in self.scopes))

    def must(self, *permissions: str) -> None:
        """Refuse unless `can` one of them: 401 for a visitor, 403 otherwise."""
        if any(self.can(permission) for permission in permissions):
            return
        if self.actor_id is None and not self.roles:
            raise NotSignedIn
        if self.scopes is not None:
            raise Forbidden(f"这个访问令牌没有 {'、'.join(permissions)} 权限。")
        raise Forbidden

    def paths(self, *roles: str) -> tuple[str, ...]:
        """Materialised paths of the posts held in one of these roles."""
        return tuple(p.path for p in self.posts if p.role in roles)
