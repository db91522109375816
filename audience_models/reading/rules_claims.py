"""Rules about what a text claims: superlatives, medicine, guarantees."""

from __future__ import annotations

from audience_models.reading.rule_types import Rule
from simulator.texts import Text

# Sources of the clauses: 广告法 (2021 修正) and field notes, operations 4.4; penalties from 广告法
# 第五十七条 and 第五十八条.
_SUPERLATIVE = "广告法第九条第三项"
_PENALTY_57 = Text(
    zh="第五十七条：责令停止发布，对广告主处二十万元以上一百万元以下罚款",
    en="Article 57: publication is stopped, the advertiser is fined 200,000 to 1,000,000 yuan",
)
_PENALTY_58 = Text(
    zh="第五十八条：处广告费用一倍以上三倍以下罚款，无法计算的处十万元以上二十万元以下",
    en="Article 58: one to three times the advertising cost, or 100,000 to 200,000 yuan",
)
_ABOUT_GOODS = (
    "work_title", "official_name", "service_attitude", "usage_tip", "negation", "quoting_rule", "self_comparison", "award",
    "attitude", "sales_fact", "question", "own_opinion",
)  # fmt: skip

_WORTHY = (
    r"佳|优(?!惠政策|先)|强(?!降|风|音|对流|震|台风|冷空气|段位|大脑|王者|音浪)|棒|牛|赞|靓|火爆?(?!炉)|鲜|香|甜|正宗|地道|新鲜|美味|划算|实惠|优惠|"
    r"便宜|值得?|省钱|安全|健康|专业|权威|先进|高端|高品质|高标准|具(?:性价比|人气|影响力|口碑)|高质量|美(?=的?(?:门?店|茶|果茶|民宿|酒店|杯))|受欢迎|畅销|热销|流行|时尚|舒适|纯正|天然|有效|靠谱|"
    r"放心|良心|顶级|豪华|完美|优秀|优质|厉害|好吃(?!完|饭|药|了|点|些|热)|好喝(?!完|点|热|些|水)|好用|好看|好玩|好闻|管用|解渴|营养|"
    r"好(?=的|[,。!?;、\n\"”）)]|$)"
)

