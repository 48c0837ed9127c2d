//! A small bot that shows what rich messages can do and hands off on request.
