//! The eight wares: profiles from the foot up, and their glazes.

use super::glaze::Glaze;
use super::parts::{Part, Shape};
use crate::engine::{Rgb, hex};

/// A pot as the potter wrote it down.
pub struct Ware {
    /// Height and radius, from the foot up, in units.
    pub profile: &'static [(f32, f32)],
    /// Handles and the like.
    pub parts: &'static [Part],
    /// Whether one looks into it.
    pub open: bool,
    /// Colour of the inside.
    pub inside: Rgb,
    /// How many stand in each other.
    pub stack: usize,
    /// Its usual glaze.
    pub glaze: Glaze,
    /// Where its axis stands in the picture.
    pub x: f32,
    /// Its scale in the picture.
    pub size: f32,
    /// Centre of the detail from the axis and above the foot, and its magnification.
    pub focus: (f32, f32, f32),
}

const STONE: Rgb = hex(0xB99B7C);
const IRON: Rgb = hex(0x7A5640);
const PORCELAIN: Rgb = hex(0xE9E1D3);
const DARK: Rgb = hex(0x4A4038);

const fn glaze(clay: Rgb, thin: u32, thick: u32, line: f32, run: f32, speck: f32, shine: f32) -> Glaze {
    Glaze { clay, thin: hex(thin), thick: hex(thick), line, run, speck, shine, dip: None }
}

const fn part(shape: Shape) -> Part {
    Part { shape, ink: None }
}

impl Ware {
    /// The glaze of an edition; 0 is the usual one.
    pub fn glaze_of(&self, edition: usize) -> Glaze {
        const LATER: [(u32, u32); 4] =
            [(0x8FA3A0, 0x3F5F66), (0xE3D9C5, 0xC9B48E), (0x6A6F58, 0x3A4434), (0xC98A62, 0x8A4A30)];
        if edition == 0 {
            return self.glaze;
        }
        let (thin, thick) = LATER[edition % LATER.len()];
        Glaze { thin: hex(thin), thick: hex(thick), dip: None, ..self.glaze }
    }

    /// What its smaller sibling wears.
    pub fn second_glaze(&self) -> Glaze {
        let light = crate::engine::luma(self.glaze.thin) > 0.6;
        let (thin, thick) = if light { (0x6F7F80, 0x35484E) } else { (0xEDE6D8, 0xD9CDB6) };
        Glaze { thin: hex(thin), thick: hex(thick), dip: None, speck: 0.5, ..self.glaze }
    }
}

