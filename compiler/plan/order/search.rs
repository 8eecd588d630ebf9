//! Ways through the graph.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use super::{Edge, Graph, Relation};

/// Begin or end of a node.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Event {
    Begin(usize),
    End(usize),
}

impl Event {
    const fn node(self) -> usize {
        match self {
            Self::Begin(node) | Self::End(node) => node,
        }
    }
}

/// One step of a way: what leads from one node to the next.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Hop<'a> {
    /// A relation; the way goes from what happens first to what happens later.
    Edge(&'a Edge),
    /// From a unit, whose number this is, to what runs in it.
    Into(usize),
    /// From what runs in a unit, whose number this is, to the unit.
    OutOf(usize),
}

impl Hop<'_> {
    /// The node that is left.
    pub(crate) fn left(&self) -> usize {
        match self {
            Hop::Edge(edge) if edge.relation == Relation::WaitsFor => edge.to,
            Hop::Edge(edge) => edge.from,
            Hop::Into(node) | Hop::OutOf(node) => *node,
        }
    }
}

/// A way in the order of time.
pub(crate) type Way<'a> = Vec<Hop<'a>>;

/// For each event what must happen later, each with the hop that says so; `None` between begin and end of one node.
type Later<'a> = BTreeMap<Event, Vec<(Event, Option<Hop<'a>>)>>;

/// All ways of a graph, for many questions at once.
pub(crate) struct Ways<'a> {
    graph: &'a Graph,
    later: Later<'a>,
}

impl Ways<'_> {
    /// Says whether one has always ended when the other begins.
    pub(crate) fn is_before(&self, first: &str, then: &str) -> bool {
        let both = self.graph.find(first).zip(self.graph.find(then));
        both.is_some_and(|(first, then)| {
            shortest(&self.later, Event::End(first), Event::Begin(then)).is_some()
        })
    }
}

impl Graph {
    /// Makes ready for many questions.
    pub(crate) fn ways(&self) -> Ways<'_> {
        Ways {
            graph: self,
            later: self.later_by(|_| true),
        }
    }

    /// Finds why a node that waits for another would wait for itself.
    pub(crate) fn wait_for_itself(&self, waiting: usize, awaited: usize) -> Option<Way<'_>> {
        shortest(
            &self.later_by(|_| true),
            Event::End(waiting),
            Event::End(awaited),
        )
    }

    /// Finds the circles of orderings: for each relation that closes one, the shortest; none twice.
    pub(crate) fn circles(&self) -> Vec<Way<'_>> {
        let later = self.later_by(|edge| edge.relation != Relation::WaitsFor);
        if is_open(&later) {
            return Vec::new();
        }
        let mut found: Vec<Way<'_>> = Vec::new();
        let mut seen: Vec<Vec<usize>> = Vec::new();
        for edge in &self.edges {
            let (from, to) = events(edge);
            let Some(mut way) = shortest(&later, to, from) else {
                continue;
            };
            way.insert(0, Hop::Edge(edge));
            let mut nodes: Vec<usize> = way.iter().map(Hop::left).collect();
            nodes.sort_unstable();
            if !seen.contains(&nodes) {
                seen.push(nodes);
                found.push(way);
            }
        }
        found
    }

    /// Lists the nodes in an order in which they may begin: of those that may, the one first learnt; those of a circle last.
    #[must_use]
    pub fn in_order(&self) -> Vec<usize> {
        let later = self.later_by(|_| true);
        let mut open = earlier(&later);
        let free = open.iter().filter(|(_, count)| **count == 0);
        let mut ready: BTreeSet<(usize, Event)> =
            free.map(|(event, _)| (event.node(), *event)).collect();
        let mut order = Vec::with_capacity(self.nodes.len());
        while let Some((node, event)) = ready.pop_first() {
            if event == Event::Begin(node) {
                order.push(node);
            }
            for (to, _) in later.get(&event).into_iter().flatten() {
                if let Some(count) = open.get_mut(to) {
                    *count -= 1;
                    if *count == 0 {
                        ready.insert((to.node(), *to));
                    }
                }
            }
        }
        let left: Vec<usize> = (0..self.nodes.len())
            .filter(|node| !order.contains(node))
            .collect();
        order.extend(left);
        order
    }

    fn later_by(&self, counts: impl Fn(&Edge) -> bool) -> Later<'_> {
        let mut later: Later<'_> = BTreeMap::new();
        let mut add = |from, to, hop| later.entry(from).or_default().push((to, hop));
        for (number, node) in self.nodes.iter().enumerate() {
            add(Event::Begin(number), Event::End(number), None);
            if let Some(unit) = node.inside {
                let (into, out) = (Hop::Into(unit), Hop::OutOf(number));
                add(Event::Begin(unit), Event::Begin(number), Some(into));
                add(Event::End(number), Event::End(unit), Some(out));
            }
        }
        for edge in self.edges.iter().filter(|edge| counts(edge)) {
            let (from, to) = events(edge);
            add(from, to, Some(Hop::Edge(edge)));
        }
        later
    }
}

/// What of a relation happens first, and what later.
fn events(edge: &Edge) -> (Event, Event) {
    match edge.relation {
        Relation::Before | Relation::Opens => (Event::End(edge.from), Event::Begin(edge.to)),
        Relation::WaitsFor => (Event::End(edge.to), Event::End(edge.from)),
    }
}

/// Says whether no event leads to itself: what nothing precedes is taken away until nothing is left.
fn is_open(later: &Later<'_>) -> bool {
    let mut open = earlier(later);
    let free = open.iter().filter(|(_, count)| **count == 0);
    let mut ready: Vec<Event> = free.map(|(event, _)| *event).collect();
    let mut left = open.len();
    while let Some(event) = ready.pop() {
        left -= 1;
        for (to, _) in later.get(&event).into_iter().flatten() {
            if let Some(count) = open.get_mut(to) {
                *count -= 1;
                if *count == 0 {
                    ready.push(*to);
                }
            }
        }
    }
    left == 0
}

/// How many events each has directly before it.
fn earlier(later: &Later<'_>) -> BTreeMap<Event, usize> {
    let mut earlier: BTreeMap<Event, usize> = BTreeMap::new();
    for (from, all) in later {
        earlier.entry(*from).or_default();
        for (to, _) in all {
            *earlier.entry(*to).or_default() += 1;
        }
    }
    earlier
}

/// Breadth first, so that the way is a shortest one.
fn shortest<'a>(later: &Later<'a>, from: Event, to: Event) -> Option<Way<'a>> {
    let mut came: BTreeMap<Event, (Event, Option<Hop<'a>>)> = BTreeMap::new();
    let mut queue = VecDeque::from([from]);
    while let Some(here) = queue.pop_front() {
        if here == to {
            return Some(back(&came, from, to));
        }
        for (next, hop) in later.get(&here).into_iter().flatten() {
            if *next != from && !came.contains_key(next) {
                came.insert(*next, (here, *hop));
                queue.push_back(*next);
            }
        }
    }
    None
}

fn back<'a>(came: &BTreeMap<Event, (Event, Option<Hop<'a>>)>, from: Event, to: Event) -> Way<'a> {
    let mut way = Vec::new();
    let mut here = to;
    while here != from {
        let Some((before, hop)) = came.get(&here) else {
            break;
        };
        way.extend(*hop);
        here = *before;
    }
    way.reverse();
    way
}
