//! Pages of a long list: a cursor that stays right while rows come and go, never an offset.

/// The most rows that one call returns, whatever was asked: bounds the memory of a page of raw requests.
pub const MAX_PAGE: u32 = 500;

/// Some rows, and where the next ones begin.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page<T, C = i64> {
    /// The rows, in the order that the call promises.
    pub rows: Vec<T>,
    /// Give this as `after` for the next page; none when this was the last.
    pub next: Option<C>,
}

impl<T, C> Page<T, C> {
    /// Builds a page from up to `limit + 1` rows: the extra row only tells that there is more.
    pub(crate) fn cut(mut rows: Vec<T>, limit: u32, cursor: impl Fn(&T) -> C) -> Self {
        let more = rows.len() > limit as usize;
        rows.truncate(limit as usize);
        let next = if more { rows.last().map(cursor) } else { None };
        Self { rows, next }
    }
}

/// `limit` held to what one page may have: at least 1, at most [`MAX_PAGE`].
pub(crate) fn held(limit: u32) -> u32 {
    limit.clamp(1, MAX_PAGE)
}
