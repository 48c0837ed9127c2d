//! Reads `multipart/form-data` that is whole in memory, strictly (RFC 7578, RFC 2046).

use bytes::Bytes;

/// One field.
#[derive(Debug, PartialEq, Eq)]
pub struct Field {
    /// Its name.
    pub name: String,
    /// The file's name, where it is a file.
    pub file_name: Option<String>,
    /// Its media type, where it has one.
    pub media_type: Option<String>,
    /// What is in it.
    pub bytes: Bytes,
}

/// All fields in their order.
///
/// # Errors
///
/// What is wrong with header or body.
pub fn fields(content_type: &str, body: &Bytes) -> Result<Vec<Field>, String> {
    let parameters = content_type
        .strip_prefix("multipart/form-data")
        .ok_or_else(|| format!("content-type `{content_type}`, must be multipart/form-data"))?;
    let boundary = parameter(parameters, "boundary").ok_or("the content type names no boundary")?;
    let mark = format!("--{boundary}").into_bytes();
    let mut at = find(body, &mark, 0)
        .filter(|at| *at == 0)
        .ok_or("the body does not begin with its boundary")?;
    let mut fields = Vec::new();
    loop {
        at += mark.len();
        match body.get(at..at + 2) {
            Some(b"--") => return Ok(fields),
            Some(b"\r\n") => at += 2,
            _ => return Err("a boundary is not followed by a line's end".to_owned()),
        }
        let head = find(body, b"\r\n\r\n", at).ok_or("a field's headers do not end")?;
        let mut end_mark = b"\r\n".to_vec();
        end_mark.extend_from_slice(&mark);
        let end = find(body, &end_mark, head + 2).ok_or("a field does not end with the boundary")?;
        let start = (head + 4).min(end);
        fields.push(field(&body[at..head], body.slice(start..end))?);
        at = end + 2;
    }
}

fn field(head: &[u8], bytes: Bytes) -> Result<Field, String> {
    let head = std::str::from_utf8(head).map_err(|_| "a field's headers are no text")?;
    let header = |name: &str| {
        head.split("\r\n").find_map(|line| {
            let (key, value) = line.split_once(':')?;
            key.trim().eq_ignore_ascii_case(name).then(|| value.trim())
        })
    };
    let disposition = header("content-disposition").ok_or("a field has no content-disposition")?;
    let parameters = disposition
        .strip_prefix("form-data")
        .ok_or("a field's disposition is not form-data")?;
    Ok(Field {
        name: parameter(parameters, "name").ok_or("a field has no name")?,
        file_name: parameter(parameters, "filename"),
        media_type: header("content-type").map(str::to_owned),
        bytes,
    })
}

/// The value of `; name=value` or `; name="value"`.
fn parameter(text: &str, name: &str) -> Option<String> {
    let mut rest = text;
    loop {
        rest = rest.split_once(';')?.1.trim_start();
        let (key, value) = rest.split_once('=')?;
        let (value, after) = match value.strip_prefix('"') {
            Some(quoted) => quoted.split_once('"')?,
            None => value.split_at(value.find(';').unwrap_or(value.len())),
        };
        if key.trim().eq_ignore_ascii_case(name) {
            return Some(value.trim().to_owned());
        }
        rest = after;
    }
}

fn find(bytes: &[u8], needle: &[u8], from: usize) -> Option<usize> {
    let first = *needle.first()?;
    let mut at = from;
    while let Some(next) = bytes.get(at..)?.iter().position(|byte| *byte == first) {
        at += next;
        if bytes[at..].starts_with(needle) {
            return Some(at);
        }
        at += 1;
    }
    None
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    const TYPE: &str = "multipart/form-data; boundary=\"b1\"";

    #[test]
    fn fields_and_files_are_read() {
        let body = Bytes::from_static(
            b"--b1\r\nContent-Disposition: form-data; name=\"type\"\r\n\r\nimage/png\r\n--b1\r\n\
              content-disposition: form-data; name=\"file\"; filename=\"a;b.png\"\r\ncontent-type: image/png\r\n\r\n\r\n--b\r\n--b1--\r\n",
        );
        let fields = fields(TYPE, &body).unwrap();
        assert_eq!(
            (fields[0].name.as_str(), &*fields[0].bytes),
            ("type", &b"image/png"[..])
        );
        assert_eq!(fields[1].file_name.as_deref(), Some("a;b.png"));
        assert_eq!(fields[1].media_type.as_deref(), Some("image/png"));
        assert_eq!(&*fields[1].bytes, b"\r\n--b");
    }

    #[test]
    fn what_is_none_is_told() {
        for body in [
            "",
            "--b2\r\n",
            "--b1\r\nx\r\n\r\n",
            "--b1\r\ncontent-disposition: form-data\r\n\r\na\r\n--b1--",
        ] {
            assert!(fields(TYPE, &Bytes::from_static(body.as_bytes())).is_err(), "{body}");
        }
        assert!(fields("application/json", &Bytes::new()).is_err());
        assert!(fields("multipart/form-data", &Bytes::new()).is_err());
    }
}
