//! The circle in a real browser: a report is handed in, broken down and issued; the
//! agency signs, deploys, reports with evidence, asks for more time and to close; it
//! is sent back, accepted, struck off, and the public sees it. On a desktop, on a
//! telephone, and with JavaScript off. A check for accessibility looks at the pages.
//!
//! Needs Chromium and its driver; without them the tests are passed over and say so.
//! `LUOSHI_REQUIRE_BROWSER=1` makes that a failure. `LUOSHI_AXE` names the file
//! `axe.min.js` of axe-core, `LUOSHI_OIDC_PROVIDER` the folder of oidc-provider.
//! Screenshots go to `LUOSHI_SHOTS`, by default into the target folder.

#![expect(clippy::unwrap_used, reason = "helpers of tests fail the test")]

mod access;
mod circle;
mod desk;
mod driver;
#[cfg(feature = "oidc")]
mod oidc;
