"""Ningbo's districts and towns (real names; coordinates of towns are rough and for the demo only), zones and rooms."""

from collections.abc import Iterator
from random import Random
from typing import Any

CITY = ("3302", "宁波市总工会", 29.87, 121.55)

# code: (name, latitude, longitude, towns)
DISTRICTS: dict[str, tuple[str, float, float, str]] = {
    "330203": ("海曙区", 29.87, 121.53, "南门街道 江厦街道 西门街道 月湖街道 鼓楼街道 白云街道 段塘街道 望春街道 石碶街道 高桥镇 横街镇 集士港镇 古林镇 洞桥镇 鄞江镇"),
    "330205": ("江北区", 29.92, 121.54, "孔浦街道 文教街道 甬江街道 庄桥街道 洪塘街道 前江街道 慈城镇"),
    "330206": ("北仑区", 29.90, 121.84, "新碶街道 小港街道 大碶街道 霞浦街道 柴桥街道 戚家山街道 春晓街道 梅山街道 白峰街道"),
    "330211": ("镇海区", 29.96, 121.65, "招宝山街道 蛟川街道 骆驼街道 庄市街道 贵驷街道 澥浦镇 九龙湖镇"),
    "330212": ("鄞州区", 29.81, 121.60, "下应街道 钟公庙街道 中河街道 首南街道 潘火街道 百丈街道 福明街道 东钱湖镇 东吴镇 五乡镇 邱隘镇 云龙镇 横溪镇 姜山镇 咸祥镇"),
    "330213": ("奉化区", 29.66, 121.41, "锦屏街道 岳林街道 江口街道 西坞街道 萧王庙街道 方桥街道 溪口镇 莼湖街道 裘村镇 松岙镇"),
    "330225": ("象山县", 29.48, 121.87, "丹东街道 丹西街道 爵溪街道 石浦镇 西周镇 鹤浦镇 贤庠镇 墙头镇 定塘镇 大徐镇"),
    "330226": ("宁海县", 29.29, 121.43, "跃龙街道 桃源街道 梅林街道 桥头胡街道 长街镇 力洋镇 岔路镇 前童镇 黄坛镇 西店镇"),
    "330281": ("余姚市", 30.04, 121.15, "梨洲街道 凤山街道 兰江街道 阳明街道 低塘街道 朗霞街道 临山镇 黄家埠镇 泗门镇 马渚镇 丈亭镇 河姆渡镇 陆埠镇"),
    "330282": ("慈溪市", 30.17, 121.27, "浒山街道 古塘街道 宗汉街道 坎墩街道 龙山镇 掌起镇 观海卫镇 附海镇 逍林镇 新浦镇 横河镇 庵东镇 长河镇 周巷镇"),
}
ZONES, ROOMS = 250, 130


def rows(rng: Random) -> Iterator[dict[str, Any]]:
    """Import rows of the whole tree: city, districts, towns, 250 zones (片区) and 130 rooms (调处工作室)."""
    code, name, latitude, longitude = CITY
    yield {"code": code, "name": name, "kind": "CITY", "latitude": latitude, "longitude": longitude}
    towns: list[tuple[str, str]] = []
    for district, (label, latitude, longitude, listed) in DISTRICTS.items():
        yield {"code": district, "name": f"{label}总工会", "kind": "DISTRICT", "parent": code, "latitude": latitude, "longitude": longitude}
        for number, town in enumerate(listed.split(), 1):
            town_code = f"{district}{number:03d}"
            yield {
                "code": town_code, "name": f"{town}总工会", "kind": "TOWN", "parent": district,
                "latitude": round(latitude + rng.uniform(-0.08, 0.08), 2), "longitude": round(longitude + rng.uniform(-0.1, 0.1), 2),
            }
            towns.append((town_code, town))
    for number in range(ZONES):
        town_code, town = towns[number % len(towns)]
        turn = number // len(towns) + 1
        yield {"code": f"{town_code}Z{turn}", "name": f"{town}第{'一二三四'[turn - 1]}片区", "kind": "ZONE", "parent": town_code}
    rooms = [(f"{district}R0", label, district) for district, (label, *_) in DISTRICTS.items()]
    rooms += [(f"{town_code}R1", town, town_code) for town_code, town in towns]
    # The towns with the most work have a second room; together there are 130.
    rooms += [(f"{town_code}R2", f"{town}第二", town_code) for town_code, town in towns[: ROOMS - len(rooms)]]
    for room_code, label, parent in rooms:
        yield {"code": room_code, "name": f"{label}劳动关系调处工作室", "kind": "ROOM", "parent": parent}
