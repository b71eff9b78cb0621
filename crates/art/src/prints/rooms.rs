//! The second four works: a courtyard, a table, the sea, things in balance.

use super::press::{ART_H, ART_W, Press};
use crate::engine::{Dice, Path, Rgb, ellipse, mix, poly, rect, shade, smooth, stroke, svg};

fn arch(x: f32, y: f32, w: f32, h: f32) -> Path {
    let r = w / 2.0;
    let k = r * 0.5523;
    svg(&format!(
        "M {x} {} L {x} {} C {x} {} {} {y} {} {y} C {} {y} {} {} {} {} L {} {} Z",
        y + h,
        y + r,
        y + r - k,
        x + r - k,
        x + r,
        x + r + k,
        x + w,
        y + r - k,
        x + w,
        y + r,
        x + w,
        y + h
    ))
}

pub fn arches(p: &mut Press, i: [Rgb; 6]) {
    p.spray(&rect(0.0, 0.0, ART_W, ART_H), shade(i[0], -0.14), |x, y| (x + y) / 1500.0 - 0.05);
    // A wall in shade with an opening, another behind it in the sun.
    p.flat(&rect(0.0, 0.0, 330.0, 640.0), i[1], 1.0);
    p.spray(&rect(0.0, 0.0, 330.0, 640.0), i[3], |x, y| 0.62 - x / 600.0 - y / 1500.0);
    p.flat(&arch(70.0, 170.0, 190.0, 470.0), i[4], 1.0);
    p.spray(&arch(70.0, 170.0, 190.0, 470.0), i[2], |_, y| (y - 260.0) / 520.0);
    p.flat(&ellipse(196.0, 330.0, 34.0, 34.0), i[2], 1.0);
    p.flat(&svg("M 70 640 L 70 265 C 70 230 82 205 104 188 L 104 640 Z"), i[3], 1.0);
    p.flat(&arch(392.0, 300.0, 150.0, 340.0), i[3], 1.0);
    p.spray(&arch(392.0, 300.0, 150.0, 340.0), i[5], |x, y| (x - 380.0) / 260.0 + (y - 500.0) / 500.0);
    p.flat(&svg("M 392 640 L 392 375 C 392 350 402 330 414 320 L 414 640 Z"), i[2], 1.0);
    // Steps, each with a lit tread and a front in shade.
    for n in 0..5 {
        let y = 640.0 + n as f32 * 34.0;
        let x = 210.0 - n as f32 * 44.0;
        p.flat(&rect(x, y, ART_W - x, 14.0), i[2], 1.0);
        p.flat(&rect(x, y + 13.0, ART_W - x, 22.0), mix(i[1], i[0], 0.3), 1.0);
        p.spray(&rect(x, y + 13.0, ART_W - x, 22.0), i[3], move |px, _| (px - x) / 560.0);
    }
    p.flat(
        &poly(&[
            (0.0, 640.0),
            (210.0, 640.0),
            (166.0, 674.0),
            (122.0, 708.0),
            (78.0, 742.0),
            (34.0, 776.0),
            (0.0, 800.0),
        ]),
        i[5],
        0.92,
    );
    p.flat(&rect(330.0, 0.0, 270.0, 96.0), i[4], 1.0);
    p.spray(&rect(330.0, 0.0, 270.0, 96.0), i[2], |_, y| y / 130.0);
}

