"""What the forms about files take beside the files themselves."""

from legalaid.schemas.base import BaseSchema, Choice, Text
from legalaid.tables.attachments import ATTACHMENT_KINDS, OWN_KINDS

_WHICH = {"required": "请选择是什么材料。", "choice": "请选择是什么材料。"}


class HandingIn(BaseSchema):
    """上传材料 by the worker."""

    kind = Choice(OWN_KINDS, required=True, error_messages=_WHICH)


class PuttingIn(BaseSchema):
    """放入材料 by who works on the matter."""

    kind = Choice(ATTACHMENT_KINDS, required=True, error_messages=_WHICH)


class Withdrawing(BaseSchema):
    """撤回."""

    reason = Text(longest=200)
