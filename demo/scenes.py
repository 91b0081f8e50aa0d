"""What happens in the streets of the demo district: which matter, how often, where, when, and how people put it."""

from dataclasses import dataclass

from demo.generator.plan import BUSINESS, GREEN, HOUSING, INDUSTRY, MARKET, SCHOOL, WATER

# When things are seen, by hour of the day from 0 to 23: relative weights.
ROUNDS = (0, 0, 0, 0, 0, 0, 1, 5, 11, 12, 10, 7, 3, 4, 10, 12, 11, 8, 4, 2, 1, 0, 0, 0)
RUSH = (0, 0, 0, 0, 0, 0, 1, 10, 12, 5, 3, 4, 5, 3, 3, 4, 8, 13, 9, 4, 2, 1, 0, 0)
NIGHT = (1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 3, 7, 12, 13, 9, 4, 2)
ALWAYS = (1, 1, 1, 1, 1, 2, 3, 6, 8, 8, 8, 7, 5, 5, 7, 8, 8, 7, 5, 4, 3, 2, 2, 1)
EVERYWHERE: dict[str, float] = {}


@dataclass(frozen=True)
class Scene:
    """`weight`: how often; `where`: how much likelier than elsewhere in a kind of land use; `{road}` in the texts.

    `component`: it happens to a component of this subclass. `theme`: which drawn picture fits. `condition`: the number
    of its filing condition, where the reporter names one.
    """

    category: str
    weight: float
    theme: str
    texts: tuple[str, ...]
    where: dict[str, float]
    hours: tuple[int, ...] = ROUNDS
    component: str = ""
    condition: int | None = None


