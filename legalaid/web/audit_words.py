"""What the audit says in words: actions, the things they touched, outcomes of jobs."""

ACTIONS = {
    "aid_request.ask_papers": "要求补充材料", "aid_request.papers_came": "材料补齐", "aid_request.withdraw": "撤回援助申请", "aid_request.lapse": "逾期未补视为撤回",
    "aid_request.act_first": "先行援助", "aid_request.confirm_first": "先行援助补办审查", "aid_request.end": "终止援助", "aid_objection.file": "提出异议", "aid_objection.answer": "答复异议",
    "aid_file.hand_in": "案卷归档", "aid_file.check": "审核案卷", "subsidy.rate": "登记补贴标准", "subsidy.approve": "批准补贴", "subsidy.pay": "发放补贴",
    "weekly_report.make": "生成周报", "weekly_report.publish": "发布周报", "weekly_report.propose": "推荐周报案例", "weekly_report.confirm": "确认周报案例", "weekly_report.drop": "不采用周报案例",
    "membership.enter": "登记会员数",
    "account.change": "修改账号", "cover.arrange": "安排代班", "cover.call_off": "取消代班", "people.import": "导入人员", "post.end": "免职", "post.give": "任职",
    "ticket.contact": "登记联系职工", "ticket.correct": "补充、更正登记信息",
    "ticket.merge": "并入诉求", "ticket.receipt": "重开回执", "ticket.split": "拆分诉求", "ticket.transfer": "移送诉求", "ticket.unmerge": "撤销并入",
    "transfer.answer": "登记移送答复", "transfer.receive": "登记移送签收", "transfer.refuse": "移送被退回",
    "attachment.add": "放入材料", "attachment.read": "打开材料", "attachment.withdraw": "撤回材料", "attachment.scan": "检查材料有没有病毒", "attachment.refuse": "拒收有病毒的材料",
    "backup.make": "备份数据库", "backup.restore": "恢复备份", "keys.rotate": "更换机关密钥", "keys.reseal": "改用新密钥加密", "keys.retire": "移出旧密钥",
    "account.add": "新增账号", "account.invite": "发邀请码", "account.set_password": "设置密码", "account.disable": "停用账号", "account.sign_in": "登录", "account.sign_in_failed": "登录失败",
    "second_factor.enrol": "启用两步验证", "second_factor.recover": "用了一个备用码", "second_factor.reset": "重置两步验证", "second_factor.switch_off": "停用两步验证",
    "second_factor.renew_codes": "换新备用码",
    "identity.link": "绑定统一身份认证", "identity.unlink": "解除统一身份认证", "identity.withdraw": "解除别人的统一身份认证",
    "agreement.replace": "协议不再等待履行", "agreement.sign": "签订协议", "aid_record.close": "援助结案", "aid_record.log": "写办案日志", "aid_record.open": "开立援助记录",
    "aid_record.recover": "登记到账", "aid_record.tribunal": "登记受理机关",
    "aid_request.apply": "申请法律援助", "aid_request.decide": "审批法律援助",
    "api_client.issue": "发放接口凭证", "api_client.withdraw": "收回接口凭证",
    "calculation.save": "保存测算", "calendar.import": "导入放假安排", "parameters.import": "导入参数", "parameter.enter": "录入参数", "parameter.verify": "核实参数", "parameter.withdraw": "撤销参数",
    "case.draft": "起草案例", "case.mask": "案例脱敏", "case.publish": "发布案例", "case.retire": "下架案例",
    "case.propose": "办结诉求推荐成案例", "library.use": "采用案例或者法条", "library.use_back": "撤回采用", "search.save": "保存检索", "search.change": "修改保存的检索",
    "search.delete": "删除保存的检索", "synonym.propose": "提出同义词改动", "synonym.decide": "复核同义词改动", "learned.stop": "停用学到的用语", "learned.resume": "恢复学到的用语",
    "case.send_back": "退回案例", "case.submit": "案例送复核", "cases.import": "导入案例",
    "dispute.consent": "登记职工同意", "dispute.facts": "填写案情要素", "dispute.limitation": "计算时效", "dispute.open": "确认为劳动争议", "dispute.step": "程序推进",
    "document.deliver": "交付文书", "document.draft": "起草文书", "document.read": "查看文书", "document.review": "审核文书", "document.submit": "文书送审",
    "filing.answer": "登记答复", "filing.receipt": "登记回执", "filing.send": "递交、移送",
    "mediation.answer": "答复调解邀请", "mediation.end": "调解结束", "mediation.extend": "延长调解期限", "mediation.invite": "邀请调解", "mediation.move": "调解改期", "mediation.open": "受理调解申请",
    "mediation.record": "登记调解笔录",
    "party.add": "登记当事人", "party.remove": "移出当事人", "payment.instalment": "登记分期到账", "payment.receive": "登记到账", "payment.withdraw": "撤销到账登记",
    "extension.ask": "申请延期", "extension.decide": "审批延期", "limit.approve": "复核办理时限", "limit.propose": "录入办理时限", "limit.withdraw": "撤回办理时限",
    "slip.answer": "答复督办单", "slip.issue": "发督办单", "slip.review": "审核督办答复", "ticket.pause": "暂停办理", "ticket.resume": "恢复办理",
    "group.close": "集体争议一并办结", "group.elect": "登记代表人", "group.export": "导出名册", "group.members": "登记名单", "group.open": "并案", "group.pay": "登记付款", "group.roster": "导入名册",
    "lawyer.add": "新增律师", "lawyer.engage": "登记代理过的单位", "lawyer.leave": "登记请假", "lawyers.import": "导入律师",
    "offer.accept": "接单", "offer.cancel": "收回指派", "offer.decline": "不便接单", "offer.lapse": "指派逾期", "offer.make": "指派律师",
    "placing.configure": "修改排案设置", "placing.run": "统一排案",
    "duty.appoint": "指定值班", "duty.ask": "请人代班", "duty.change": "换班或顶班", "duty.end_post": "撤岗", "duty.feed": "更换日历链接", "duty.plan": "排值班表", "duty.post": "设岗",
    "duty.serve": "设岗位兼顾的调处室", "duty.vacate": "空出值班", "duty.wish": "填写值班意愿", "duty.withdraw": "撤回代班",
    "handover.ask": "申请移交", "handover.refuse": "不同意移交", "handover.release": "同意移交",
    "lawyer.clients": "导入代理过的单位", "lawyer.edit": "修改律师资料", "lawyer.end_leave": "销假", "lawyer.limit": "修改律师上限",
    "lawyer.pause": "暂停或恢复接单", "lawyer.strengthen": "专长强度提高",
    "conflict.found": "夜间发现利益冲突", "conflict.decide": "核查利益冲突", "offer.hold": "为指派占位", "offer.release": "占位结束", "weights.change": "修改权重",
    "organisation.add": "新增组织", "organisation.change": "更改组织",
    "erasure.ask": "职工要求删除个人信息", "erasure.done": "删除个人信息", "erasure.refuse": "没有同意删除个人信息", "erasure.release": "放行到期删除",
    "erasure.list": "列出保存期满的职工", "erasure.keep": "暂不删除个人信息", "erasure.resume": "恢复到期删除", "personal.export": "职工查阅、复制本人信息", "personal.reveal": "查看完整个人信息",
    "statutes.import": "导入法条",
    "ticket.call_back": "回访", "ticket.close": "办结诉求", "ticket.confirm": "确认受理", "ticket.dispatch": "派单", "ticket.finish": "援助结束并办结", "ticket.look_up": "凭查询码查进度",
    "ticket.look_up_failed": "查询码不符", "ticket.rate": "评价", "ticket.register": "登记诉求", "ticket.resolve": "登记办理结果", "ticket.send_back": "退回诉求", "ticket.take": "认领诉求",
    "ticket.withdraw": "撤回诉求", "tickets.import": "导入诉求",
}
SUBJECTS = {
    "aid_files": "案卷", "aid_objections": "援助异议", "memberships": "会员数", "report_cases": "周报案例", "subsidies": "补贴", "subsidy_rates": "补贴标准", "weekly_reports": "周报",
    "accounts": "账号", "agreements": "协议", "aid_log": "办案日志", "aid_records": "援助记录", "aid_requests": "援助申请", "api_clients": "外部系统", "articles": "法条",
    "attachments": "材料", "calculations": "测算",
    "calendar_days": "日历", "cases": "案例", "covers": "代班", "transfers": "移送",
    "conflict_decisions": "冲突核查", "disputes": "争议", "documents": "文书", "filing_answers": "答复", "filings": "递交和移送", "instalments": "分期", "mediations": "调解",
    "meetings": "调解会", "parties": "当事人", "payments": "到账", "duty_asks": "代班", "duty_changes": "换班", "duty_plans": "值班表", "duty_posts": "值班岗位", "duty_wishes": "值班意愿",
    "erasures": "个人信息删除", "extensions": "延期", "limit_rules": "办理时限", "slips": "督办单",
    "group_members": "名单", "groups": "集体争议", "handovers": "移交", "lawyers": "律师",
    "match_runs": "排案", "offers": "指派",
    "organisations": "组织", "parameters": "参数", "placing_settings": "排案设置", "tickets": "诉求", "weights": "权重", "workers": "职工",
}
OUTCOMES = {
    "made": "生成",
    "placed": "派出", "proposed": "待确认", "unassigned": "未派出", "lapsed": "逾期", "passed_on": "转出", "freed": "占位到时", "conflicts": "疑似冲突", "grown": "专长提高",
    "duties": "排班", "unfilled": "缺班",
    "indexed": "更新", "refreshed": "重新推算", "warned": "提醒", "issued": "发督办单", "seq": "留存到第", "sent": "发出", "listed": "保存期满", "erased": "删除个人信息",
    "scanned": "检查材料", "destroyed": "销毁有病毒的材料",
}
NOTHING = {"day_off": "今天不上班", "nothing_waiting": "没有要排的", "planned": "已经排好"}


def outcome(found: dict[str, object]) -> str:
    """The outcome of a job run: what was done, in words; parts that say nothing to a reader are left out."""
    said = [f"{OUTCOMES[name]} {value}" for name, value in found.items() if name in OUTCOMES and value != 0]
    skipped = NOTHING.get(str(found.get("skipped")), "")
    return "，".join([*said, *([skipped] if skipped else [])]) or "没有要做的"
