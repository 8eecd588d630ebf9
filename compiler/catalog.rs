//! What is known about the world, as static tables: settings of the agent, of dockerd and of
//! logrotate, items of identity, and the fact packs of the bases.
//!
//! The rows live under schemas/ and are turned into these tables when parbake is built
//! (compiler/build.rs); nothing is parsed at run time. A leaf: knows no profile and no plan.

pub mod base;
pub mod docker;
pub mod ecs;
pub mod identity;
pub mod logrotate;
pub mod pattern;
pub mod types;
pub mod version;

pub use base::{BASES, Base, Fact, base};
pub use docker::{DAEMON_KEYS, DaemonKey, daemon_key};
pub use ecs::{ECS_VARIABLES, EcsVariable, ecs_variable};
pub use identity::{IDENTITY_ITEMS, IdentityItem, identity_item};
pub use logrotate::{DIRECTIVES, Directive, directive};
pub use types::{Field, Grammar, ListKind, Type};
pub use version::Version;
