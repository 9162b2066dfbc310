//! A message: what it says, and its signature by the Standard Webhooks specification.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit, Mac};
use jiff::Timestamp;
use luoshi_store::hooks::Happened;
use serde::Serialize;
use serde_json::json;
use sha2::Sha256;

use crate::api::items;
use crate::{WebError, auth};

/// What every secret begins with, by the specification.
const PREFIX: &str = "whsec_";

/// The kind of a message that only tries whether messages arrive.
pub(crate) const TEST: &str = "test";

/// A message to be sent. Sent again it has the same id and body.
pub(crate) struct Message {
    /// Its id, by which a receiver knows one that it has had.
    pub(crate) id: String,
    /// What happened, as the log calls it.
    pub(crate) kind: String,
    /// When it is sent, in seconds since 1970.
    pub(crate) timestamp: i64,
    /// JSON.
    pub(crate) body: String,
}

/// What an event is sent as: the event as the API shows it, and where it belongs.
#[derive(Serialize)]
struct Told<'a> {
    ledger: &'a str,
    /// Its number in the log; grows, with gaps.
    seq: i64,
    item: &'a str,
    #[serde(flatten)]
    event: items::Happened,
}

impl Message {
    /// The message that tells of an event.
    pub(crate) fn of(ledger: &str, happened: &Happened, now: Timestamp) -> Result<Self, WebError> {
        let event = items::happened(&happened.recorded)?;
        let kind = event.kind.clone();
        let at = happened.recorded.at;
        let told = Told { ledger, seq: happened.seq, item: happened.item.as_str(), event };
        // No other event has this hash, and each try gives it again.
        let id: String = format!("evt_{}", happened.hash).chars().take(36).collect();
        let body = json!({ "type": format!("item.{kind}"), "timestamp": at.to_string(), "data": told }).to_string();
        Ok(Self { id, kind, timestamp: now.as_second(), body })
    }

    /// A message that says nothing.
    pub(crate) fn test(ledger: &str, now: Timestamp) -> Result<Self, WebError> {
        let id: String = format!("test_{}", auth::random()?).chars().take(37).collect();
        let data = json!({ "ledger": ledger });
        let body = json!({ "type": TEST, "timestamp": now.to_string(), "data": data }).to_string();
        Ok(Self { id, kind: TEST.to_owned(), timestamp: now.as_second(), body })
    }

    /// The header `webhook-signature`, by a secret.
    pub(crate) fn signature(&self, secret: &str) -> Result<String, WebError> {
        let broken = || WebError::Internal("the secret of a hook is damaged".to_owned());
        let key = STANDARD.decode(secret.strip_prefix(PREFIX).ok_or_else(broken)?).map_err(|_| broken())?;
        let mut mac = Hmac::<Sha256>::new_from_slice(&key).map_err(|_| broken())?;
        mac.update(format!("{}.{}.{}", self.id, self.timestamp, self.body).as_bytes());
        Ok(format!("v1,{}", STANDARD.encode(mac.finalize().into_bytes())))
    }
}

/// A new secret: 256 random bits.
pub(crate) fn new_secret() -> Result<String, WebError> {
    let mut bytes = [0; 32];
    getrandom::fill(&mut bytes).map_err(|_| WebError::Internal("the system gives no random numbers".to_owned()))?;
    Ok(format!("{PREFIX}{}", STANDARD.encode(bytes)))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Computed apart, by `openssl dgst -sha256 -mac HMAC`.
    #[test]
    fn a_message_is_signed_as_the_specification_says() -> Result<(), WebError> {
        let message = Message {
            id: "evt_1".to_owned(),
            kind: "signed".to_owned(),
            timestamp: 1_740_963_600,
            body: r#"{"type":"item.signed"}"#.to_owned(),
        };
        let secret = format!("{PREFIX}{}", STANDARD.encode(b"0123456789abcdef0123456789abcdef"));
        assert_eq!(message.signature(&secret)?, "v1,iTnLpvQTBa0NSGQABbf36+kUBxtuy8T5iwYumRl6m6g=");
        assert!(message.signature("secret").is_err() && message.signature("whsec_?").is_err());
        assert_eq!(new_secret()?.len(), PREFIX.len() + 44);
        Ok(())
    }
}
