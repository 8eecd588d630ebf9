//! How an entry of the reference is laid out for people: paragraphs and aligned fields, 80 columns wide.

use parbake::reference::{Known, Reference};

/// Columns of the whole text.
const WIDTH: usize = 80;

/// Columns before the text of a field: two blanks, the label, two blanks.
const MARGIN: usize = 15;

/// Writes an entry as text, with what is not known left out.
pub(crate) fn render(entry: &Reference) -> String {
    let mut page = Page::default();
    page.text
        .push_str(&format!("{} ({})\n\n", entry.title, entry.kind));
    page.paragraph(&entry.doc);
    page.fields(entry);
    page.facts(&entry.facts);
    page.block("example", &entry.example);
    page.text
}

/// A text in the making.
#[derive(Default)]
struct Page {
    text: String,
}

impl Page {
    fn paragraph(&mut self, text: &str) {
        for line in wrapped(text, WIDTH) {
            self.text.push_str(&line);
            self.text.push('\n');
        }
        self.text.push('\n');
    }

    fn fields(&mut self, entry: &Reference) {
        if entry.title != entry.key {
            self.field("key", &entry.key);
        }
        self.field("type", &entry.ty);
        self.field("required", if entry.required { "yes" } else { "" });
        self.field("default", &entry.default);
        self.field("on ECS hosts", &entry.default_on_ecs);
        self.field("bad value", without_label(&entry.bad_value));
        self.field("read by", &entry.read_by);
        self.field("flag", &entry.flag);
        self.field("versions", &entry.versions);
        self.field("deprecated", if entry.deprecated { "yes" } else { "" });
        self.field("refused", &entry.refused);
        self.field("leave it", &entry.leave);
        self.each("requires", &entry.requires);
        self.each("conflicts", &entry.conflicts);
        self.each("note", &entry.notes);
        self.field("keys", &entry.keys.join(" "));
        self.each("source", &entry.sources);
        self.each("see also", &entry.also);
    }

    /// Writes a label and its text, further lines under the first; nothing where there is no text.
    fn field(&mut self, label: &str, text: &str) {
        for (at, line) in wrapped(text, WIDTH - MARGIN).iter().enumerate() {
            let label = if at == 0 { label } else { "" };
            self.line(&format!("  {label:<12} {line}"));
        }
    }

    /// Writes a field of several texts, the label beside the first.
    fn each(&mut self, label: &str, texts: &[String]) {
        for (at, text) in texts.iter().enumerate() {
            self.field(if at == 0 { label } else { "" }, text);
        }
    }

    fn facts(&mut self, facts: &[Known]) {
        if !facts.is_empty() {
            self.line("\nfacts:\n");
        }
        for fact in facts {
            self.line(&format!("  {:<32} {}", fact.name, fact.value));
            let source = format!("{}; read {}", fact.source, fact.read);
            for line in wrapped(&source, WIDTH - 6) {
                self.line(&format!("      {line}"));
            }
        }
    }

    fn block(&mut self, title: &str, text: &str) {
        if text.is_empty() {
            return;
        }
        self.line(&format!("\n{title}:\n"));
        for line in text.lines() {
            self.line(&format!("  {line}"));
        }
    }

    fn line(&mut self, line: &str) {
        self.text.push_str(line.trim_end());
        self.text.push('\n');
    }
}

/// Drops the words that the label of the field says already.
fn without_label(text: &str) -> &str {
    text.strip_prefix("A bad value: ").unwrap_or(text)
}

/// Breaks a text at blanks into lines of a width; a longer word has a line of its own.
fn wrapped(text: &str, width: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in text.split_whitespace() {
        match lines.last_mut() {
            Some(line) if line.chars().count() + 1 + word.chars().count() <= width => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(word.to_owned()),
        }
    }
    lines
}
