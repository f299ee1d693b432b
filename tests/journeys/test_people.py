"""The invented people of a demo office: as many as a whole year needs."""

from datetime import date
from random import Random

from legalaid.demo import plans
from legalaid.demo.people import People
from toolkit import identity


def test_each_of_a_whole_year_has_a_phone_and_an_identity_number_of_their_own_that_are_right() -> None:
    people = People(Random(20261123))
    phones, numbers = zip(*((people.phone(), people.id_no()) for _ in range(plans.YEAR + 1000)), strict=True)
    assert len(set(phones)) == len(set(numbers)) == plans.YEAR + 1000
    assert [identity.mobile(phone) for phone in phones] == list(phones)
    assert [identity.resident_id(number, date(2026, 11, 24)).number for number in numbers] == list(numbers)
