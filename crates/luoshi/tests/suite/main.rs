//! Runs the program in a fresh directory and compares what it says, where it
//! says it, and its exit code.

#![expect(clippy::unwrap_used, reason = "helpers of tests fail the test")]

mod assign;
mod failures;
mod formats;
mod house;
mod inputs;
mod ledger;
mod schema;

use std::io::Write;
use std::path::PathBuf;
use std::process::{Command, Output, Stdio};

use tempfile::TempDir;

/// A report about an invented county.
const REPORT: &str = "\
政府工作报告
——2024年1月18日在云岭县第十七届人民代表大会第四次会议上
代县长 沈若川
各位代表：现在，我代表县人民政府向大会报告工作，请予审议，并请列席人员提出意见。
一、2023年工作回顾
地区生产总值完成86.4亿元，增长6.2%；城镇新增就业3120人。
二、2024年重点工作
今年的主要预期目标是：地区生产总值增长6.5%左右，城镇新增就业3000人以上。
(一)狠抓项目建设
6月底前完成县城集中供热管网改造18公里。
";

/// A fresh directory to run the program in.
struct Room {
    dir: TempDir,
}

impl Room {
    fn new() -> Self {
        Self { dir: tempfile::tempdir().unwrap() }
    }

    /// A room with the report under each of these names.
    fn with(names: &[&str]) -> Self {
        let room = Self::new();
        for name in names {
            room.put(name, REPORT.as_bytes());
        }
        room
    }

    fn path(&self, name: &str) -> PathBuf {
        self.dir.path().join(name)
    }

    fn put(&self, name: &str, bytes: &[u8]) {
        let path = self.path(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, bytes).unwrap();
    }

    /// Names in the directory, sorted.
    fn names(&self, folder: &str) -> Vec<String> {
        let entries = std::fs::read_dir(self.path(folder)).unwrap();
        let mut names: Vec<String> = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_luoshi"));
        command
            .args(arguments)
            .current_dir(self.dir.path())
            .env_remove("LC_ALL")
            .env_remove("LC_MESSAGES")
            .env("LANG", "zh_CN.UTF-8");
        command
    }

    fn run(&self, arguments: &[&str]) -> Ran {
        Ran::new(self.command(arguments).stdin(Stdio::null()).output().unwrap())
    }

    /// Runs with `input` as standard input.
    fn feed(&self, arguments: &[&str], input: &[u8]) -> Ran {
        let mut child = self
            .command(arguments)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut stdin = child.stdin.take().unwrap();
        stdin.write_all(input).unwrap();
        drop(stdin);
        Ran::new(child.wait_with_output().unwrap())
    }
}

/// What a run said, and its exit code.
struct Ran {
    stdout: String,
    stderr: String,
    code: i32,
}

impl Ran {
    fn new(output: Output) -> Self {
        Self {
            stdout: String::from_utf8(output.stdout).unwrap(),
            stderr: String::from_utf8(output.stderr).unwrap(),
            code: output.status.code().unwrap(),
        }
    }

    /// Asserts success without complaints.
    fn ok(self) -> Self {
        assert_eq!((self.code, self.stderr.as_str()), (0, ""));
        self
    }

    fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.stdout).unwrap()
    }
}
