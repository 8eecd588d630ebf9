//! The register of codes: one row each, the text of `parbake explain CODE`.
//!
//! `P` is for the profile's language, `O` for the outputs, `V` for the findings of `verify`; those of lints (`L`) stand with the lints. A code is never used again.

/// One kind of problem.
#[derive(Debug, PartialEq, Eq)]
pub struct Code {
    /// Letter and four digits, `P0104`.
    pub id: &'static str,
    /// Kebab-case name of the thing flagged.
    pub name: &'static str,
    /// What it is, why it matters, a bad and a good example; Markdown.
    pub doc: &'static str,
}

macro_rules! codes {
    ($($constant:ident $id:literal $name:literal $doc:literal)*) => {
        $(
            #[doc = $name]
            pub const $constant: &Code = &Code { id: $id, name: $name, doc: $doc };
        )*
        /// Every code, by id.
        pub const CODES: &[&Code] = &[$($constant),*];
    };
}

impl Code {
    /// Finds a code of this register by its id or its name.
    #[must_use]
    pub fn find(word: &str) -> Option<&'static Self> {
        CODES.iter().copied().find(|code| code.is_called(word))
    }

    /// Returns the doc as Markdown, without the blank that a doc comment puts before each line.
    #[must_use]
    pub fn text(&self) -> String {
        let lines = self.doc.trim_end().lines();
        let lines: Vec<&str> = lines
            .map(|line| line.strip_prefix(' ').unwrap_or(line))
            .collect();
        lines.join("\n")
    }

    /// Says whether a word is the code's id or name.
    #[must_use]
    pub fn is_called(&self, word: &str) -> bool {
        self.id.eq_ignore_ascii_case(word) || self.name == word
    }
}

