//! A `result` of the contract in JSON: `{"ok": value}` or `{"err": value}`.

use serde::{Deserialize, Deserializer, Serialize, Serializer};

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Form<T, E> {
    Ok(T),
    Err(E),
}

pub fn serialize<T, E, S>(value: &Result<T, E>, serializer: S) -> Result<S::Ok, S::Error>
where
    T: Serialize,
    E: Serialize,
    S: Serializer,
{
    match value {
        Ok(value) => Form::<&T, &E>::Ok(value),
        Err(error) => Form::Err(error),
    }
    .serialize(serializer)
}

pub fn deserialize<'de, T, E, D>(deserializer: D) -> Result<Result<T, E>, D::Error>
where
    T: Deserialize<'de>,
    E: Deserialize<'de>,
    D: Deserializer<'de>,
{
    Ok(match Form::<T, E>::deserialize(deserializer)? {
        Form::Ok(value) => Ok(value),
        Form::Err(error) => Err(error),
    })
}
