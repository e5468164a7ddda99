//! Why a deed was not done, and what would cure it.

use placard_domain::{Text, Timestamp};

use super::actor::Role;
use super::deed::DeedKind;
use super::loading::LoadingCheck;
use super::state::State;
use super::table::{self, Need};

/// A deed that was not done.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{}", self.text())]
pub struct Refusal {
    /// What was asked for.
    pub deed: DeedKind,
    /// Where the waybill stood, and stands.
    pub state: State,
    /// Why not.
    pub reason: Why,
}

/// Why a deed was not done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Why {
    /// This very event was done before: the sender may take it for done.
    AlreadyDone,
    /// Another event had this id.
    IdUsed,
    /// The event is of another waybill.
    WrongWaybill,
    /// Nobody in this part may do that.
    WrongRole(Role),
    /// The waybill names another for this part.
    WrongParty(Role),
    /// Not in this state.
    WrongState,
    /// No version of the document has been written yet.
    NoDocument,
    /// It is about another version than the one that stands (of an amendment: that follows).
    WrongVersion {
        /// The version that it must be about.
        due: u32,
        /// The one it is about.
        given: u32,
    },
    /// The document is not the one that this version has.
    WrongDocument,
    /// The server's clock went back.
    ClockBackwards {
        /// When the event before was taken.
        last_at: Timestamp,
        /// When this one was.
        at: Timestamp,
    },
    /// It claims to have happened after the server took it.
    HappenedLater {
        /// When it claims to have happened.
        happened_at: Timestamp,
        /// When the server took it.
        at: Timestamp,
    },
    /// This version was not validated.
    NotValidated,
    /// The newest validation found so many errors.
    Errors(u32),
    /// These checks have not passed.
    ChecksLeft(Vec<LoadingCheck>),
    /// Something else that must be true is not.
    Unmet(Need),
}

impl Why {
    /// The code that programs act on.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::AlreadyDone => "ALREADY_DONE",
            Self::IdUsed => "ID_USED",
            Self::WrongWaybill => "WRONG_WAYBILL",
            Self::WrongRole(_) => "WRONG_ROLE",
            Self::WrongParty(_) => "WRONG_PARTY",
            Self::WrongState => "WRONG_STATE",
            Self::NoDocument => "NO_DOCUMENT",
            Self::WrongVersion { .. } => "WRONG_VERSION",
            Self::WrongDocument => "WRONG_DOCUMENT",
            Self::ClockBackwards { .. } => "CLOCK_BACKWARDS",
            Self::HappenedLater { .. } => "HAPPENED_LATER",
            Self::NotValidated => "NOT_VALIDATED",
            Self::Errors(_) => "ERRORS_LEFT",
            Self::ChecksLeft(_) => "CHECKS_LEFT",
            Self::Unmet(need) => need.code(),
        }
    }
}

impl Refusal {
    /// What to tell whoever asked.
    #[must_use]
    pub fn text(&self) -> Text {
        let (deed, state, why) = (self.deed.words(), self.state.words(), self.why());
        Text::new(
            format!("运单处于“{}”状态，“{}”被拒绝：{}", state.zh, deed.zh, why.zh),
            format!("“{}” is refused in state “{}”: {}", deed.en, state.en, why.en),
        )
    }

    /// What would cure it; `None` where nothing would.
    #[must_use]
    pub fn cure(&self) -> Option<Text> {
        Some(match &self.reason {
            Why::AlreadyDone | Why::WrongWaybill => return None,
            Why::IdUsed => Text::new("使用新的事件标识", "use a new event id"),
            Why::WrongRole(_) | Why::WrongParty(_) => {
                let who = listed(table::who_may(self.deed).into_iter().map(Role::words));
                Text::new(
                    format!("由该运单的{}操作", who.zh),
                    format!("by the waybill's own {}", who.en),
                )
            }
            Why::WrongState => {
                let deeds = listed(table::from(self.state).map(|line| line.deed.words()));
                Text::new(
                    format!("当前状态可以：{}", deeds.zh),
                    format!("what may be done now: {}", deeds.en),
                )
            }
            Why::NoDocument => Text::new("先编写运单", "write the waybill first"),
            Why::WrongVersion { due, .. } => {
                Text::new(format!("按第{due}版重试"), format!("try again for version {due}"))
            }
            Why::WrongDocument => {
                Text::new("重新读取运单后重试", "read the waybill again and retry")
            }
            Why::ClockBackwards { .. } => {
                Text::new("校准服务器时钟", "set the server's clock right")
            }
            Why::HappenedLater { .. } => Text::new("校准设备时钟", "set the device's clock right"),
            Why::NotValidated => Text::new("先校验运单", "validate the waybill first"),
            Why::Errors(_) => {
                Text::new("改正全部错误后重新校验", "mend every error and validate again")
            }
            Why::ChecksLeft(left) => {
                let left = listed(left.iter().map(|check| check.words()));
                Text::new(format!("查验合格：{}", left.zh), format!("to be passed: {}", left.en))
            }
            Why::Unmet(need) => cure_of(*need),
        })
    }