SCENES = (
    Scene("06010", 15, "rubbish", (
        "{road}人行道旁有暴露垃圾一堆，约1平方米", "{road}绿化带边有袋装生活垃圾未清运", "{road}路口垃圾散落，有异味",
        "{road}背街巷内生活垃圾堆放",
    ), {MARKET: 14, HOUSING: 1.2}),
    Scene("06012", 9, "rubbish", (
        "{road}路面有大片积尘和落叶", "{road}非机动车道有油污，约2平方米", "{road}门店前地面污渍明显",
    ), {MARKET: 8, BUSINESS: 2}),
    Scene("06042", 5, "bin", (
        "{road}垃圾桶满溢，周边有散落垃圾", "{road}分类垃圾投放点满溢，未及时清运",
    ), {HOUSING: 2, MARKET: 8}),
    Scene("09009", 10, "car", (
        "{road}人行道上停放小轿车3辆", "{road}学校门口机动车违停，影响通行", "{road}黄线路段机动车乱停放",
    ), {SCHOOL: 25, BUSINESS: 4, MARKET: 6}, RUSH),
    Scene("09010", 5, "car", (
        "{road}非机动车乱停放，占用盲道", "{road}路口电动自行车停放无序，约20辆",
    ), {BUSINESS: 3, MARKET: 8, SCHOOL: 6}, RUSH),
    Scene("09011", 4, "car", (
        "{road}共享单车堆积，占用人行道", "{road}公交站旁共享单车倒伏",
    ), {BUSINESS: 4, SCHOOL: 6}, RUSH),
    Scene("09005", 9, "shop", (
        "{road}水果店店外经营，占道约3平方米", "{road}餐馆将桌椅摆到店外", "{road}五金店门前堆放商品，跨门经营",
    ), {MARKET: 18, BUSINESS: 4}, NIGHT),
    Scene("09006", 5, "shop", (
        "{road}占道摆摊卖小商品", "{road}人行道上摆放展台占道经营",
    ), {MARKET: 18, BUSINESS: 3}),
    Scene("09001", 8, "shop", (
        "{road}流动摊贩售卖水果，占用非机动车道", "{road}学校门口有流动早点摊", "{road}三轮车流动售卖蔬菜",
    ), {MARKET: 16, SCHOOL: 12}, RUSH),
    Scene("06029", 3, "shop", (
        "{road}夜市露天烧烤，油烟扰民", "{road}店外露天烧烤，路面油污",
    ), {MARKET: 14, BUSINESS: 3}, NIGHT),
    Scene("07001", 7, "wall", (
        "{road}电线杆上张贴非法小广告", "{road}墙面有喷涂小广告3处", "{road}公交站亭被张贴招租广告",
    ), {HOUSING: 1.5}),
    Scene("07006", 1.5, "wall", ("{road}门店擅自增设店招牌匾",), {BUSINESS: 4}),
    Scene("07007", 1.5, "wall", ("{road}树木间悬挂商业横幅", "{road}路口违规悬挂宣传条幅"), {BUSINESS: 4}),
    Scene("06036", 6, "rubbish", (
        "{road}人行道堆放装修材料", "{road}楼道口堆放纸箱杂物", "{road}绿地内堆放废旧木料",
    ), {HOUSING: 1.6, INDUSTRY: 1.5}),
    Scene("06007", 2, "wall", ("{road}利用行道树拉绳晾晒被褥", "{road}护栏上晾晒衣物"), {HOUSING: 2}),
    Scene("06011", 1.5, "rubbish", ("{road}空地长期堆积建筑垃圾约5立方米",), {INDUSTRY: 4}),
    Scene("06013", 3, "road", (
        "{road}机动车道路面破损，约0.8平方米", "{road}人行道板松动缺损5块", "{road}路面坑洼积水",
    ), EVERYWHERE),
    Scene("06050", 1, "road", ("{road}路缘石缺损约2米",), EVERYWHERE),
    Scene("06051", 1, "road", ("{road}盲道砖破损，影响通行",), {BUSINESS: 2}),
    Scene("06017", 3, "tree", ("{road}绿地内有枯枝和饮料瓶", "公园绿地草坪有散落垃圾"), {GREEN: 25, HOUSING: 1}),
    Scene("06989", 1, "tree", ("{road}绿地被踩踏裸露约4平方米",), {GREEN: 15}),
    Scene("06025", 3, "water", ("{road}附近河面有漂浮垃圾", "河道坡岸堆放垃圾"), {WATER: 80}),
    Scene("06023", 0.4, "water", ("{road}附近河堤护坡塌陷约3米",), {WATER: 60}),
    Scene("06027", 1, "shop", ("{road}餐馆油烟直排，居民反映强烈",), {BUSINESS: 4, HOUSING: 1}, NIGHT),
    Scene("06028", 1, "shop", ("{road}商家高音喇叭招揽生意",), {BUSINESS: 5}, NIGHT),
    Scene("06999", 1.5, "tree", ("{road}小区内遛狗不牵绳", "{road}绿地犬只粪便未清理"), {HOUSING: 2, GREEN: 6}),
    Scene("06001", 0.7, "wall", ("{road}居民楼顶正在搭建彩钢房",), {HOUSING: 2}),
    Scene("06014", 1.2, "road", ("{road}渣土车遗撒，污染路面约50米",), {INDUSTRY: 5}),
    Scene("08004", 2, "site", ("{road}工地土方作业未洒水，扬尘明显",), {INDUSTRY: 5}),
    Scene("08007", 1, "site", ("{road}工地围挡破损，高度不足",), {INDUSTRY: 5}),
    Scene("08997", 1.2, "site", ("{road}地块裸土未覆盖约200平方米",), {INDUSTRY: 6}),
    Scene("08001", 1, "site", ("{road}工地夜间施工，噪声扰民",), {INDUSTRY: 4, HOUSING: 1}, NIGHT),
    Scene("09012", 1.5, "car", ("{road}小区消防通道被车辆占用",), {HOUSING: 2.5}, ALWAYS),
    Scene("09020", 1, "shop", ("市场门口经营秩序混乱，摊位外溢",), {MARKET: 60}),
    Scene("09997", 0.7, "car", ("{road}公交站出租车违规停靠候客",), {BUSINESS: 4}, RUSH),
    Scene("10994", 0.5, "water", ("{road}下穿处积水较深，车辆绕行",), EVERYWHERE, ALWAYS),
    Scene("10999", 0.4, "water", ("{road}路面冒水，疑似供水管破裂",), EVERYWHERE, ALWAYS),
    Scene("01002", 2, "manhole", ("{road}污水井盖破损", "{road}污水井盖异响"), EVERYWHERE, ROUNDS, "01002", 3),
    Scene("01003", 1.6, "manhole", ("{road}雨水井盖周边路面下陷",), EVERYWHERE, component="01003", condition=4),
    Scene("01001", 0.8, "manhole", ("{road}供水井盖缺失，已放置警示物",), EVERYWHERE, ALWAYS, "01001", 1),
    Scene("01007", 0.8, "manhole", ("{road}通信井盖移位，存在隐患",), EVERYWHERE, ALWAYS, "01007", 1),
    Scene("01037", 2, "lamp", ("{road}路灯不亮", "{road}路灯灯杆倾斜"), EVERYWHERE, NIGHT, "01037"),
    Scene("02014", 0.6, "lamp", ("{road}路口信号灯不亮",), EVERYWHERE, ALWAYS, "02014", 1),
    Scene("03005", 1.8, "bin", ("{road}果皮箱倾倒", "{road}垃圾箱箱门破损"), EVERYWHERE, component="03005"),
    Scene("04002", 1.8, "tree", ("{road}行道树枯枝下垂，存在隐患", "{road}行道树倾斜"), EVERYWHERE, component="04002"),
    Scene("02010", 0.6, "lamp", ("{road}交通标志牌倾斜",), EVERYWHERE, component="02010"),
    Scene("01040", 0.4, "wall", ("{road}报刊亭亭体破损、锈蚀",), {BUSINESS: 2}),
)  # fmt: skip

# Where reports come from; who enters them is decided by the road they take.
SOURCES = (
    ("inspector", 68.0), ("hotline", 13.0), ("public", 8.0), ("video", 4.0), ("web", 2.0), ("leader", 1.5),
    ("media", 1.0), ("iot", 1.0), ("uav", 1.0), ("petition", 0.5),
)  # fmt: skip
CITIZENS = frozenset({"hotline", "public", "web", "petition"})
NOTES_DONE = (
    "已清理完毕", "已整改到位", "已现场处置，恢复整洁", "已劝离并恢复秩序", "已修复，现场恢复正常",
    "已安排人员清运完毕", "已约谈当事人并整改",
)  # fmt: skip
NOTES_FAILED = ("现场仍有残留，未处置到位", "核查时问题依然存在", "仅部分清理，需返工")
NOTES_PASSED = ("现场核查，问题已解决", "核查通过", "已恢复原貌")
REASONS_BACK = ("不属于我单位管养范围", "经核实为小区内部道路，应由物业负责", "权属单位有误，建议转派街道")
REASONS_REJECT = ("重复上报", "描述不清，无法定位", "不属于城市管理受理范围")
REASONS_VOID = ("现场核实无此问题", "与在办案件重复，作废")
NOTES_VERIFIED = ("现场核实，情况属实", "已到现场，问题存在，附照片", "属实，建议立案")
NOTES_NOT_VERIFIED = ("现场未发现所述问题", "到场时已自行清理，未见异常")
NOTES_ON_THE_SPOT = ("随手清理，已恢复整洁", "现场劝导，当事人当场整改")
