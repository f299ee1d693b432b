"""A setting that would be taken for another one, or that this product cannot keep to, is refused before anything starts, by its name and once."""

import pytest

from legalaid.cli.refused import words
from legalaid.errors import Refused
from legalaid.settings import read


def refused(**environ: str) -> list[str]:
    """What the command line says of these settings."""
    with pytest.raises(Refused) as error:
        read(environ)
    return list(words(error.value))


def test_an_unknown_setting_is_named_once() -> None:
    assert refused(LEGALAID_FOO="1") == ["LEGALAID_FOO：没有这样的设置，请核对名称。"]
    assert refused(LEGALAID_FOO="1", LEGALAID_BAR="1") == ["LEGALAID_BAR：没有这样的设置，请核对名称；还有 LEGALAID_FOO。"]


@pytest.mark.parametrize("given", ["true", "yes", "on", "", "2", "1 "])
def test_https_is_on_or_off_and_never_off_by_a_slip(given: str) -> None:
    assert refused(LEGALAID_HTTPS=given) == ["LEGALAID_HTTPS 只能是 0 或 1。"]
    assert [read({"LEGALAID_HTTPS": said}).https for said in ("0", "1")] == [False, True]
    assert [read({"LEGALAID_MODE": mode}).https for mode in ("production", "demo")] == [True, False]


def test_the_region_is_one_that_there_are_figures_for() -> None:
    for elsewhere in ("杭州市", "西湖区", "浙江省", "全国", ""):
        assert "只能是宁波市或者其区县（海曙区、" in refused(LEGALAID_OFFICE_REGION=elsewhere)[0], elsewhere
    for here in ("宁波市", "海曙区", "慈溪", "浙江省宁波市鄞州区"):
        assert read({"LEGALAID_OFFICE_REGION": here}).office.region == here
