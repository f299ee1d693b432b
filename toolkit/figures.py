"""Sums and article numbers as Chinese papers write them."""

from decimal import ROUND_HALF_UP, Decimal

from toolkit.authority import Citation

_CAPITALS = "零壹贰叁肆伍陆柒捌玖"


def _spell(n: int) -> str:
    """0 < n < 10**12 in groups of four; a gap inside or between groups is one 零."""
    out = ""
    gap = False
    for power, unit in ((8, "亿"), (4, "万"), (0, "")):
        group = n // 10**power % 10**4
        if not group:
            gap = gap or bool(out)
            continue
        text = ""
        for place, name in ((3, "仟"), (2, "佰"), (1, "拾"), (0, "")):
            digit = group // 10**place % 10
            if digit:
                text += ("零" if gap else "") + _CAPITALS[digit] + name
                gap = False
            else:
                gap = bool(out or text)
        out += text + unit
        gap = gap and group % 10 == 0
    return out


def capital(amount: Decimal) -> str:
    """A sum in yuan (below 10**12, half-up to the cent) in bank capitals: 1234.50 → 壹仟贰佰叁拾肆元伍角整."""
    cents = int((amount * 100).quantize(Decimal(1), ROUND_HALF_UP))
    yuan, jiao, fen = cents // 100, cents // 10 % 10, cents % 10
    text = f"{_spell(yuan)}元" if yuan else ""
    if jiao:
        text += f"{_CAPITALS[jiao]}角"
    elif fen and yuan:
        text += "零"
    if fen:
        return f"{text}{_CAPITALS[fen]}分"
    return f"{text or '零元'}整"


def article(citation: str) -> str:
    """`劳动合同法-82` → 《劳动合同法》第八十二条; any other text stays as it is."""
    found = Citation(citation)
    return found.label if citation and found.article else citation
