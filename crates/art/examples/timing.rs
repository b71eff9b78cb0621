use art::{Collection, render};
use std::time::Instant;
fn main() {
    let _ = render(Collection::Shoes, 0, 0, 100);
    for c in [Collection::Shoes] { for v in 0..3 {
        let t = Instant::now();
        for s in 0..8 { let _ = render(c, s, v, 1200); }
        println!("{c:?} view {v}: {:?} each", t.elapsed() / 8);
    } }
}
