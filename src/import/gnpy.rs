//! The results of `GNPy`, as `gnpy-path-request -o` writes them: under the name of its YANG model with figures as texts, or
//! plain with figures as numbers, as older ones did.

use serde::Deserialize;
use serde_json::Value;

/// No GSNR in dB is greater, nor less below 0.
const BEYOND: f64 = 200.0;

/// What it answers to one request.
#[derive(Clone, PartialEq, Debug)]
pub struct Answer {
    pub request: String,
    /// In 0.1 nm, dB: the least of both ways, and of all channels where it tells the least. `None` where no way was
    /// computed.
    pub gsnr: Option<f64>,
    /// The fibres that it passed, in order.
    pub fibres: Vec<String>,
    /// Its word for why it cannot be had.
    pub blocked: Option<String>,
}

/// Why a text is not read, as a sentence.
pub type Unread = String;

#[derive(Deserialize)]
#[serde(untagged)]
enum File {
    Named {
        #[serde(rename = "gnpy-path-computation:responses")]
        responses: Responses,
    },
    Plain(Responses),
}

#[derive(Deserialize)]
struct Responses {
    response: Vec<Response>,
}

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case")]
struct Response {
    #[serde(rename = "response-id")]
    request: String,
    path_properties: Option<Properties>,
    no_path: Option<NoPath>,
}

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case")]
struct NoPath {
    no_path: Option<String>,
    path_properties: Option<Properties>,
}

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case")]
struct Properties {
    #[serde(default)]
    path_metric: Vec<Metric>,
    #[serde(default)]
    z_a_path_metric: Vec<Metric>,
    #[serde(default)]
    path_route_objects: Vec<Step>,
}

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case")]
struct Metric {
    metric_type: String,
    #[serde(default)]
    accumulative_value: Value,
}

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case")]
struct Step {
    path_route_object: RouteObject,
}

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case")]
struct RouteObject {
    num_unnum_hop: Option<Hop>,
}

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case")]
struct Hop {
    node_id: String,
}

/// Reads a file of results. What was asked for together, since it is the same, is answered one by one.
pub fn read(text: &str) -> Result<Vec<Answer>, Unread> {
    // What is no JSON is told with its place, which an untagged enum would lose.
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let value: Value = serde_json::from_str(text).map_err(|error| format!("it is no JSON: {error}"))?;
    let file: File = serde_json::from_value(value).map_err(|_| {
        "it holds no `response`s with a `response-id` each, as `gnpy-path-request -o` writes them".to_owned()
    })?;
    let (File::Named { responses } | File::Plain(responses)) = file;
    Ok(responses.response.iter().flat_map(answers).collect())
}

fn answers(response: &Response) -> impl Iterator<Item = Answer> {
    let no_path = response.no_path.as_ref();
    let properties = response.path_properties.as_ref().or_else(|| no_path.and_then(|it| it.path_properties.as_ref()));
    let gsnr = properties.and_then(|properties| {
        let ways = [&properties.path_metric, &properties.z_a_path_metric];
        ways.into_iter().filter_map(|metrics| least(metrics)).min_by(f64::total_cmp)
    });
    let steps = properties.map(|properties| properties.path_route_objects.as_slice()).unwrap_or_default();
    let passed = steps.iter().filter_map(|step| step.path_route_object.num_unnum_hop.as_ref());
    let fibres: Vec<String> =
        passed.map(|hop| &hop.node_id).filter(|node| node.starts_with("fiber ")).cloned().collect();
    let blocked = no_path.map(|it| it.no_path.clone().unwrap_or_else(|| "no path".to_owned()));
    response.request.split(" | ").map(move |request| Answer {
        request: request.to_owned(),
        gsnr,
        fibres: fibres.clone(),
        blocked: blocked.clone(),
    })
}

/// The GSNR of the worst channel of one way, else that of the mean one.
fn least(metrics: &[Metric]) -> Option<f64> {
    let figure = |name: &str| {
        let metric = metrics.iter().find(|metric| metric.metric_type == name)?;
        let figure = match &metric.accumulative_value {
            Value::String(text) => text.trim().parse().ok(),
            other => other.as_f64(),
        };
        figure.filter(|figure: &f64| figure.abs() <= BEYOND)
    };
    figure("lowest_SNR-0.1nm").or_else(|| figure("SNR-0.1nm"))
}
