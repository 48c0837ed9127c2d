//! Other builds of a component, for swaps.

/// The same component as a build of its own: a custom section at its end names the build, so that its digest is another.
#[must_use]
pub fn another_build(wasm: &[u8], build: &str) -> Vec<u8> {
    let name = b"build";
    let mut content = leb128(name.len());
    content.extend_from_slice(name);
    content.extend_from_slice(build.as_bytes());
    let mut other = wasm.to_vec();
    // Section 0 is a custom one; runtimes skip it.
    other.push(0);
    other.extend(leb128(content.len()));
    other.extend(content);
    other
}

fn leb128(mut value: usize) -> Vec<u8> {
    let mut out = Vec::new();
    loop {
        // Seven bits at a time; the mask keeps the cast exact.
        let byte = (value & 0x7f) as u8;
        value >>= 7;
        if value == 0 {
            out.push(byte);
            return out;
        }
        out.push(byte | 0x80);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_build_is_the_same_component_with_a_section_more() {
        let wasm = b"\0asm\x0d\0\x01\0";
        let other = another_build(wasm, "2");
        assert_eq!(&other[..8], wasm);
        assert_eq!(&other[8..], b"\0\x07\x05build2");
        assert_eq!(leb128(300), [0xac, 0x02]);
    }
}