pub fn table(p: &mut Press, i: [Rgb; 6]) {
    p.spray(&rect(0.0, 0.0, ART_W, ART_H), shade(i[0], -0.16), |x, y| (x * 0.6 + y * 0.2) / 700.0 - 0.1);
    p.flat(&poly(&[(0.0, 560.0), (600.0, 530.0), (600.0, 800.0), (0.0, 800.0)]), i[3], 1.0);
    p.spray(&poly(&[(0.0, 560.0), (600.0, 530.0), (600.0, 800.0), (0.0, 800.0)]), shade(i[3], -0.4), |x, y| {
        (y - 640.0) / 300.0 + x / 1800.0 - 0.1
    });
    // Cloth with a stripe.
    p.flat(&poly(&[(90.0, 572.0), (430.0, 556.0), (520.0, 800.0), (40.0, 800.0)]), i[4], 1.0);
    for k in 0..4 {
        let x = 128.0 + k as f32 * 86.0;
        p.flat(
            &poly(&[
                (x, 571.0),
                (x + 10.0, 570.5),
                (x + 2.0 + k as f32 * 14.0, 800.0),
                (x - 16.0 + k as f32 * 14.0, 800.0),
            ]),
            i[1],
            0.9,
        );
    }
    // Jug with a branch.
    let jug = svg(
        "M 214 330 L 306 330 C 300 390 352 420 356 520 C 358 590 330 622 262 622 C 194 622 166 590 168 520 C 172 420 222 390 214 330 Z",
    );
    p.flat(&svg("M 330 400 C 410 390 420 500 344 520 L 344 496 C 390 480 384 420 330 424 Z"), i[5], 1.0);
    p.flat(&jug, i[2], 1.0);
    p.spray(&jug, i[5], |x, y| (x - 226.0) / 170.0 + (y - 560.0) / 420.0);
    p.spray(&jug, shade(i[2], 0.45), |x, y| {
        0.55 - (((x - 222.0) / 46.0).powi(2) + ((y - 490.0) / 110.0).powi(2)) * 0.6
    });
    let branch = [(258.0, 340.0), (262.0, 240.0), (300.0, 150.0), (370.0, 80.0)];
    p.flat(&stroke(&smooth(&branch, false), 6.0), i[5], 1.0);
    p.flat(&stroke(&smooth(&[(261.0, 260.0), (220.0, 190.0), (150.0, 150.0)], false), 5.0), i[5], 1.0);
    let leaf = |x: f32, y: f32, a: f32, l: f32| {
        let (dx, dy) = (a.cos() * l, a.sin() * l);
        let (nx, ny) = (-dy * 0.22, dx * 0.22);
        smooth(
            &[
                (x, y),
                (x + dx * 0.45 + nx, y + dy * 0.45 + ny),
                (x + dx, y + dy),
                (x + dx * 0.45 - nx, y + dy * 0.45 - ny),
            ],
            true,
        )
    };
    for (k, &(x, y, a)) in [
        (150.0, 150.0, 3.3),
        (188.0, 172.0, -2.1),
        (200.0, 184.0, 2.4),
        (238.0, 216.0, -1.4),
        (264.0, 236.0, 0.2),
        (286.0, 176.0, -2.0),
        (304.0, 146.0, 0.4),
        (334.0, 112.0, -1.9),
        (352.0, 96.0, 0.3),
        (370.0, 80.0, -0.9),
    ]
    .iter()
    .enumerate()
    {
        p.flat(&leaf(x, y, a, 84.0), if k % 3 == 1 { mix(i[2], i[0], 0.35) } else { i[2] }, 1.0);
    }
    for &(x, y, r) in &[(404.0, 596.0, 52.0), (480.0, 640.0, 56.0), (160.0, 690.0, 50.0)] {
        let fruit = ellipse(x, y, r * 1.12, r * 0.9);
        p.spray(&ellipse(x + 26.0, y + r * 0.72, r * 1.4, r * 0.34), i[5], move |px, _| {
            0.75 - ((px - x - 20.0) / (r * 1.7)).abs()
        });
        p.flat(&fruit, i[1], 1.0);
        p.spray(&fruit, i[3], move |px, py| (px - x) / (r * 2.2) + (py - y) / (r * 1.7));
        p.flat(&ellipse(x + r * 1.1, y - 3.0, 7.0, 6.0), i[1], 1.0);
    }
}

