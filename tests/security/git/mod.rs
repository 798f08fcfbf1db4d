//! Git is started in one way: on the repository of the nearest `.git`, with nothing that a tree or its configuration
//! could make it run, fetch or read.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::consumers::program;
use crate::formats::{commit, git};
use crate::security::tree::{NET, repository, today};
use crate::support::{Folder, TODAY, corridor, run};

/// Settings that make git run `COMMAND`, each in its own way.
pub const RUNNING: &str = "[core]
\tsshCommand = COMMAND
\tfsmonitor = COMMAND
\tpager = COMMAND
\thooksPath = HOOKS
\tgitProxy = COMMAND
\talternateRefsCommand = COMMAND
\teditor = COMMAND
\taskPass = COMMAND
[pager]
\trev-parse = COMMAND
\tls-tree = COMMAND
\tcat-file = COMMAND
[alias]
\trev-parse = !COMMAND
\tls-tree = !COMMAND
\tcat-file = !COMMAND
[diff]
\texternal = COMMAND
[diff \"evil\"]
\ttextconv = COMMAND
\tcommand = COMMAND
[filter \"evil\"]
\tsmudge = COMMAND
\tclean = COMMAND
\tprocess = COMMAND
\trequired = true
[credential]
\thelper = !COMMAND
[uploadpack]
\tpackObjectsHook = COMMAND
[protocol]
\tallow = always
[protocol \"ext\"]
\tallow = always
";

/// Settings of a partial clone that would fetch over a command.
pub const PARTIAL: &str = "[extensions]
\tpartialClone = origin
[remote \"origin\"]
\turl = ext::COMMAND
\tpromisor = true
\tpartialclonefilter = blob:none
";

/// A command that leaves a mark when it runs; the mark.
pub fn marking(folder: &Folder) -> (PathBuf, PathBuf) {
    let mark = folder.path().join("outside/ran");
    let script = folder.path().join("outside/mark");
    fs::write(&script, format!("#!/bin/sh\necho \"$0 $*\" >>'{}'\n", mark.display())).expect("it can be written");
    fs::set_permissions(&script, fs::Permissions::from_mode(0o755)).expect("it is ours");
    for hook in [
        "post-commit",
        "post-index-change",
        "reference-transaction",
        "pre-auto-gc",
        "post-checkout",
        "fsmonitor-watchman",
    ] {
        let _ = fs::create_dir_all(folder.path().join("outside/hooks"));
        fs::copy(&script, folder.path().join("outside/hooks").join(hook)).expect("it can be copied");
    }
    (script, mark)
}

pub fn settings(text: &str, script: &Path) -> String {
    let hooks = script.with_file_name("hooks");
    text.replace("COMMAND", &script.display().to_string()).replace("HOOKS", &hooks.display().to_string())
}

/// Plain files that are a bare repository, as anybody can commit them.
pub fn embed(folder: &Folder, at: &str, from: &Path, configuration: &str) {
    let bare = folder.path().join(at);
    fs::create_dir_all(&bare).expect("it can be made");
    for part in ["objects", "refs"] {
        let to = bare.join(part);
        let copied = Command::new("cp").arg("-r").arg(from.join(".git").join(part)).arg(&to).status().expect("cp runs");
        assert!(copied.success());
    }
    fs::write(bare.join("HEAD"), "ref: refs/heads/main\n").expect("it can be written");
    fs::write(bare.join("config"), format!("[core]\n\tbare = true\n\trepositoryformatversion = 1\n{configuration}"))
        .expect("it can be written");
}

#[test]
fn a_bare_repository_among_the_files_is_never_discovered() {
    let folder = repository();
    let repo = folder.path().join("repo");
    let (script, mark) = marking(&folder);
    // A history of the attacker's, in which the new corridor always was.
    let weak = NET.replace("disjoint conduit cable", "disjoint cable").replace("along DUCT-S", "along DUCT-N");
    let other = Folder::with(&[("net/corridor.kdl", &weak), ("corridor.kdl", &weak)]);
    git(other.path(), &["init", "--quiet", "--initial-branch", "main"]);
    git(other.path(), &["add", "."]);
    commit(other.path(), "one");
    git(other.path(), &["commit", "--quiet", "--allow-empty", "-m", "two"]);
    for configuration in [settings(RUNNING, &script), settings(PARTIAL, &script), String::new()] {
        let _ = fs::remove_dir_all(repo.join("net"));
        folder.write("repo/net/corridor.kdl", &weak);
        embed(&folder, "repo/net", other.path(), &configuration);
        git(&repo, &["add", "--all", "."]);
        git(&repo, &["commit", "--quiet", "--amend", "-m", "the corridor"]);
        folder.write("repo/net/corridor.kdl", NET);
        git(&repo, &["add", "net/corridor.kdl"]);
        let weak_again = folder.path().join("repo/net/corridor.kdl");
        commit(&repo, "as it is to be");
        fs::write(&weak_again, &weak).expect("it can be written");
        git(&repo, &["add", "net/corridor.kdl"]);
        commit(&repo, "as the attacker wants it");
        for (at, arguments) in [
            (repo.clone(), &["diff", "HEAD^1", "--dir", "net"][..]),
            (repo.join("net"), &["diff", "HEAD^1"]),
            (repo.join("net/objects"), &["diff", "HEAD^1", "--dir", ".."]),
        ] {
            let ran = today(&at, arguments);
            assert!(
                ran.code == 1 && ran.stdout.contains("disjoint conduit of `working`"),
                "{}{}",
                ran.stdout,
                ran.stderr
            );
        }
        let mut script = Command::new(crate::support::root().join("ci/pull-request"));
        script.current_dir(&repo).env("CORRIDOR", env!("CARGO_BIN_EXE_corridor")).env("CORRIDOR_PATH", "net");
        script.env("CORRIDOR_OUT", folder.path().join("ci-out")).env("CORRIDOR_TODAY", TODAY);
        script.env("GITHUB_EVENT_NAME", "pull_request").env_remove("GITHUB_STEP_SUMMARY");
        let ran = run(&mut script);
        assert!(ran.code == 1 && ran.stdout.contains("disjoint conduit of `working`"), "{}{}", ran.stdout, ran.stderr);
        assert!(!mark.exists(), "{}", fs::read_to_string(&mark).unwrap_or_default());
        git(&repo, &["reset", "--quiet", "--hard", "HEAD~2"]);
    }
}

/// The same settings in the repository itself, or in a file of the working tree that it includes.
#[test]
fn nothing_that_a_configuration_names_is_run() {
    for is_included in [false, true] {
        let folder = repository();
        let repo = folder.path().join("repo");
        let (script, mark) = marking(&folder);
        folder.write("repo/.gitattributes", "*.kdl filter=evil diff=evil text\n");
        let running = settings(RUNNING, &script);
        let configuration = repo.join(".git/config");
        let mut text = fs::read_to_string(&configuration).expect("it is there");
        if is_included {
            folder.write("repo/.gitconfig", &running);
            text.push_str("[include]\n\tpath = ../.gitconfig\n");
        } else {
            text.push_str(&running);
        }
        fs::write(&configuration, text).expect("it can be written");
        for arguments in [&["diff", "HEAD", "--dir", "net"][..], &["check", "net", "--baseline", "HEAD"]] {
            let mut command = corridor();
            command.current_dir(&repo).args(arguments).args(["--today", TODAY]);
            // Nor what the environment says.
            command.env("GIT_DIR", "/nowhere").env("GIT_EXTERNAL_DIFF", &script).env("GIT_SSH_COMMAND", &script);
            command.env("GIT_PAGER", &script).env("GIT_CONFIG_COUNT", "1").env("GIT_CONFIG_KEY_0", "core.fsmonitor");
            command.env("GIT_CONFIG_VALUE_0", &script).env("GIT_TRACE", folder.path().join("outside/trace"));
            let ran = run(&mut command);
            assert_eq!(ran.code, 0, "{}{}", ran.stdout, ran.stderr);
        }
        assert!(!mark.exists(), "{}", fs::read_to_string(&mark).unwrap_or_default());
        assert!(!folder.path().join("outside/trace").exists());
    }
}

#[test]
fn a_partial_clone_is_refused_wherever_its_configuration_says_so() {
    let places: [(&str, &str, &str); 6] = [
        (".git/config", "", ""),
        (".git/config.worktree", "", ""),
        (".gitconfig", "[include]\n\tpath = ../.gitconfig\n", ""),
        (".gitconfig", "[includeIf \"gitdir:/nowhere/\"]\n\tpath = \"../.gitconfig\" ; far\n", ""),
        (".two", "[include] path = ../.one\n", "[Include]PATH=.two\n"),
        (".gitconfig", "[include]\n\tpath = \\\n../.gitconfig\n", ""),
    ];
    for (place, include, between) in places {
        let folder = repository();
        let repo = folder.path().join("repo");
        let (script, mark) = marking(&folder);
        let configuration = repo.join(".git/config");
        let text = fs::read_to_string(&configuration).expect("it is there");
        fs::write(&configuration, text + include).expect("it can be written");
        if !between.is_empty() {
            folder.write("repo/.one", between);
        }
        let old = fs::read_to_string(repo.join(place)).unwrap_or_default();
        fs::write(repo.join(place), old + &settings(PARTIAL, &script)).expect("it can be written");
        let ran = today(&repo, &["diff", "HEAD", "--dir", "net"]);
        assert!(ran.code == 2 && ran.stderr.contains("partial clone"), "{place}: {}{}", ran.stdout, ran.stderr);
        assert!(!mark.exists(), "{place}");
    }
}

/// A linked working tree has its own folder, and the configuration of the first.
#[test]
fn a_linked_working_tree_is_read_and_its_configuration_too() {
    let folder = repository();
    let repo = folder.path().join("repo");
    let linked = folder.path().join("linked");
    git(&repo, &["worktree", "add", "--quiet", "--detach", linked.to_str().expect("it is UTF-8")]);
    let ran = today(&linked, &["diff", "HEAD", "--dir", "net"]);
    assert_eq!(ran.code, 0, "{}{}", ran.stdout, ran.stderr);
    let configuration = repo.join(".git/config");
    let text = fs::read_to_string(&configuration).expect("it is there");
    fs::write(&configuration, text + PARTIAL).expect("it can be written");
    let ran = today(&linked, &["diff", "HEAD", "--dir", "net"]);
    assert!(ran.code == 2 && ran.stderr.contains("partial clone"), "{}{}", ran.stdout, ran.stderr);
}

/// All that is started, by any process, is git, and git itself starts nothing.
#[test]
fn no_process_but_git_is_started() {
    let Some(strace) = program("strace", PathBuf::from("strace")) else { return };
    let folder = repository();
    let repo = folder.path().join("repo");
    let log = folder.path().join("outside/trace");
    folder.write("repo/git", "#!/bin/sh\nexit 1\n");
    fs::set_permissions(repo.join("git"), fs::Permissions::from_mode(0o755)).expect("it is ours");
    for arguments in [&["diff", "HEAD", "--dir", "net"][..], &["check", "net", "--baseline", "HEAD"], &["check", "net"]]
    {
        let mut command = Command::new(&strace);
        command.args(["-f", "-qq", "-e", "trace=execve", "-o"]).arg(&log);
        command.arg(env!("CARGO_BIN_EXE_corridor")).args(arguments).args(["--today", TODAY]).current_dir(&repo);
        // A search path that begins here finds no program here.
        command.env("PATH", format!(".:{}", std::env::var("PATH").unwrap_or_default()));
        let ran = run(&mut command);
        assert_eq!(ran.code, 0, "{}", ran.stderr);
        let log = fs::read_to_string(&log).expect("it is written");
        let started: Vec<&str> = log.lines().filter(|line| line.contains("execve(") && line.ends_with("= 0")).collect();
        let others: Vec<&&str> = started.iter().skip(1).filter(|line| !line.contains("/git\", [\"")).collect();
        assert!(others.is_empty(), "{others:#?}");
        assert_eq!(started.len() > 1, arguments.contains(&"HEAD"), "{started:#?}");
    }
}

/// As in a container, where what is mounted belongs to another user: git is told which repository is meant, so that
/// nobody has to trust every folder (`safe.directory`), and what is found is shown where no report can be written.
#[test]
fn what_belongs_to_another_user_is_read_and_shown() {
    let Some(setpriv) = program("setpriv", PathBuf::from("setpriv")) else { return };
    let folder = repository();
    let repo = folder.path().join("repo");
    folder.write("repo/net/more.kdl", "metro UNUSED\n");
    let binary = folder.path().join("corridor");
    fs::copy(env!("CARGO_BIN_EXE_corridor"), &binary).expect("it can be copied");
    for path in [folder.path(), &binary] {
        fs::set_permissions(path, fs::Permissions::from_mode(0o755)).expect("it is ours");
    }
    let as_nobody = |program: &Path, arguments: &[&str]| {
        let mut command = Command::new(&setpriv);
        command.args(["--reuid=65534", "--regid=65534", "--clear-groups"]).arg(program).args(arguments);
        run(command.current_dir(&repo))
    };
    if as_nobody(Path::new("true"), &[]).code != 0 {
        assert!(std::env::var_os("CORRIDOR_REQUIRE_TOOLS").is_none(), "only root can become another user");
        println!("skipped: only root can become another user");
        return;
    }
    let git = as_nobody(Path::new("git"), &["log"]);
    assert!(git.stderr.contains("dubious ownership"), "git itself refuses: {}{}", git.stdout, git.stderr);
    let ran = as_nobody(&binary, &["diff", "HEAD", "--dir", "net"]);
    assert!(ran.code == 0 && ran.stdout.contains("added metro `UNUSED`"), "{}{}", ran.stdout, ran.stderr);
    let ran = as_nobody(&binary, &["check", "net", "--format", "short", "--output", "junit=report.xml"]);
    assert!(ran.code == 2 && ran.stderr.contains("writing `report.xml`: permission denied"), "{}", ran.stderr);
    assert!(ran.stdout.contains("unused-declaration"), "{}", ran.stdout);
}
