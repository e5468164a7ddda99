//! Who is on a connection: registration, authentication, and the vehicle that a terminal speaks
//! for.

use std::sync::Arc;

use placard_domain::vehicle::{Phone, Terminal};
use placard_domain::{DatumName, Reason, Revision, VehicleNo, Violations};
use placard_engine::World;
use placard_protocol::jt808::messages::m0001_terminal_reply::ReplyResult;
use placard_protocol::jt808::messages::m8100_register_reply::RegisterResult;
use placard_protocol::jt808::messages::{Authenticate, Register, RegisterReply};
use placard_protocol::jt808::text::WireText;
use placard_protocol::jt808::{Header, Message, Version};

use super::{Closing, Output, Session, Step, WRONG_CODES_MAX};
use crate::jt808::report::Reporter;

/// A terminal that has shown who it is, and whom it speaks for.
#[derive(Clone, Debug)]
pub(super) struct Identity {
    terminal: Arc<Terminal>,
    vehicle: Option<(VehicleNo, DatumName)>,
    /// The world in which that is so.
    revision: Revision,
}

impl Identity {
    fn new(terminal: &Arc<Terminal>, world: &World) -> Self {
        let registered = world.number(&terminal.vehicle).and_then(|no| world.registered(no));
        Self {
            terminal: Arc::clone(terminal),
            vehicle: registered.map(|vehicle| (vehicle.no, vehicle.datum)),
            revision: world.revision(),
        }
    }

    pub(super) fn terminal(&self) -> &Terminal {
        &self.terminal
    }

    pub(super) fn phone(&self) -> Phone {
        self.terminal.phone
    }
}

impl Session {
    /// Follows the world. Another terminal under the phone, or another code, must authenticate; a
    /// terminal moved to another vehicle speaks for that one from now on.
    pub(super) fn renew_identity(&mut self, world: &World, out: &mut Output) {
        let Some(old) = self.identity.as_ref().filter(|old| old.revision != world.revision())
        else {
            return;
        };
        let same = |new: &&Arc<Terminal>| {
            (&new.id, &new.auth_code) == (&old.terminal.id, &old.terminal.auth_code)
        };
        let now = world.terminal(&old.phone()).filter(same);
        self.identity = now.map(|terminal| Identity::new(terminal, world));
        if self.identity.is_none() {
            out.steps.push(Step::Left);
        }
    }

    /// Whose reports are taken on this connection.
    pub(super) fn reporter(&self) -> Result<Reporter, Violations> {
        let Some(Identity { terminal, vehicle, .. }) = &self.identity else {
            return Err(Violations::one("", Reason::NotAuthenticated, ""));
        };
        let Some((vehicle, datum)) = *vehicle else {
            return Err(Violations::one("", Reason::UnknownVehicle, &terminal.vehicle));
        };
        Ok(Reporter { vehicle, datum, quirks: terminal.quirks })
    }

    /// Whether a frame may be listened to: of the terminal on this connection, or one that says
    /// who it is.
    pub(super) fn admit(
        &mut self,
        world: &World,
        header: &Header,
        out: &mut Output,
    ) -> Result<(), (Reason, String)> {
        if let Some(identity) = &self.identity {
            if identity.phone() == header.phone {
                return Ok(());
            }
            let detail = format!("{} on the connection of {}", header.phone, identity.phone());
            return Err((Reason::NotAuthenticated, detail));
        }
        if matches!(header.message_id, 0x0100 | 0x0102) {
            return Ok(());
        }
        match world.terminal(&header.phone) {
            None => Err((Reason::UnknownTerminal, header.phone.to_string())),
            Some(terminal) if terminal.quirks.no_authentication => {
                self.arrive(terminal, world, out);
                Ok(())
            }
            Some(_) => Err((Reason::NotAuthenticated, header.phone.to_string())),
        }
    }

    /// The code goes to whoever has the phone number, as the standard has it. What the body says of
    /// plate and maker is not believed, only its layout is.
    pub(super) fn on_register(
        &mut self,
        world: &World,
        header: &Header,
        register: &Register,
        out: &mut Output,
    ) {
        if register.layout != Version::V2019 {
            self.edition = register.layout;
        }
        let mut auth_code = WireText::default();
        let result = match world.terminal(&header.phone) {
            None => RegisterResult::NO_SUCH_TERMINAL,
            Some(terminal) if world.number(&terminal.vehicle).is_none() => {
                RegisterResult::NO_SUCH_VEHICLE
            }
            Some(terminal) => {
                auth_code = WireText::encode(&terminal.auth_code);
                RegisterResult::OK
            }
        };
        let refused = match result {
            RegisterResult::NO_SUCH_TERMINAL => Some(Reason::UnknownTerminal),
            RegisterResult::NO_SUCH_VEHICLE => Some(Reason::UnknownVehicle),
            _ => None,
        };
        if let Some(reason) = refused {
            let plate = register.plate.decode();
            let detail = format!("{} registers as {plate:?}", header.phone);
            out.note(reason, Some(header.message_id), detail);
        }
        let reply = RegisterReply { replied_flow_id: header.flow_id, result, auth_code };
        out.say(header, Message::RegisterReply(reply));
    }

    pub(super) fn on_authenticate(
        &mut self,
        world: &World,
        header: &Header,
        shown: &Authenticate,
        out: &mut Output,
    ) {
        let terminal = world.terminal(&header.phone);
        let known = terminal.filter(|terminal| is_code(shown, terminal));
        if let Some(terminal) = known {
            self.arrive(terminal, world, out);
            return out.reply(header, ReplyResult::OK);
        }
        let reason = match terminal {
            None => Reason::UnknownTerminal,
            Some(_) => Reason::WrongAuthCode,
        };
        out.note(reason, Some(header.message_id), header.phone.to_string());
        out.reply(header, ReplyResult::FAILED);
        self.wrong_codes += 1;
        if self.wrong_codes >= WRONG_CODES_MAX {
            out.steps.push(Step::Close(Closing::WrongCodes));
        }
    }

    fn arrive(&mut self, terminal: &Arc<Terminal>, world: &World, out: &mut Output) {
        if self.identity.is_none() {
            out.steps.push(Step::Arrived(terminal.phone));
        }
        self.identity = Some(Identity::new(terminal, world));
    }
}

/// Whether the code shown is the terminal's. Takes as long for a nearly right one as for any other.
fn is_code(shown: &Authenticate, terminal: &Terminal) -> bool {
    let expected = WireText::encode(&terminal.auth_code);
    let (shown, expected) = (shown.auth_code.trimmed(), expected.trimmed());
    let differ = shown.iter().zip(expected).fold(0, |differ, (a, b)| differ | (a ^ b));
    shown.len() == expected.len() && differ == 0
}
