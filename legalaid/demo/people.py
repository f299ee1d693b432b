"""Invented people. Every given name begins with 示 (示例), phones and identity numbers use ranges that nobody has."""

from random import Random

SURNAMES = "陈王李张刘周吴徐孙胡朱林何郭马高罗郑梁谢宋唐许邓冯韩曹曾彭萧蔡潘田董袁于余叶蒋杜苏魏程吕丁沈任姚卢傅钟姜崔谭廖范汪陆金石戴贾韦夏邱方侯邹熊孟秦白江阎薛尹段雷黎史龙陶贺顾毛郝龚邵万钱严"
GIVEN = "安平宁远明朗清和文武斌强勇军伟杰涛磊超鹏辉军民华芳娟敏静丽艳霞梅兰英琴玲燕红云秀萍慧洁颖欣怡佳晨曦阳"
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


class People:
    """A seeded source of people that never repeats a phone or an identity number."""

    def __init__(self, rng: Random) -> None:
        self.rng, self.count = rng, 0
        self._given: set[str] = set()

    def name(self) -> str:
        """周示平."""
        return f"{self.rng.choice(SURNAMES)}示{self.rng.choice(GIVEN)}"

    def phone(self) -> str:
        """A number of the unassigned block 199 0000 xxxx; only a whole year of requests goes on into the next ones."""
        self.count += 1
        return f"19900{self.count:06d}"

    def id_no(self) -> str:
        """An identity number with the area code 330299, which does not exist, and a right check digit (GB 11643)."""
        born = f"{self.rng.randint(1968, 2002)}{self.rng.randint(1, 12):02d}{self.rng.randint(1, 28):02d}"
        while True:
            self.count += 1
            body = f"330299{born}{self.count % 1000:03d}"
            if body not in self._given:
                break
        self._given.add(body)
        return body + "10X98765432"[sum(int(d) * w for d, w in zip(body, _WEIGHTS, strict=True)) % 11]