/// In the order of the catalogue: vase, bowl, cup, teapot, plate, jug, bottle, planter.
pub const WARES: [Ware; 8] = [
    Ware {
        profile: &[
            (0.0, 96.0),
            (14.0, 104.0),
            (120.0, 196.0),
            (250.0, 232.0),
            (370.0, 196.0),
            (450.0, 112.0),
            (510.0, 72.0),
            (590.0, 66.0),
            (640.0, 92.0),
        ],
        parts: &[],
        open: true,
        inside: IRON,
        stack: 1,
        glaze: glaze(STONE, 0x9FB0A2, 0x4C6A64, 0.26, 0.24, 0.2, 0.8),
        x: 460.0,
        size: 1.08,
        focus: (40.0, 190.0, 2.3),
    },
    Ware {
        profile: &[(0.0, 92.0), (26.0, 90.0), (34.0, 112.0), (100.0, 210.0), (190.0, 292.0), (262.0, 330.0)],
        parts: &[],
        open: true,
        inside: hex(0xD9CDB8),
        stack: 1,
        glaze: Glaze { dip: Some((hex(0x34424A), 0.62)), ..glaze(STONE, 0xE9E1D1, 0xD8CBB2, 0.13, 0.05, 0.9, 0.45) },
        x: 480.0,
        size: 1.14,
        focus: (-90.0, 190.0, 2.2),
    },
    Ware {
        profile: &[(0.0, 116.0), (10.0, 128.0), (60.0, 146.0), (200.0, 152.0), (300.0, 158.0)],
        parts: &[part(Shape::Handle("M 130 -240 C 240 -270 268 -190 250 -140 C 236 -100 190 -80 134 -78", 34.0))],
        open: true,
        inside: hex(0xE8DFCF),
        stack: 1,
        glaze: glaze(IRON, 0xF0E9DC, 0xE2D6C0, 0.30, 0.10, 1.0, 0.5),
        x: 420.0,
        size: 1.5,
        focus: (-10.0, 110.0, 2.0),
    },
    Ware {
        profile: &[
            (0.0, 120.0),
            (14.0, 130.0),
            (80.0, 198.0),
            (170.0, 226.0),
            (250.0, 196.0),
            (310.0, 124.0),
            (326.0, 112.0),
        ],
        parts: &[
            part(Shape::Handle("M -118 -290 C -130 -470 150 -480 122 -288", 24.0)),
            part(Shape::Spout(
                "M 150 -236 C 236 -206 256 -262 286 -322 C 294 -336 326 -334 332 -316 C 330 -220 290 -100 140 -60 Z",
            )),
            part(Shape::Lid(112.0, 48.0)),
        ],
        open: false,
        inside: DARK,
        stack: 1,
        glaze: glaze(DARK, 0x6A6258, 0x2E2B2A, 0.0, 0.0, 0.6, 0.75),
        x: 430.0,
        size: 1.16,
        focus: (30.0, 290.0, 2.0),
    },
    Ware {
        profile: &[(0.0, 200.0), (16.0, 206.0), (24.0, 250.0), (54.0, 352.0), (70.0, 380.0)],
        parts: &[part(Shape::Well(262.0))],
        open: true,
        inside: hex(0xCFC2AB),
        stack: 4,
        glaze: Glaze { dip: Some((hex(0x5E7C86), 2.0)), ..glaze(STONE, 0xDDE0D8, 0x8FA6A6, 0.3, 0.02, 0.7, 0.6) },
        x: 490.0,
        size: 1.06,
        focus: (-150.0, 130.0, 2.3),
    },
    Ware {
        profile: &[
            (0.0, 116.0),
            (12.0, 124.0),
            (110.0, 184.0),
            (210.0, 190.0),
            (330.0, 136.0),
            (430.0, 98.0),
            (510.0, 112.0),
            (540.0, 122.0),
        ],
        parts: &[
            part(Shape::Handle("M 96 -486 C 240 -520 300 -400 262 -290 C 244 -236 210 -200 168 -176", 36.0)),
            part(Shape::Spout("M -78 -548 C -130 -566 -178 -580 -184 -560 C -184 -536 -140 -500 -104 -440 Z")),
        ],
        open: true,
        inside: hex(0xD8C7A8),
        stack: 1,
        glaze: glaze(IRON, 0xD9A05E, 0xA8602C, 0.36, 0.26, 0.3, 0.85),
        x: 450.0,
        size: 1.18,
        focus: (30.0, 210.0, 2.2),
    },
    Ware {
        profile: &[
            (0.0, 92.0),
            (10.0, 102.0),
            (70.0, 132.0),
            (230.0, 138.0),
            (320.0, 108.0),
            (384.0, 52.0),
            (450.0, 35.0),
            (600.0, 33.0),
            (650.0, 48.0),
        ],
        parts: &[],
        open: true,
        inside: DARK,
        stack: 1,
        glaze: Glaze { dip: Some((hex(0xC8421F), 0.70)), ..glaze(PORCELAIN, 0xF1ECE1, 0xDDD3C2, 0.0, 0.0, 0.35, 0.7) },
        x: 440.0,
        size: 1.12,
        focus: (10.0, 440.0, 2.3),
    },
    Ware {
        profile: &[
            (0.0, 136.0),
            (12.0, 150.0),
            (120.0, 182.0),
            (250.0, 206.0),
            (292.0, 210.0),
            (300.0, 224.0),
            (340.0, 228.0),
        ],
        parts: &[Part { shape: Shape::Plant(9, 350.0), ink: Some(hex(0x4F6B52)) }],
        open: true,
        inside: DARK,
        stack: 1,
        glaze: Glaze {
            dip: Some((hex(0xE6DCC9), 0.52)),
            ..glaze(hex(0xB9704C), 0xB9704C, 0xA45C3A, 0.0, 0.0, 0.25, 0.12)
        },
        x: 470.0,
        size: 1.12,
        focus: (-40.0, 220.0, 2.1),
    },
];
