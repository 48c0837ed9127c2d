//! Looking up headers, which the contract gives as a list: repeated names stay repeated.

/// The first value of the header with this lower-case name. The host lowers names, so the comparison is only a safety net
/// for recorded requests that were written by hand.
pub fn find<'a>(headers: &'a [(String, String)], name: &str) -> Option<&'a str> {
    headers
        .iter()
        .find(|(key, _)| key.eq_ignore_ascii_case(name))
        .map(|(_, value)| value.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_of_repeated_headers_is_found_whatever_its_case() {
        let headers = [
            ("x-a".into(), "1".into()),
            ("X-B".into(), "2".into()),
            ("x-b".into(), "3".into()),
        ];
        assert_eq!(find(&headers, "x-b"), Some("2"));
        assert_eq!(find(&headers, "x-c"), None);
    }
}
