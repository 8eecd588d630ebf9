//! Names that AWS gives rules for.

use super::names::{self, every};

/// A name for `CreateImage`, at most 128 characters with a dash and a time stamp behind it.
///
/// Source: Amazon EC2 API reference, `CreateImage`, `Name`.
pub(super) fn is_ami_name(text: &str) -> bool {
    let fits = |byte: u8| byte.is_ascii_alphanumeric() || b"()[] ./-'@_".contains(&byte);
    text.len() <= 112 && text.trim() == text && every(text, fits)
}

/// A bucket and, perhaps, a key of characters that need no care.
///
/// Source: Amazon S3 user guide, "Bucket naming rules" and "Object key naming guidelines", safe characters.
pub(super) fn is_s3_location(text: &str) -> bool {
    let Some(rest) = text.strip_prefix("s3://") else {
        return false;
    };
    let mut parts = rest.split('/');
    let bucket = parts.next().unwrap_or_default();
    let in_bucket =
        |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b".-".contains(&byte);
    let in_key = |byte: u8| byte.is_ascii_alphanumeric() || b"!_.*'()-".contains(&byte);
    (3..=63).contains(&bucket.len())
        && every(bucket, in_bucket)
        && parts.all(|part| every(part, in_key))
}

/// An ARN in its parts, `arn:PARTITION:SERVICE:REGION:ACCOUNT:RESOURCE`.
///
/// Source: AWS General Reference, "Amazon Resource Names"; partitions: botocore 1.44.8 `data/partitions.json`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Arn<'a> {
    /// `aws`, `aws-cn` and the like.
    pub partition: &'a str,
    /// The service's prefix.
    pub service: &'a str,
    /// The region.
    pub region: &'a str,
    /// The account of twelve digits; empty where the service has it so.
    pub account: &'a str,
    /// What is behind the account.
    pub resource: &'a str,
}

impl<'a> Arn<'a> {
    /// Reads an ARN with a region; `None` for anything else.
    #[must_use]
    pub fn parse(text: &'a str) -> Option<Self> {
        let mut parts = text.splitn(6, ':');
        let mut part = || parts.next();
        let is_arn = part()? == "arn";
        let arn = Self {
            partition: part()?,
            service: part()?,
            region: part()?,
            account: part()?,
            resource: part()?,
        };
        let is_partition = arn
            .partition
            .strip_prefix("aws")
            .is_some_and(|rest| rest.is_empty() || rest.starts_with('-') && every(rest, is_low));
        let digits = |byte: u8| byte.is_ascii_digit();
        let is_account =
            arn.account.is_empty() || arn.account.len() == 12 && every(arn.account, digits);
        let fits = is_arn && is_partition && is_account && names::is_region(arn.region);
        fits.then_some(arn)
    }
}

fn is_low(byte: u8) -> bool {
    byte.is_ascii_lowercase() || byte == b'-'
}

/// The partition that a region belongs to.
///
/// Source: botocore 1.44.8 `data/partitions.json`, `regionRegex`.
#[must_use]
pub fn partition(region: &str) -> &'static str {
    const BY_PREFIX: &[(&str, &str)] = &[
        ("cn-", "aws-cn"),
        ("eusc-", "aws-eusc"),
        ("us-gov-", "aws-us-gov"),
        ("us-iso-", "aws-iso"),
        ("us-isob-", "aws-iso-b"),
        ("eu-isoe-", "aws-iso-e"),
        ("us-isof-", "aws-iso-f"),
    ];
    let found = BY_PREFIX
        .iter()
        .find(|(prefix, _)| region.starts_with(prefix));
    found.map_or("aws", |(_, partition)| partition)
}

