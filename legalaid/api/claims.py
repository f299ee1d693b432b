"""请求测算: from a facts sheet or a story to everything that follows, as the page and the command line give it."""

from typing import Any

from flask import Response, jsonify

from legalaid import current
from legalaid.actions import claims
from legalaid.api.blueprint import Blueprint
from legalaid.errors import Invalid
from legalaid.schemas import api_claims
from toolkit import claims_answer
from toolkit.refusal import Refusal

bp = Blueprint("claims", __name__, url_prefix="/api/v1/claims", description="请求测算")


@bp.operation("POST", "", "library.read", api_claims.ANSWER, body=api_claims.BODY, examples=api_claims.example(), endpoint="work_out")
def work_out(values: Any) -> Response:
    """从案情到请求

    给出案情要素或者一段案情描述，得到可以主张的请求、金额和算法、互相排斥的组合、每项的时效和证据、别的期限、法律依据、该用的文书。什么也不保存。
    """
    try:
        facts, on = claims_answer.asked(values, current.today())
        return jsonify(claims_answer.to_answer(claims.work_out(current.reading(), facts, on)))
    except Refusal as e:
        raise Invalid({e.field: e.message if e.message.endswith("。") else e.message + "。"}) from e
