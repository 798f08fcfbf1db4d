//! Lowers pools, and what was given out from them.

use std::net::Ipv4Addr;

use crate::lower::resolve::Cx;
use crate::model::declared::{self, Declared};
use crate::model::{Given, Id, Number, Pool, Prefix, Value};
use crate::syntax::Decimal;

pub(super) fn pools<'a>(cx: &mut Cx<'a, '_>, id: Id, pools: &[declared::Pool<'a>]) {
    for (pool, at) in pools.iter().zip(0_u32..) {
        let is_address = matches!(pool.pool, "loopback" | "link");
        let range = if is_address { Prefix::parse(pool.range).map(Prefix::range) } else { numbers(pool.range) };
        if let Some(range) = range {
            cx.corridor.pools.push(Pool { word: pool.pool, text: pool.range, range, position: at });
            continue;
        }
        let (form, help) = if is_address {
            ("IPv4 prefix", "write a prefix whose other bits are 0, as in `pool loopback \"10.255.0.0/16\"`")
        } else {
            ("range of numbers", "write the first and the last, as in `pool asn \"4200000000-4200000999\"`")
        };
        let message = format!("`{}` is no {form} to give `{}` out from", pool.range, pool.pool);
        let finding = cx.report("invalid-value", id, &format!("/pool/{at}/range"), message);
        finding.label = format!("no {form}").into();
        finding.help = Some(help.into());
    }
}

/// `FIRST-LAST`.
fn numbers(text: &str) -> Option<[u32; 2]> {
    let (first, last) = text.split_once('-')?;
    let range = [first.parse().ok()?, last.parse().ok()?];
    (range[0] <= range[1]).then_some(range)
}

pub(super) fn locks<'a>(cx: &mut Cx<'a, '_>, declared: &[(Id, Declared<'a>)]) {
    for (id, declared) in declared {
        let Declared::Lock(lock) = declared else { continue };
        let number = |number: Decimal| number.to_u64().and_then(|number| number.try_into().ok()).map(Value::Number);
        let address = |text: &str| text.parse::<Ipv4Addr>().ok().map(Value::Address);
        let asns = lock.asn.iter().map(|line| (line.of, number(line.number)));
        let loopbacks = lock.loopback.iter().map(|line| (line.of, address(line.address)));
        let prefixes = lock.prefix.iter().map(|line| (line.of, Prefix::parse(line.prefix).map(Value::Prefix)));
        let interfaces = lock.interface.iter().map(|line| (line.of, Some(Value::Name(line.interface))));
        let srlgs = lock.srlg.iter().map(|line| (line.of, number(line.value)));
        given(cx, *id, Number::Asn, asns);
        given(cx, *id, Number::Loopback, loopbacks);
        given(cx, *id, Number::Prefix, prefixes);
        given(cx, *id, Number::Interface, interfaces);
        given(cx, *id, Number::Srlg, srlgs);
    }
}

fn given<'a>(cx: &mut Cx<'a, '_>, lock: Id, number: Number, lines: impl Iterator<Item = (&'a str, Option<Value<'a>>)>) {
    for ((of, value), position) in lines.zip(0_u32..) {
        if let Some(value) = value {
            cx.corridor.given.push(Given { lock, number, position, of, value });
            continue;
        }
        let pointer = format!("/{}/{position}/{}", number.field(), number.value_field());
        let message = format!("the {} of `{of}` is none", number.phrase());
        let finding = cx.report("invalid-value", lock, &pointer, message);
        finding.label = format!("no {}", number.phrase()).into();
        finding.help = Some("take the line away: `corridor lock` gives another one out".into());
    }
}
