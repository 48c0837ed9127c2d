//! Connector for the LINE Messaging API.
