//! The routers as a lab for containerlab, with the configuration that they run.

use serde_json::{Map, Value, json};

use crate::emit::target::routers;
use crate::emit::target::{Made, Source, frr, yaml};
use crate::lock::Numbers;

/// The version whose syntax check and whose daemons our tests have.
const IMAGE: &str = "quay.io/frrouting/frr:8.4.4";

pub(super) fn make(source: &Source<'_, '_>, numbers: &Numbers) -> Made {
    let Made { mut files, mut notes } = frr::make(source, numbers);
    if files.is_empty() {
        return Made { files, notes };
    }
    let (all, _) = routers::all(source.cx, numbers);
    let runs = |id: &str| files.iter().any(|(path, _)| path.strip_suffix("/frr.conf") == Some(id));
    let nodes: Map<String, Value> = all
        .iter()
        .filter(|router| runs(router.id))
        .map(|router| {
            let id = router.id;
            let binds = ["frr.conf", "daemons"].map(|file| format!("{id}/{file}:/etc/frr/{file}"));
            (id.to_owned(), json!({ "kind": "linux", "image": IMAGE, "binds": binds }))
        })
        .collect();
    let mut links = Vec::new();
    for ([one, other], [here, there]) in routers::pairs(&all) {
        if runs(one.id) && runs(other.id) {
            let ends = [format!("{}:{}", one.id, here.name), format!("{}:{}", other.id, there.name)];
            links.push(json!({ "endpoints": ends }));
        } else {
            notes.push(format!("`{}` is left out: a router at an end of it is", here.over));
        }
    }
    let topology = json!({ "name": source.slug(), "topology": { "nodes": nodes, "links": links } });
    files.push(("corridor.clab.yml".to_owned(), yaml::render(&source.stamp("#"), &topology)));
    Made { files, notes }
}
