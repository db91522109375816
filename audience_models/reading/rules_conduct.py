"""Rules about how a text sells: authority, children, promotion, platforms, respect."""

from __future__ import annotations

from audience_models.reading.rule_types import Rule
from simulator.texts import Text

_ENDORSERS = r"国务院|中央|政府|县委|市委|卫健委|疾控中心|市监局|市场监管局|质检总局|央视|新华社|人大代表|国家领导人|领导人"

CONDUCT_RULES: tuple[Rule, ...] = (
    Rule(
        key="state_endorsement",
        name=Text(zh="借国家机关或领导人名义", en="In the name of the state"),
        pattern=rf"(?:{_ENDORSERS})(?:都)?(?:推荐|指定|认可|背书|特供|专供|力荐|点名表扬|同款|都说好)|(?:机关|军队|部队|国宴|人民大会堂)(?:特供|专供|专用|指定)|(?:县长|市长|书记|局长)(?:亲自)?(?:推荐|代言|力荐)|特供酒|免检产品",
        grade="throttle",
        clause="广告法第九条第二项",
        penalty=Text(
            zh="第五十七条：二十万元以上一百万元以下罚款",
            en="Article 57: a fine of 200,000 to 1,000,000 yuan",
        ),
        reason=Text(
            zh="不得使用或变相使用国家机关及其工作人员的名义推销。",
            en="The names of state bodies and officials must not sell goods.",
        ),
        excuses=("negation", "quoting_rule"),
    ),
    Rule(
        key="state_symbol",
        name=Text(zh="国旗、国徽、人民币图样", en="Flag, emblem, banknotes"),
        pattern=r"国旗|国徽|国歌|军旗|军徽|军歌|党旗|党徽|人民币图[案样]",
        grade="throttle",
        clause="广告法第九条第一项；人民币管理条例",
        reason=Text(
            zh="商业文案不得使用国旗、国徽、国歌、军旗等标志。",
            en="Flag, emblem, anthem and military signs have no place in commercial text.",
        ),
        excuses=("negation", "quoting_rule"),
    ),
    Rule(
        key="superstition",
        name=Text(zh="封建迷信", en="Superstition"),
        pattern=r"开光|转运|改运|辟邪|旺夫|旺财运?|招财(?!猫|进宝)|算命|看风水|化太岁|挡煞|消灾|大师加持|包灵|灵验",
        grade="throttle",
        public_grade="hint",
        clause="广告法第九条第八项",
        penalty=Text(
            zh="第五十七条：二十万元以上一百万元以下罚款",
            en="Article 57: a fine of 200,000 to 1,000,000 yuan",
        ),
        reason=Text(
            zh="不得含有迷信内容；写寓意可以，写功效不行。",
            en="No superstition: a meaning may be told, an effect not.",
        ),
        excuses=("work_title", "negation", "quoting_rule", "folk_culture"),
    ),
    Rule(
        key="contempt",
        name=Text(zh="歧视与羞辱", en="Contempt"),
        pattern=r"娘炮|残废|土包子|乡巴佬|死胖子|(?:女人|女生|胖子|矮子|乡下人|穷人|单身狗?)…{0,4}(?:不配|活该|低人一等|没人要)",
        grade="throttle",
        public_grade="warning",
        clause="广告法第九条第九项；网络信息内容生态治理规定第六条",
        reason=Text(
            zh="含性别、体貌、地域等歧视；换成尊重人的说法。",
            en="Demeans people by sex, body or origin. Say it with respect.",
        ),
        excuses=("work_title", "quoting_rule", "compliance_notice"),
    ),
    Rule(
        key="vice",
        name=Text(zh="赌博、色情", en="Gambling, obscenity"),
        pattern=r"赌博|博彩|下注|赌球|代购彩票|裸聊|约炮|一夜情",
        grade="veto_candidate",
        clause="广告法第九条第八项；网络信息内容生态治理规定第六条",
        reason=Text(zh="违法内容，删去。", en="Illegal content; delete it."),
        excuses=("work_title", "negation", "quoting_rule"),
    ),
    Rule(
        key="disparage",
        name=Text(zh="贬低同行", en="Running down rivals"),
        pattern=r"(?:别家|别人家|其他家|隔壁|对面|某家|同行|外面)(?:店|家)?(?:卖)?的?(?:都|全)?(?:是|用)…{0,4}(?:假货|垃圾|科技|次果|次品|色素|香精|添加剂|"
        r"奶精|骗)|吊打(?:所有|全部|同行|别家|隔壁)|秒杀(?:同行|一切|所有|别家|隔壁)|完爆|甩…{0,4}几条街",
        grade="warning",
        clause="广告法第十三条",
        reason=Text(
            zh="不得贬低其他经营者；只说自己的原料、工艺和价格。",
            en="Do not run down others; speak of your own ingredients and price.",
        ),
        excuses=("work_title", "negation", "quoting_rule"),
    ),
    Rule(
        key="children_urged",
        name=Text(zh="劝诱儿童让家长购买", en="Urging children to make parents buy"),
        pattern=r"(?:小朋友|孩子|宝贝|同学)们?…{0,8}(?:让|叫|求|缠着|拉着)(?:爸|妈|家长|爷|奶|大人)…{0,8}(?:买|下单|付款|付钱)|"
        r"(?:快|赶紧|记得)(?:让|叫)(?:爸爸?|妈妈?|爸妈|家长)…{0,6}(?:买|下单)",
        grade="throttle",
        clause="广告法第四十条第二款",
        reason=Text(
            zh="面向不满十四周岁未成年人，不得劝诱其要求家长购买。",
            en="Children under 14 must not be urged to make parents buy.",
        ),
        excuses=("quoting_rule", "compliance_notice"),
    ),
    Rule(
        key="minors_gift",
        name=Text(zh="诱导未成年人打赏", en="Gifts from minors"),
        pattern=r"(?:小朋友|小学生|初中生|未成年人?|同学)们?…{0,8}(?:刷(?:个|一个|点)?礼物|打赏|充值|送火箭|上票)|"
        r"用(?:爸爸?|妈妈?|家长|爷爷|奶奶)的?手机…{0,4}(?:下单|充值|打赏|刷)",
        grade="veto_candidate",
        clause="未成年人保护法第七十四条；关于规范网络直播打赏加强未成年人保护的意见",
        reason=Text(
            zh="禁止诱导未成年人打赏、充值；应提示“未成年人请勿打赏”。",
            en="Minors must never be led to send gifts; tell them not to.",
        ),
        excuses=("quoting_rule", "compliance_notice"),
    ),
    Rule(
        key="milk_substitute",
        name=Text(zh="替代母乳", en="'As good as breast milk'"),
        pattern=r"(?:替代|代替|媲美|接近|胜过|赛过)母乳",
        grade="throttle",
        clause="广告法第二十条",
        penalty=Text(zh="第五十七条", en="Article 57"),
        reason=Text(
            zh="禁止发布声称替代母乳的婴儿食品广告。", en="Baby food must not claim to replace breast milk."
        ),
        excuses=("negation", "quoting_rule"),
    ),
    Rule(
        key="alcohol_tobacco",
        name=Text(zh="劝酒与烟草", en="Drinking and tobacco"),
        pattern=r"不醉不归|一口闷|喝酒(?:解愁|壮胆|助眠|缓解)|(?:香烟|卷烟|电子烟)…{0,6}(?:上新|团购|优惠|包邮|下单|特价)",
        grade="warning",
        clause="广告法第二十二条、第二十三条",
        reason=Text(
            zh="酒类不得诱导饮酒，烟草不得在大众媒介发布广告。",
            en="No urging to drink; tobacco is not advertised at all.",
        ),
        excuses=("work_title", "negation", "quoting_rule"),
    ),
    Rule(
        key="same_as_star",
        name=Text(zh="明星同款", en="'As worn by a star'"),
        pattern=r"(?:明星|艺人|爱豆|顶流|影帝|影后)(?:都在[喝吃用穿])?同款",
        grade="hint",
        clause="民法典第一千零一十九条；广告法第三十三条",
        reason=Text(
            zh="使用他人姓名、肖像须有书面同意。", en="A person's name or picture needs written consent."
        ),
        excuses=("quoting_rule",),
    ),
    Rule(
        key="scarcity",
        name=Text(zh="催促与稀缺", en="Scarcity"),
        pattern=r"仅剩…{0,3}\d+|只剩…{0,3}\d+|最后…{0,2}(?:\d+|[一二三五十]{1,3})(?:件|单|份|箱|杯|个名额|名额|组|套|瓶)|马上(?:涨价|恢复原价)|"
        r"错过(?:再|要)?等[一1]年|不买后悔|手慢无|秒没",
        grade="hint",
        clause="广告法第二十八条；消费者权益保护法第二十条",
        reason=Text(
            zh="数量、时限必须与后台库存和活动规则一致，虚构即为虚假宣传。",
            en="Quantity and deadline must agree with the stock and the rules of the offer.",
        ),
        excuses=("negation", "quoting_rule"),
    ),
    Rule(
        key="crossed_price",
        name=Text(zh="划线原价", en="Crossed-out price"),
        pattern=r"(?:原价|市场价|专柜价|门市价)…{0,3}\d+(?:\.\d+)?[^。!?;\n]{0,8}(?:现价|现在|今天|今晚|只要|仅需?|到手)…{0,3}\d+",
        grade="hint",
        clause="明码标价和禁止价格欺诈规定第十九条",
        reason=Text(
            zh="原价须是真实成交过的价格，并保留依据。",
            en="The former price must have been a real one; keep the proof.",
        ),
        excuses=("quoting_rule",),
    ),
    Rule(
        key="prize_limit",
        name=Text(zh="抽奖最高奖超过五万元", en="Prize above 50,000 yuan"),
        pattern=r"(?:抽奖|抽取|大奖|头奖|一等奖|特等奖|锦鲤)…{0,10}?(?:[6-9]|[1-9]\d+)万",
        grade="throttle",
        clause="规范促销行为暂行规定第十七条",
        reason=Text(
            zh="抽奖式有奖销售最高奖不得超过五万元。",
            en="The highest prize of a draw is limited to 50,000 yuan.",
        ),
        excuses=("quoting_rule",),
    ),
    Rule(
        key="bag_for_purchase",
        name=Text(zh="购买才能参与福袋", en="Lucky bag for buyers only"),
        pattern=r"(?:下单|购买|买了|拍下|付款)…{0,8}(?:才能?|方可|才可以)…{0,6}(?:抽|参与|领|进)|(?:福袋|抽奖)…{0,8}(?:需要?|必须|仅限)…{0,4}(?:下单|购买)",
        grade="warning",
        clause="平台规则卡：福袋与抽奖",
        reason=Text(zh="福袋不得以购买为条件。", en="A lucky bag must not depend on buying."),
        excuses=("negation", "quoting_rule", "compliance_notice"),
    ),
    Rule(
        key="hold_back",
        name=Text(zh="憋单", en="Holding back the offer"),
        pattern=r"(?:扣|打|刷)…{0,2}(?:1|一|666|想要|公屏)[^。!?;\n]{0,12}(?:才|再|马上|就)(?:上|开|给|放)…{0,2}(?:车|价|链接|库存|单)|"
        r"(?:人数|在线|点赞)(?:到|过|够|满)…{0,2}\d+…{0,6}(?:才|再|就)(?:上|开|放)",
        grade="warning",
        clause="平台规则卡：直播间憋单；网络直播营销管理办法（试行）第十八条",
        reason=Text(
            zh="以人数、互动拖延上架属憋单；按排品表准时上。",
            en="Holding goods back for comments is a breach. Keep to the running order.",
        ),
        excuses=("negation", "quoting_rule"),
    ),
    Rule(
        key="paid_praise",
        name=Text(zh="好评返现、删差评", en="Paid praise"),
        pattern=r"好评返[现红]?|五星…{0,6}(?:返|送|免单)|晒图返现|删(?:除)?差评|刷单|代刷|买粉|买赞",
        grade="warning",
        clause="电子商务法第十七条、第三十九条；网络直播营销管理办法（试行）第十八条",
        reason=Text(
            zh="不得编造或诱导评价，不得删除差评、流量造假。",
            en="No invented or bought reviews, no deleting, no fake traffic.",
        ),
        excuses=("negation", "quoting_rule"),
    ),
    Rule(
        key="forced_share",
        name=Text(zh="诱导转发、集赞", en="Forced sharing"),
        pattern=r"集(?:满|齐)?…{0,2}\d+个?赞|转发(?:到|给)?…{0,3}\d+个?(?:群|好友|人)|分享到…{0,2}\d+个?群|不转不是|转发保平安|转发(?:后)?(?:才能|方可)",
        grade="warning",
        public_grade="warning",
        clause="平台规则卡：诱导分享（微信外部链接内容管理规范）",
        reason=Text(
            zh="以利益或恐吓诱导分享会被限流；用内容本身换转发。",
            en="Sharing for reward or out of fear is throttled. Earn it with content.",
        ),
        excuses=("negation", "quoting_rule"),
    ),
    Rule(
        key="comment_bait",
        name=Text(zh="诱导互动", en="Bait for comments and likes"),
        pattern=r"(?:评论区?|弹幕)(?:里)?(?:扣|刷|打)…{0,4}\d|扣\d+…{0,6}(?:抽|送|领)|(?:点赞|关注|评论|留言|转发)…{0,6}(?:抽奖|抽\d|免单|中奖|有礼|领红包)",
        grade="warning",
        public_grade="warning",
        clause="平台规则卡：诱导互动（以利益换取评论、点赞、关注）",
        reason=Text(
            zh="以抽奖、免单换评论、点赞或关注会被限流；问一个真问题。",
            en="Prizes for comments, likes or follows are throttled. Ask a real question instead.",
        ),
        excuses=("negation", "quoting_rule"),
    ),
    Rule(
        key="off_platform",
        name=Text(zh="站外引流", en="Leading off the platform"),
        pattern=r"加(?:我|客服)?(?:微信|vx|v信|薇信|威信|卫星|扣扣|qq)|(?<![a-z])vx(?![a-z])|v信|薇信|加v(?![a-z])|扫(?:描|下方)?二?维?码(?:进|加)(?:群|我|微信)",
        grade="hint",
        public_grade="hint",
        clause="平台规则卡：站外引流",
        reason=Text(
            zh="短视频、微博里放微信号或二维码会被限流；用平台自带入口。",
            en="Other apps' ids and codes are throttled; use the platform's own entrance.",
        ),
        excuses=("negation", "quoting_rule"),
    ),
    Rule(
        key="pity",
        name=Text(zh="卖惨", en="Selling on pity"),
        pattern=r"(?:再不卖|卖不出去|没人要)…{0,6}(?:烂|倒掉|扔|砍)|跪求|求求大家|含泪(?:甩卖|贱卖|大甩卖)|救救(?:果农|老人|农民|孩子)|血本无归",
        grade="hint",
        clause="平台规则卡：卖惨营销；网络直播营销管理办法（试行）第十八条",
        reason=Text(
            zh="助农要给收购凭证和真实行情，不渲染悲情。",
            en="Show receipts and the real market instead of misery.",
        ),
        excuses=("negation", "quoting_rule"),
    ),
    Rule(
        key="uncited_figure",
        name=Text(zh="数据没有出处", en="A figure without its source"),
        pattern=r"\d+(?:\.\d+)?%的?(?:人|用户|顾客|客人|妈妈|宝妈|消费者|女生|男生|家庭)|(?:销量|累计卖出|已售|热销)(?:突破|超过?|破)?\d+(?:\.\d+)?(?:万|亿|千)",
        grade="hint",
        public_grade="hint",
        clause="广告法第十一条第二款",
        reason=Text(
            zh="引用数据要真实、准确并标明出处与有效期。",
            en="Figures must be true and carry their source and date.",
        ),
        excuses=("quoting_rule",),
        unless=r"来源|据|统计|调查|报告|后台数据|截至",
    ),
    Rule(
        key="personal_number",
        name=Text(zh="个人手机号、身份证号", en="Personal numbers"),
        pattern=r"(?<!\d)1[3-9]\d{9}(?!\d)|(?<!\d)[1-9]\d{16}[\dx](?![\da-z])",
        grade="warning",
        public_grade="warning",
        clause="广告法第九条第六项；个人信息保护法第六条",
        reason=Text(
            zh="公开个人号码前须有本人同意；用座机、客服入口代替。",
            en="Publish no personal number without consent; use a service line.",
        ),
    ),
)
