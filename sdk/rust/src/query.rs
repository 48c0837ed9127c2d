//! URL queries and form bodies (`application/x-www-form-urlencoded`), and values encoded for a path or query.

/// The pairs of a URL's query in their order, decoded. No query gives no pairs.
pub fn of_url(url: &str) -> Vec<(String, String)> {
    let without_fragment = url.split('#').next().unwrap_or_default();
    without_fragment
        .split_once('?')
        .map(|(_, query)| parse(query))
        .unwrap_or_default()
}

/// The pairs of a query or form body in their order. `+` is a space; a percent sign without two hex digits stays as it is;
/// bytes that are not UTF-8 become U+FFFD.
pub fn parse(query: &str) -> Vec<(String, String)> {
    query
        .split('&')
        .filter(|pair| !pair.is_empty())
        .map(|pair| {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            (decode(name), decode(value))
        })
        .collect()
}

/// The first value of this name.
pub fn find<'a>(pairs: &'a [(String, String)], name: &str) -> Option<&'a str> {
    pairs
        .iter()
        .find(|(key, _)| key == name)
        .map(|(_, value)| value.as_str())
}

/// A value for one path segment or query value: everything but the unreserved characters of RFC 3986 is percent-encoded.
pub fn encode(value: &str) -> String {
    let mut out = String::with_capacity(value.len());
    for byte in value.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            out.push(char::from(byte));
        } else {
            out.push('%');
            out.push_str(&hex::encode_upper([byte]));
        }
    }
    out
}

fn decode(text: &str) -> String {
    let bytes = text.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        let escaped = (byte == b'%')
            .then(|| text.get(at + 1..at + 3))
            .flatten()
            .and_then(|hex| hex::decode(hex).ok());
        match escaped {
            Some(decoded) => {
                out.extend(decoded);
                at += 3;
            }
            None => {
                out.push(if byte == b'+' { b' ' } else { byte });
                at += 1;
            }
        }
    }
    String::from_utf8_lossy(&out).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_values_are_decoded_in_order() {
        let pairs = of_url("https://a.example/w?hub.mode=subscribe&hub.challenge=a%20b+c&empty&x=%C3%A9#f");
        assert_eq!(find(&pairs, "hub.mode"), Some("subscribe"));
        assert_eq!(find(&pairs, "hub.challenge"), Some("a b c"));
        assert_eq!(find(&pairs, "empty"), Some(""));
        assert_eq!(find(&pairs, "x"), Some("é"));
        assert_eq!(pairs.len(), 4);
    }

    #[test]
    fn broken_escapes_stay_and_broken_text_is_replaced() {
        assert_eq!(
            parse("a=100%&b=%zz&c=%ff"),
            [
                ("a".into(), "100%".into()),
                ("b".into(), "%zz".into()),
                ("c".into(), "\u{FFFD}".into())
            ]
        );
        assert_eq!(parse("a=%é"), [("a".into(), "%é".into())]);
    }

    #[test]
    fn what_is_encoded_is_decoded_to_the_same() {
        let odd = "a b/c?d&e=é+%~";
        assert_eq!(encode("a b/é"), "a%20b%2F%C3%A9");
        assert_eq!(decode(&encode(odd)), odd);
    }
}
