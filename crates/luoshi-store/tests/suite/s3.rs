//! Evidence in a bucket is kept as in a folder. Feature `s3`.
//!
//! `LUOSHI_TEST_S3` names a server that takes any key, such as `moto_server`; without
//! it the tests are passed over and say so, and with `LUOSHI_REQUIRE_S3=1` they fail.

use std::env;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::thread;

use luoshi_store::{EvidenceError, EvidenceFiles};

const PDF: &[u8] = b"%PDF-1.7\n1 0 obj\n";

/// A bucket of its own for one test.
struct Bucket {
    server: String,
    name: String,
}

impl Bucket {
    fn new(name: &str) -> Option<Self> {
        let Ok(server) = env::var("LUOSHI_TEST_S3") else {
            assert!(env::var("LUOSHI_REQUIRE_S3").as_deref() != Ok("1"), "LUOSHI_TEST_S3 has to name an S3 server");
            eprintln!("passed over: LUOSHI_TEST_S3 names no S3 server");
            return None;
        };
        let bucket = Self { server, name: format!("{name}-{}", std::process::id()) };
        assert!(bucket.request("PUT", "", b"", 0).starts_with("HTTP/1.1 200"));
        Some(bucket)
    }

    fn variables(&self) -> Vec<(String, String)> {
        [
            ("AWS_ACCESS_KEY_ID", "key"),
            ("AWS_SECRET_ACCESS_KEY", "secret"),
            ("AWS_ENDPOINT_URL", &*self.server),
            ("AWS_ALLOW_HTTP", "true"),
        ]
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .to_vec()
    }

    fn files(&self) -> EvidenceFiles {
        EvidenceFiles::at(&format!("s3://{}/佐证/2025", self.name), self.variables(), 1_000_000).unwrap()
    }

    /// Where a file lies, for requests past the program.
    fn path(sha256: &str) -> String {
        format!("%E4%BD%90%E8%AF%81/2025/{}/{}/{sha256}", &sha256[..2], &sha256[2..4])
    }

    /// A request past the program, which says that it has `length` bytes and so many
    /// more than it sends.
    fn request(&self, method: &str, path: &str, body: &[u8], more: usize) -> String {
        let address = self.server.strip_prefix("http://").unwrap();
        let mut stream = TcpStream::connect(address).unwrap();
        let (name, length) = (&self.name, body.len() + more);
        let key = "AWS4-HMAC-SHA256 Credential=key/20250101/us-east-1/s3/aws4_request, SignedHeaders=host, Signature=0";
        let head = format!(
            "{method} /{name}/{path} HTTP/1.1\r\nHost: {address}\r\nAuthorization: {key}\r\n\
             Content-Length: {length}\r\nConnection: close\r\n\r\n"
        );
        stream.write_all(head.as_bytes()).unwrap();
        stream.write_all(body).unwrap();
        stream.shutdown(Shutdown::Write).unwrap();
        let mut answer = Vec::new();
        // A server that gives up on half a body may just hang up.
        let _ = stream.read_to_end(&mut answer);
        String::from_utf8_lossy(&answer).into_owned()
    }
}

#[tokio::test]
async fn a_file_is_kept_once_under_its_hash() {
    let Some(bucket) = Bucket::new("once") else { return };
    let files = bucket.files();
    let kept = files.keep(PDF.to_vec()).await.unwrap();
    let listed = |listing: &str| listing.matches("<Key>").count();
    let modified = |listing: &str| listing.split("<LastModified>").nth(1).map(|text| text[..24].to_owned());
    let before = bucket.request("GET", "", b"", 0);
    assert_eq!(kept, files.keep(PDF.to_vec()).await.unwrap());
    let after = bucket.request("GET", "", b"", 0);
    assert_eq!((listed(&before), listed(&after)), (1, 1), "{after}");
    assert_eq!(modified(&before), modified(&after));
    assert_eq!(files.read(&kept.sha256).await.unwrap(), PDF);
    assert!(files.verify([&*kept.sha256]).await.is_empty());
}

