//! Names and paths.

/// Tells whether every byte of a text with at least one byte passes.
pub(super) fn every(text: &str, passes: impl Fn(u8) -> bool) -> bool {
    !text.is_empty() && text.bytes().all(passes)
}

/// Tells whether a text begins with one kind of byte and goes on with another.
pub(super) fn begins(text: &str, first: impl Fn(u8) -> bool, rest: impl Fn(u8) -> bool) -> bool {
    let mut bytes = text.bytes();
    bytes.next().is_some_and(first) && bytes.all(rest)
}

/// `[a-z0-9-]+`.
pub(super) fn is_name(text: &str) -> bool {
    every(
        text,
        |byte| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'-'),
    )
}

/// A POSIX path from the root, in its shortest form.
pub(super) fn is_absolute_path(text: &str) -> bool {
    text == "/"
        || text.strip_prefix('/').is_some_and(|rest| {
            rest.split('/')
                .all(|component| !matches!(component, "" | "." | ".."))
        })
}

/// An absolute path that logrotate takes for a program.
///
/// Source: logrotate 3.21.0 `config.c`, `readPath`: "bad compress path" where a character is blank or not printable.
pub(super) fn is_plain_path(text: &str) -> bool {
    is_absolute_path(text) && !text.contains(char::is_whitespace)
}

/// A glob that logrotate reads as one path.
///
/// Source: logrotate 3.21.0 `config.c`: a `{` ends the paths, popt takes quotes and backslashes.
pub(super) fn is_absolute_glob(text: &str) -> bool {
    is_absolute_path(text) && text != "/" && !text.contains(['"', '\'', '{', '}', '\\'])
}

/// A path of a file; where it may lead is the reader's to check.
pub(super) fn is_source_path(text: &str) -> bool {
    !text.is_empty() && !text.ends_with('/')
}

/// A cluster's name, or its ARN.
///
/// Source: Amazon ECS API reference, `CreateCluster`, `clusterName`.
pub(super) fn is_cluster(text: &str) -> bool {
    let is_short = |name: &str| {
        name.len() <= 255
            && every(name, |byte| {
                byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-')
            })
    };
    if !text.starts_with("arn:") {
        return is_short(text);
    }
    let fields: Vec<&str> = text.split(':').collect();
    let [_, partition, "ecs", region, account, resource] = fields.as_slice() else {
        return false;
    };
    is_name(partition)
        && is_name(region)
        && account.len() == 12
        && every(account, |byte| byte.is_ascii_digit())
        && resource.strip_prefix("cluster/").is_some_and(is_short)
}

/// A user or group name that useradd takes, letters of both cases and dots included.
///
/// Source: shadow 4.13 `libmisc/chkname.c`; systemd "User/Group Name Syntax", relaxed mode.
pub(super) fn is_user_name(text: &str) -> bool {
    text.len() <= 32
        && begins(
            text,
            |byte| byte.is_ascii_alphabetic() || byte == b'_',
            |byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'.' | b'-'),
        )
}

fn is_user_or_id(text: &str) -> bool {
    is_user_name(text) || text.parse::<u32>().is_ok() && every(text, |byte| byte.is_ascii_digit())
}

/// `user group`, one blank between.
pub(super) fn is_user_group(text: &str) -> bool {
    text.split_once(' ')
        .is_some_and(|(user, group)| is_user_or_id(user) && is_user_or_id(group))
}

/// What logrotate's `create` takes.
///
/// Source: logrotate 3.21.0 `config.c`, `readModeUidGid`.
pub(super) fn is_mode_owner_group(text: &str) -> bool {
    let words: Vec<&str> = text.split(' ').collect();
    match words.as_slice() {
        [mode] => super::values::is_mode(mode),
        [first, owner] => {
            (super::values::is_mode(first) || is_user_name(first)) && is_user_or_id(owner)
        }
        [mode, owner, group] => {
            super::values::is_mode(mode) && is_user_or_id(owner) && is_user_or_id(group)
        }
        _ => false,
    }
}

/// `default`, `user[:group]` or `uid[:gid]`.
///
/// Source: moby v28.5.2 `cmd/dockerd` reference, "Daemon user namespace options".
pub(super) fn is_userns_remap(text: &str) -> bool {
    match text.split_once(':') {
        Some((user, group)) => is_user_or_id(user) && is_user_or_id(group),
        None => is_user_or_id(text),
    }
}

/// A unit name with one of systemd's suffixes, at most 255 bytes.
///
/// Source: systemd.unit(5), v252.
pub(super) fn is_unit_name(text: &str) -> bool {
    const SUFFIXES: [&str; 11] = [
        "service",
        "socket",
        "device",
        "mount",
        "automount",
        "swap",
        "target",
        "path",
        "timer",
        "slice",
        "scope",
    ];
    let Some((prefix, suffix)) = text.rsplit_once('.') else {
        return false;
    };
    text.len() <= 255
        && SUFFIXES.contains(&suffix)
        && !prefix.starts_with('@')
        && every(prefix, |byte| {
            byte.is_ascii_alphanumeric() || b":_.\\@-".contains(&byte)
        })
}

