"""An item tells nobody of a private case that they don't see: neither its text, nor that there is one."""

import pytest

from cases.models import Case
from ledgers.models import Item
from tests import factories as make
from tests.cases.conftest import SignedIn
from tests.cast import City
from tests.clients import api_client
from tests.ledgers.opening import opened

pytestmark = pytest.mark.django_db
SECRET = "张三家门口的纠纷"


@pytest.fixture
def case(city: City) -> Case:
    made = make.dispatched("06010", by=city.ines, description=SECRET)
    Case.objects.filter(pk=made.pk).update(private=True)
    return Case.objects.get(pk=made.pk)


def test_the_form_does_not_begin_with_the_text_of_a_private_case(city: City, case: Case, signed_in: SignedIn) -> None:
    address = f"/ledger/add/?case={case.number}"
    shown = signed_in(city.sven).get(address)
    assert shown.context["form"].initial["cases"] == case.number
    assert SECRET not in shown.text
    Case.objects.filter(pk=case.pk).update(private=False)
    assert SECRET in signed_in(city.sven).get(address).text


def test_nothing_of_the_case_stands_on_the_item_for_who_does_not_see_it(
    city: City, case: Case, signed_in: SignedIn
) -> None:
    item = opened(city, by=city.sven, cases=(case.pk,))
    for user, sees in ((city.sven, True), (city.lea, False), (city.sue, False)):
        page, api = signed_in(user), api_client(user)
        texts = (page.get(item.get_absolute_url()).text, api.get(f"/api/v1/items/{item.pk}/").content.decode())
        assert [case.number in text for text in texts] == [sees, sees], user
        assert all(SECRET not in text for text in texts)
        rows = api.get("/api/v1/items/", {"case": case.number}).json()["results"]
        assert bool(rows) is sees, user
        assert Item.objects.visible_to(user).filter(pk=item.pk).exists()
