//! The page of reasons, from the catalogue.

use placard_domain::Reason;

use crate::pages::cell;

pub(crate) fn write() -> String {
    let mut text = "What a program may act on: the code stays, words may be mended. `{}` is where \
                    the value met and its limit are said. A field's path stands beside each in \
                    `placard.v1.Violations`, and in `google.rpc.BadRequest` in English alone.\n\n\
                    | reason | 中文 | English |\n|---|---|---|\n"
        .to_owned();
    for reason in Reason::ALL {
        let (zh, en) = reason.words();
        text.push_str(&format!("| `{}` | {} | {} |\n", reason.code(), cell(zh), cell(en)));
    }
    text
}
