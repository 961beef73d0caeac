//! Functions of AWS Lambda: what is sent, that it is signed as AWS documents it, and what is understood of a reply.
//! The signature is calculated here a second time, from the text of the documentation.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that cannot go on has failed")]

mod server;

use engine::{Aws, Engine, Function, Limits, Program, Target};
use runtime_lite::{LambdaKind, Lambdas};
use serde_json::{Value, json};
use server::{NoTexts, name, publish, server};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

const ARN: &str = "arn:aws:lambda:eu-west-1:123456789012:function:totals";
/// The credentials of the examples of AWS.
const ID: &str = "AKIDEXAMPLE";
const SECRET: &str = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";
const TOKEN: &str = "a-token/of+some=time";

fn hash(bytes: &[u8]) -> String {
    hex(&Sha256::digest(bytes))
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// HMAC of RFC 2104 with SHA-256.
fn hmac(key: &[u8], text: &str) -> Vec<u8> {
    let mut block = [0_u8; 64];
    match key.len() > block.len() {
        true => block[..32].copy_from_slice(&Sha256::digest(key)),
        false => block[..key.len()].copy_from_slice(key),
    }
    let padded = |pad: u8| block.iter().map(|byte| byte ^ pad).collect::<Vec<u8>>();
    let inner = Sha256::digest([padded(0x36), text.as_bytes().to_vec()].concat());
    Sha256::digest([padded(0x5c), inner.to_vec()].concat()).to_vec()
}

/// A request whose signature is calculated: `headers` are those that are signed, in order.
struct Signed<'s> {
    method: &'s str,
    canonical_path: &'s str,
    headers: Vec<(&'s str, &'s str)>,
    body: &'s [u8],
    time: &'s str,
    region: &'s str,
    service: &'s str,
}

impl Signed<'_> {
    /// The signature, by the steps of "Create a signed AWS API request".
    fn signature(&self) -> String {
        let headers: String = self.headers.iter().map(|(name, value)| format!("{name}:{value}\n")).collect();
        let names: Vec<&str> = self.headers.iter().map(|(name, _)| *name).collect();
        let names = names.join(";");
        let request = [self.method, self.canonical_path, "", &headers, &names, &hash(self.body)].join("\n");
        let day = self.time.split('T').next().unwrap();
        let scope = format!("{day}/{}/{}/aws4_request", self.region, self.service);
        let text = ["AWS4-HMAC-SHA256", self.time, &scope, &hash(request.as_bytes())].join("\n");
        let key = [day, self.region, self.service, "aws4_request"]
            .into_iter()
            .fold(format!("AWS4{SECRET}").into_bytes(), |key, part| hmac(&key, part));
        hex(&hmac(&key, &text))
    }
}

#[test]
fn the_calculation_is_that_of_the_published_example() {
    // `post-vanilla` of the test suite of Signature Version 4.
    let example = Signed {
        method: "POST",
        canonical_path: "/",
        headers: vec![("host", "example.amazonaws.com"), ("x-amz-date", "20150830T123600Z")],
        body: b"",
        time: "20150830T123600Z",
        region: "us-east-1",
        service: "service",
    };
    assert_eq!(example.signature(), "5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b");
}

fn aws(endpoint: String) -> Aws {
    let text = |text: &str| Some(text.to_owned());
    Aws {
        endpoint: Some(endpoint),
        region: text("us-east-1"),
        access_key_id: text(ID),
        secret_access_key: text(SECRET),
        session_token: text(TOKEN),
    }
}

fn engine(aws: Aws, may_reach_network: bool) -> Engine {
    let target = Target::AwsLambda { function: ARN.to_owned() };
    let function = |kind| Function { lambda: name(kind), target: target.clone() };
    let functions = vec![function(LambdaKind::Update), function(LambdaKind::Publish)];
    let program = Program { functions, may_reach_network, aws, ..Program::default() };
    let limits = Limits { time: Duration::from_millis(700), ..Limits::default() };
    Engine::new(Arc::new(program), Arc::new(NoTexts), limits)
}

#[test]
fn requests_are_signed_and_each_row_has_a_list() {
    let reply = r#"{"rows": [[{"id": 1}, {"id": 2}], []]}"#.to_owned();
    let update = r#"{"rows": [[1]]}"#.to_owned();
    let (url, served) = server(vec![("200 OK", reply), ("200 OK", update)]);
    let mut engine = engine(aws(url.clone()), true);
    assert_eq!(publish(&mut engine), Ok(vec![vec![json!({"id": 1}), json!({"id": 2})], vec![]]));
    let source = json!({"id": 9_007_199_254_740_993_u64});
    assert_eq!(engine.update(&name(LambdaKind::Update), &[&source]), Ok(vec![vec![json!(1)]]));
    let requests = served.join().unwrap();
    let row = json!([{"id": 1}, 2, null]);
    let update = json!([{"id": 9_007_199_254_740_993_u64}]);
    let events = [
        json!({"transform": "fromOrders", "lambda": "publish", "rows": [row, row]}),
        json!({"transform": "fromOrders", "lambda": "update", "rows": [update]}),
    ];
    for (request, event) in requests.iter().zip(events) {
        let (head, body) = request.split_once("\r\n\r\n").unwrap();
        assert_eq!(serde_json::from_str::<Value>(body).unwrap(), event);
        let (first, rest) = head.split_once("\r\n").unwrap();
        let encoded = "arn%3Aaws%3Alambda%3Aeu-west-1%3A123456789012%3Afunction%3Atotals";
        let path = format!("/2015-03-31/functions/{encoded}/invocations");
        assert_eq!(first, format!("POST {path} HTTP/1.1"));
        let headers: BTreeMap<String, &str> = rest
            .lines()
            .filter_map(|line| line.split_once(": "))
            .map(|(name, value)| (name.to_lowercase(), value))
            .collect();
        assert_eq!(headers["host"], url.strip_prefix("http://").unwrap());
        let signed = ["content-type", "host", "x-amz-date", "x-amz-security-token"];
        let time = headers["x-amz-date"];
        let signature = Signed {
            method: "POST",
            // Every service but S3 encodes the path again.
            canonical_path: &path.replace('%', "%25"),
            headers: signed.iter().map(|name| (*name, headers[*name])).collect(),
            body: body.as_bytes(),
            time,
            region: "eu-west-1",
            service: "lambda",
        }
        .signature();
        let expected = format!(
            "AWS4-HMAC-SHA256 Credential={ID}/{}/eu-west-1/lambda/aws4_request, SignedHeaders={}, \
             Signature={signature}",
            &time[..8],
            signed.join(";")
        );
        assert_eq!(headers["authorization"], expected);
        assert_eq!(headers["x-amz-security-token"], TOKEN);
        assert!(!request.contains(SECRET));
    }
}

