"""fsck finds what belongs to a thing that is not there: no foreign key can hold it."""

import pytest

from common.integrity import examine
from common.subjects import Subject
from evidence.integrity import checks
from tests import factories as make
from tests.cast import City
from tests.evidence.yards import yard

pytestmark = pytest.mark.django_db


def wrong() -> dict[str, list[str]]:
    findings = [examine(check) for check in checks()]
    return {found.check.name: found.examples for found in findings if found.count}


def test_what_belongs_to_a_yard_or_to_nothing_yet_is_sound(city: City) -> None:
    make.photo(city.hana, of=yard(city.sanitation))
    make.photo(city.hana)
    make.attachment(city.hana, of=yard(city.sanitation))
    assert wrong() == {}


@pytest.mark.parametrize("key", ["999999", "no key at all"])
def test_a_yard_that_is_not_there_is_found(city: City, key: str) -> None:
    photo = make.photo(city.hana, of=Subject("yard", key))
    file = make.attachment(city.hana, of=Subject("yard", key))
    assert wrong() == {"evidence of yard": [f"photo {photo.pk}", f"attachment {file.pk}"]}


def test_a_kind_that_no_house_knows_is_found(city: City) -> None:
    photo = make.photo(city.hana, of=Subject("ledger", "1"))
    assert wrong() == {"evidence": [f"photo {photo.pk} ledger"]}
