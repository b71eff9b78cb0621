//! The eight garments, with their colours and the part that is worth a closer look.

use super::{coats, jackets};
use crate::pattern::Bit;

/// A garment: x = 0 is the middle, y = 0 the height of the collar, downwards.
pub struct Model {
    /// Pieces seen from the front.
    pub front: &'static [Bit],
    /// Pieces seen from behind.
    pub back: &'static [Bit],
    /// Right half of the outline, for the shadow on the wall.
    pub shadow: &'static str,
    /// Main, second (darker), lining, thread, metal, accent, trim, extra.
    pub inks: [u32; 8],
    /// Height of the collar in the picture.
    pub top: f32,
    /// Scale in the picture.
    pub size: f32,
    /// Centre of the detail and its magnification.
    pub focus: (f32, f32, f32),
}

const LONG: &str = "M -4 60 L 60 30 C 120 36 180 52 204 66 C 250 110 296 420 306 640 L 236 650 L 246 880 L -4 890 Z";
const SHORT: &str = "M -4 60 L 60 30 C 120 36 180 52 204 66 C 250 110 296 420 306 640 L 236 650 L 226 710 L -4 716 Z";

/// In the order of the catalogue: parka, chore coat, anorak, bomber, overshirt, raincoat, vest, cape.
pub const MODELS: [Model; 8] = [
    Model {
        front: coats::PARKA,
        back: coats::PARKA_BACK,
        shadow: LONG,
        inks: [0x5F644B, 0x525740, 0x8C6F4E, 0x8F9274, 0x8E8B80, 0xC8421F, 0x3C4032, 0x6B7055],
        top: 256.0,
        size: 1.0,
        focus: (60.0, 130.0, 2.1),
    },
    Model {
        front: jackets::CHORE,
        back: jackets::CHORE_BACK,
        shadow: SHORT,
        inks: [0x45607D, 0x3D5670, 0xC9B894, 0xB9C3CC, 0x6E5A44, 0xC8421F, 0x38506A, 0xE6DCC6],
        top: 262.0,
        size: 1.16,
        focus: (80.0, 210.0, 1.95),
    },
    Model {
        front: jackets::ANORAK,
        back: jackets::ANORAK_BACK,
        shadow: SHORT,
        inks: [0xCDBB98, 0xB8A480, 0x7A6A50, 0xEADFC8, 0x5A554C, 0xC8421F, 0x3E4A4C, 0xDCCDAE],
        top: 278.0,
        size: 1.14,
        focus: (20.0, 190.0, 1.95),
    },
    Model {
        front: jackets::BOMBER,
        back: jackets::BOMBER_BACK,
        shadow: SHORT,
        inks: [0x3A4754, 0x313D49, 0xC06A3A, 0x56636D, 0xC9B98E, 0xC8421F, 0x2A343D, 0x3A4650],
        top: 262.0,
        size: 1.2,
        focus: (30.0, 150.0, 2.0),
    },
    Model {
        front: jackets::OVERSHIRT,
        back: jackets::OVERSHIRT_BACK,
        shadow: SHORT,
        inks: [0xA8563C, 0x9A4C34, 0x5A4034, 0xD9A87E, 0x2E2622, 0x2F3A3C, 0xE2C9A2, 0x7E3F2E],
        top: 262.0,
        size: 1.14,
        focus: (90.0, 190.0, 2.0),
    },
    Model {
        front: coats::RAIN,
        back: coats::RAIN_BACK,
        shadow: LONG,
        inks: [0xD9A63A, 0xC99532, 0x6A5A3A, 0xB9862A, 0x6E6A5E, 0x3A3A36, 0xC08C2C, 0xE6BC5E],
        top: 256.0,
        size: 1.0,
        focus: (40.0, 150.0, 2.1),
    },
    Model {
        front: jackets::VEST,
        back: jackets::VEST_BACK,
        shadow: "M -4 40 L 70 30 L 176 60 L 204 330 L 216 690 L -4 700 Z",
        inks: [0x44574C, 0x3B4D43, 0xD9CDB4, 0x6B7F72, 0xB9A77A, 0xC8421F, 0x2F3E36, 0x52675B],
        top: 262.0,
        size: 1.2,
        focus: (40.0, 180.0, 2.0),
    },
    Model {
        front: coats::CAPE,
        back: coats::CAPE_BACK,
        shadow: "M -4 40 L 70 30 C 160 60 230 160 290 420 C 330 600 350 740 356 800 L -4 830 Z",
        inks: [0xC3A27A, 0xB08F68, 0x6B4A3A, 0xE0C8A4, 0x3A2C22, 0x7A3A2C, 0x8C6A4C, 0xD2B48E],
        top: 262.0,
        size: 1.05,
        focus: (40.0, 170.0, 2.0),
    },
];