/// What is said of one reply.
fn check(status: &'static str, reply: &str, expected: &str) {
    let (url, served) = server(vec![(status, reply.to_owned())]);
    let error = publish(&mut engine(aws(url), true)).unwrap_err();
    assert_eq!((error.row, error.message.as_str()), (None, expected), "{status} {reply}");
    served.join().unwrap();
}

#[test]
fn a_function_that_fails_is_reported_with_what_it_says() {
    let failed = "200 OK\r\nX-Amz-Function-Error: Unhandled";
    check(
        failed,
        r#"{"errorMessage": "n is odd", "errorType": "ValueError", "stackTrace": ["main.py", "x"]}"#,
        "the function failed: ValueError: n is odd",
    );
    check(
        failed,
        r#"{"errorMessage": "2026-01-01 Task timed out after 3.00 seconds"}"#,
        "the function failed: 2026-01-01 Task timed out after 3.00 seconds",
    );
    check(failed, r#"{"rows": [[], []]}"#, r#"the function failed: {"rows": [[], []]}"#);
    check(
        failed,
        &format!(r#"{{"errorMessage": "{SECRET} {TOKEN} {ID}"}}"#),
        "the function failed: *** *** ***",
    );
    check(failed, &"x".repeat(2000), &format!("the function failed: {}…", "x".repeat(1000)));
}

#[test]
fn anything_but_a_list_for_each_row_halts() {
    check("200 OK", r#"{"rows": {}}"#, "its reply has no list `rows`");
    check("200 OK", r#"{"rows": [[]]}"#, "its reply has 1 rows for 2 that were asked for");
    check("200 OK", r#"{"rows": [[], 1]}"#, "row 2 of its reply is no list");
    check(
        "200 OK",
        "null",
        "its reply is no object of JSON: invalid type: null, expected a map at line 1 column 4",
    );
    check("silent", "", "it took longer than 700ms");
}

#[test]
fn what_the_service_refuses_is_not_tried_again() {
    check(
        "404 Not Found\r\nx-amzn-ErrorType: ResourceNotFoundException",
        &json!({"Message": format!("Function not found: {ARN}"), "Type": "User"}).to_string(),
        &format!(
            "the server answered with the status 404 Not Found: ResourceNotFoundException: Function not \
             found: {ARN}"
        ),
    );
    let said = format!("The signature does not match.\n\nx-amz-security-token:{TOKEN}\nAWS4{SECRET}");
    check(
        "403 Forbidden\r\nx-amzn-ErrorType: InvalidSignatureException:http://internal.amazon.com/",
        &json!({ "message": said }).to_string(),
        "the server answered with the status 403 Forbidden: InvalidSignatureException: The signature does \
         not match.",
    );
    check("302 Found", "", "the server answered with the status 302 Found");
}

#[test]
fn a_service_that_is_at_fault_or_throttles_is_asked_again() {
    let good = ("200 OK", r#"{"rows": [[], []]}"#.to_owned());
    let throttled = (
        "429 Too Many Requests\r\nx-amzn-ErrorType: TooManyRequestsException",
        r#"{"Reason": "ConcurrentInvocationLimitExceeded", "Type": "User", "message": "Rate Exceeded."}"#
            .to_owned(),
    );
    let bad = ("502 Bad Gateway", String::new());
    let (url, served) = server(vec![throttled.clone(), bad, good]);
    assert_eq!(publish(&mut engine(aws(url), true)), Ok(vec![vec![], vec![]]));
    assert_eq!(served.join().unwrap().len(), 3);
    let (url, served) = server(vec![throttled.clone(), throttled.clone(), throttled]);
    let error = publish(&mut engine(aws(url), true)).unwrap_err();
    let expected =
        "the server answered with the status 429 Too Many Requests: TooManyRequestsException: Rate Exceeded.";
    assert_eq!(error.message, expected);
    assert_eq!(served.join().unwrap().len(), 3);
}

#[test]
fn nothing_is_called_unless_it_may_be_and_can_be_signed() {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    listener.set_nonblocking(true).unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let error = publish(&mut engine(aws(url.clone()), false)).unwrap_err();
    assert_eq!(error.message, "lambdas of AWS are called only with `--remote`");
    let nameless = Aws { endpoint: Some(url), ..Aws::default() };
    let error = publish(&mut engine(nameless, true)).unwrap_err();
    assert_eq!(
        error.message,
        "requests to AWS are signed with credentials: set `AWS_ACCESS_KEY_ID` and `AWS_SECRET_ACCESS_KEY`"
    );
    assert!(listener.accept().is_err());
}
