"""Numbers that people and firms go by: shape and check digit, never a look-up."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date

from toolkit.refusal import Refusal

# GB 11643-1999, 4.2.2: weights and check characters of ISO 7064 MOD 11-2
_ID_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_ID_CHECK = "10X98765432"
# GB/T 2260 province codes; 81–83 are the residence permits of Hong Kong, Macao and Taiwan residents
_PROVINCES = frozenset(
    str(code)
    for first, last in ((11, 15), (21, 23), (31, 37), (41, 46), (50, 54), (61, 65), (71, 71), (81, 83))
    for code in range(first, last + 1)
)
# GB 32100-2015, 4.6: the alphabet has no I, O, S, V, Z
_CREDIT_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"


@dataclass(frozen=True)
class ResidentId:
    """A checked resident identity number: 18 characters, birth date, sex (男 or 女), region code of six digits."""

    number: str
    birth: date
    sex: str
    region: str


def plain(text: str) -> str:
    """Full-width digits and letters to half-width, upper case, all white space and dashes out."""
    return re.sub(r"[\s\-‐-―－·]", "", unicodedata.normalize("NFKC", text)).upper()


def resident_id(text: str, on: date, field: str = "id_no") -> ResidentId:
    """Checks a resident identity number (GB 11643-1999): 18 characters, place, birth date not after `on`, check digit.

    Raises Refusal naming `field`.
    """
    number = plain(text)
    if not number:
        raise Refusal(field, "请填写身份证号码")
    if re.fullmatch(r"\d{15}", number):
        raise Refusal(field, "这是15位的旧号码，请填写18位身份证号码")
    if len(number) != 18:
        raise Refusal(field, f"身份证号码应为18位，现在是{len(number)}位")
    if not re.fullmatch(r"[0-9]{17}[0-9X]", number):
        raise Refusal(field, "身份证号码前17位应为数字，最后一位为数字或者X")
    if number[:2] not in _PROVINCES:
        raise Refusal(field, "身份证号码开头的地区代码不存在，请核对前两位")
    try:
        birth = date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        raise Refusal(field, "身份证号码中的出生日期不存在，请核对第7至14位") from None
    if birth > on:
        raise Refusal(field, "身份证号码中的出生日期晚于今天，请核对第7至14位")
    if birth.year < 1900:
        raise Refusal(field, "身份证号码中的出生年份早于1900年，请核对第7至10位")
    total = sum(int(digit) * weight for digit, weight in zip(number, _ID_WEIGHTS, strict=False))
    if number[17] != _ID_CHECK[total % 11]:
        raise Refusal(field, "身份证号码校验不通过，可能有一位填错，请对照证件核对")
    return ResidentId(number, birth, "男" if int(number[16]) % 2 else "女", number[:6])


def mobile(text: str, field: str = "phone") -> str:
    """A mainland mobile number as eleven digits; +86 and separators are dropped. Raises Refusal naming `field`."""
    digits = re.sub(r"^(\+|00)?86(?=1\d{10}$)", "", re.sub(r"[()]", "", plain(text)))
    if not digits:
        raise Refusal(field, "请填写手机号码")
    if not re.fullmatch(r"[0-9]+", digits):
        raise Refusal(field, "手机号码只能是数字")
    if len(digits) != 11:
        raise Refusal(field, f"手机号码应为11位，现在是{len(digits)}位")
    if not re.fullmatch(r"1[3-9]\d{9}", digits):
        raise Refusal(field, "手机号码应以13至19开头，请核对")
    return digits


def phone(text: str, field: str = "phone") -> str:
    """A mobile (`13800000000`), a landline with area code (`0574-87654321`, extension `-801`) or a 400/800 number.

    Raises Refusal naming `field`.
    """
    shaped = unicodedata.normalize("NFKC", text).strip()
    extension = ""
    found = re.search(r"(?:转|-|ext\.?|分机)\s*(\d{1,5})$", shaped)
    if found and re.match(r"[(+]?(86)?[\s-]*\(?0\d", shaped):
        head = re.sub(r"\D", "", shaped[: found.start()])
        # what follows the area code's own dash is the number, not an extension
        if len(head) >= 10:
            extension, shaped = f"-{found.group(1)}", shaped[: found.start()]
    digits = re.sub(r"[()]", "", plain(shaped))
    if re.match(r"(\+|00)?86", digits) and len(digits) >= 12:
        bare = re.sub(r"^(\+|00)?86", "", digits)
        digits = bare if bare[0] in "01" else f"0{bare}"
    if not digits:
        raise Refusal(field, "请填写电话号码")
    if re.fullmatch(r"[48]00\d{7}", digits):
        return digits
    if re.fullmatch(r"0[0-9]+", digits):
        # 010 and 02x are three-digit area codes, all others have four
        width = 3 if digits[1] in "12" else 4
        area, local = digits[:width], digits[width:]
        if re.fullmatch(r"[2-9]\d{6,7}", local):
            return f"{area}-{local}{extension}"
        raise Refusal(field, "固定电话应为区号加7至8位号码，例如0574-87654321")
    if re.fullmatch(r"[2-9]\d{6,7}", digits):
        raise Refusal(field, "固定电话请加上区号，例如0574-87654321")
    return mobile(digits, field)


def credit_code(text: str, field: str = "credit_code") -> str:
    """A unified social credit code (GB 32100-2015): 18 characters, place digits, check character.

    Raises Refusal naming `field`.
    """
    code = plain(text)
    if not code:
        raise Refusal(field, "请填写统一社会信用代码")
    if re.fullmatch(r"\d{15}|\d{13}", code):
        raise Refusal(field, "这是旧的工商注册号，请填写18位统一社会信用代码")
    if len(code) != 18:
        raise Refusal(field, f"统一社会信用代码应为18位，现在是{len(code)}位")
    wrong = next((c for c in code if c not in _CREDIT_ALPHABET), None)
    if wrong is not None:
        raise Refusal(field, f"统一社会信用代码不会出现“{wrong}”（不用I、O、S、V、Z），请核对")
    if not code[2:8].isdigit():
        raise Refusal(field, "统一社会信用代码第3至8位应为数字，请核对")
    total = sum(_CREDIT_ALPHABET.index(c) * pow(3, i, 31) for i, c in enumerate(code[:17]))
    if code[17] != _CREDIT_ALPHABET[-total % 31]:
        raise Refusal(field, "统一社会信用代码校验不通过，可能有一位填错，请对照营业执照核对")
    return code


def lawyer_licence(text: str, field: str = "licence_no") -> str:
    """A lawyer's practice licence number: 17 digits (律师执业证管理办法; shape only). Raises Refusal naming `field`."""
    number = plain(text)
    if not number:
        raise Refusal(field, "请填写律师执业证号")
    if not re.fullmatch(r"[0-9]+", number):
        raise Refusal(field, "律师执业证号只能是数字")
    if len(number) != 17:
        raise Refusal(field, f"律师执业证号应为17位，现在是{len(number)}位")
    return number