/// A Debian or RPM package, a version behind it allowed; never an option or a path.
///
/// Source: Debian policy 5.6.1; RPM 4.19 `build/parsePreamble.c`.
pub(super) fn is_package_name(text: &str) -> bool {
    begins(
        text,
        |byte| byte.is_ascii_alphanumeric(),
        |byte| byte.is_ascii_alphanumeric() || b"+._:~=-".contains(&byte),
    )
}

/// Components between dots or slashes (a slash stands for a dot inside a component).
///
/// Source: sysctl.d(5).
pub(super) fn is_sysctl_key(text: &str) -> bool {
    let is_component = |part: &str| {
        every(part, |byte| {
            byte.is_ascii_alphanumeric() || b"_:@+-".contains(&byte)
        })
    };
    text.contains(['.', '/'])
        && !text.starts_with(['-', ':', '@', '+'])
        && text.split(['.', '/']).all(is_component)
}

/// `[A-Z_][A-Z0-9_]*`.
pub(super) fn is_env_name(text: &str) -> bool {
    begins(
        text,
        |byte| byte.is_ascii_uppercase() || byte == b'_',
        |byte| byte.is_ascii_uppercase() || byte.is_ascii_digit() || byte == b'_',
    )
}

/// `[a-z][a-z0-9_-]*`.
pub(super) fn is_var_name(text: &str) -> bool {
    begins(
        text,
        |byte| byte.is_ascii_lowercase(),
        |byte| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'_' | b'-'),
    )
}

/// `ami-` and 8 or 17 hexadecimal digits, or `resolve:ssm:` and a parameter.
///
/// Source: Amazon EC2 API reference, `RequestLaunchTemplateData`, `ImageId`.
pub(super) fn is_image_id(text: &str) -> bool {
    if let Some(digits) = text.strip_prefix("ami-") {
        return [8, 17].contains(&digits.len())
            && every(digits, |byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
    }
    text.strip_prefix("resolve:ssm:").is_some_and(|parameter| {
        every(parameter, |byte| {
            byte.is_ascii_alphanumeric() || b"_./:-".contains(&byte)
        })
    })
}

/// A family, a dot and a size: `m7i-flex.large`, `u-12tb1.112xlarge`.
pub(super) fn is_instance_type(text: &str) -> bool {
    text.split_once('.').is_some_and(|(family, size)| {
        is_name(family)
            && family.starts_with(|first: char| first.is_ascii_lowercase())
            && is_name(size)
    })
}

/// `eu-central-1`, `us-gov-west-1`, `eusc-de-east-1`.
pub(super) fn is_region(text: &str) -> bool {
    let words: Vec<&str> = text.split('-').collect();
    let [area, middle @ .., number] = words.as_slice() else {
        return false;
    };
    let is_letters = |word: &&str| every(word, |byte| byte.is_ascii_lowercase());
    (2..=4).contains(&area.len())
        && is_letters(area)
        && !middle.is_empty()
        && middle.iter().all(is_letters)
        && number.len() <= 2
        && every(number, |byte| byte.is_ascii_digit())
}

/// `[A-Za-z0-9_./-]{1,128}`.
///
/// Source: Amazon ECS API reference, `Attribute`, `name`.
pub(super) fn is_attribute_name(text: &str) -> bool {
    text.len() <= 128
        && every(text, |byte| {
            byte.is_ascii_alphanumeric() || b"_./-".contains(&byte)
        })
}

/// Bare and quoted keys with single dots between, without blanks around them.
///
/// Source: TOML 1.0.0, "Keys".
pub(super) fn is_key_path(text: &str) -> bool {
    let mut rest = text;
    loop {
        let Some(after) = after_key(rest) else {
            return false;
        };
        if after.is_empty() {
            return true;
        }
        let Some(next) = after.strip_prefix('.') else {
            return false;
        };
        rest = next;
    }
}

/// Returns what follows one key.
fn after_key(text: &str) -> Option<&str> {
    if let Some(inner) = text.strip_prefix('\'') {
        return inner.split_once('\'').map(|(_, after)| after);
    }
    if let Some(inner) = text.strip_prefix('"') {
        return after_basic_string(inner);
    }
    let is_bare =
        |character: char| character.is_ascii_alphanumeric() || matches!(character, '_' | '-');
    let after = text.trim_start_matches(is_bare);
    (after.len() < text.len()).then_some(after)
}

fn after_basic_string(inner: &str) -> Option<&str> {
    let mut characters = inner.chars();
    while let Some(character) = characters.next() {
        match character {
            '"' => return Some(characters.as_str()),
            '\\' => {
                characters.next();
            }
            _ => {}
        }
    }
    None
}
