//! Runs the rules: turns the list of `rules.rs` into parameters, states and one call after another.

use std::collections::BTreeMap;

use placard_domain::alert::EndReason;
use placard_domain::rule::{RuleSetting, Spec};
use placard_domain::{Length, Speed};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

// What the generated code names, so that it needs one path.
pub(crate) use crate::moment::{Moment, Subjects, Verdicts};
pub(crate) use placard_domain::Millis;
pub(crate) use placard_domain::rule::{Judges, RuleStatus};

use crate::moment::{Subject, Verdict};

/// Makes the runner of a list of rules, each a module with `SPEC`, `Params`, `State` and `step`.
macro_rules! rules {
    ($($rule:ident),* $(,)?) => {
        use $crate::runner as run;

        $(mod $rule;)*

        /// Every rule's heading, in the order of the list.
        pub const SPECS: &[&Spec] = &[$(&$rule::SPEC),*];

        #[allow(non_camel_case_types, reason = "the rules' own names, to number them")]
        enum Place { $($rule),* }

        /// Every rule's parameters and status in one jurisdiction.
        #[derive(Clone, Debug)]
        pub struct RuleParams {
            $($rule: run::Ruled<$rule::Params>,)*
        }

        impl RuleParams {
            pub(crate) fn resolve(
                mut values_of: impl FnMut(&'static Spec) -> run::Values,
            ) -> Self {
                Self { $($rule: {
                    let values = values_of(&$rule::SPEC);
                    run::Ruled { status: values.status, params: $rule::Params::read(&values) }
                },)* }
            }
        }

        /// What the rules remember of one vehicle.
        #[derive(Clone, Debug, Default, PartialEq, Eq)]
        pub(crate) struct RuleStates {
            $($rule: run::Subjects<$rule::State>,)*
        }

        impl RuleStates {
            /// Asks every rule that judges `judges` in turn. Returns the silence after which one
            /// wants to be asked again.
            pub(crate) fn step(
                &mut self,
                judges: run::Judges,
                params: &RuleParams,
                now: &run::Moment<'_>,
                out: &mut Vec<run::Said>,
            ) -> Option<run::Millis> {
                let mut verdicts = run::Verdicts::default();
                $(
                    let run::Ruled { status, params: own } = &params.$rule;
                    if $rule::SPEC.judges != judges {
                        // Asked by the other judge.
                    } else if *status == run::RuleStatus::Retired {
                        run::retire(&mut self.$rule, now, &mut verdicts);
                    } else {
                        $rule::step(own, &mut self.$rule, now, &mut verdicts);
                    }
                    out.extend(verdicts.take().into_iter().map(|(subject, verdict)| {
                        let rule = run::RuleNo(Place::$rule as u8);
                        run::Said { rule, status: *status, subject, verdict }
                    }));
                )*
                verdicts.wanted_silence()
            }

            /// The states that hold something, each under its rule's number.
            pub(crate) fn image(&self) -> run::StatesImage {
                let mut image = Vec::new();
                $(
                    if !self.$rule.is_empty() {
                        let rule = run::RuleNo(Place::$rule as u8);
                        image.push((rule, run::encode(&self.$rule)));
                    }
                )*
                image
            }

            /// From an image whose numbers are `numbering`'s. What no longer fits starts fresh.
            pub(crate) fn from_image(
                image: &run::StatesImage,
                numbering: &run::Numbering,
            ) -> Self {
                let mut states = Self::default();
                for (number, bytes) in image {
                    let Some(number) = numbering.now(*number) else { continue };
                    $(
                        if number == run::RuleNo(Place::$rule as u8) {
                            states.$rule = run::decode(bytes).unwrap_or_default();
                        }
                    )*
                }
                states
            }
        }
    };
}

/// A rule's place in the list of this binary.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct RuleNo(pub(crate) u8);

impl RuleNo {
    /// The rule's heading.
    #[must_use]
    pub fn spec(self) -> &'static Spec {
        crate::rules::SPECS[usize::from(self.0)]
    }
}

/// What a rule said.
#[derive(Clone, Debug)]
pub(crate) struct Said {
    pub(crate) rule: RuleNo,
    pub(crate) status: RuleStatus,
    pub(crate) subject: Subject,
    pub(crate) verdict: Verdict,
}