/// A name or a path of a parameter: at most 15 levels, and 1011 characters with its ARN's beginning.
///
/// Names under `/aws` are AWS's own and can be read.
///
/// Source: Systems Manager API reference, PutParameter, `Name` (botocore 1.44.8, ssm 2014-11-06).
#[must_use]
pub fn is_parameter_name(text: &str) -> bool {
    let fits = |byte: u8| byte.is_ascii_alphanumeric() || b"_.-".contains(&byte);
    let path = text.strip_prefix('/');
    let levels: Vec<&str> = path.unwrap_or(text).split('/').collect();
    let depth = if path.is_some() { 15 } else { 1 };
    text.len() <= 966 && levels.len() <= depth && levels.iter().all(|level| every(level, fits))
}

/// A label of a parameter's version.
///
/// Source: Systems Manager API reference, LabelParameterVersion.
#[must_use]
pub fn is_label(text: &str) -> bool {
    let fits = |byte: u8| byte.is_ascii_alphanumeric() || b"_.-".contains(&byte);
    let lower = text.to_ascii_lowercase();
    let is_reserved = lower.starts_with("aws") || lower.starts_with("ssm");
    let begins = text.starts_with(|first: char| !first.is_ascii_digit());
    text.len() <= 100 && begins && !is_reserved && every(text, fits)
}

/// A name of a secret.
///
/// Source: Secrets Manager API reference, CreateSecret, `Name` (botocore 1.44.8, secretsmanager 2017-10-17).
#[must_use]
pub fn is_secret_name(text: &str) -> bool {
    let fits = |byte: u8| byte.is_ascii_alphanumeric() || b"/_+=.@-".contains(&byte);
    text.len() <= 512 && every(text, fits)
}

/// The ARN of a customer managed key of KMS, in any account; an alias cannot stand in a policy.
///
/// Source: KMS developer guide, "Specifying KMS keys in IAM policy statements".
pub(super) fn is_kms_key(text: &str) -> bool {
    let Some(arn) = Arn::parse(text) else {
        return false;
    };
    let id = arn.resource.strip_prefix("key/");
    let is_id = id.is_some_and(|id| every(id, is_alphanumeric_or_dash));
    arn.service == "kms" && !arn.account.is_empty() && is_id
}

/// A name of a stack, or its ARN with the id at the end.
///
/// Source: CloudFormation API reference, CreateStack, `StackName`, and SignalResource, `StackName`.
pub(super) fn is_stack(text: &str) -> bool {
    let is_name = |name: &str| {
        let letter = |byte: u8| byte.is_ascii_alphabetic();
        name.len() <= 128 && names::begins(name, letter, is_alphanumeric_or_dash)
    };
    let Some(arn) = Arn::parse(text) else {
        return is_name(text);
    };
    let stack = arn.resource.strip_prefix("stack/");
    let named = stack.and_then(|stack| stack.split_once('/'));
    let fits = |(name, id)| is_name(name) && every(id, is_alphanumeric_or_dash);
    arn.service == "cloudformation" && !arn.account.is_empty() && named.is_some_and(fits)
}

fn is_alphanumeric_or_dash(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'-'
}

/// A logical id of a template.
///
/// Source: CloudFormation user guide, "Resources syntax" and "Understand CloudFormation quotas" (its length).
pub(super) fn is_logical_id(text: &str) -> bool {
    text.len() <= 255 && every(text, |byte| byte.is_ascii_alphanumeric())
}

/// A name of an Auto Scaling group.
///
/// Source: Amazon EC2 Auto Scaling API reference, CreateAutoScalingGroup, `AutoScalingGroupName` (botocore 1.44.8, autoscaling 2011-01-01).
pub(super) fn is_auto_scaling_group(text: &str) -> bool {
    text.len() <= 255 && every(text, |byte| byte.is_ascii_graphic() && byte != b':')
}

/// A name of a lifecycle hook.
///
/// Source: Amazon EC2 Auto Scaling API reference, PutLifecycleHook, `LifecycleHookName` (botocore 1.44.8, autoscaling 2011-01-01).
pub(super) fn is_lifecycle_hook(text: &str) -> bool {
    let fits = |byte: u8| byte.is_ascii_alphanumeric() || b"-_/".contains(&byte);
    text.len() <= 255 && every(text, fits)
}