#[tokio::test]
async fn changed_and_missing_files_are_named_and_put_right() {
    let Some(bucket) = Bucket::new("changed") else { return };
    let files = bucket.files();
    let kept = files.keep(PDF.to_vec()).await.unwrap();
    bucket.request("PUT", &Bucket::path(&kept.sha256), b"%PDF-1.7\n2 0 obj\n", 0);
    let absent = "0".repeat(64);
    let found = files.verify([&*kept.sha256, &*absent]).await;
    let codes: Vec<&str> = found.iter().map(EvidenceError::code).collect();
    assert_eq!(codes, ["evidence-changed", "evidence-missing"], "{found:?}");
    assert!(found[1].to_string().contains(&format!("s3://{}/佐证/2025/00/00/{absent}", bucket.name)), "{}", found[1]);
    files.keep(PDF.to_vec()).await.unwrap();
    assert_eq!(files.read(&kept.sha256).await.unwrap(), PDF);
}

#[tokio::test]
async fn half_a_file_never_counts() {
    let Some(bucket) = Bucket::new("half") else { return };
    let files = bucket.files();
    let kept = files.check(PDF).unwrap();
    bucket.request("PUT", &Bucket::path(&kept.sha256), &PDF[..9], PDF.len() - 9);
    // Whatever the server makes of it, it is not taken for the file.
    let error = files.read(&kept.sha256).await.unwrap_err();
    assert!(matches!(error.code(), "evidence-missing" | "evidence-changed"), "{error}");
    files.keep(PDF.to_vec()).await.unwrap();
    assert_eq!(files.read(&kept.sha256).await.unwrap(), PDF);
}

#[tokio::test]
async fn files_go_from_a_folder_to_a_bucket_and_back() {
    let Some(bucket) = Bucket::new("copies") else { return };
    let folder = tempfile::tempdir().unwrap();
    let [office, restored] =
        ["office", "restored"].map(|name| EvidenceFiles::in_folder(folder.path().join(name), 1_000));
    let kept = office.keep(PDF.to_vec()).await.unwrap();
    let files = bucket.files();
    for copied in [1, 0] {
        let done = office.copy_to(&files, [&*kept.sha256]).await.unwrap();
        assert_eq!((done.files, done.copied, done.lacking.len()), (1, copied, 0));
    }
    let absent = "0".repeat(64);
    let done = files.copy_to(&restored, [&*kept.sha256, &*absent]).await.unwrap();
    assert_eq!((done.files, done.copied, done.bytes), (2, 1, 17));
    assert!(matches!(&*done.lacking, [EvidenceError::Missing { .. }]), "{done:?}");
    assert_eq!(restored.read(&kept.sha256).await.unwrap(), PDF);
}

#[tokio::test]
async fn a_bucket_that_is_not_there_is_named() {
    let Some(bucket) = Bucket::new("there") else { return };
    let files = EvidenceFiles::at("s3://nowhere-at-all", bucket.variables(), 1_000).unwrap();
    let error = files.keep(PDF.to_vec()).await.unwrap_err();
    assert_eq!(error.code(), "evidence-file");
    let says = ": there is no such bucket: make it, or correct its name (NoSuchBucket)";
    let names = ["0".repeat(64), "1".repeat(64)];
    let found = files.verify(names.iter().map(String::as_str)).await;
    assert!(matches!(&*found, [EvidenceError::BadPlace { .. }]), "said once: {found:?}");
    let lost = files.copy_to(&bucket.files(), names.iter().map(String::as_str)).await;
    assert!(matches!(lost, Err(EvidenceError::BadPlace { .. })), "{lost:?}");
    assert!(error.to_string().starts_with("s3://nowhere-at-all/") && error.to_string().ends_with(says), "{error}");
    let error = files.check_place().await.unwrap_err();
    assert_eq!(error.to_string(), format!("evidence cannot be kept at \"s3://nowhere-at-all\"{says}"));
    bucket.files().check_place().await.unwrap();
}

/// A server that answers every request in the same way.
fn server(status: &str, body: &'static str, more: usize) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    let answer = format!(
        "HTTP/1.1 {status}\r\nContent-Length: {}\r\nConnection: close\r\nETag: \"1\"\r\n\
         Last-Modified: Wed, 01 Jan 2025 00:00:00 GMT\r\n\r\n{body}",
        body.len() + more
    );
    thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            let lines = BufReader::new(stream.try_clone().unwrap()).lines();
            lines.map_while(Result::ok).take_while(|line| !line.is_empty()).for_each(drop);
            let _ = stream.write_all(answer.as_bytes());
        }
    });
    address
}

