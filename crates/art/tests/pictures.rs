//! What the shop counts on: the same picture every time, no two alike, any size.

#![allow(clippy::cast_precision_loss)]

use art::{Collection, PRODUCTS, Picture, VIEWS, render};

/// Small enough that texture does not count, large enough that form and colour do.
const SMALL: u32 = 40;

fn all() -> Vec<(String, Picture)> {
    let mut out = Vec::new();
    for c in Collection::all() {
        for seed in 0..PRODUCTS {
            for view in 0..VIEWS {
                out.push((format!("{} {seed} view {view}", c.slug()), render(c, seed, view, SMALL)));
            }
        }
    }
    out
}

/// Mean difference of a channel, 0 to 255.
fn difference(a: &Picture, b: &Picture) -> f32 {
    let sum: u64 = a.rgba.iter().zip(&b.rgba).map(|(x, y)| u64::from(x.abs_diff(*y))).sum();
    sum as f32 / (a.width * a.height * 3) as f32
}

#[test]
fn no_two_pictures_are_alike() {
    let pictures = all();
    assert_eq!(pictures.len(), 120);
    for (i, (name, a)) in pictures.iter().enumerate() {
        for (other, b) in &pictures[i + 1..] {
            let d = difference(a, b);
            assert!(d > 4.0, "{name} and {other} differ by {d} only");
        }
    }
}

#[test]
fn a_later_edition_is_another_picture() {
    for c in Collection::all() {
        let d = difference(&render(c, 2, 0, SMALL), &render(c, 2 + PRODUCTS, 0, SMALL));
        assert!(d > 2.0, "{c:?} differs by {d} only");
    }
}

#[test]
fn the_same_request_gives_the_same_bytes() {
    for c in Collection::all() {
        for view in 0..VIEWS {
            assert_eq!(render(c, 3, view, 160), render(c, 3, view, 160));
        }
    }
}

#[test]
fn a_picture_is_opaque_portrait_and_has_something_on_it() {
    for (name, p) in all() {
        assert_eq!((p.width, p.height), (SMALL, SMALL * 5 / 4), "{name}");
        assert_eq!(p.rgba.len(), (p.width * p.height * 4) as usize, "{name}");
        assert!(p.rgba.chunks_exact(4).all(|px| px[3] == 255), "{name} is not opaque");
        let (low, high) = p.rgba.iter().fold((255, 0), |(l, h), v| (v.min(&l).to_owned(), v.max(&h).to_owned()));
        assert!(high - low > 90, "{name} is nearly blank");
    }
}

#[test]
fn odd_sizes_seeds_and_views_do_no_harm() {
    for c in Collection::all() {
        for width in [0, 1, 2, 3, 17, 333] {
            for view in [0, 1, 2, 255] {
                let p = render(c, u64::MAX - u64::from(width), view, width);
                assert!(p.width >= 1 && p.height >= 1);
                assert!(!p.to_png().is_empty());
            }
        }
    }
}

#[test]
fn a_png_says_its_size() {
    let png = render(Collection::Ceramics, 1, 0, 64).to_png();
    assert_eq!(&png[..8], b"\x89PNG\r\n\x1a\n");
    assert_eq!(&png[16..24], &[0, 0, 0, 64, 0, 0, 0, 80]);
}

#[test]
fn slugs_lead_back_to_their_collection() {
    for c in Collection::all() {
        assert_eq!(Collection::from_slug(c.slug()), Some(c));
    }
    assert_eq!(Collection::from_slug("hats"), None);
}