pub fn swell(p: &mut Press, i: [Rgb; 6], seed: u64) {
    let mut dice = Dice::new(seed, 61);
    let phase = dice.range(0.0, 6.0);
    p.flat(&ellipse(318.0, 300.0, 196.0, 196.0), i[2], 1.0);
    p.spray(&ellipse(318.0, 300.0, 196.0, 196.0), i[5], |_, y| (y - 240.0) / 330.0);
    for n in 0..26 {
        let t = n as f32 / 25.0;
        let base = 330.0 + t.powf(1.25) * 450.0;
        let amp = 7.0 + t * 20.0;
        let wave = |x: f32, k: f32| {
            base + k
                + amp
                    * ((x * (0.020 - t * 0.007) + phase + n as f32 * 0.62).sin()
                        + 0.45 * (x * 0.008 + n as f32 * 1.1).sin())
        };
        let thick = 3.0 + t * 9.0;
        let top: Vec<_> = (-2..=42).map(|k| (k as f32 * 15.0, wave(k as f32 * 15.0, 0.0))).collect();
        let mut body = top.clone();
        body.extend((-2..=42).rev().map(|k| {
            let x = k as f32 * 15.0;
            (x, wave(x, thick * (0.55 + 0.45 * (x * 0.013 + n as f32).sin())))
        }));
        let tone = match n % 5 {
            0 => i[4],
            3 => i[3],
            _ => i[1],
        };
        if n == 0 {
            // The sea stands before the sun.
            let mut sea = top;
            sea.extend([(640.0, 860.0), (-40.0, 860.0)]);
            p.flat(&poly(&sea), i[0], 1.0);
        }
        p.flat(&poly(&body), tone, 0.94);
    }
}

pub fn balance(p: &mut Press, i: [Rgb; 6]) {
    let bar = |p: &mut Press, pts: &[(f32, f32)], w: f32| p.flat(&stroke(&smooth(pts, false), w), i[1], 1.0);
    bar(p, &[(300.0, -10.0), (300.0, 120.0)], 3.0);
    bar(p, &[(90.0, 190.0), (200.0, 138.0), (300.0, 120.0), (420.0, 128.0), (500.0, 164.0)], 4.6);
    bar(p, &[(90.0, 190.0), (90.0, 250.0)], 2.6);
    bar(p, &[(500.0, 164.0), (500.0, 300.0)], 2.6);
    bar(p, &[(350.0, 372.0), (430.0, 322.0), (500.0, 300.0), (556.0, 318.0)], 4.2);
    bar(p, &[(350.0, 372.0), (350.0, 470.0)], 2.6);
    bar(p, &[(556.0, 318.0), (556.0, 372.0)], 2.6);
    bar(p, &[(196.0, 560.0), (280.0, 492.0), (350.0, 470.0), (440.0, 486.0)], 4.2);
    bar(p, &[(196.0, 560.0), (196.0, 592.0)], 2.6);
    bar(p, &[(440.0, 486.0), (440.0, 560.0)], 2.6);
    let halves = svg("M 20 250 C 20 330 160 330 160 250 Z");
    p.flat(&halves, i[4], 1.0);
    p.spray(&halves, shade(i[4], -0.4), |x, _| (x - 60.0) / 140.0);
    p.flat(&ellipse(556.0, 396.0, 24.0, 24.0), i[3], 1.0);
    let big = ellipse(196.0, 664.0, 74.0, 74.0);
    p.flat(&big, i[2], 1.0);
    p.spray(&big, shade(i[2], -0.45), |x, y| (x - 196.0) / 150.0 + (y - 664.0) / 200.0);
    let sail = svg("M 440 560 C 520 610 520 690 452 730 C 430 680 400 610 440 560 Z");
    p.flat(&sail, i[1], 1.0);
    p.spray(&sail, i[5], |x, y| 0.5 - (x - 440.0) / 120.0 - (y - 640.0) / 400.0);
    p.flat(&ellipse(262.0, 300.0, 12.0, 12.0), i[1], 1.0);
    bar(p, &[(262.0, 126.0), (262.0, 290.0)], 2.0);
}