codes! {
    SYNTAX "P0001" "syntax"
    "The file is not TOML. Every syntax error of a run is reported at its place, and what could be read is checked all the same."
    NOT_UTF8 "P0002" "not-utf8"
    "A profile is UTF-8 text. systemd ignores a whole ecs.config for a single byte that is not, so parbake takes none."
    FILE_MISSING "P0003" "file-missing"
    "A file that `extends` or `source` names is not there. Paths are relative to the file that names them."
    FILE_UNREADABLE "P0004" "file-unreadable"
    "A file that `extends` or `source` names is there and cannot be read."
    EXTENDS_CYCLE "P0005" "extends-cycle"
    "A profile extends itself, perhaps through others."
    UNKNOWN_KEY "P0101" "unknown-key"
    "The language has no such key. The readers of the output would ignore a misspelt setting without a word, so parbake does not."
    WRONG_TYPE "P0102" "wrong-type"
    "The value is of another kind than the setting.\n\nBad: `reserved-memory = \"256\"`. Good: `reserved-memory = 256`."
    MISSING_KEY "P0103" "missing-key"
    "A key that must be given is not there, neither in the file nor in what it extends."
    OUT_OF_RANGE "P0104" "out-of-range"
    "The number or duration is outside what the reader takes. Most readers fall back to their default with a warning, or without one.\n\nBad: `reserved-memory = 70000` (the agent's field has 16 bits, it would reserve nothing). Good: `reserved-memory = 65535`."
    MALFORMED "P0105" "malformed"
    "The text is not of the form that the reader takes.\n\nBad: `image-cleanup-interval = \"30\"` (the agent would take 30m for its default). Good: `image-cleanup-interval = \"30m\"`."
    UNKNOWN_WORD "P0106" "unknown-word"
    "The setting takes one of a few words, exactly as they are written. Many readers take another word for their default and say nothing."
    DUPLICATE "P0107" "duplicate"
    "An element stands in a set twice."
    NAME_CLASH "P0108" "name-clash"
    "Two names differ only in case. As file names they are one on some file systems."
    CONTROL_CHARACTER "P0109" "control-character"
    "A control character in a value. Line-based readers would see two lines, or cut the value."
    UNKNOWN_VARIABLE "P0201" "unknown-variable"
    "A reference or a `--var` names a variable that `[vars]` does not have."
    VARIABLE_CYCLE "P0202" "variable-cycle"
    "A variable refers to itself, perhaps through others."
    VARIABLE_WITHOUT_VALUE "P0203" "variable-without-value"
    "A variable is declared without a default, and no variant and no `--var` gives it a value."
    UNKNOWN_REFERENCE "P0204" "unknown-reference"
    "`${...}` refers to nothing. Write `$${` for a literal `${`. Scripts are never interpolated."
    REFERENCE_NOT_ALLOWED "P0205" "reference-not-allowed"
    "A value that only the host knows stands where it must be known earlier: in a path, in a name, in the launch template."
    FLATTENED_VARIABLE "P0207" "flattened-variable"
    "`--var` is stronger than a variant: it gives every variant the same value."
    UNSET_NOTHING "P0301" "unset-nothing"
    "`unset` names a key that neither `extends` nor the profile under a variant has set."
    NOT_OVERLAYABLE "P0302" "not-overlayable"
    "A variant changes what the one image of all variants is made of: the base, the architecture, `[image]`, the repositories."
    LATE_NOTHING "P0303" "late-nothing"
    "`image.late` names a key that the profile does not set."
    OWNED_MODULE "P0401" "owned-module"
    "`[cloud-config]` holds a module that parbake writes itself. cloud-init keeps one value per key, so one of the two would be lost."
    EXTRA_IS_KNOWN "P0402" "extra-is-known"
    "`[ecs.extra]` or `[docker.daemon-extra]` holds a setting that parbake knows, and so goes around its checks."
    UNKNOWN_SETTING "P0403" "unknown-setting"
    "`[ecs.extra]` and `[docker.daemon-extra]` take what parbake does not know. It is checked as text and written as it is."
    LEAVE_ALONE "P0404" "leave-alone"
    "The setting is tied to something that ecs-init fixes, its mounts mostly. Another value breaks the agent."
    REFUSED_KEY "P0405" "refused-key"
    "The key exists, and no profile should set it: a reader does not know it, or it does harm."
    SECRET_LITERAL "P0406" "secret-literal"
    "A secret stands as plain text. Images and user-data are read by more people than a secret should be."
    FILE_CONTENT "P0407" "file-content"
    "A file, unit, key or script takes its content from the profile or from a file beside it, exactly one of the two."
    WRONG_VERSION "P0408" "wrong-version"
    "The base has a version of the reader that does not know the setting, or no longer. dockerd does not start then, logrotate ignores the line."
    FILE_AND_FLAG "P0409" "file-and-flag"
    "dockerd refuses to start when a setting is given as a flag and in daemon.json, even with the same value. The base passes this one as a flag."
    UNKNOWN_LINT "P0410" "unknown-lint"
    "`[lints]` names a lint that there is not. `parbake explain --list` lists all of them."
    LATE_IN_BAKE "P0411" "late-in-bake"
    "A baked script uses what only a launch or the host knows. In an image it would be the build host's, shared by every clone."
    NO_INTERPRETER "P0412" "no-interpreter"
    "A script does not begin with `#!`. cloud-init writes such a part and the kernel refuses to run it; the boot goes on without it."
    ORDER_WITHOUT_AGENT "P0413" "order-without-agent"
    "An order after the agent on a host that has none."
    UNIT_STATE "P0414" "unit-state"
    "What is said about a unit contradicts itself, or is nothing."
    PATH_CONFLICT "P0415" "path-conflict"
    "Two parts of the profile write the same file, or one writes a file that parbake writes itself."
    KEEP "P0416" "keep"
    "The profile places a path in the image that the clean-up of identity would delete, such as an `authorized_keys`. `image.keep` says that every clone is meant to have it."
    ARCHITECTURE "P0417" "architecture"
    "The base has no machine image for this architecture."
    LOGGING "P0418" "logging"
    "The log driver and its options do not fit each other, or this base's Docker. `dockerd --validate` sees none of that; dockerd does not start, or, where the driver has no options at all, refuses each container that names no driver of its own.\n\nBad: `log-driver = \"awslogs\"` alone. Good: `log-driver = \"awslogs\"` with `log-opts = { awslogs-group = \"/ecs/web\" }`."
    IMAGE_STORE "P0419" "image-store"
    "A setting of dockerd that decides where images lie (`data-root`, `storage-driver`, `userns-remap`, `features`) is not known when the image is made, and the profile bakes container images. At boot Docker would look elsewhere and see none of them."
    SECURITY_LINT "P0420" "security-lint"
    "A lint that guards secrets or access is turned down for the whole profile. It can be allowed only at named places, and with a reason that a reviewer can read.\n\nBad: `credential = \"allow\"`. Good: `credential = { level = \"allow\", at = [\"files.\\\"/etc/x\\\".content\"], reason = \"a public test key\" }`."
    EXTERNAL_WITHOUT_REGION "P0461" "external-without-region"
    "A host outside EC2 has no metadata service to learn its region from. The agent exits with 1, and ecs-init starts it again for ever.\n\nBad: `external = true` alone. Good: with `aws-default-region = \"eu-central-1\"`."
    TAGS_SWITCHED_OFF "P0462" "tags-switched-off"
    "The launch template keeps the instance's tags out of the metadata, and the profile asks for one on the host. The boot step that needs it fails on each host, and the host never joins.\n\nBad: `launch.metadata.tags = false` with `${instance.tag.Name}`. Good: leave `tags` out; parbake switches them on where they are used."
    HEALTH_CHECK_OVERLAPS "P0463" "health-check-overlaps"
    "The load balancer would ask again before the time for an answer is over. Its API refuses that. Left out, the interval is 30 s and the timeout 5 s.\n\nBad: `health-check-interval = 5` alone. Good: with `health-check-timeout = 2`."
    INTERPRETER_LINE "P0480" "interpreter-line"
    "The line behind `#!` names no interpreter that the kernel finds. It takes an absolute path and hands on the rest of the line, blanks and all, as one word; a carriage return at the end belongs to the name.\n\nBad: `#!/usr/bin/env bash -eu`, `#!bash`. Good: `#!/bin/bash` and `set -eu`."
    LINT_PLACE "P0490" "lint-place"
    "An `at` of `[lints]` names a key that neither the profile nor a variant of it sets, so that the level is for nothing."
    UNUSED_ALLOW "P0491" "unused-allow"
    "`[lints]` allows what does not occur. The day it does, nobody hears of it. What a file says that is extended is not held against the profiles that extend it."
    KEPT_IDENTITY "P0500" "kept-identity"
    "`image.keep` names something that the profile does not place and that makes a host itself. It stays as it is on the build host, every clone has the same, and its digest is recorded in image.json.\n\nBad: `keep = [\"authorized-keys\"]`: the builder's key opens every clone. Good: `authorized-keys` of a user of the profile, kept by its path."
    KEEP_NOTHING "P0501" "keep-nothing"
    "`image.keep` names something that the clean-up would not touch. A path is often misspelt then, and the file that was meant is deleted."
    EFFECT_AT_BOOT "P0502" "effect-at-boot"
    "A script of the boot declares `effects`. They say what a script leaves in the image, for the clean-up; what happens at boot stays on its host.\n\nBad: `phase = \"boot\"` with `effects = [\"docker\"]`. Good: `phase = \"bake\"`, or no `effects`."
    CONTAINER_FILE "P0520" "container-file"
    "A file that `images.from-compose` or `images.from-task-definitions` names does not say which images there are: it is not YAML or JSON, has no services or containers, or leaves them to another file. What is not seen would not be in the image, and nobody would be told.\n\nSource: compose-spec 05-services.md, 14-include.md; ECS API reference, TaskDefinition."
    COMPOSE_VARIABLE "P0521" "compose-variable"
    "A Compose file names an image with a variable that has no default. Compose would put in nothing and ask the registry for another image, with a warning at most; parbake reads no environment and no `.env`.\n\nBad: `image: web:${TAG}`. Good: `image: web:${TAG:-1.4.2}`.\n\nSource: compose-spec 12-interpolation.md."
    IMAGE_CONFLICT "P0522" "image-conflict"
    "One launch asks for the same name and tag with two digests. A host has one image under a tag."
    IMAGE_PLATFORM "P0523" "image-platform"
    "A Compose file or a task definition asks for another platform than `host.arch`. The image would be pulled, and its containers would die with `exec format error`."
    REGISTRY_LOGIN "P0524" "registry-login"
    "`images.login` does not fit: no image comes from that registry, or `ecr` is said of a registry that is not Amazon's.\n\nBad: `login.\"registry.example.com\" = \"ecr\"`. Good: `login.\"123456789012.dkr.ecr.eu-central-1.amazonaws.com\" = \"ecr\"`."
    PROXY_TWICE "P0525" "proxy-twice"
    "`[proxy]` serves Docker and the agent, and `[docker.daemon]` or `[ecs]` names a proxy as well. One of the two would win without a word: dockerd prefers daemon.json to its environment, and ecs.config keeps the last of two lines.\n\nSource: moby `daemon/config/config.go`, `Proxies`; systemd.exec(5), `EnvironmentFile=`."
    CA_CERTIFICATE "P0526" "ca-certificate"
    "`[ca-certificates]` holds something else than certificates in PEM form. The tools of the distributions take no other form and say nothing.\n\nBad: a file in DER form. Good: `-----BEGIN CERTIFICATE-----` and so on.\n\nSource: update-ca-certificates(8), update-ca-trust(8)."
    COMPONENT_TOO_LARGE "P0528" "component-too-large"
    "A component document of EC2 Image Builder is at most 64 KB, and bake.sh does not fit into it, compressed. The other files of the bundle are written. `parbake build` says so; `check` makes no bundle. With `image.bake-location = \"s3://BUCKET/PATH\"` the document loads PATH/bake.sh from there, and holds it against its digest.\n\nSource: EC2 Image Builder user guide, component documents."
    SECRET_NAME "P0530" "secret-name"
    "`${ssm:NAME}` or `${secret:NAME#KEY}` names what Systems Manager or Secrets Manager could not have made, so no host would get it.\n\nBad: `${ssm:checkout/token}` (a path begins with a slash). Good: `${ssm:/checkout/token}`.\n\nSource: Systems Manager API reference, PutParameter; Secrets Manager API reference, CreateSecret."
    SECRET_PLACE "P0531" "secret-place"
    "A secret stands where others would read it, or where a value must be known before the host runs. A secret can stand in the `content` of a file, in `[ecs]` and in `swarm.token`: it is fetched on the host and lands in a file of mode 0600.\n\nBad: `scripts.join.env.TOKEN = \"${ssm:/checkout/token}\"`. Good: `files.\"/etc/app/token\".content = \"${ssm:/checkout/token}\"`, which the script reads."
    SECRET_FILE_MODE "P0532" "secret-file-mode"
    "A file with a secret in it can be read, written or run by others than its owner. Left out, the mode of such a file is 0600; `owner` says who reads it.\n\nBad: `mode = \"0644\"`. Good: `mode = \"0400\"` with `owner = \"app\"`."
    NO_WAY_TO_SECRETS "P0533" "no-way-to-secrets"
    "The base can fetch no secret, and send no signal to AWS: its curl is too old to sign a request to AWS (7.86), and its package manager has no AWS command line."
    SWARM_ROLE "P0534" "swarm-role"
    "What is said of the host's role and of `[swarm]` does not fit: a host joins a swarm where its role is `swarm`, and then it has no ECS agent.\n\nBad: `[swarm]` beside `[ecs]`. Good: `host.role = \"swarm\"` with `[swarm]`."
    HIDDEN_BY_VOLUME "P0545" "hidden-by-volume"
    "What the image holds below a mount point is hidden on the host as soon as the volume is mounted there: files, the home of a user, container images in Docker's directory. Nothing would say so; Docker would start with an empty store.\n\nBad: `images.pull` with `[volumes.\"/var/lib/docker\"]`. Good: pulled at boot, `image.late = [\"images\"]`; or Docker's directory on the root disk, and a volume for data of its own.\n\nSource: mount(8): the previous contents become invisible."
    VOLUME_DEVICE "P0546" "volume-device"
    "A disk of `[volumes]` is the one that the host boots from, or has two mount points.\n\nBad: `device = \"/dev/xvda\"` on Amazon Linux. Good: `device = \"/dev/sdf\"`."
    OPEN_KEY "P0547" "open-key"
    "The mode of a private key lets every user of the host, and every container that mounts the directory, read it.\n\nBad: `mode = \"0644\"`. Good: `mode = \"0640\"` with a `group`, or nothing: 0600."
    CERTIFICATE_NAME "P0548" "certificate-name"
    "A word of a certificate's subject or names, with references in it, would be taken as syntax by openssl's configuration, or can be no name. What the references bring is checked on the host in the same way.\n\nBad: `names = [\"ip:10.0.0.${instance.tag.n}\"]`. Good: `names = [\"ip:${instance.private-ip}\"]`.\n\nSource: openssl config(5), \"Settings\"; RFC 5280, 4.2.1.6."
    MOUNT_POINT "P0550" "mount-point"
    "A directory that the running system or the boot program itself uses is no place for a volume: processes keep the files below open, and new ones see others.\n\nBad: `[volumes.\"/var\"]`. Good: `[volumes.\"/var/lib/docker\"]`."
    SIGNAL_RECEIVER "P0551" "signal-receiver"
    "`boot.signal` tells one receiver, named whole: a command, a resource of a CloudFormation stack, or a lifecycle hook of an Auto Scaling group.\n\nBad: `signal = { stack = \"web\" }`, since CloudFormation waits for a resource of the stack; a command beside a stack. Good: `signal = { stack = \"web\", resource = \"Hosts\" }`, or `signal = { auto-scaling-group = \"web\", lifecycle-hook = \"booted\" }`."
    HOST_NAME "P0570" "host-name"
    "`host.hostname` can be no name of a host, whatever its references give: a character that none may have, an empty label, or more than the 64 characters that the kernel takes. What the references give is checked on the host in the same way.\n\nBad: `hostname = \"web_${instance.id}\"`. Good: `hostname = \"web-${instance.id}\"`.\n\nSource: hostname(7); sethostname(2)."
    BOOT_SETTING_IN_BAKE "P0572" "boot-setting-in-bake"
    "`order` and `every` say when a boot script runs and how often. A script of the bake runs once, while the image is made, so nothing would come of either, and it may well be the phase that is wrong.\n\nBad: `phase = \"bake\"` with `every = \"boot\"`. Good: `phase = \"boot\"` with it, or leave it out."
    VOLATILE_FILE "P0573" "volatile-file"
    "The image is to hold a file below `/run`, `/var/run`, `/var/lock` or `/dev`. These are in memory and begin anew at each boot, so that no host would have it. A file that is written at boot is no matter: that happens at each boot, before Docker starts. Below `/proc` and `/sys`, which are the kernel's, no file can be written at all.\n\nBad: `[files.\"/run/app/x.conf\"]` with a fixed content. Good: `/etc/app/x.conf`; or a file `/etc/tmpfiles.d/app.conf`, whose lines systemd follows at each boot; or the path in `image.late`.\n\nSource: file-hierarchy(7); tmpfiles.d(5)."
    NO_HOST_KEY "P0580" "no-host-key"
    "`image.ssh-host-keys` is empty. cloud-init would delete the keys of the build host and make none, and sshd does not start without one.\n\nBad: `ssh-host-keys = []`. Good: leave it out, or `ssh-host-keys = [\"ed25519\"]`.\n\nSource: cloud-init 22.4.2 config/cc_ssh.py, `ssh_deletekeys`; sshd(8), `HostKey`."
    READERS_DISAGREE "O0001" "readers-disagree"
    "Two readers of one output would take the value differently, or one would drop, cut or change it. ecs.config is read by systemd, which removes quotes and eats backslashes, and by ecs-init, which keeps both."
    USER_DATA_TOO_LARGE "O0002" "user-data-too-large"
    "EC2 takes 16384 bytes of user-data before base64, compressed or not. The table says what each setting costs."
    TEMPLATE "O0003" "template"
    "A template of parbake could not be rendered: a fault of parbake, never of a profile."
    REFUSED_DAEMON_SETTING "O0004" "refused-daemon-setting"
    "dockerd of this base would refuse what is written: when it loads its settings, when it starts, or when it makes a container. `dockerd --validate` sees the first of the three only.\n\nBad: `bip = \"10.9.0.1/24\"` with `bridge = \"br0\"`. Good: one of the two."
    IGNORED_DAEMON_SETTING "O0005" "ignored-daemon-setting"
    "dockerd takes what is written and does nothing with it: the name of a flag where the file has another name, a field that an object does not have, an address pool inside another.\n\nBad: `registry-mirror = [\"https://mirror.example.com\"]`. Good: `registry-mirrors = [\"https://mirror.example.com\"]`."
    CHANGED_AGENT_VALUE "O0006" "changed-agent-value"
    "The line of ecs.config says what the profile says, and the agent's own parser of that variable makes something else of it.\n\nBad: `reserved-ports = []` (the agent takes its default list). Good: `reserved-ports = [22]`."
    REFUSED_UNIT "O0007" "refused-unit"
    "systemd would not load the unit: a command line that it cannot read, a service without a command, a restart policy that its type excludes. Starting the unit fails, and so does what requires it.\n\nBad: `ExecStart=/bin/sh -c 'echo it's up'`. Good: `ExecStart=/bin/sh -c \"echo it's up\"`."
    IGNORED_UNIT_LINE "O0008" "ignored-unit-line"
    "systemd ignores the line with a warning in the journal, and loads the unit without it: an unknown section or word (the case counts), a value of the wrong form, text before the first section.\n\nBad: `Aftr=docker.service`. Good: `After=docker.service`."
    BOOT_ORDER "O0010" "boot-order"
    "The order of a boot cannot be proven from what is known of the base: units wait for each other in a circle, or nothing puts a step before what needs it. No line of the profile has a part in it, so it is a fault of parbake or of its fact pack."
    IDENTITY_LEFT "V0001" "identity-left"
    "Something that makes a host itself is in the image: every host that boots from it has the same. `parbake explain` knows each item by its name. What is meant to be there stands in `image.keep`."
    SECRET_LEFT "V0002" "secret-left"
    "Something that may hold a secret of the build host is in the image: everybody who can start it can read it."
    STALE_LEFT "V0003" "stale-left"
    "Something that holds for the build host only is in the image, and gives wrong facts at boot."
    WEIGHT_LEFT "V0004" "weight-left"
    "A cache is in the image. It does no harm but weight."
    NO_IMAGE "V0005" "no-image"
    "The root has no /usr/lib/parbake/manifest, so no bake has placed its files there: nothing can be said about them."
    BAKED_FILE_MISSING "V0006" "baked-file-missing"
    "A file that the bake placed is not there, or is no regular file any more."
    BAKED_FILE_CHANGED "V0007" "baked-file-changed"
    "A file that the bake placed has another content: something has changed it since, or the image is of another bundle."
    BAKED_FILE_ACCESS "V0008" "baked-file-access"
    "A file that the bake placed has another mode or owner."
    KEPT_CHANGED "V0009" "kept-changed"
    "What `image.keep` left in the image is not what was there when it was baked: its digest is recorded in /etc/parbake/image.json."
    OTHER_IMAGE "V0010" "other-image"
    "The root is not the image of this bundle: /etc/parbake/image.json is missing, or has another name or digest."
}
