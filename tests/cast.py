"""The people of the tests, and how they are related, said once.

Ines walks duty grid D1 (cells 0 and 1), Ivan walks D2 (cell 2). Ada accepts, Sven leads the shift, Dora dispatches.
Hana works for Sanitation and Hugo heads it; Omar works for Roads and must see none of Sanitation's cases.
Sue supervises, Lea leads, Arno audits, Abel administers accounts, Otto is another city's computer.
Exposed rubbish (06010) goes to Sanitation in the whole city; anything else in the sub-district goes to its office.
"""

from dataclasses import dataclass, field

from accounts.models import User
from accounts.roles import Role
from cases.models import RoutingRule
from catalogue.models import Category, FilingCondition
from departments.models import Department, Kind
from grids.models import Area, DutyGrid, Level, UnitGrid
from tests import factories as make

# In the order in which they are made.
PEOPLE = {
    "ines": Role.INSPECTOR, "ivan": Role.INSPECTOR, "hana": Role.HANDLER, "hugo": Role.DEPARTMENT_HEAD,
    "omar": Role.HANDLER, "ada": Role.ACCEPTOR, "sven": Role.SHIFT_LEADER, "dora": Role.DISPATCHER,
    "sue": Role.SUPERVISOR, "lea": Role.LEADER, "arno": Role.AUDITOR, "abel": Role.ADMINISTRATOR,
    "otto": Role.INTEGRATION,
}  # fmt: skip


@dataclass
class City:
    ines: User
    ivan: User
    ada: User
    sven: User
    dora: User
    hana: User
    hugo: User
    omar: User
    sue: User
    lea: User
    arno: User
    abel: User
    otto: User
    sanitation: Department
    roads: Department
    street_office: Department
    district: Area
    street: Area
    community: Area
    duty_grids: list[DutyGrid]
    grids: list[UnitGrid]
    rubbish: Category
    manhole: Category
    cover_missing: FilingCondition
    rubbish_lies: FilingCondition
    rubbish_rule: RoutingRule
    street_rule: RoutingRule
    everyone: list[User] = field(default_factory=list, init=False)


def city() -> City:
    """A small city of one community with three unit grids in a row, cells (0, 0), (1, 0) and (2, 0)."""
    make.intake_policies()
    people = make.users(PEOPLE)
    ines, ivan, hana, hugo, omar = (people[name] for name in ("ines", "ivan", "hana", "hugo", "omar"))
    sanitation = make.department("sanitation", name="环卫中心", members=(hana, hugo))
    roads = make.department("roads", name="市政所", members=(omar,))
    street_office = make.department("street-1", name="东街街道办", kind=Kind.STREET)
    district = make.area("310101", Level.DISTRICT, make.square(0, 0, width=4, height=2))
    street = make.area("310101001", Level.STREET, make.square(0, 0, width=4, height=1), parent=district)
    community = make.area("310101001001", Level.COMMUNITY, make.square(0, 0, width=3), parent=street)
    duty_grids = DutyGrid.objects.bulk_create(
        DutyGrid(code=f"D{n}", name=f"责任网格{n}", started_on=make.SINCE) for n in (1, 2)
    )
    duty_grids[0].inspectors.add(ines)
    duty_grids[1].inspectors.add(ivan)
    grids = [
        make.unit_grid(f"31010100100100{n + 1}", community, make.square(n, 0), duty_grid=duty_grids[n // 2])
        for n in range(3)
    ]
    rubbish, manhole = make.category("06010", name="暴露垃圾"), make.category("01001", name="供水井盖")
    city = City(
        **people,
        sanitation=sanitation, roads=roads, street_office=street_office,
        district=district, street=street, community=community, duty_grids=duty_grids, grids=grids,
        rubbish=rubbish, manhole=manhole,
        cover_missing=make.condition(manhole, 1, "2", "urgent_hour", urgency="urgent"),
        rubbish_lies=make.condition(rubbish, 1, "4", "work_hour"),
        rubbish_rule=make.rule(sanitation, category=rubbish),
        street_rule=make.rule(street_office, area=street),
    )  # fmt: skip
    city.everyone = [value for value in vars(city).values() if isinstance(value, User)]
    return city
