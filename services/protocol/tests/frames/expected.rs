//! What a message holds in the words of the hoard, and the frames that are not as their sources
//! have them.

use placard_domain::fix::Status;
use placard_domain::{Reason, Wgs84};
use placard_protocol::jt808::items::{Item, Known};
use placard_protocol::jt808::messages::m0702_driver_card::CardEvent;
use placard_protocol::jt808::messages::{Batch, DriverCard, LocationReport};
use placard_protocol::jt808::{Header, Message, Version};
use serde_json::{Value, json};

/// A frame that is wrong, or that its reference reads wrongly.
pub(crate) struct OddOne {
    pub(crate) name: &'static str,
    pub(crate) why: &'static str,
    pub(crate) outcome: Odd,
}

/// What becomes of it here.
pub(crate) enum Odd {
    /// It fails with this reason in this field.
    Fails(Reason, &'static str),
    /// It is read, with these values (in JSON) instead of those of the reference.
    Holds(&'static [(&'static str, &'static str)]),
}

const fn fails(
    name: &'static str,
    reason: Reason,
    field: &'static str,
    why: &'static str,
) -> OddOne {
    OddOne { name, why, outcome: Odd::Fails(reason, field) }
}

const fn wrong_check_byte(name: &'static str, why: &'static str) -> OddOne {
    fails(name, Reason::FrameChecksum, "frame", why)
}

const fn wrong_length(name: &'static str, why: &'static str) -> OddOne {
    fails(name, Reason::FrameLength, "attributes", why)
}

const fn holds(
    name: &'static str,
    ours: &'static [(&'static str, &'static str)],
    why: &'static str,
) -> OddOne {
    OddOne { name, why, outcome: Odd::Holds(ours) }
}

/// All of them (`facts/jt808.md` 13).
pub(crate) const ODD: &[OddOne] = &[
    wrong_check_byte(
        "jt808-0309",
        "wrong check byte, and 131 bytes declared of 132; a real tracker",
    ),
    wrong_check_byte(
        "jt808-0338",
        "wrong check byte, and 50 bytes declared of 40; anonymised by hand",
    ),
    wrong_check_byte("jt808-0358", "a real alarm of 2026, anonymised; its check byte is one off"),
    wrong_check_byte("jt808-0359", "wrong check byte; a real tracker, anonymised"),
    wrong_check_byte(
        "jt808-0513",
        "wrong check byte, and its last item is cut; anonymised by hand",
    ),
    wrong_check_byte("jt808-0518", "wrong check byte; anonymised by hand"),
    wrong_check_byte(
        "jt808-0519",
        "wrong check byte, and its last item is cut; anonymised by hand",
    ),
    wrong_check_byte("jt808-0521", "wrong check byte; anonymised by hand"),
    wrong_check_byte("jt808-0522", "wrong check byte; anonymised by hand"),
    wrong_length("jt808-0461", "47 bytes declared of 53, with a right check byte"),
    wrong_length("jt808-0566", "58 bytes declared of 45, its time plain binary; a real device"),
    fails(
        "jt808-0426",
        Reason::FrameBody,
        "replied_flow_id",
        "a platform's general reply without a body, which go-jt808 rejects too",
    ),
    holds(
        "jt808-0510",
        &[("token", r#""J10030000681""#)],
        "2019 flag over a 2013 header: the reference follows the flag, we follow the arithmetic",
    ),
    holds(
        "jt808-0511",
        &[
            ("lat_raw", "40670063"),
            ("lon_raw", "122452300"),
            ("time", r#""2021-06-25 15:57:39""#),
            ("unread", "0"),
        ],
        "2019 flag over a 2013 header: the reference follows the flag, we follow the arithmetic",
    ),
    holds(
        "jt808-0315",
        &[
            ("lat_raw", "27455656"),
            ("lon_raw", "153029616"),
            ("time", r#""2020-11-03 03:17:33""#),
            ("unread", "10"),
        ],
        "a padlock's own 20 bytes instead of items: the report is kept, the tail raw",
    ),
    holds(
        "jt808-0397",
        &[("lat_raw", "116307629"), ("unread", "1")],
        "its last item has an id and no length: the report is kept, the tail raw",
    ),
    holds(
        "jt808-0641",
        &[("lat_raw", "12222222"), ("lon_raw", "132444444"), ("unread", "70")],
        "a demo whose items have ids of two bytes: the report is kept, the tail raw",
    ),
    holds(
        "jt808-0642",
        &[("lat_raw", "12222222"), ("lon_raw", "132444444"), ("unread", "69")],
        "a demo whose items have ids of two bytes: the report is kept, the tail raw",
    ),
    holds("jt808-0523", &[("lat", "4282.745074"), ("lon", "4162.522852")], TWOS_COMPLEMENT),
    holds("jt808-0525", &[("lat", "4282.745074")], TWOS_COMPLEMENT),
    holds("jt808-0526", &[("lat", "4282.745074")], TWOS_COMPLEMENT),
    holds("jt808-0527", &[("lon", "4162.522852")], TWOS_COMPLEMENT),
    holds(
        "jt808-0565",
        &[
            ("status", "null"),
            ("time", "null"),
            ("ic_result", "null"),
            ("driver", r#""tk1""#),
            ("id_card", r#""123456789123456789""#),
            ("cert", r#""qwe123456aaa""#),
            ("issuer", r#""qwertx""#),
        ],
        "the layout of 2011: its first byte is the length of a name, which the reference takes for \
         the state of a later edition",
    ),
];

const TWOS_COMPLEMENT: &str = "coordinates in two's complement, which the standard does not have: \
                               off the earth, so no position";

fn to_hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// A header in the words of the hoard.
pub(crate) fn of_header(header: &Header) -> Value {
    let phone = to_hex(header.phone_bytes());
    let mut value = json!({
        "msg_id": format!("0x{:04X}", header.message_id),
        "encrypt": header.encryption,
        "fragmented": header.package.is_some(),
        "version_flag": header.version_flag,
        "phone_bcd": phone,
        "phone": phone.trim_start_matches('0'),
        "serial": header.flow_id,
    });
    if let Some(version) = header.protocol_version {
        value["protocol_version"] = version.into();
    }
    if let Some(package) = header.package {
        value["pkg_total"] = package.total.into();
        value["pkg_no"] = package.index.into();
    }
    value
}

/// A message in the words of the hoard.
pub(crate) fn of_message(message: &Message, version: Version) -> Value {
    let mut body = Vec::new();
    message.emit(version, &mut body);
    let body_hex = to_hex(&body);
    match message {
        Message::TerminalReply(reply) => {
            of_reply(reply.replied_flow_id, reply.replied_id, reply.result.0)
        }
        Message::PlatformReply(reply) => {
            of_reply(reply.replied_flow_id, reply.replied_id, reply.result.0)
        }
        Message::Heartbeat(_) | Message::Logout(_) | Message::TimeQuery(_) => json!({}),
        Message::ServerTime(_) => json!({ "body_hex": body_hex }),
        Message::TerminalResend(resend) => json!({
            "body_hex": body_hex,
            "first_flow_id": resend.first_flow_id,
            "packages": resend.packages,
        }),
        Message::PlatformResend(resend) => json!({
            "body_hex": body_hex,
            "first_flow_id": resend.first_flow_id,
            "packages": resend.packages,
        }),
        Message::Register(register) => json!({
            "province": register.province,
            "city": register.city,
            "maker": register.maker.decode(),
            "model": register.model.decode(),
            "terminal_id": register.terminal_id.decode(),
            "plate_color": register.plate_color_raw,
            "plate": register.plate.decode(),
            "layout": register.layout.year().to_string(),
        }),
        Message::RegisterReply(reply) => json!({
            "ack_serial": reply.replied_flow_id,
            "result": reply.result.0,
            "token": reply.auth_code.decode(),
        }),
        Message::Authenticate(authenticate) => {
            let device = authenticate.device.as_ref();
            json!({
                "token": authenticate.auth_code.decode(),
                "imei": device.map(|device| device.imei.decode()),
                "software": device.map(|device| device.software.decode()),
            })
        }
        Message::DriverText(text) => json!({
            "body_hex": body_hex,
            "flag": text.flag,
            "text": text.text.decode(),
        }),
        Message::DriverCard(card) => of_card(card),
        Message::LocationReport(report) => {
            let mut value = of_report(report);
            value["unread"] = report.items.remainder().len().into();
            value
        }
        Message::Batch(batch) => of_batch(batch),
        Message::Unsupported(_) => panic!("{message:?}"),
    }
}

fn of_reply(flow_id: u16, id: u16, result: u8) -> Value {
    json!({ "ack_serial": flow_id, "ack_id": format!("0x{id:04X}"), "result": result })
}

fn of_card(card: &DriverCard) -> Value {
    let event = match card {
        DriverCard::Event(event) => event,
        DriverCard::Named2011(driver) => {
            return json!({
                "driver": driver.name.decode(),
                "id_card": driver.id_number.decode(),
                "cert": driver.qualification.decode(),
                "issuer": driver.issuer.decode(),
            });
        }
    };
    let CardEvent { state, time, reading } = event;
    let mut value = json!({ "status": state, "time": time.to_string() });
    let Some(reading) = reading else { return value };
    value["ic_result"] = reading.result.into();
    let Some(holder) = &reading.holder else { return value };
    value["driver"] = holder.name.decode().into();
    value["cert"] = holder.qualification.decode().into();
    value["issuer"] = holder.issuer.decode().into();
    value["expiry"] = to_hex(&holder.expiry).into();
    if let Some(id_number) = &holder.id_number {
        value["id_card"] = id_number.decode().into();
    }
    value
}

fn of_batch(batch: &Batch) -> Value {
    json!({
        "count": batch.declared,
        "type": batch.kind,
        "locations": batch.reports().map(of_report).collect::<Vec<_>>(),
    })
}

fn of_report(report: &LocationReport) -> Value {
    // The reference signs what it reads, fix or not; what is off the earth it leaves as it is.
    let fixed = LocationReport { status: Status(report.status.0 | 0b10), ..report.clone() };
    let (lat, lon) = match fixed.position::<Wgs84>() {
        Ok(place) => (place.lat(), place.lon()),
        Err(_) => (f64::from(report.latitude_raw) / 1e6, f64::from(report.longitude_raw) / 1e6),
    };
    json!({
        "alarm": report.alarms.0,
        "status": report.status.0,
        "lat_raw": report.latitude_raw,
        "lon_raw": report.longitude_raw,
        "lat": lat,
        "lon": lon,
        "altitude_m": report.altitude_raw,
        "speed_kmh": f64::from(report.speed_raw) / 10.0,
        "direction": report.direction_raw,
        "time": report.time.to_string(),
        "acc": report.acc_on(),
        "fixed": report.status.0 & 0b10 != 0,
        "items": report.items.iter().map(|item| of_item(&item)).collect::<Vec<_>>(),
    })
}

fn of_item(item: &Item<'_>) -> Value {
    let mut value = json!({ "id": format!("0x{:02X}", item.id), "len": item.value.len() });
    let mut set = |key: &str, of: Value| value[key] = of;
    match item.known() {
        Some(Known::Odometer(raw)) => set("mileage_km", (f64::from(raw) / 10.0).into()),
        Some(Known::Fuel(raw)) => set("fuel_l", (f64::from(raw) / 10.0).into()),
        Some(Known::RecorderSpeed(raw)) => {
            set("recorder_speed_kmh", (f64::from(raw) / 10.0).into());
        }
        Some(Known::AlarmEvent(id)) => set("manual_alarm_event_id", id.into()),
        Some(Known::Overspeed(place)) => {
            set("overspeed_loc_type", place.kind.into());
            place.id.into_iter().for_each(|id| set("area_id", id.into()));
        }
        Some(Known::Passage { place, direction }) => {
            set("loc_type", place.kind.into());
            set("area_id", place.id.into());
            set("direction", direction.into());
        }
        Some(Known::SectionTime { section, seconds, result }) => {
            set("route_id", section.into());
            set("drive_time_s", seconds.into());
            set("result", result.into());
        }
        Some(Known::Signals(bits)) => set("ext_signal", bits.into()),
        Some(Known::Io(bits)) => set("io_status", bits.into()),
        Some(Known::Analog(raw)) => {
            set("ad0", (raw & 0xffff).into());
            set("ad1", (raw >> 16).into());
        }
        Some(Known::Signal(strength)) => set("net_rssi", strength.into()),
        Some(Known::Satellites(count)) => set("gnss_sats", count.into()),
        _ => {}
    }
    value
}
