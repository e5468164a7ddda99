//! The contract as data: every service, method, message and field of `proto/`.

use std::sync::LazyLock;

use placard_domain::{Reason, Violations};
use prost::Message;
use prost_reflect::{DescriptorPool, DynamicMessage, MessageDescriptor, ReflectMessage as _};

static POOL: LazyLock<DescriptorPool> = LazyLock::new(|| {
    DescriptorPool::decode(placard_api::DESCRIPTORS).expect("placard-api compiled them")
});

/// Everything that `proto/` says, imports and options with it.
pub(crate) fn pool() -> &'static DescriptorPool {
    &POOL
}

/// A message of `placard.v1` by its name.
pub(crate) fn message(name: &str) -> MessageDescriptor {
    let full = format!("placard.v1.{name}");
    pool().get_message_by_name(&full).expect("a message of placard.v1, held by the tests")
}

/// A generated message as one whose fields can be asked for by name.
pub(crate) fn dynamic(message: &impl Message, descriptor: MessageDescriptor) -> DynamicMessage {
    let mut dynamic = DynamicMessage::new(descriptor);
    // The same message, by the same descriptor: there is nothing that could not be read.
    dynamic.transcode_from(message).expect("a message reads its own writing");
    dynamic
}

/// The generated message of a dynamic one.
///
/// # Errors
/// Where the bytes are not the message's, said of the whole.
pub(crate) fn generated<M: Message + Default>(dynamic: &DynamicMessage) -> Result<M, Violations> {
    dynamic.transcode_to().map_err(|error| {
        let name = dynamic.descriptor().name().to_owned();
        Violations::one("", Reason::Malformed, format_args!("{name}: {error}"))
    })
}
