//! The eight lasts, with their colours and the part that is worth a closer look.

use super::{low, tall};
use crate::pattern::Bit;

/// A shoe: pieces with the heel at x = 0, the toe near x = 800, the ground at y = 0.
pub struct Model {
    /// How it is made.
    pub bits: &'static [Bit],
    /// Main, second, accent, sole, lining, thread, lace, metal.
    pub inks: [u32; 8],
    /// Where it touches the ground.
    pub foot: (f32, f32),
    /// Centre of the detail and its magnification.
    pub focus: (f32, f32, f32),
}

/// In the order of the catalogue.
pub const MODELS: [Model; 8] = [
    Model {
        bits: low::RUNNER,
        inks: [0xD9D2C3, 0x7E8C8F, 0xC8421F, 0xF1ECE1, 0x4A4F50, 0xF3EEE2, 0xF5F0E6, 0x8A8478],
        foot: (20.0, 740.0),
        focus: (200.0, -170.0, 2.3),
    },
    Model {
        bits: tall::HIGH_TOP,
        inks: [0x2F3B3F, 0x3D4B4F, 0xC8421F, 0xEFE8DA, 0xB79B77, 0xD8CFBE, 0xEDE6D8, 0xB9A77F],
        foot: (30.0, 790.0),
        focus: (360.0, -270.0, 2.1),
    },
    Model {
        bits: low::DERBY,
        inks: [0x4A2A1E, 0x56321F, 0x3A2119, 0x2A211D, 0xB98F62, 0xC79B68, 0x35211A, 0x6B5238],
        foot: (40.0, 640.0),
        focus: (430.0, -190.0, 2.2),
    },
    Model {
        bits: tall::CHELSEA,
        inks: [0x8A6A48, 0x2B2724, 0x8A6A48, 0x3B2E26, 0x4A3A2C, 0xD9BE92, 0x2B2724, 0x8A7A5C],
        foot: (40.0, 640.0),
        focus: (200.0, -330.0, 2.1),
    },
    Model {
        bits: low::COURT,
        inks: [0xF0EBE0, 0xEAE4D7, 0x44584A, 0xF4F0E6, 0xC9A983, 0xE0D8C8, 0xF6F2EA, 0xB9B09E],
        foot: (30.0, 790.0),
        focus: (180.0, -170.0, 2.3),
    },
    Model {
        bits: low::SANDAL,
        inks: [0x5A3A28, 0x6A4630, 0xA98A5E, 0x2E2622, 0xB98A5E, 0xD9B98A, 0x3A2A20, 0xC9A65A],
        foot: (30.0, 760.0),
        focus: (470.0, -150.0, 2.2),
    },
    Model {
        bits: tall::TRAIL,
        inks: [0x4F5844, 0x2F342E, 0xD06A2C, 0x23241F, 0x1F221E, 0xB9B48F, 0xD06A2C, 0x9A9684],
        foot: (20.0, 760.0),
        focus: (560.0, -130.0, 2.2),
    },
    Model {
        bits: low::SLIP_ON,
        inks: [0x3F566B, 0x3F566B, 0xE9DFC9, 0xC9A873, 0xE0D3BA, 0xE9DFC9, 0xE9DFC9, 0xB99A63],
        foot: (20.0, 780.0),
        focus: (190.0, -120.0, 2.3),
    },
];
