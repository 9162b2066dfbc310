//! The style sheet and the scripts, compiled in. Their addresses carry a hash of
//! what is in them, so that browsers keep them and never show old ones.

use std::sync::LazyLock;

use axum::extract::Path;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use sha2::{Digest, Sha256};

use crate::WebError;
use crate::auth::hexadecimal;

struct Asset {
    name: &'static str,
    kind: &'static str,
    content: &'static str,
}

const ASSETS: [Asset; 3] = [
    Asset { name: "style.css", kind: "text/css; charset=utf-8", content: include_str!("../static/style.css") },
    Asset { name: "luoshi.js", kind: "text/javascript; charset=utf-8", content: include_str!("../static/luoshi.js") },
    Asset { name: "mark.svg", kind: "image/svg+xml", content: include_str!("../static/mark.svg") },
];

/// A short hash of all assets, for their addresses.
pub(crate) static VERSION: LazyLock<String> = LazyLock::new(|| {
    let mut hash = Sha256::new();
    for asset in &ASSETS {
        hash.update(asset.content);
    }
    hexadecimal(&hash.finalize()).chars().take(12).collect()
});

/// Gives an asset.
pub(crate) async fn serve(Path(name): Path<String>) -> Result<Response, WebError> {
    let asset = ASSETS.iter().find(|asset| asset.name == name).ok_or(WebError::NotFound)?;
    let headers = [(header::CONTENT_TYPE, asset.kind), (header::CACHE_CONTROL, "public, max-age=31536000, immutable")];
    Ok((headers, asset.content).into_response())
}
