//! Why a file could not be read.
//!
//! One variant of [`Problem`] for each meaning, each with a stable code, so that
//! a caller can say it in the user's language. The English text says what is
//! wrong, where, and what to do about it, in one line.

use std::io;

use thiserror::Error;

/// A file that could not be read, and why.
#[derive(Debug, Error)]
#[error("{path}: {problem}")]
pub struct SourceError {
    /// The path or name as the caller gave it.
    pub path: String,
    /// What is wrong with it.
    #[source]
    pub problem: Problem,
}

impl SourceError {
    /// Returns the stable kebab-case code of the problem.
    pub fn code(&self) -> &'static str {
        self.problem.code()
    }
}

/// What can be wrong with a file.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum Problem {
    /// The file or folder could not be opened or read.
    #[error("cannot be read: {0}")]
    Io(#[from] io::Error),
    /// There are no bytes, or nothing but blanks.
    #[error("the file is empty")]
    Empty,
    /// The file is larger than the limit; it was not read into memory.
    #[error("the file has more than the allowed {} bytes: split it or raise the limit", limit)]
    TooLarge {
        /// The limit in bytes.
        limit: u64,
    },
    /// The bytes are neither text nor a document that can be read.
    #[error("{looks_like} is not a document that can be read: give txt, html, docx, pdf, csv or xlsx")]
    UnknownFormat {
        /// What the bytes look like, such as `an image`.
        looks_like: &'static str,
    },
    /// An office format other than docx and xlsx, which Word, WPS or Excel can save anew.
    #[error("{format} cannot be read: open it in Word, WPS or Excel and save it as docx or xlsx")]
    OtherOfficeFormat {
        /// The format's name, such as `the old doc format`.
        format: &'static str,
    },
    /// A docx or xlsx that opens only with a password.
    #[error("the document is encrypted: save it without a password")]
    EncryptedOffice,
    /// A zip container that is cut off or damaged.
    #[error("the zip container is damaged ({detail}): fetch or save the file again")]
    BrokenZip {
        /// What the zip reader met.
        detail: String,
    },
    /// A file that unpacks to far more than any document holds.
    #[error("{part} unpacks to more than {limit} bytes or too many times its size: refused as a zip bomb")]
    ZipBomb {
        /// The part of the container.
        part: String,
        /// The limit in bytes.
        limit: u64,
    },
    /// A docx, xlsx or pdf whose inner parts contradict its format.
    #[error("the {format} is damaged ({detail}): open it in its program and save it again")]
    BrokenDocument {
        /// The format, such as `docx`.
        format: &'static str,
        /// What the reader met.
        detail: String,
    },
    /// A pdf that opens only with a password.
    #[error("the pdf is encrypted: save it without a password")]
    EncryptedPdf,
    /// A pdf of images, or one whose fonts do not say which characters they draw.
    #[error(
        "the pdf has no text layer on its {pages} pages (a scan?): run text recognition on it or give the docx or html"
    )]
    PdfWithoutText {
        /// How many pages were looked at.
        pages: usize,
    },
    /// A web page without an article: an empty shell filled by scripts, or a list of links.
    #[error(
        "the html holds no main text (a page filled by scripts?): save the page from a browser after it has loaded"
    )]
    HtmlWithoutText,
    /// A web page that asks for a password in place of the article.
    #[error("the html is a login page: save the article itself after logging in")]
    LoginPage,
    /// The column asked for is not in the table.
    #[error("no column {wanted:?}: the columns are {}", columns.join(", "))]
    NoSuchColumn {
        /// The column asked for.
        wanted: String,
        /// The header cells there are.
        columns: Vec<String>,
    },
    /// No column was asked for and no header names a text.
    #[error("which column holds the text? name it: the columns are {}", columns.join(", "))]
    NoTextColumn {
        /// The header cells there are.
        columns: Vec<String>,
    },
    /// The bytes are no valid text in any of the encodings tried.
    #[error("the text is not valid utf-8, utf-16, gb18030 or big5: save it as utf-8")]
    Undecodable,
}

impl Problem {
    /// Returns the stable kebab-case code.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Io(_) => "io",
            Self::Empty => "empty-file",
            Self::TooLarge { .. } => "too-large",
            Self::UnknownFormat { .. } => "unknown-format",
            Self::OtherOfficeFormat { .. } => "other-office-format",
            Self::EncryptedOffice => "encrypted-office",
            Self::BrokenZip { .. } => "broken-zip",
            Self::ZipBomb { .. } => "zip-bomb",
            Self::BrokenDocument { .. } => "broken-document",
            Self::EncryptedPdf => "encrypted-pdf",
            Self::PdfWithoutText { .. } => "pdf-without-text",
            Self::HtmlWithoutText => "html-without-text",
            Self::LoginPage => "login-page",
            Self::NoSuchColumn { .. } => "no-such-column",
            Self::NoTextColumn { .. } => "no-text-column",
            Self::Undecodable => "undecodable",
        }
    }

    /// What is wrong and what to do, in Chinese.
    pub fn zh(&self) -> String {
        match self {
            Self::Io(_) => "文件无法打开或读取，请检查后重新选择".to_owned(),
            Self::Empty => "文件是空的，没有任何文字".to_owned(),
            Self::TooLarge { limit } => format!("文件超过 {} MB 的上限，请拆分后再传", limit / 1_000_000),
            Self::UnknownFormat { .. } => "不是可读取的文稿，请提供 txt、html、docx、pdf、csv 或 xlsx 文件".to_owned(),
            Self::OtherOfficeFormat { .. } => {
                "旧版办公文档无法读取，请用 Word、WPS 或 Excel 打开后另存为 docx 或 xlsx".to_owned()
            }
            Self::EncryptedOffice => "文档设有密码，请去掉密码后另存再传".to_owned(),
            Self::BrokenZip { .. } => "文件已损坏或不完整，请重新下载或另存后再传".to_owned(),
            Self::ZipBomb { .. } => "压缩内容异常膨胀，疑似恶意文件，未读取".to_owned(),
            Self::BrokenDocument { format, .. } => {
                format!("{format} 文件已损坏，请用原软件打开后另存再传")
            }
            Self::EncryptedPdf => "PDF 设有密码，请去掉密码后另存再传".to_owned(),
            Self::PdfWithoutText { pages } => {
                format!("PDF 共 {pages} 页，没有文字层，多半是扫描件，请先做文字识别，或改传 docx、网页")
            }
            Self::HtmlWithoutText => "网页中没有正文，可能由脚本生成，请在浏览器中打开后另存网页再传".to_owned(),
            Self::LoginPage => "这是登录页面，不是文章，请登录后保存文章页再传".to_owned(),
            Self::NoSuchColumn { wanted, columns } => {
                format!("表格中没有“{wanted}”这一列，现有：{}", columns.join("、"))
            }
            Self::NoTextColumn { columns } => {
                format!("看不出表格的哪一列是正文，请把该列标题改为“正文”，现有：{}", columns.join("、"))
            }
            Self::Undecodable => "文字编码无法识别，请另存为 UTF-8 后再传".to_owned(),
        }
    }

    /// Puts the file's name to the problem.
    pub(crate) fn at(self, path: &str) -> SourceError {
        SourceError { path: path.to_owned(), problem: self }
    }
}