#[derive(Clone, Debug)]
pub(crate) struct Ruled<P> {
    pub(crate) status: RuleStatus,
    pub(crate) params: P,
}

impl Default for crate::rules::RuleParams {
    fn default() -> Self {
        Self::resolve(|spec| resolve(spec, std::iter::empty()))
    }
}

/// The parameters of one rule, all of them set.
#[derive(Clone, Debug)]
pub struct Values {
    pub(crate) status: RuleStatus,
    values: BTreeMap<&'static str, i64>,
}

impl Values {
    /// Whether the rule rings.
    #[must_use]
    pub fn status(&self) -> RuleStatus {
        self.status
    }

    /// A parameter by name. One that the heading does not have is zero, which no test lets pass.
    #[must_use]
    pub fn get(&self, name: &str) -> i64 {
        self.values.get(name).copied().unwrap_or(0)
    }

    /// A parameter in seconds.
    #[must_use]
    pub fn seconds(&self, name: &str) -> Millis {
        Millis::from_secs(self.get(name))
    }

    /// A parameter in metres.
    #[must_use]
    pub fn metres(&self, name: &str) -> Length {
        Length::from_whole_metres(self.get(name))
    }

    /// A parameter in km/h.
    #[must_use]
    pub fn kmh(&self, name: &str) -> Speed {
        Speed::from_metres_per_hour(1000 * self.count(name))
    }

    /// A parameter that is a count, a share, or a set of bits.
    #[must_use]
    pub fn count(&self, name: &str) -> u32 {
        // A heading's bounds lie within it, which a test holds: the fallback is never met.
        u32::try_from(self.get(name)).unwrap_or(0)
    }
}

/// The rule's own values, overruled by the settings, most local first.
#[must_use]
pub fn resolve<'a>(spec: &'static Spec, settings: impl Iterator<Item = &'a RuleSetting>) -> Values {
    let mut status = None;
    let mut values = BTreeMap::new();
    for setting in settings {
        status = status.or(setting.status);
        for param in spec.params {
            if let Some(value) = setting.params.get(param.name) {
                values.entry(param.name).or_insert((*value).clamp(param.min, param.max));
            }
        }
    }
    for param in spec.params {
        values.entry(param.name).or_insert(param.default);
    }
    Values { status: status.unwrap_or(spec.status), values }
}

/// A retired rule ends what it had open.
pub(crate) fn retire<S>(subjects: &mut Subjects<S>, now: &Moment<'_>, out: &mut Verdicts) {
    let open: Vec<Subject> = subjects.iter().map(|(subject, _)| subject).collect();
    for subject in open {
        subjects.forget(subject);
        out.end(subject, now.time, EndReason::RuleRetired);
    }
}

/// States by the numbers of the binary that wrote them.
pub(crate) type StatesImage = Vec<(RuleNo, Vec<u8>)>;

/// Turns the rule numbers of a snapshot into this binary's.
#[derive(Clone, Debug)]
pub(crate) struct Numbering(Vec<Option<RuleNo>>);

impl Numbering {
    /// This binary's own.
    pub(crate) fn own() -> Self {
        Self::of(&Self::table())
    }

    /// Of a binary with this table. A rule whose state has changed shape starts fresh.
    pub(crate) fn of(table: &[(String, u16)]) -> Self {
        let own = |(id, version): &(String, u16)| {
            let at = crate::rules::SPECS
                .iter()
                .position(|s| s.id == id && s.state_version == *version)?;
            Some(RuleNo(at as u8))
        };
        Self(table.iter().map(own).collect())
    }

    /// Ids and state versions, for a snapshot's heading.
    pub(crate) fn table() -> Vec<(String, u16)> {
        crate::rules::SPECS.iter().map(|spec| (spec.id.to_owned(), spec.state_version)).collect()
    }

    pub(crate) fn now(&self, number: RuleNo) -> Option<RuleNo> {
        *self.0.get(usize::from(number.0))?
    }
}

pub(crate) fn encode<S: Serialize>(subjects: &Subjects<S>) -> Vec<u8> {
    // Plain values into memory: postcard has nothing to refuse.
    postcard::to_allocvec(subjects).unwrap_or_default()
}

pub(crate) fn decode<S: DeserializeOwned>(bytes: &[u8]) -> Option<Subjects<S>> {
    postcard::from_bytes(bytes).ok()
}
