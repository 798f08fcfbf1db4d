//! What is lost when one thing fails, or two do: services have declared legs and do not reroute.
//!
//! A service is lost if fewer of its legs are up than it needs, and a leg is down if something fails that it rides on.
//! Two things that fail together take a service that neither takes alone only if both are on it, so that pairs are
//! looked for service by service, and not among all things.

/// A service: how many legs it has and needs, and each thing that it rides on with the legs that do, as bits.
#[derive(Clone, Debug)]
pub struct Carried {
    pub legs: u32,
    pub needs: u32,
    /// By thing, each once.
    pub on: Vec<(u32, u64)>,
}

impl Carried {
    fn is_lost(&self, down: u64) -> bool {
        self.legs - down.count_ones() < self.needs
    }
}

/// One thing, or two, and a service that is lost with them.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Loss<T> {
    pub things: T,
    pub service: u32,
}

/// The things whose failure alone takes a service, with each service; by thing.
pub fn singles(services: &[Carried]) -> Vec<Loss<u32>> {
    let mut lost = Vec::new();
    for (service, at) in services.iter().zip(0..) {
        let fatal = service.on.iter().filter(|(_, legs)| service.is_lost(*legs));
        lost.extend(fatal.map(|&(thing, _)| Loss { things: thing, service: at }));
    }
    lost.sort_unstable();
    lost
}

/// The pairs of things of which neither takes a service alone and both together do, the smaller first, with each
/// service; by pair. `None` where there are more losses than so many.
pub fn pairs(services: &[Carried], most: usize) -> Option<Vec<Loss<[u32; 2]>>> {
    let mut lost = Vec::new();
    for (service, at) in services.iter().zip(0..) {
        let open: Vec<(u32, u64)> = service.on.iter().copied().filter(|(_, legs)| !service.is_lost(*legs)).collect();
        // Things on the same legs do the same: only sets of legs that complete each other are multiplied out.
        let mut masks: Vec<u64> = open.iter().map(|(_, legs)| *legs).collect();
        masks.sort_unstable();
        masks.dedup();
        let of = |mask: u64| open.iter().filter(move |(_, legs)| *legs == mask).map(|(thing, _)| *thing);
        for (place, &one) in masks.iter().enumerate() {
            for &other in masks[place + 1..].iter().filter(|&&other| service.is_lost(one | other)) {
                let (first, second): (Vec<u32>, Vec<u32>) = (of(one).collect(), of(other).collect());
                if lost.len() + first.len() * second.len() > most {
                    return None;
                }
                for &a in &first {
                    lost.extend(second.iter().map(|&b| Loss { things: [a.min(b), a.max(b)], service: at }));
                }
            }
        }
    }
    lost.sort_unstable();
    Some(lost)
}
