//! Enumerations that have the same values in the proto and in the domain: both ways, from one list.

/// Makes the way in and the way out. What is unspecified means the value named after the types; it
/// is none where no value is named, and must be given then.
macro_rules! same_values {
    ($of:ident, $to:ident, $proto:ty, $domain:ty, $default:ident; $($name:ident),*) => {
        fn $of(value: $proto) -> $domain {
            match value {
                <$proto>::Unspecified => <$domain>::$default,
                $(<$proto>::$name => <$domain>::$name,)*
            }
        }

        fn $to(value: $domain) -> $proto {
            match value { $(<$domain>::$name => <$proto>::$name,)* }
        }
    };
    ($of:ident, $to:ident, $proto:ty, $domain:ty; $($name:ident),*) => {
        fn $of(value: $proto) -> Option<$domain> {
            match value {
                <$proto>::Unspecified => None,
                $(<$proto>::$name => Some(<$domain>::$name),)*
            }
        }

        fn $to(value: $domain) -> $proto {
            match value { $(<$domain>::$name => <$proto>::$name,)* }
        }
    };
}

pub(crate) use same_values;
