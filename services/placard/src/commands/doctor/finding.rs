//! What a check found: how it stands, what it means, what to do; in both languages.

use placard_domain::Text;
use serde_json::{Value, json};

/// How a thing stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum State {
    /// As it should.
    Ok,
    /// It serves, and somebody should look.
    Warning,
    /// It does not serve, or loses something.
    Fault,
}

impl State {
    const fn code(self) -> &'static str {
        match self {
            Self::Ok => "OK",
            Self::Warning => "WARNING",
            Self::Fault => "FAULT",
        }
    }

    const fn words(self) -> &'static str {
        match self {
            Self::Ok => "ok 正常",
            Self::Warning => "warning 警告",
            Self::Fault => "fault 故障",
        }
    }
}

/// One finding.
#[derive(Clone, Debug)]
pub(super) struct Finding {
    pub(super) state: State,
    means: Text,
    todo: Option<Text>,
}

fn finding(state: State, zh: impl Into<String>, en: impl Into<String>) -> Finding {
    Finding { state, means: Text::new(zh, en), todo: None }
}

/// All is well.
pub(super) fn ok(zh: impl Into<String>, en: impl Into<String>) -> Finding {
    finding(State::Ok, zh, en)
}

/// Somebody should look.
pub(super) fn warning(zh: impl Into<String>, en: impl Into<String>) -> Finding {
    finding(State::Warning, zh, en)
}

/// It does not serve.
pub(super) fn fault(zh: impl Into<String>, en: impl Into<String>) -> Finding {
    finding(State::Fault, zh, en)
}

impl Finding {
    /// And what to do about it.
    pub(super) fn with(self, zh: impl Into<String>, en: impl Into<String>) -> Self {
        Self { todo: Some(Text::new(zh, en)), ..self }
    }

    pub(super) fn to_json(&self, check: &str) -> Value {
        let both = |text: &Text| json!({"zh": text.zh, "en": text.en});
        json!({
            "check": check,
            "state": self.state.code(),
            "means": both(&self.means),
            "do": self.todo.as_ref().map(both),
        })
    }

    pub(super) fn to_text(&self, check: &str) -> String {
        let mut text = format!("{check:<9} {:<14} {}\n", self.state.words(), self.means.en);
        let mut line = |words: &str| text.push_str(&format!("{:24} {words}\n", ""));
        line(&self.means.zh);
        if let Some(todo) = &self.todo {
            line(&format!("→ {}", todo.en));
            line(&format!("→ {}", todo.zh));
        }
        text
    }
}
