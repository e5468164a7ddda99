//! The ports: free to be bound, where nobody serves.

use std::io::ErrorKind;
use std::net::{SocketAddr, TcpListener};

use super::Around;
use super::finding::{Finding, fault, ok};
use crate::roles::Role;

pub(super) fn check(around: &Around) -> Vec<Finding> {
    // The server that runs has them.
    if around.holder.is_some() {
        return Vec::new();
    }
    let settings = &around.settings;
    let mut found = vec![one("http.listen", settings.http.listen)];
    if settings.serve.roles.has(Role::GatewayJt808) {
        found.push(one("jt808.listen", settings.jt808.listen));
    }
    found
}

fn one(setting: &str, at: SocketAddr) -> Finding {
    let error = match TcpListener::bind(at) {
        Ok(_) => return ok(format!("端口 {at} 可用"), format!("{setting}: {at} is free")),
        Err(error) => error,
    };
    let todo = match error.kind() {
        ErrorKind::AddrInUse => (
            format!("停掉占用它的程序，或修改 {setting}"),
            format!("stop what has it, or set {setting}"),
        ),
        ErrorKind::PermissionDenied => (
            format!("1024 以下端口需要权限：修改 {setting}"),
            format!("ports below 1024 want rights: set {setting}"),
        ),
        _ => (
            format!("{setting} 须为本机地址"),
            format!("{setting} must be an address of this machine"),
        ),
    };
    fault(format!("端口 {at} 不可用：{error}"), format!("{setting}: {at}: {error}"))
        .with(todo.0, todo.1)
}

#[cfg(test)]
mod tests {
    use super::super::finding::State;
    use super::*;

    #[test]
    fn a_port_that_is_taken_is_a_fault() {
        let taken = TcpListener::bind("127.0.0.1:0").unwrap();
        let at = taken.local_addr().unwrap();
        assert_eq!(one("http.listen", at).state, State::Fault);
        drop(taken);
        assert_eq!(one("http.listen", at).state, State::Ok);
    }
}
