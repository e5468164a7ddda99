//! Messages and enumerations as JSON schemas, by the proto3 JSON mapping.

use prost_reflect::{EnumDescriptor, FieldDescriptor, Kind, MessageDescriptor};
use serde_json::{Map, Value, json};

use super::words::Words;

/// The schemas that were asked for so far, with those that they point to.
pub(super) struct Schemas<'a> {
    words: &'a Words,
    made: Map<String, Value>,
}

/// The name of a type of ours in the document.
fn short(full_name: &str) -> &str {
    full_name.strip_prefix("placard.v1.").unwrap_or(full_name)
}

pub(super) fn reference(name: &str) -> Value {
    json!({"$ref": format!("#/components/schemas/{name}")})
}

impl<'a> Schemas<'a> {
    pub(super) fn new(words: &'a Words) -> Self {
        let mut schemas = Self { words, made: Map::new() };
        // What a refusal is made of.
        schemas.message(&crate::contract::message("Violation"));
        schemas
    }

    pub(super) fn done(self) -> Map<String, Value> {
        self.made
    }

    /// The schema of a message: what is well known as it is written, ours by its name.
    pub(super) fn message(&mut self, message: &MessageDescriptor) -> Value {
        if let Some(known) = well_known(message.full_name()) {
            return known;
        }
        let name = short(message.full_name()).to_owned();
        if !self.made.contains_key(&name) {
            // Before its fields: a message may hold itself.
            self.made.insert(name.clone(), Value::Null);
            let mut properties = Map::new();
            for field in message.fields() {
                properties.insert(field.json_name().to_owned(), self.field(&field));
            }
            let said = self.words.of_path(&message.parent_file(), message.path());
            let schema = json!({"type": "object", "description": said, "properties": properties});
            self.made.insert(name.clone(), schema);
        }
        reference(&name)
    }

    /// The schema of a field's value.
    pub(super) fn field(&mut self, field: &FieldDescriptor) -> Value {
        let mut schema = match field.is_list() {
            true => json!({"type": "array", "items": self.value(field)}),
            false => self.value(field),
        };
        let said = self.words.of_field(field);
        if let (Value::Object(schema), false) = (&mut schema, said.is_empty()) {
            schema.insert("description".to_owned(), said.into());
        }
        schema
    }

    fn value(&mut self, field: &FieldDescriptor) -> Value {
        match field.kind() {
            Kind::Message(message) => self.message(&message),
            Kind::Enum(values) => self.enumeration(&values),
            Kind::Bool => json!({"type": "boolean"}),
            Kind::String => json!({"type": "string"}),
            Kind::Bytes => json!({"type": "string", "contentEncoding": "base64"}),
            Kind::Double | Kind::Float => json!({"type": "number"}),
            Kind::Int32 | Kind::Sint32 | Kind::Sfixed32 => {
                json!({"type": "integer", "format": "int32"})
            }
            Kind::Uint32 | Kind::Fixed32 => {
                json!({"type": "integer", "minimum": 0, "maximum": u32::MAX})
            }
            // Written as text, since JavaScript's numbers end at 2⁵³; read as either.
            Kind::Int64 | Kind::Sint64 | Kind::Sfixed64 => {
                json!({"type": ["string", "integer"], "format": "int64", "pattern": "^-?[0-9]+$"})
            }
            Kind::Uint64 | Kind::Fixed64 => {
                json!({"type": ["string", "integer"], "format": "uint64", "pattern": "^[0-9]+$"})
            }
        }
    }

    fn enumeration(&mut self, values: &EnumDescriptor) -> Value {
        let name = short(values.full_name()).to_owned();
        if !self.made.contains_key(&name) {
            let names: Vec<_> = values.values().map(|value| value.name().to_owned()).collect();
            let said = values.values().map(|value| {
                let said = self.words.of_path(&values.parent_file(), value.path());
                format!("- `{}`: {said}", value.name())
            });
            let own = self.words.of_path(&values.parent_file(), values.path());
            let description = format!("{own}\n\n{}", said.collect::<Vec<_>>().join("\n"));
            let schema = json!({"type": "string", "description": description, "enum": names});
            self.made.insert(name.clone(), schema);
        }
        reference(&name)
    }
}

/// How messages of `google.protobuf` look in JSON; `None` for any other message.
fn well_known(full_name: &str) -> Option<Value> {
    Some(match full_name.strip_prefix("google.protobuf.")? {
        "Timestamp" => json!({"type": "string", "format": "date-time"}),
        "Duration" => json!({"type": "string", "pattern": "^-?[0-9]+(\\.[0-9]+)?s$"}),
        "FieldMask" => {
            json!({"type": "string", "description": "Names of fields, joined by commas."})
        }
        // `Empty`, `Struct`, and whatever else is free.
        _ => json!({"type": "object"}),
    })
}
