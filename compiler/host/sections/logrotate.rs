//! `[logrotate.NAME]`: rules, one file each.

use crate::catalog::logrotate::{Argument, Directive, directive};
use crate::host::item::{Item, cause, items};
use crate::host::leaf::Cause;
use crate::host::tree::Tree;
use crate::host::{Context, diags};
use crate::profile::node::{Entry, Node, Value};

/// A rule in one launch.
#[derive(Clone, Debug, PartialEq)]
pub struct LogrotateRule {
    /// The logs, globs allowed, each with its place.
    pub paths: Vec<(String, Cause)>,
    /// The directives in the order of the profile.
    pub lines: Vec<RuleLine>,
}

/// One directive of a rule.
#[derive(Clone, Debug, PartialEq)]
pub struct RuleLine {
    /// The word as logrotate knows it: `daily`, `nocreate`.
    pub word: &'static str,
    /// What stands behind the word; the body of a script.
    pub argument: Option<String>,
    /// Whether the argument is a script between the word and `endscript`.
    pub is_script: bool,
    /// Where it was said.
    pub cause: Cause,
}

pub(crate) fn rules(tree: &Tree, count: usize, ctx: &mut Context<'_>) -> Vec<Item<LogrotateRule>> {
    let lower = |entry: &Entry| {
        let table = entry.node.as_table()?;
        let mut rule = LogrotateRule {
            paths: Vec::new(),
            lines: Vec::new(),
        };
        for inner in &table.entries {
            let leaf = format!("logrotate.{}.{}", entry.key, inner.key);
            if inner.key == "paths" {
                let paths = inner.node.as_list().unwrap_or_default();
                if inner.node.as_list().is_some_and(<[Node]>::is_empty) {
                    ctx.report.push(diags::no_logs(inner.node.span));
                }
                rule.paths.extend(paths.iter().filter_map(|node| {
                    Some((node.as_str()?.to_owned(), cause(node, leaf.as_str())))
                }));
                continue;
            }
            let Some(directive) = directive(&inner.key) else {
                continue;
            };
            if ctx.report.refuses(inner.node.span) {
                continue;
            }
            if let Some(why) = directive.refused {
                ctx.report
                    .push(diags::refused(inner.key_span, &inner.key, why));
                continue;
            }
            if ctx.base.tools.logrotate.value < directive.since {
                ctx.report.push(diags::directive_too_new(
                    inner.key_span,
                    &inner.key,
                    directive.since,
                    ctx.base,
                ));
                continue;
            }
            if directive.argument == Argument::Required && inner.node.as_bool() == Some(true) {
                ctx.report
                    .push(diags::argument_missing(inner.node.span, &inner.key));
                continue;
            }
            rule.lines
                .extend(line(directive, inner, cause(&inner.node, leaf)));
        }
        // A rule without paths was named as such.
        (!rule.paths.is_empty()).then_some(rule)
    };
    items(tree.get("logrotate"), &["logrotate"], count, lower)
}

/// Writes a setting as logrotate's word; `None` where the word is simply absent.
fn line(directive: &'static Directive, entry: &Entry, cause: Cause) -> Option<RuleLine> {
    let line = |word, argument, is_script| {
        Some(RuleLine {
            word,
            argument,
            is_script,
            cause: cause.clone(),
        })
    };
    match &entry.node.value {
        Value::Bool(true) => line(directive.field.key, None, false),
        Value::Bool(false) => line(directive.off?, None, false),
        Value::Integer(number) => line(directive.field.key, Some(number.to_string()), false),
        Value::Float(number) => line(directive.field.key, Some(number.to_string()), false),
        Value::Text(text) => line(
            directive.field.key,
            Some(text.as_literal()?.to_owned()),
            directive.argument == Argument::Script,
        ),
        Value::List(items) => {
            let words: Vec<_> = items.iter().filter_map(Node::as_str).collect();
            line(directive.field.key, Some(words.join(" ")), false)
        }
        Value::Table(_) => None,
    }
}
