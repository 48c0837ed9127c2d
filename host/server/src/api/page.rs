//! Lists page by page, with cursors that stay right while rows come and go. A cursor is opaque: it may change its form.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::problem::Problem;

/// Rows of a page where the caller names no number.
const USUAL_LIMIT: u32 = 50;
/// The most rows of a page.
const MOST_LIMIT: u32 = 200;

/// What a caller says about the page.
#[derive(Debug, Clone, Default, Deserialize, IntoParams)]
#[serde(default, deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct PageQuery {
    /// How many rows, 1 to 200; 50.
    pub limit: Option<u32>,
    /// `next` of the page before.
    pub cursor: Option<String>,
}

/// As [`PageQuery`], of one account's rows.
#[derive(Debug, Clone, Default, Deserialize, IntoParams)]
#[serde(default, deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct AccountPageQuery {
    /// Only of this account.
    pub account: Option<String>,
    /// How many rows, 1 to 200; 50.
    pub limit: Option<u32>,
    /// `next` of the page before.
    pub cursor: Option<String>,
}

impl AccountPageQuery {
    /// Without the account.
    #[must_use]
    pub fn page(&self) -> PageQuery {
        PageQuery {
            limit: self.limit,
            cursor: self.cursor.clone(),
        }
    }
}

/// Some rows, and where the next ones begin.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Page<T> {
    /// The rows.
    pub items: Vec<T>,
    /// Give it as `cursor` for the next page; none: this was the last.
    pub next: Option<String>,
}

impl PageQuery {
    /// How many rows.
    ///
    /// # Errors
    ///
    /// A problem for a number that no page has.
    pub fn limit(&self) -> Result<u32, Problem> {
        match self.limit.unwrap_or(USUAL_LIMIT) {
            limit @ 1..=MOST_LIMIT => Ok(limit),
            other => Err(Problem::parameter(
                "limit",
                format!("{other} is not between 1 and {MOST_LIMIT}"),
            )),
        }
    }

    /// Where the page begins, in the list called `list`.
    ///
    /// # Errors
    ///
    /// A problem for a cursor that is none of this list's.
    pub fn after<C: DeserializeOwned>(&self, list: &str) -> Result<Option<C>, Problem> {
        let Some(text) = &self.cursor else { return Ok(None) };
        URL_SAFE_NO_PAD
            .decode(text)
            .ok()
            .and_then(|bytes| serde_json::from_slice::<(String, C)>(&bytes).ok())
            .filter(|(of, _)| of == list)
            .map(|(_, position)| Some(position))
            .ok_or_else(|| Problem::parameter("cursor", "it is not `next` of a page of this list"))
    }

    /// A page of a list that is at hand whole, by a key that orders it.
    ///
    /// # Errors
    ///
    /// As [`PageQuery::limit`] and [`PageQuery::after`].
    pub fn cut<T>(&self, list: &str, rows: Vec<T>, key: impl Fn(&T) -> String) -> Result<Page<T>, Problem> {
        let (limit, after) = (self.limit()? as usize, self.after::<String>(list)?);
        let mut rows: Vec<(String, T)> = rows.into_iter().map(|row| (key(&row), row)).collect();
        rows.sort_by(|one, other| one.0.cmp(&other.0));
        let mut rest = rows
            .into_iter()
            .skip_while(|(key, _)| after.as_ref().is_some_and(|after| key <= after))
            .peekable();
        let taken: Vec<(String, T)> = rest.by_ref().take(limit).collect();
        let next = if rest.peek().is_some() {
            taken.last().map(|(key, _)| cursor(list, key))
        } else {
            None
        };
        Ok(Page {
            items: taken.into_iter().map(|(_, row)| row).collect(),
            next,
        })
    }
}

/// The cursor of a position in a list.
pub fn cursor(list: &str, position: &impl Serialize) -> String {
    // Positions are numbers and texts: they are always JSON.
    URL_SAFE_NO_PAD.encode(serde_json::to_vec(&(list, position)).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn query(limit: u32, cursor: Option<String>) -> PageQuery {
        PageQuery {
            limit: Some(limit),
            cursor,
        }
    }

    #[test]
    fn pages_of_a_whole_list_are_the_whole_list() {
        let rows = || (0..7).map(|n| format!("row {n}")).collect::<Vec<_>>();
        let (mut all, mut next) = (Vec::new(), None);
        loop {
            let page = query(3, next).cut("rows", rows(), Clone::clone).unwrap();
            all.extend(page.items);
            next = page.next;
            if next.is_none() {
                break;
            }
        }
        assert_eq!(all, rows());
    }

    #[test]
    fn a_cursor_counts_in_its_own_list_only() {
        let other = Some(cursor("others", &7));
        assert!(query(1, other.clone()).after::<i64>("rows").is_err());
        assert_eq!(query(1, other).after::<i64>("others").unwrap(), Some(7));
        assert!(query(1, Some("%".to_owned())).after::<i64>("rows").is_err());
        assert!(query(0, None).limit().is_err() && query(201, None).limit().is_err());
    }
}
