//! Parts that several garments have: sleeves, hoods, creases.

use crate::engine::{Form, Tex};
use crate::pattern::Bit::{self, Base, Both, Fold, Hollow, On, Seam, Set, Stitch};
use crate::pattern::{DUCK, HIDE, RIB, Stuff};

/// Cotton twill.
pub const TWILL: Stuff = Form { round: 44.0, depth: 0.44, gloss: 0.0, tex: Tex::Twill, grit: 0.05 };
/// Thin nylon.
pub const NYLON: Stuff = Form { round: 40.0, depth: 0.48, gloss: 0.22, tex: Tex::Ripstop, grit: 0.045 };
/// Satin-faced nylon.
pub const SATIN: Stuff = Form { round: 48.0, depth: 0.55, gloss: 0.32, tex: Tex::Grain, grit: 0.015 };
/// Rubberised cotton.
pub const RUBBERED: Stuff = Form { round: 40.0, depth: 0.52, gloss: 0.36, tex: Tex::Grain, grit: 0.012 };
/// Fulled wool.
pub const WOOL: Stuff = Form { round: 54.0, depth: 0.46, gloss: 0.0, tex: Tex::Wool, grit: 0.06 };
/// A filled channel.
pub const DOWN: Stuff = Form { round: 44.0, depth: 0.72, gloss: 0.22, tex: Tex::Grain, grit: 0.014 };
/// A flat piece of the body's own cloth.
pub const FLAP: Stuff = Form { round: 12.0, depth: 0.34, gloss: 0.0, tex: Tex::Twill, grit: 0.05 };
/// The same of nylon.
pub const THIN: Stuff = Form { round: 12.0, depth: 0.36, gloss: 0.12, tex: Tex::Ripstop, grit: 0.045 };
/// Corduroy for collars.
pub const CORD: Stuff = Form { round: 16.0, depth: 0.42, gloss: 0.0, tex: Tex::Cord, grit: 0.11 };

/// Creases of a sleeve that hangs: from the shoulder, at the elbow.
pub const SLEEVE_FOLDS: &[Bit] = &[
    Fold("M 214 120 C 244 220 262 320 270 420", 40.0, 0.10),
    Fold("M 212 250 C 234 268 256 270 280 262", 14.0, -0.20),
    Fold("M 222 330 C 246 352 270 352 294 340", 16.0, -0.24),
    Fold("M 226 362 C 250 378 272 378 296 368", 12.0, 0.12),
    Fold("M 232 400 C 254 414 276 414 300 398", 14.0, -0.20),
    Fold("M 240 520 C 258 536 280 536 304 524", 14.0, -0.16),
    Fold("M 206 230 C 222 330 236 450 246 620", 22.0, -0.20),
];

/// A plain sleeve with a turned hem, in twill.
pub const TWILL_SLEEVES: &[Bit] = &[Both(&[
    Base(
        "M 150 48 C 196 54 232 84 252 146 C 288 270 314 450 322 634 C 300 652 258 656 234 644 C 226 500 206 360 186 260 Z",
        0,
        TWILL,
    ),
    Set(SLEEVE_FOLDS),
    Stitch("M 236 600 C 262 612 296 608 322 594", 3),
    Stitch("M 236 608 C 262 620 296 616 322 602", 3),
])];

/// A nylon sleeve with an elastic cuff.
pub const NYLON_SLEEVES: &[Bit] = &[Both(&[
    Base(
        "M 150 48 C 200 54 238 86 258 146 C 294 270 320 440 322 600 C 322 624 312 640 300 646 L 250 650 C 238 640 232 622 232 600 C 226 480 206 360 186 260 Z",
        0,
        NYLON,
    ),
    Set(SLEEVE_FOLDS),
    On("M 220 612 L 334 606 L 334 660 L 220 660 Z", 1, THIN),
    Fold("M 252 614 L 256 648", 6.0, -0.25),
    Fold("M 274 614 L 277 648", 6.0, -0.25),
    Fold("M 296 612 L 298 646", 6.0, -0.25),
])];

/// A satin sleeve with a knitted cuff.
pub const SATIN_SLEEVES: &[Bit] = &[Both(&[
    Base("M 252 590 C 276 600 300 598 318 588 L 312 654 C 296 662 270 662 254 656 Z", 6, RIB),
    Base(
        "M 142 48 C 200 52 246 84 266 150 C 300 270 332 420 330 560 C 330 592 318 606 300 610 L 256 612 C 240 604 236 590 236 570 C 228 460 206 360 180 270 Z",
        0,
        SATIN,
    ),
    Set(SLEEVE_FOLDS),
    Fold("M 246 560 C 264 576 296 574 322 556", 16.0, -0.30),
    Fold("M 250 590 C 270 580 296 578 320 572", 12.0, 0.14),
])];

/// Creases of a body that hangs open at the hem.
pub const BODY_FOLDS: &[Bit] = &[Both(&[
    Fold("M 186 250 C 176 330 190 460 184 700", 26.0, -0.16),
    Fold("M 182 246 C 150 290 130 310 100 330", 18.0, -0.18),
    Fold("M 186 270 C 160 320 146 350 128 380", 16.0, 0.08),
    Fold("M 120 470 C 126 560 118 640 128 720", 36.0, -0.10),
    Fold("M 76 440 C 82 540 74 640 82 720", 30.0, 0.07),
])];

/// The inside of the back, with the loop and a woven label.
pub const NECK: &[Bit] = &[
    Hollow("M -92 34 C -60 4 60 4 92 34 L 70 150 L -70 150 Z", 2),
    Base("M -30 34 L 30 34 L 30 56 L -30 56 Z", 7, DUCK),
    Seam("M -22 45 L 22 45"),
];

/// A hood that lies on the shoulders, seen from the front.
pub const HOOD: &[Bit] = &[
    Base(
        "M -104 66 C -132 -30 -80 -92 0 -94 C 80 -92 132 -30 104 66 C 70 40 -70 40 -104 66 Z",
        0,
        Form { tex: Tex::Twill, grit: 0.04, ..SATIN },
    ),
    Fold("M -96 20 C -70 -20 -40 -40 -4 -46", 20.0, -0.16),
    Fold("M 92 30 C 76 -10 50 -36 20 -44", 20.0, -0.20),
    Seam("M -26 -94 C -24 -60 -24 -40 -26 -10"),
    Seam("M 26 -94 C 24 -60 24 -40 26 -10"),
    Hollow("M -78 58 C -74 -8 -40 -40 0 -40 C 40 -40 74 -8 78 58 C 60 120 -60 120 -78 58 Z", 2),
];

/// The same from behind.
pub const HOOD_BACK: &[Bit] = &[
    Base(
        "M -114 52 C -132 -12 -70 -34 0 -34 C 70 -34 132 -12 114 52 C 106 140 48 206 0 214 C -48 206 -106 140 -114 52 Z",
        0,
        Form { tex: Tex::Twill, grit: 0.04, ..SATIN },
    ),
    Seam("M -34 -30 C -40 20 -34 110 -22 198"),
    Seam("M 34 -30 C 40 20 34 110 22 198"),
    Stitch("M -42 -28 C -48 20 -42 110 -30 194", 3),
    Stitch("M 42 -28 C 48 20 42 110 30 194", 3),
    Fold("M -92 60 C -60 100 60 100 92 60", 26.0, -0.18),
    Fold("M -80 120 C -50 150 50 150 80 120", 20.0, -0.16),
    Fold("M -80 10 C -40 -6 40 -6 80 10", 30.0, 0.10),
];

/// A leather patch, as makers sew inside or on a yoke.
pub const PATCH: Stuff = HIDE;
