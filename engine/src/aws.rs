//! The service that functions of AWS are called by: where it is, and requests that it trusts
//! (the [API of Lambda](https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html), Signature Version 4).

#![expect(clippy::disallowed_methods, reason = "a signature holds the time")]

use crate::Aws;
use crate::http::is_base;
use aws_credential_types::Credentials;
use aws_sigv4::http_request::{SignableBody, SignableRequest, SigningSettings, sign};
use aws_sigv4::sign::v4::SigningParams;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use std::time::SystemTime;

/// What is encoded in the segment of a path: all but the unreserved characters (RFC 3986, section 2.3).
const SEGMENT: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'_').remove(b'.').remove(b'~');

/// What stands for a secret in what is shown.
const MASK: &str = "***";

/// The service, with what requests are signed by.
pub(crate) struct Service {
    endpoint: Option<String>,
    region: Option<String>,
    access_key_id: String,
    secret_access_key: String,
    session_token: Option<String>,
}

impl Service {
    /// The service of an environment.
    ///
    /// # Errors
    /// Credentials are missing, or the endpoint is no URL: names the variables, and shows no value.
    pub(crate) fn new(aws: &Aws) -> Result<Service, String> {
        let required =
            [("AWS_ACCESS_KEY_ID", &aws.access_key_id), ("AWS_SECRET_ACCESS_KEY", &aws.secret_access_key)];
        if let (Some(access_key_id), Some(secret_access_key)) = (&aws.access_key_id, &aws.secret_access_key) {
            if aws.endpoint.as_ref().is_some_and(|endpoint| !is_base(endpoint)) {
                return Err("the endpoint of AWS is no URL of http or https: see `AWS_ENDPOINT_URL_LAMBDA` \
                            and `AWS_ENDPOINT_URL`"
                    .to_owned());
            }
            return Ok(Service {
                endpoint: aws.endpoint.clone(),
                region: aws.region.clone(),
                access_key_id: access_key_id.clone(),
                secret_access_key: secret_access_key.clone(),
                session_token: aws.session_token.clone(),
            });
        }
        let missing = required.iter().filter(|(_, value)| value.is_none());
        let missing: Vec<String> = missing.map(|(name, _)| format!("`{name}`")).collect();
        Err(format!("requests to AWS are signed with credentials: set {}", missing.join(" and ")))
    }

    /// The region of a function: that of its ARN, else that of the environment.
    ///
    /// # Errors
    /// There is neither.
    pub(crate) fn region<'r>(&'r self, function: &'r str) -> Result<&'r str, String> {
        let named = arn(function).map(|(_, region)| region).or(self.region.as_deref());
        named
            .filter(|region| is_region(region))
            .ok_or_else(|| format!("`{function}` names no region of AWS: write its ARN, or set `AWS_REGION`"))
    }

    /// The URL that a function is called by.
    ///
    /// # Errors
    /// Its region is not known.
    pub(crate) fn url(&self, function: &str) -> Result<String, String> {
        let endpoint = match &self.endpoint {
            Some(endpoint) => endpoint.trim_end_matches('/').to_owned(),
            None => {
                let domain = match arn(function) {
                    Some(("aws-cn", _)) => "amazonaws.com.cn",
                    Some(_) | None => "amazonaws.com",
                };
                format!("https://lambda.{}.{domain}", self.region(function)?)
            }
        };
        Ok(format!("{endpoint}/2015-03-31/functions/{}/invocations", utf8_percent_encode(function, SEGMENT)))
    }

    /// The headers by which a request is trusted, at this time.
    ///
    /// # Errors
    /// The request cannot be signed; says nothing of a secret.
    pub(crate) fn sign(&self, url: &str, region: &str, body: &[u8]) -> Result<Vec<(String, String)>, String> {
        let (id, secret, token) =
            (self.access_key_id.clone(), self.secret_access_key.clone(), self.session_token.clone());
        let identity = Credentials::new(id, secret, token, None, "environment").into();
        let params = SigningParams::builder()
            .identity(&identity)
            .region(region)
            .name("lambda")
            .time(SystemTime::now())
            .settings(SigningSettings::default())
            .build();
        let failed = |_| "the request cannot be signed".to_owned();
        let params = params.map_err(|error| error.to_string())?.into();
        let headers = [("content-type", "application/json")].into_iter();
        let request =
            SignableRequest::new("POST", url, headers, SignableBody::Bytes(body)).map_err(failed)?;
        let (instructions, _) = sign(request, &params).map_err(failed)?.into_parts();
        Ok(instructions.headers().map(|(name, value)| (name.to_owned(), value.to_owned())).collect())
    }