    fn why(&self) -> Text {
        match &self.reason {
            Why::AlreadyDone => Text::new("该事件已经处理", "this event was done already"),
            Why::IdUsed => Text::new("该事件标识已用于另一事件", "another event had this id"),
            Why::WrongWaybill => Text::new("该事件属于另一运单", "the event is of another waybill"),
            Why::WrongRole(role) => {
                let role = role.words();
                Text::new(format!("{}无权操作", role.zh), format!("{} may not do it", role.en))
            }
            Why::WrongParty(role) => {
                let role = role.words();
                Text::new(
                    format!("不是该运单的{}", role.zh),
                    format!("not this waybill's {}", role.en),
                )
            }
            Why::WrongState => Text::new("当前状态不允许", "this state does not allow it"),
            Why::NoDocument => Text::new("尚无内容", "nothing has been written yet"),
            Why::WrongVersion { due, given } => Text::new(
                format!("应为第{due}版，收到第{given}版"),
                format!("version {given} given, version {due} due"),
            ),
            Why::WrongDocument => Text::new("内容与该版本不符", "not the document of this version"),
            Why::ClockBackwards { last_at, at } => Text::new(
                format!("服务器时钟倒退：上一事件{last_at}，本事件{at}"),
                format!("the server's clock went back from {last_at} to {at}"),
            ),
            Why::HappenedLater { happened_at, at } => Text::new(
                format!("发生时间{happened_at}晚于接收时间{at}"),
                format!("happened at {happened_at}, after it was taken at {at}"),
            ),
            Why::NotValidated => Text::new("该版本尚未校验", "this version was not validated"),
            Why::Errors(count) => Text::new(
                format!("最新校验有{count}个错误"),
                format!("the newest validation found {count} errors"),
            ),
            Why::ChecksLeft(left) => {
                let codes: Vec<_> = left.iter().map(|check| check.code()).collect();
                Text::new(
                    format!("装货查验未全部合格：{}", codes.join("、")),
                    format!("loading checks have not passed: {}", codes.join(", ")),
                )
            }
            Why::Unmet(need) => {
                let need = need.words();
                Text::new(
                    format!("须先满足：{}", need.zh),
                    format!("this must hold first: {}", need.en),
                )
            }
        }
    }
}

fn cure_of(need: Need) -> Text {
    match need {
        Need::NoErrors => Text::new("先校验运单", "validate the waybill first"),
        Need::InForce => Text::new("编写新版本，更改有效期", "amend the waybill with a later end"),
        Need::RunOut => Text::new("等到有效期结束", "wait until it has run out"),
        Need::ChecksPassed => Text::new("完成装货查验", "make the loading checks"),
        Need::ActualMass => Text::new("填写实际装载质量", "give the mass that was loaded"),
        Need::Seals => Text::new("填写封签号", "give the numbers of the seals"),
        Need::ReceivedQuantity => Text::new("填写实收数量", "say how much arrived"),
        Need::NothingLoaded => {
            Text::new("货物可能已装车：只能中止", "goods may be on a vehicle: abort it")
        }
        Need::LoadingBegan => Text::new("改为取消", "cancel it instead"),
        Need::AfterState | Need::AfterDeparture => {
            Text::new("更正发生时间", "correct when it happened")
        }
    }
}

/// A list in both languages.
fn listed(items: impl Iterator<Item = Text>) -> Text {
    let (zh, en): (Vec<_>, Vec<_>) = items.map(|text| (text.zh, text.en)).unzip();
    Text::new(zh.join("、"), en.join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refusal_says_why_and_what_cures_it() {
        let refusal = Refusal {
            deed: DeedKind::ConfirmLoaded,
            state: State::Loading,
            reason: Why::ChecksLeft(vec![LoadingCheck::People, LoadingCheck::Permits]),
        };
        assert_eq!(
            refusal.text().en,
            "“confirm loaded” is refused in state “loading”: \
             loading checks have not passed: C2, C6"
        );
        let cure = refusal.cure().unwrap();
        assert_eq!(cure.zh, "查验合格：驾驶人、押运人员证件有效、相关许可证件、转移联单齐全");
    }

    #[test]
    fn a_wrong_state_says_what_may_be_done() {
        let reason = Why::WrongState;
        let refusal = Refusal { deed: DeedKind::Depart, state: State::Accepted, reason };
        let cure = refusal.cure().unwrap().en;
        assert!(cure.contains("begin loading") && !cure.contains("depart"), "{cure}");
    }
}