CLAIM_RULES: tuple[Rule, ...] = (
    Rule(
        key="highest_level",
        name=Text(zh="国家级、最高级、顶级", en="'National level', 'highest grade', 'top grade'"),
        pattern=r"国家级|世界级|宇宙级|最高级别?|最高档次?|至尊|极品|顶级|顶尖|最顶",
        grade="throttle",
        public_grade="hint",
        clause=_SUPERLATIVE,
        penalty=_PENALTY_57,
        reason=Text(
            zh="用“国家级、最高级”一类用语评价商品，属实也不能免责；改成可核对的事实（产地、工艺、检测编号）。",
            en="Praises goods as national or highest grade; being true is no defence. State facts that can be checked.",
        ),
        excuses=_ABOUT_GOODS,
    ),
    Rule(
        key="best",
        name=Text(zh="“最”字评价商品", en="'The most ...' about goods"),
        pattern=rf"最(?:{_WORTHY})",
        grade="throttle",
        public_grade="hint",
        clause=_SUPERLATIVE,
        penalty=_PENALTY_57,
        reason=Text(
            zh="用“最”评价商品或服务，属实也不能免责；写出具体口感、数据或比较范围。",
            en="Praises goods with a superlative; being true is no defence. Say how it tastes or what was measured.",
        ),
        excuses=_ABOUT_GOODS,
    ),
    Rule(
        key="first",
        name=Text(zh="“第一”评价商品或品牌", en="'Number one' about goods or a brand"),
        pattern=r"(?:全国|全网|全城|全市|全省|全县|全球|世界|亚洲|中国|行业|业界|业内|同城|本市|本地|销量|销售|口碑|人气|排名|品质|质量|"
        r"味道|好评率?|热度|市场占有率)(?:排名|稳居|位列|位居|综合|销量|口碑|人气|排行)*第[一1](?!次|届|季|期|批|步|人称|书记|时间|天|站|家|个|例|条|座|所|轮|场|中学|小学|人民)|"
        r"第[一1](?:品牌|名店|名茶|大品牌|好喝|好吃|茶饮|选择)|稳居第[一1]|no\.? ?1(?!\d)|top\.? ?1(?!\d)|销[量售]冠军|冠军品牌",
        grade="throttle",
        public_grade="hint",
        clause=_SUPERLATIVE,
        penalty=_PENALTY_57,
        reason=Text(
            zh="“全城第一”“第一品牌”属绝对化用语；写可核对的数字、范围和出处，或删去。",
            en="'Number one in town' is an absolute claim. Give a checkable figure with scope and source, or drop it.",
        ),
        excuses=_ABOUT_GOODS,
    ),
    Rule(
        key="lowest_price",
        name=Text(zh="全网最低、史上最低", en="'Lowest price anywhere'"),
        pattern=r"(?:全网|全城|全市|全国|全平台|全场|史上|历史|同城|行业|全年|市场)(?:价格)?最(?:低(?!气温|温度|工资|消费|配|限度|标准|分|"
        r"录取|值|点|位|谷|海拔)|便宜|优惠|划算)|最低价(?!值)|价格最低|(?:全网|历史)底价|地板价|击穿底价",
        grade="throttle",
        public_grade="hint",
        clause=_SUPERLATIVE + "；明码标价和禁止价格欺诈规定第十九条",
        penalty=_PENALTY_57,
        reason=Text(
            zh="“最低”无法在发布时刻对全网成立；写清活动价、原价依据和截止时间。",
            en="'Lowest' cannot hold for the whole market. State the price, what it is compared with, and the deadline.",
        ),
        excuses=("work_title", "negation", "quoting_rule", "question"),
    ),
    Rule(
        key="only",
        name=Text(zh="唯一、绝无仅有", en="'The only one'"),
        pattern=r"(?:全国|全网|全城|全市|本市|本地|同城|行业|市面上?|云栖|沅岭)…{0,4}唯一|唯一(?:一家|正宗|指定品牌|有效|首选|好喝|好吃)|独一无二|"
        r"绝无仅有|史无前例|前无古人|空前绝后|无与伦比|无可替代|天下第一|举世无双",
        grade="throttle",
        public_grade="hint",
        clause=_SUPERLATIVE,
        penalty=_PENALTY_57,
        reason=Text(
            zh="与“最高级”同类的绝对化用语；只保留能证明的差别。",
            en="An absolute claim of the same kind. Keep only the difference you can prove.",
        ),
        excuses=("work_title", "negation", "quoting_rule", "question", "own_opinion"),
    ),
    Rule(
        key="leader",
        name=Text(zh="领导品牌、遥遥领先、天花板", en="'Leading brand', 'far ahead'"),
        pattern=r"领导品牌|领军品牌|领先品牌|领袖品牌|遥遥领先|行业(?:领先|翘楚|老大|标杆|霸主)|业界(?:领先|标杆)|世界领先|(?<!从)天花板(?!高|漏|吊|灯|到地)|"
        r"独家(?:配方|秘方|工艺|秘制)|王牌产品|殿堂级|教科书级|封神之作",
        grade="warning",
        public_grade="hint",
        clause="广告法第四条、" + _SUPERLATIVE[3:],
        reason=Text(
            zh="变相的绝对化或无法证明的地位宣称；给出依据，否则删去。",
            en="A veiled superlative or a rank nobody can check. Give the ground or drop it.",
        ),
        excuses=("work_title", "negation", "quoting_rule", "award", "sales_fact", "question", "own_opinion"),
    ),
    Rule(
        key="first_of_kind",
        name=Text(zh="首创、首家、独家首发", en="'First of its kind'"),
        pattern=r"(?:国内|全国|全球|全网|行业|全市|全城|云栖|沅岭)(?:唯一)?(?:独家首发|独家首创|首[创家款发]|独家)",
        grade="hint",
        clause="广告法第四条、第十一条",
        reason=Text(
            zh="“首创、首家”须能证明，并写明范围和时间。",
            en="'First' must be provable; state scope and date.",
        ),
        excuses=("work_title", "negation", "quoting_rule"),
    ),
    Rule(
        key="expert_word",
        name=Text(zh="医生、专家推荐", en="Recommended by doctors or experts"),
        pattern=r"(?:医生|医师|专家|营养师|院士|老中医|教授|博士)们?(?:都|也|联名|一致)?(?:推荐|力荐|同款|都说好|背书|首选)",
        grade="warning",
        clause="广告法第十七条、第三十八条",
        reason=Text(
            zh="普通商品借医生、专家推荐易与药品混淆，且代言人须真实使用过。",
            en="Doctors' praise makes goods look like medicine, and an endorser must have used them.",
        ),
        excuses=("negation", "quoting_rule", "question"),
    ),
    Rule(
        key="famous_mark",
        name=Text(zh="驰名商标", en="'Well-known trademark'"),
        pattern=r"驰名商标|国家名牌|中国名牌",
        grade="warning",
        clause="商标法第十四条",
        reason=Text(
            zh="“驰名商标”字样不得用于广告宣传。",
            en="The words may not be used in advertising.",
        ),
        excuses=("negation", "quoting_rule"),
    ),
    Rule(
        key="absolute",
        name=Text(zh="百分百、纯天然、万能", en="'One hundred per cent', 'all natural'"),
        pattern=r"(?:100%|百分之?百|百分百)(?:纯?天然|无添加|不添加|满意|好评|新鲜|正品|安全|不踩雷)|纯天然无(?:公害|添加|污染)|"
        r"绝对(?:正宗|新鲜|健康|好喝|好吃|放心|纯天然|干净|值)|万能(?:神器|果|茶|药)|永不(?:变质|变形|褪色)",
        grade="warning",
        public_grade="hint",
        clause="广告法第四条、第二十八条",
        reason=Text(
            zh="对品质作绝对断言，易成虚假广告；写检测项目、编号和日期。",
            en="An absolute statement of quality may count as false. Name the test, its number and date.",
        ),
        excuses=("negation", "quoting_rule", "question"),
    ),
    Rule(
        key="zero_additive",
        name=Text(zh="零添加", en="'No additives'"),
        pattern=r"(?:零|0)添加|不含任何添加剂|无任何添加",
        grade="hint",
        clause="广告法第八条、第十一条；GB 7718（2027 年起不得用“零添加”等强调）",
        reason=Text(
            zh="须与配料表和检测一致；新版食品标签国标将不允许这样强调，建议直接列配料。",
            en="Must agree with the ingredient list; the new labelling standard will not allow it. List the ingredients.",
        ),
        excuses=("negation", "quoting_rule"),
    ),
    Rule(
        key="medical_claim",
        name=Text(zh="普通商品宣称治疗、预防疾病", en="Ordinary goods said to treat or prevent illness"),
        pattern=r"止咳|化痰|平喘|抗癌|防癌|抗肿瘤|抗病毒|抗流感|消炎|退烧(?!药)|降(?:血)?[压糖脂](?!价)|降三高|(?:增强|提高|提升)(?:自身)?免疫力?|"
        r"(?<!不可)(?:治疗|治好|治愈(?!系|的|我|了|人心|瞬间|一刻|感|风|力|画面|时光|日常|小)|医治|根治|包治)(?!仪|室)|"
        r"(?:预防|抵抗|对抗|调理|缓解|告别|改善)…{0,3}(?:感冒|流感|咳嗽|发烧|鼻炎|胃炎|癌|肿瘤|糖尿病|高血压|三高|失眠|痛风|便秘|"
        r"湿疹|胃病|哮喘|脱发|痛经|心脑血管|疾病)|(?<!防)治…{0,3}(?:感冒|咳嗽|发烧|鼻炎|胃病|癌|肿瘤|失眠|痛风|便秘|湿疹|百病)|补肾|壮阳|特效药",
        grade="veto_candidate",
        clause="广告法第十七条；食品安全法第七十三条",
        penalty=_PENALTY_58,
        reason=Text(
            zh="普通食品和商品不得涉及疾病预防、治疗功能，不得使用医疗用语；删去并当场更正，等考评员确认。",
            en="Ordinary goods must not refer to preventing or treating illness. Delete and correct; the examiner decides.",
        ),
        excuses=("work_title", "negation", "quoting_rule"),
    ),
    Rule(
        key="miracle_cure",
        name=Text(zh="包治百病、祖传秘方", en="'Cures everything'"),
        pattern=r"包治百病|药到病除|祖传秘方|神药|一治就好|永不复发",
        grade="veto_candidate",
        public_grade="warning",
        clause="广告法第十七条、第二十八条",
        penalty=_PENALTY_58,
        reason=Text(
            zh="夸大疗效的典型说法；科普文中也只能作为被澄清的对象出现。",
            en="The classic false cure. In public-service texts it may only appear as what is refuted.",
        ),
        excuses=("negation", "quoting_rule"),
    ),
    Rule(
        key="wellness_word",
        name=Text(zh="清热、养胃等保健用语", en="Words of wellness"),
        pattern=r"清热(?:解毒|去火|降火)?|解毒|润肺|养胃|健脾|祛湿|去湿|排毒|补血|养肝|护肝|去火|降火|抗衰老?|延年益寿|滋阴|活血|安神助眠|"
        r"助消化|通便|[喝吃](?:了|都)?不(?:长)?胖|不长胖|瘦身|燃脂|减肥(?:茶|产品|神器|效果|不反弹)",
        grade="warning",
        clause="广告法第十七条、第十八条",
        penalty=_PENALTY_58,
        reason=Text(
            zh="易与药品、保健食品混淆的用语；普通食品写口味、原料和吃法即可。",
            en="Blurs food with medicine or health food. Write of taste, ingredients and how to eat it.",
        ),
        excuses=("work_title", "negation", "quoting_rule", "question"),
    ),
    Rule(
        key="cure_rate",
        name=Text(zh="有效率、治愈率、几天见效", en="Cure rates and 'works in n days'"),
        pattern=r"(?:有效率|治愈率|见效率|复发率)…{0,3}\d+|(?:\d+|[一二三五七十两]{1,3})(?:天|周|次|分钟|个疗程)…{0,2}(?:见效|就?瘦|变白|美白|祛斑|长高|治好|生发)",
        grade="throttle",
        clause="广告法第十六条第一款第二项、第二十八条",
        penalty=_PENALTY_58,
        reason=Text(
            zh="不得说明治愈率或有效率，也不得承诺几天见效。",
            en="Cure rates and promised days are not allowed.",
        ),
        excuses=("negation", "quoting_rule"),
    ),
    Rule(
        key="health_food",
        name=Text(zh="保健食品未写“不能代替药物”", en="Health food without its notice"),
        pattern=r"保健(?:食品|品|功效)",
        grade="warning",
        clause="广告法第十八条",
        reason=Text(
            zh="保健食品广告应显著标明“本品不能代替药物”，且须经审查。",
            en="A health food must carry 'does not replace medicine' and be reviewed first.",
        ),
        excuses=("negation", "quoting_rule"),
        unless=r"不能代替药[物品]",
    ),
    Rule(
        key="cosmetic_medicine",
        name=Text(zh="药妆、医学护肤", en="Cosmetics as medicine"),
        pattern=r"药妆|医学护肤|医用护肤|药用级|械字号面膜|刷酸换肤治",
        grade="warning",
        clause="化妆品监督管理条例第四十三条；广告法第十七条",
        reason=Text(
            zh="化妆品不得明示或暗示医疗作用。",
            en="Cosmetics must not be given a medical effect.",
        ),
        excuses=("negation", "quoting_rule", "question"),
    ),
    Rule(
        key="effect_guarantee",
        name=Text(zh="保证有效、无副作用", en="Guaranteed effect, no side effects"),
        pattern=r"(?:100%|百分之?百|百分百|绝对|保证|包)(?:有效|见效|瘦|治好|成功|不过敏|不踩坑)|无效(?:包)?退款|永不反弹|"
        r"(?:零|0|无|没有任何)副作用|绝对安全|人人适用|任何人都能(?:喝|吃|用)",
        grade="throttle",
        public_grade="hint",
        clause="广告法第十六条第一款第一项、第二十八条",
        penalty=_PENALTY_58,
        reason=Text(
            zh="对功效、安全性作断言或保证；改为适用范围和注意事项。",
            en="Guarantees effect or safety. State for whom it is meant and what to mind.",
        ),
        excuses=("negation", "quoting_rule", "question"),
    ),
    Rule(
        key="profit_guarantee",
        name=Text(zh="稳赚、保本、零风险", en="Sure profit, no risk"),
        pattern=r"稳赚|只赚不赔|保本(?!roi|线|点|价|微利|计算|销量)|(?:零|0|无|没有)风险(?!提示)|保(?:证)?收益|躺赚|日入(?:过)?[千万]|必涨|包升值|无本万利",
        grade="veto_candidate",
        public_grade="warning",
        clause="广告法第二十五条",
        penalty=_PENALTY_58,
        reason=Text(
            zh="招商、理财不得对未来收益作保证性承诺；须提示风险。",
            en="No promise of future profit; the risk must be stated.",
        ),
        excuses=("negation", "quoting_rule", "question"),
    ),
    Rule(
        key="exam_guarantee",
        name=Text(zh="包过、命题人押题", en="Guaranteed pass"),
        pattern=r"包过|保过|必过(?!马路)|保录取|包拿证|押中原题|内部(?:名额|题库)|命题(?:人|组|老师|专家)",
        grade="throttle",
        clause="广告法第二十四条",
        penalty=_PENALTY_58,
        reason=Text(
            zh="教育培训不得保证通过考试，不得暗示命题人员参与。",
            en="No guarantee of passing and no hint that examiners take part.",
        ),
        excuses=("negation", "quoting_rule"),
    ),
)