    /// A text of the service without the values that requests are signed by.
    pub(crate) fn masked(&self, text: &str) -> String {
        let secrets = [Some(&self.secret_access_key), self.session_token.as_ref(), Some(&self.access_key_id)];
        let secrets = secrets.into_iter().flatten().filter(|secret| !secret.is_empty());
        secrets.fold(text.to_owned(), |text, secret| text.replace(secret.as_str(), MASK))
    }
}

/// The partition and the region of the ARN of a function: `arn:PARTITION:lambda:REGION:ACCOUNT:function:NAME`.
fn arn(function: &str) -> Option<(&str, &str)> {
    let mut parts = function.strip_prefix("arn:")?.split(':');
    let (partition, service, region) = (parts.next()?, parts.next()?, parts.next()?);
    (service == "lambda" && !region.is_empty()).then_some((partition, region))
}

/// Whether a text may be a region, which becomes a part of the name of a server.
fn is_region(text: &str) -> bool {
    !text.is_empty() && text.chars().all(|c| c.is_ascii_alphanumeric() || c == '-')
}

#[cfg(test)]
mod tests {
    use super::Service;
    use crate::Aws;

    const ARN: &str = "arn:aws:lambda:eu-west-1:123456789012:function:totals:live";

    fn service(endpoint: Option<&str>, region: Option<&str>) -> Service {
        let text = |text: &str| Some(text.to_owned());
        let aws = Aws {
            endpoint: endpoint.and_then(text),
            region: region.and_then(text),
            access_key_id: text("id"),
            secret_access_key: text("secret"),
            session_token: text("token"),
        };
        Service::new(&aws).unwrap()
    }

    #[test]
    fn functions_are_called_in_their_region() {
        let encoded = "arn%3Aaws%3Alambda%3Aeu-west-1%3A123456789012%3Afunction%3Atotals%3Alive";
        let path = format!("/2015-03-31/functions/{encoded}/invocations");
        for (endpoint, expected) in [
            (None, "https://lambda.eu-west-1.amazonaws.com"),
            (Some("http://localhost:4566/"), "http://localhost:4566"),
        ] {
            let service = service(endpoint, Some("us-east-1"));
            assert_eq!(service.url(ARN), Ok(format!("{expected}{path}")));
            assert_eq!(service.region(ARN), Ok("eu-west-1"));
        }
        let named = service(None, Some("us-east-1"));
        let url = "https://lambda.us-east-1.amazonaws.com/2015-03-31/functions/totals/invocations";
        assert_eq!(named.url("totals").as_deref(), Ok(url));
        let china = named.url("arn:aws-cn:lambda:cn-north-1:1:function:x").unwrap();
        assert!(china.starts_with("https://lambda.cn-north-1.amazonaws.com.cn/"), "{china}");
        for function in ["totals", "arn:aws:lambda:a/b:1:function:x", "arn:aws:sns:eu-west-1:1:x"] {
            let error = service(None, None).url(function).unwrap_err();
            assert!(error.ends_with("names no region of AWS: write its ARN, or set `AWS_REGION`"), "{error}");
        }
    }

    #[test]
    fn nothing_secret_is_shown() {
        let service = service(None, None);
        assert_eq!(service.masked("a secret, a token, an id"), "a ***, a ***, an ***");
        let aws = Aws { secret_access_key: Some("sesame".to_owned()), ..Aws::default() };
        assert!(!format!("{aws:?}").contains("sesame"));
        let error = Service::new(&aws).err().unwrap();
        assert_eq!(error, "requests to AWS are signed with credentials: set `AWS_ACCESS_KEY_ID`");
        let id = Some("id".to_owned());
        let aws = Aws { access_key_id: id, endpoint: Some("sesame:open".to_owned()), ..aws };
        let error = Service::new(&aws).err().unwrap();
        assert!(error.contains("AWS_ENDPOINT_URL") && !error.contains("sesame"), "{error}");
    }
}
