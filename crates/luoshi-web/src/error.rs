//! What can go wrong in a handler, with its status and its words in both languages.
//! The words become a page or JSON in [`crate::guard`].

use axum::http::{StatusCode, Uri};
use axum::response::{IntoResponse, Redirect, Response};
use luoshi_store::{EvidenceError, StoreError};

/// Why a request was not answered as asked.
#[derive(Debug, thiserror::Error)]
pub enum WebError {
    /// There is nothing at this address, or nothing this person may see.
    #[error("there is nothing here")]
    NotFound,
    /// Somebody has to log in first; then they go on where they wanted to.
    #[error("log in first")]
    LogIn {
        /// Where they wanted to go.
        next: String,
    },
    /// The role does not allow it.
    #[error("your role does not allow this")]
    Forbidden,
    /// The form does not come from one of our pages, or from one of another session.
    #[error("the form has expired: open the page again and send it once more")]
    StaleForm,
    /// The request cannot be understood.
    #[error("the request cannot be understood: {0}")]
    BadRequest(String),
    /// Too much at once.
    #[error("the file or form is too large: at most {most} MB")]
    TooLarge {
        /// Megabytes allowed.
        most: u64,
    },
    /// A field of a request is wrong.
    #[error("{field}: {en}")]
    Field {
        /// The stable code.
        code: &'static str,
        /// The field.
        field: String,
        /// What is wrong, in English.
        en: String,
        /// The same in Chinese.
        zh: String,
    },
    /// The key of a program is not known, or has ended.
    #[error("the key is not known or has ended")]
    BadToken,
    /// The key of a program does not allow it.
    #[error("this takes a key with the scope \"{needs}\"")]
    NeedsScope {
        /// What the key lacks.
        needs: &'static str,
    },
    /// An idempotency key was used for another request.
    #[error("this idempotency key was used for another request")]
    KeyReused,
    /// The request of an idempotency key is not done yet.
    #[error("the request of this idempotency key is still at work")]
    KeyRunning,
    /// What the caller has seen is not what is there any more.
    #[error("somebody has changed it meanwhile: look again")]
    Outdated,
    /// Too many requests.
    #[error("too many attempts: wait a minute and try again")]
    TooMany,
    /// The ledger refuses, or the database fails.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// A file could not be kept or found.
    #[error(transparent)]
    Evidence(#[from] EvidenceError),
    /// A page could not be made.
    #[error("the page could not be made")]
    Page(#[from] askama::Error),
    /// Something inside failed.
    #[error("{0}")]
    Internal(String),
}

/// What the answer to a failed request says.
#[derive(Debug, Clone)]
pub(crate) struct Said {
    pub(crate) code: &'static str,
    pub(crate) zh: String,
    pub(crate) en: String,
    /// The field it is about.
    pub(crate) field: Option<String>,
}

impl WebError {
    /// The stable code, for programs.
    pub fn code(&self) -> &'static str {
        match self {
            Self::NotFound => "not-found",
            Self::LogIn { .. } => "not-logged-in",
            Self::Forbidden => "forbidden",
            Self::StaleForm => "stale-form",
            Self::BadRequest(_) => "bad-request",
            Self::TooLarge { .. } => "too-large",
            Self::Field { code, .. } => code,
            Self::BadToken => "bad-token",
            Self::NeedsScope { .. } => "needs-scope",
            Self::KeyReused => "key-reused",
            Self::KeyRunning => "key-running",
            Self::Outdated => "outdated",
            Self::TooMany => "too-many-requests",
            Self::Store(error) => error.code(),
            Self::Evidence(_) => "evidence",
            Self::Page(_) | Self::Internal(_) => "internal",
        }
    }

    /// The HTTP status.
    pub fn status(&self) -> StatusCode {
        match self {
            Self::NotFound => StatusCode::NOT_FOUND,
            Self::LogIn { .. } | Self::BadToken => StatusCode::UNAUTHORIZED,
            Self::Field { .. } | Self::KeyReused => StatusCode::UNPROCESSABLE_ENTITY,
            Self::KeyRunning | Self::Outdated => StatusCode::CONFLICT,
            Self::Forbidden | Self::StaleForm | Self::NeedsScope { .. } => StatusCode::FORBIDDEN,
            Self::BadRequest(_) => StatusCode::BAD_REQUEST,
            Self::TooLarge { .. } => StatusCode::PAYLOAD_TOO_LARGE,
            Self::TooMany => StatusCode::TOO_MANY_REQUESTS,
            Self::Store(error) => of_store(error),
            Self::Evidence(error) if error.is_refusal() => StatusCode::UNPROCESSABLE_ENTITY,
            Self::Evidence(_) | Self::Page(_) | Self::Internal(_) => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    /// What is wrong and what to do, in Chinese.
    pub fn zh(&self) -> String {
        match self {
            Self::NotFound => "这里没有内容，或您无权查看".to_owned(),
            Self::LogIn { .. } => "请先登录".to_owned(),
            Self::Forbidden => "您的角色不能进行此操作".to_owned(),
            Self::StaleForm => "表单已失效，请重新打开页面后再提交".to_owned(),
            Self::BadRequest(_) => "请求的内容有误".to_owned(),
            Self::TooLarge { most } => format!("文件过大，最多 {most} MB"),
            Self::Field { field, zh, .. } => format!("{field}：{zh}"),
            Self::BadToken => "密钥不存在或已失效".to_owned(),
            Self::NeedsScope { needs } => format!("密钥没有“{needs}”权限"),
            Self::KeyReused => "此幂等键已用于另一请求".to_owned(),
            Self::KeyRunning => "此幂等键的请求尚未办完，请稍候".to_owned(),
            Self::Outdated => "内容已被他人修改，请刷新后再试".to_owned(),
            Self::TooMany => "操作过于频繁，请稍候一分钟再试".to_owned(),
            Self::Store(error) => error.zh().unwrap_or_else(|| "数据库出现问题，未作任何改动，请稍后再试".to_owned()),
            Self::Evidence(error) => error.zh(),
            Self::Page(_) | Self::Internal(_) => "系统内部错误，未作任何改动，请联系管理员".to_owned(),
        }
    }

    /// The field it is about.
    fn field(&self) -> Option<String> {
        match self {
            Self::Field { field, .. } => Some(field.clone()),
            _ => None,
        }
    }

    /// What is wrong, for the answer.
    fn said(&self) -> Said {
        Said { code: self.code(), zh: self.zh(), en: self.en(), field: self.field() }
    }

    fn en(&self) -> String {
        match self {
            Self::Page(_) | Self::Internal(_) => "something inside failed; nothing was changed".to_owned(),
            Self::Store(error) if of_store(error).is_server_error() => {
                "the database has a problem; nothing was changed, try again later".to_owned()
            }
            said => said.to_string(),
        }
    }
}

fn of_store(error: &StoreError) -> StatusCode {
    match error {
        StoreError::Rejected(luoshi_ledger::rejection::Rejection::UnknownItem(_)) | StoreError::NoReport { .. } => {
            StatusCode::NOT_FOUND
        }
        StoreError::Rejected(luoshi_ledger::rejection::Rejection::NotAllowed { .. }) => StatusCode::FORBIDDEN,
        StoreError::Rejected(_) | StoreError::Draft(_) | StoreError::Registry(_) | StoreError::Settings(_) => {
            StatusCode::UNPROCESSABLE_ENTITY
        }
        StoreError::Conflict { .. } | StoreError::KeyReused { .. } => StatusCode::CONFLICT,
        StoreError::Unstorable { .. } => StatusCode::BAD_REQUEST,
        StoreError::Busy { .. } | StoreError::Locked { .. } => StatusCode::SERVICE_UNAVAILABLE,
        _ => StatusCode::INTERNAL_SERVER_ERROR,
    }
}

impl IntoResponse for WebError {
    fn into_response(self) -> Response {
        if let Self::LogIn { next } = &self {
            let query = form_urlencoded::Serializer::new(String::new()).append_pair("next", next).finish();
            let mut response = Redirect::to(&format!("/login?{query}")).into_response();
            response.extensions_mut().insert(self.said());
            return response;
        }
        let status = self.status();
        if status.is_server_error() {
            let source = std::error::Error::source(&self).map(ToString::to_string).unwrap_or_default();
            tracing::error!(error.code = self.code(), error.source = source, "request failed: {self}");
        }
        let mut response = status.into_response();
        response.extensions_mut().insert(self.said());
        response
    }
}

/// The answer for an address that no route has.
pub(crate) async fn not_found(_: Uri) -> WebError {
    WebError::NotFound
}
