//! A page of Markdown in the making.

use parbake::reference::{Known, Reference};

/// A page: a title, words on what it is, entries.
pub(super) struct Page {
    pub(super) text: String,
}

impl Page {
    /// Starts a page.
    pub(super) fn new(title: &str, words: &str) -> Self {
        let text = format!(
            "# {title}\n\n{words}\n\n<!-- Made by the test `docs`: PARBAKE_BLESS=1 cargo test --test main docs -->\n\n"
        );
        Self { text }
    }

    /// Adds a table of contents in one paragraph.
    pub(super) fn contents<'n>(&mut self, names: impl Iterator<Item = &'n str>) {
        let links: Vec<String> = names
            .map(|name| format!("[{}]({})", shown(name), anchor(name)))
            .collect();
        self.line(&format!("{}\n", links.join(" ·\n")));
    }

    /// Starts an entry; the anchor is the name as it is.
    pub(super) fn heading(&mut self, id: &str, title: &str) {
        self.line(&format!(
            "<a id=\"{}\"></a>\n\n## {}\n",
            id_of(id),
            shown(title)
        ));
    }

    /// Adds a paragraph of plain words.
    pub(super) fn paragraph(&mut self, words: &str) {
        if !words.is_empty() {
            self.line(&format!("{}\n", escaped(words)));
        }
    }

    /// Adds one item of a list, as it is.
    pub(super) fn item(&mut self, words: &str) {
        self.line(&format!("- {words}"));
    }

    /// Adds lines as they are.
    pub(super) fn line(&mut self, line: &str) {
        self.text.push_str(line);
        self.text.push('\n');
    }

    /// Adds what is known about a setting under its name.
    pub(super) fn entry(&mut self, id: &str, entry: &Reference) {
        self.heading(id, id);
        let mut names = vec![entry.kind.to_owned()];
        if !entry.key.is_empty() && entry.key != id {
            names.insert(0, format!("`{}`", entry.key));
        }
        if entry.title != id && entry.title != entry.key {
            names.insert(0, format!("`{}`", entry.title));
        }
        self.line(&format!("{}\n", names.join(" · ")));
        self.paragraph(&entry.doc);
        self.fields(entry);
        self.facts(&entry.facts);
        if !entry.example.is_empty() {
            self.line(&format!("```toml\n{}\n```\n", entry.example.trim_end()));
        }
    }

    fn fields(&mut self, entry: &Reference) {
        let yes = |holds: bool| if holds { "yes" } else { "" };
        let code = |text: &str| {
            if text.is_empty() {
                String::new()
            } else {
                format!("`{text}`")
            }
        };
        let keys: Vec<String> = entry.keys.iter().map(|key| code(key)).collect();
        let bad = entry
            .bad_value
            .strip_prefix("A bad value: ")
            .unwrap_or(&entry.bad_value);
        let fields = [
            ("Type", escaped(&entry.ty)),
            ("Required", yes(entry.required).to_owned()),
            ("Default", value(&entry.default)),
            ("On ECS hosts", value(&entry.default_on_ecs)),
            ("Bad value", escaped(bad)),
            ("Read by", escaped(&entry.read_by)),
            ("Flag", code(&entry.flag)),
            ("Versions", escaped(&entry.versions)),
            ("Deprecated", yes(entry.deprecated).to_owned()),
            ("Refused", escaped(&entry.refused)),
            ("Leave it", escaped(&entry.leave)),
            ("Requires", escaped(&entry.requires.join("; "))),
            ("Conflicts", escaped(&entry.conflicts.join("; "))),
            ("Note", escaped(&entry.notes.join("; "))),
            (
                "Keys",
                own_page(&entry.key).unwrap_or_else(|| keys.join(", ")),
            ),
            (
                "Source",
                entry
                    .sources
                    .iter()
                    .map(|source| linked(source))
                    .collect::<Vec<_>>()
                    .join("; "),
            ),
        ];
        for (label, text) in fields.iter().filter(|(_, text)| !text.is_empty()) {
            self.item(&format!("{label}: {text}"));
        }
        self.line("");
    }

    fn facts(&mut self, facts: &[Known]) {
        if facts.is_empty() {
            return;
        }
        self.line("| fact | value | source | read |\n|---|---|---|---|");
        for fact in facts {
            let cell = |text: &str| escaped(text).replace('|', "\\|").replace('\n', " ");
            let (value, source) = (cell(&fact.value), cell(fact.source));
            self.line(&format!(
                "| {} | {value} | {source} | {} |",
                fact.name, fact.read
            ));
        }
        self.line("");
    }
}

/// The page of the keys below a section that has one.
fn own_page(key: &str) -> Option<String> {
    let page = match key {
        "ecs" => "settings-ecs.md",
        "docker.daemon" => "settings-docker.md",
        "logrotate.NAME" => "settings-logrotate.md",
        _ => return None,
    };
    Some(format!("on [a page of their own]({page})"))
}

/// A default is code where it is a value, and words where it is words.
fn value(text: &str) -> String {
    let is_value = !text.is_empty() && !text.contains([' ', '`']);
    if is_value {
        format!("`{text}`")
    } else {
        escaped(text)
    }
}

/// The place of a name on its page.
pub(super) fn anchor(name: &str) -> String {
    format!("#{}", id_of(name))
}

/// A name as it may stand in an attribute and in a link.
fn id_of(name: &str) -> String {
    name.replace(['"', ' ', '(', ')', '<', '>'], "")
}

/// A name as a heading: underscores and the like are no Markdown.
fn shown(name: &str) -> String {
    name.replace('_', "\\_").replace('*', "\\*")
}

/// Keeps Markdown from reading words as its own; what stands between backticks stays.
fn escaped(text: &str) -> String {
    let mut out = String::new();
    let mut is_code = false;
    // A backtick without its partner is a letter.
    let has_pairs = text.matches('`').count().is_multiple_of(2);
    for letter in text.chars() {
        match letter {
            '`' if has_pairs => {
                is_code = !is_code;
                out.push('`');
            }
            '<' if !is_code => out.push_str("&lt;"),
            '*' | '_' | '[' | ']' | '~' | '`' if !is_code => {
                out.push('\\');
                out.push(letter);
            }
            _ => out.push(letter),
        }
    }
    out
}

/// Makes a link of a source where it says a file of a public repository.
fn linked(source: &str) -> String {
    const AGENT: &str = "aws/amazon-ecs-agent 1.105.1, ";
    let is_path = ["agent/", "ecs-agent/", "ecs-init/"]
        .iter()
        .any(|start| source.starts_with(start));
    let in_agent = source.strip_prefix(AGENT).or(is_path.then_some(source));
    if let Some(path) = in_agent.filter(|path| !path.contains(' ')) {
        let name = escaped(source);
        return format!(
            "[{name}](https://github.com/aws/amazon-ecs-agent/blob/v1.105.1/{})",
            line_of(path)
        );
    }
    for repository in [
        "moby/moby",
        "logrotate/logrotate",
        "aws/amazon-ecs-agent",
        "aws/amazon-ecs-ami",
        "canonical/cloud-init",
    ] {
        if let Some(rest) = source.strip_prefix(repository) {
            return format!(
                "[{repository}](https://github.com/{repository}){}",
                escaped(rest)
            );
        }
    }
    escaped(source)
}

/// `a/b.go:12` as the end of an address.
fn line_of(path: &str) -> String {
    match path.rsplit_once(':') {
        Some((file, line)) if line.bytes().all(|byte| byte.is_ascii_digit()) => {
            format!("{file}#L{line}")
        }
        _ => path.to_owned(),
    }
}
