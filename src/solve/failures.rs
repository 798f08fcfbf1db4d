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
    pub fn is_lost(&self, down: u64) -> bool {
        self.legs - down.count_ones() < self.needs
    }
}

/// A service that is lost with two things, the smaller of them first; in the order of the things, then of the service.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct PairLoss(u128);

impl PairLoss {
    pub fn new(one: u32, other: u32, service: u32) -> Self {
        // One number sorts in half the time of three.
        Self(u128::from(one.min(other)) << 64 | u128::from(one.max(other)) << 32 | u128::from(service))
    }

    pub fn things(self) -> [u32; 2] {
        [(self.0 >> 64) as u32, (self.0 >> 32) as u32]
    }

    pub fn service(self) -> u32 {
        self.0 as u32
    }
}

/// The things whose failure alone takes a service, each with the service; by thing.
pub fn singles(services: &[Carried]) -> Vec<(u32, u32)> {
    let mut lost = Vec::new();
    for (service, at) in services.iter().zip(0..) {
        let fatal = service.on.iter().filter(|(_, legs)| service.is_lost(*legs));
        lost.extend(fatal.map(|&(thing, _)| (thing, at)));
    }
    lost.sort_unstable();
    lost
}

/// The pairs of things of which neither takes a service alone and both together do, with each service; sorted. `None`
/// where there are more than so many.
pub fn pairs(services: &[Carried], most: usize) -> Option<Vec<PairLoss>> {
    let mut lost = Vec::new();
    for (service, at) in services.iter().zip(0..) {
        // Things on the same legs do the same: only sets of legs that complete each other are multiplied out.
        let mut open: Vec<(u64, u32)> =
            service.on.iter().filter(|(_, legs)| !service.is_lost(*legs)).map(|&(thing, legs)| (legs, thing)).collect();
        open.sort_unstable();
        let groups: Vec<&[(u64, u32)]> = open.chunk_by(|(one, _), (other, _)| one == other).collect();
        for (place, one) in groups.iter().enumerate() {
            for other in groups[place + 1..].iter().filter(|other| service.is_lost(one[0].0 | other[0].0)) {
                if lost.len() + one.len() * other.len() > most {
                    return None;
                }
                for &(_, a) in *one {
                    lost.extend(other.iter().map(|&(_, b)| PairLoss::new(a, b, at)));
                }
            }
        }
    }
    lost.sort_unstable();
    Some(lost)
}