/// What is said when files are kept at a server that answers so.
async fn said(address: &str) -> String {
    let variables = [
        ("AWS_ACCESS_KEY_ID", "key"),
        ("AWS_SECRET_ACCESS_KEY", "secret"),
        ("AWS_ENDPOINT_URL", address),
        ("AWS_ALLOW_HTTP", "true"),
    ];
    let variables = variables.map(|(name, value)| (name.to_owned(), value.to_owned()));
    let files = EvidenceFiles::at("s3://bucket/prefix", variables, 1_000).unwrap();
    let error = files.check_place().await.unwrap_err().to_string();
    let place = "evidence cannot be kept at \"s3://bucket/prefix\": ";
    let kept = files.keep(PDF.to_vec()).await.unwrap_err();
    assert_eq!(kept.code(), "evidence-file");
    let said = kept.to_string();
    assert!(said.starts_with("s3://bucket/prefix/") && error.starts_with(place), "{said} {error}");
    assert!(!said.contains("secret") && !said.contains('\n'), "{said}");
    said.split_once(": ").unwrap().1.to_owned()
}

#[tokio::test]
async fn a_refusal_says_what_to_do() {
    let unknown = server("403 Forbidden", "<Error>\n<Code>InvalidAccessKeyId</Code>\n</Error>", 0);
    let wrong = server("403 Forbidden", "<Error><Code>SignatureDoesNotMatch</Code></Error>", 0);
    let check = "the server does not know this key: check AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY";
    assert_eq!(said(&unknown).await, format!("{check} (InvalidAccessKeyId)"));
    assert_eq!(said(&wrong).await, format!("{check} (SignatureDoesNotMatch)"));
    let denied = said(&server("403 Forbidden", "<Error><Code>AccessDenied</Code></Error>", 0)).await;
    assert!(denied.starts_with("the key may not do this: ") && denied.ends_with(" (AccessDenied)"), "{denied}");
    let skewed = said(&server("403 Forbidden", "<Error><Code>RequestTimeTooSkewed</Code></Error>", 0)).await;
    assert_eq!(skewed, "the clock of this machine is wrong: set it (RequestTimeTooSkewed)");
    let other = said(&server("400 Bad Request", "<Error><Code>Unheard</Code></Error>", 0)).await;
    assert!(other.contains("<Code>Unheard</Code>"), "{other}");
}

#[tokio::test]
async fn an_answer_that_is_cut_off_is_no_file() {
    let cut = said(&server("200 OK", "%PDF-1.7", 9)).await;
    assert!(cut.contains("error"), "{cut}");
}

#[tokio::test]
async fn a_server_that_is_silent_is_named() {
    let nobody = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let said = said(&format!("http://{nobody}")).await;
    assert!(said.starts_with("the server does not answer: check AWS_ENDPOINT_URL"), "{said}");
    assert!(said.contains("refused"), "{said}");
}

#[test]
fn what_says_too_little_is_refused_at_once() {
    let key = [("AWS_ACCESS_KEY_ID", "key"), ("AWS_SECRET_ACCESS_KEY", "secret")];
    let plain = [key[0], key[1], ("AWS_ENDPOINT_URL", "http://127.0.0.1:1")];
    for (place, variables, says) in [
        ("s3://", &key[..], "names no bucket"),
        ("s3://bucket/a/../b", &key, "s3://bucket/a/../b"),
        ("s3://bucket", &[], "set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY"),
        ("s3://bucket", &key[..1], "set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY"),
        ("s3://bucket", &plain, "AWS_ALLOW_HTTP=true"),
    ] {
        let variables = variables.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
        let error = EvidenceFiles::at(place, variables, 1_000).unwrap_err();
        assert_eq!(error.code(), "evidence-bad-place");
        assert!(error.to_string().contains(says), "{place}: {error}");
    }
    let secret = EvidenceFiles::at("s3://bucket", key.map(|(n, v)| (n.to_owned(), v.to_owned())), 1_000).unwrap();
    assert!(!format!("{secret:?}").contains("secret"));
}
