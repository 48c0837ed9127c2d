//! Connector for the WhatsApp Cloud API.
