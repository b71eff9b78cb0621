//! What reaches over the hip.

use super::shared::{BODY_FOLDS, FLAP, HOOD, HOOD_BACK, NECK, RUBBERED, SLEEVE_FOLDS, TWILL, TWILL_SLEEVES, WOOL};
use crate::pattern::Bit::{self, Base, Both, Cord, Dot, Fold, Half, On, Seam, Set, Stitch};
use crate::pattern::{EDGE, Stuff};

const LONG_FOLDS: &[Bit] = &[Both(&[
    Fold("M 150 560 C 160 660 150 780 166 880", 40.0, -0.16),
    Fold("M 90 620 C 96 700 88 800 98 880", 34.0, 0.09),
    Fold("M 56 600 C 50 700 60 800 54 880", 24.0, -0.10),
])];

/// A long parka with four pockets and a cord at the waist.
pub const PARKA: &[Bit] = &[
    Set(HOOD),
    Set(TWILL_SLEEVES),
    Half(
        "M -3 104 C 30 98 58 74 76 44 C 116 38 164 48 188 64 C 204 120 198 190 196 262 C 192 340 188 400 194 450 L 240 868 C 160 886 60 890 -3 890 Z",
        0,
        TWILL,
    ),
    Set(BODY_FOLDS),
    Set(LONG_FOLDS),
    Both(&[
        Seam("M 188 64 C 206 120 202 190 198 262"),
        Stitch("M 180 68 C 196 120 192 190 189 262", 3),
        // Gathers of the waist cord
        Fold("M 60 470 C 62 500 56 540 60 580", 10.0, -0.22),
        Fold("M 100 472 C 104 500 98 530 102 570", 10.0, -0.22),
        Fold("M 144 470 C 150 500 146 540 152 580", 12.0, -0.22),
        Fold("M 80 410 C 84 430 78 446 82 462", 10.0, -0.18),
        Fold("M 124 410 C 128 430 122 446 126 462", 10.0, -0.18),
        Stitch("M 28 462 C 90 470 150 468 200 460", 3),
        Stitch("M 28 478 C 90 486 150 484 200 476", 3),
        // Breast pocket
        On("M 56 236 L 166 228 L 168 346 L 58 352 Z", 0, FLAP),
        Stitch("M 63 256 L 65 344 L 160 339 L 159 250", 3),
        On("M 52 224 L 170 216 L 172 266 C 130 278 92 280 54 272 Z", 1, FLAP),
        Stitch("M 60 232 L 61 264 C 94 271 130 270 164 260 L 163 225", 3),
        Dot(112.0, 258.0, 6.6, 4),
        // Hip pocket
        On("M 56 572 L 192 562 L 202 740 L 60 748 Z", 0, FLAP),
        Stitch("M 64 590 L 67 740 L 194 732 L 185 582", 3),
        On("M 50 558 L 196 548 L 200 616 C 150 630 100 634 54 626 Z", 1, FLAP),
        Stitch("M 58 566 L 61 618 C 100 625 150 621 192 609 L 189 557", 3),
        Dot(78.0, 608.0, 6.6, 4),
        Dot(176.0, 600.0, 6.6, 4),
    ]),
    On("M -30 110 L 30 110 L 30 900 L -30 900 Z", 0, FLAP),
    Stitch("M 22 130 L 22 876", 3),
    Stitch("M -22 130 L -22 876", 3),
    Stitch("M -260 866 C -100 880 100 880 260 866", 3),
    Base("M -86 48 C -64 78 -34 94 0 96 C 34 94 64 78 86 48 L 80 118 C 50 150 -50 150 -80 118 Z", 1, FLAP),
    Stitch("M -74 112 C -46 140 46 140 74 112", 3),
    Cord("M -40 116 C -46 150 -38 190 -44 220", 5, 6.0),
    Cord("M 42 116 C 50 150 40 180 48 206", 5, 6.0),
    Cord("M -24 470 C -40 500 -34 540 -42 566", 6, 6.0),
    Cord("M 24 470 C 36 500 32 530 40 556", 6, 6.0),
    Dot(0.0, 200.0, 6.6, 4),
    Dot(0.0, 320.0, 6.6, 4),
    Dot(0.0, 440.0, 6.6, 4),
    Dot(0.0, 600.0, 6.6, 4),
    Dot(0.0, 720.0, 6.6, 4),
];

/// From behind: hood down, fishtail.
pub const PARKA_BACK: &[Bit] = &[
    Set(TWILL_SLEEVES),
    Half(
        "M -3 44 L 76 44 C 116 38 164 48 188 64 C 204 120 198 190 196 262 C 192 340 188 400 194 450 L 240 850 C 200 900 120 930 60 930 C 40 930 20 900 -3 850 Z",
        0,
        TWILL,
    ),
    Set(BODY_FOLDS),
    Set(LONG_FOLDS),
    Both(&[
        Seam("M 188 64 C 206 120 202 190 198 262"),
        Fold("M 60 470 C 62 500 56 540 60 580", 10.0, -0.22),
        Fold("M 100 472 C 104 500 98 530 102 570", 10.0, -0.22),
        Fold("M 30 472 C 34 500 26 530 32 570", 10.0, -0.22),
        Fold("M 144 470 C 150 500 146 540 152 580", 12.0, -0.22),
    ]),
    Stitch("M -200 460 C -100 472 100 472 200 460", 3),
    Stitch("M -200 476 C -100 488 100 488 200 476", 3),
    Seam("M 0 210 L 0 850"),
    Stitch("M 9 210 L 9 846", 3),
    Set(HOOD_BACK),
];

const RAIN_SLEEVES: &[Bit] = &[Both(&[
    Base(
        "M 110 52 C 180 52 232 84 254 146 C 290 270 316 450 326 636 C 302 654 258 658 232 646 C 224 500 204 380 180 300 Z",
        0,
        RUBBERED,
    ),
    Set(SLEEVE_FOLDS),
    Fold("M 246 200 C 274 330 292 460 300 600", 16.0, 0.20),
    On("M 224 584 L 340 574 L 340 606 L 224 618 Z", 1, Stuff { tex: crate::engine::Tex::Smooth, ..FLAP }),
    Dot(300.0, 594.0, 5.6, 4),
    Stitch("M 236 634 C 262 644 298 640 324 626", 3),
])];

const WELDED: Stuff = Stuff { gloss: 0.2, tex: crate::engine::Tex::Grain, grit: 0.01, ..FLAP };

/// Rubberised, long, under a storm flap.
pub const RAIN: &[Bit] = &[
    Set(HOOD),
    Set(RAIN_SLEEVES),
    Half(
        "M -3 104 C 30 98 58 74 76 44 C 116 38 150 46 166 58 C 176 150 188 230 196 300 L 246 872 C 160 888 60 890 -3 890 Z",
        0,
        RUBBERED,
    ),
    Set(BODY_FOLDS),
    Set(LONG_FOLDS),
    Both(&[
        Seam("M 82 48 C 120 120 168 220 198 306"),
        Stitch("M 72 52 C 110 124 158 224 190 310", 3),
        Fold("M 130 420 C 134 560 126 700 140 870", 18.0, 0.16),
        // Welt pocket under a flap
        On("M 60 552 L 190 536 L 198 604 L 66 622 Z", 1, WELDED),
        Stitch("M 68 558 L 73 612 L 190 596 L 183 545", 3),
        Dot(128.0, 600.0, 5.6, 4),
        // Vents
        Dot(176.0, 336.0, 3.2, 4),
        Dot(162.0, 344.0, 3.2, 4),
        Dot(180.0, 352.0, 3.2, 4),
    ]),
    On("M -34 110 L 34 110 L 34 900 L -34 900 Z", 1, WELDED),
    Stitch("M 27 130 L 27 876", 3),
    Stitch("M -27 130 L -27 876", 3),
    Stitch("M -260 866 C -100 880 100 880 260 866", 3),
    Base("M -86 48 C -64 78 -34 94 0 96 C 34 94 64 78 86 48 L 80 122 C 50 154 -50 154 -80 122 Z", 1, WELDED),
    Cord("M -46 120 C -52 150 -44 180 -50 214", 5, 5.0),
    Cord("M 46 120 C 54 150 46 176 52 202", 5, 5.0),
    Dot(0.0, 190.0, 6.4, 4),
    Dot(0.0, 310.0, 6.4, 4),
    Dot(0.0, 430.0, 6.4, 4),
    Dot(0.0, 550.0, 6.4, 4),
    Dot(0.0, 670.0, 6.4, 4),
    Dot(0.0, 790.0, 6.4, 4),
];

/// From behind: cape yoke and vent.
pub const RAIN_BACK: &[Bit] = &[
    Set(RAIN_SLEEVES),
    Half(
        "M -3 44 L 76 44 C 116 38 150 46 166 58 C 176 150 188 230 196 300 L 246 872 C 160 888 60 890 -3 890 Z",
        0,
        RUBBERED,
    ),
    Set(BODY_FOLDS),
    Set(LONG_FOLDS),
    Both(&[Seam("M 82 48 C 120 120 168 220 198 306"), Fold("M 130 420 C 134 560 126 700 140 870", 18.0, 0.16)]),
    On("M -230 20 L 230 20 L 230 300 C 100 330 -100 330 -230 300 Z", 1, RUBBERED),
    Stitch("M -230 292 C -100 322 100 322 230 292", 3),
    Seam("M 0 326 L 0 640"),
    On("M 0 640 L 24 640 L 30 900 L 0 900 Z", 1, WELDED),
    Stitch("M 8 648 L 8 880", 3),
    Set(HOOD_BACK),
];

const CAPE_FOLDS: &[Bit] = &[Both(&[
    Fold("M 150 120 C 210 300 270 560 300 800", 60.0, -0.20),
    Fold("M 110 120 C 170 320 220 600 236 810", 50.0, 0.12),
    Fold("M 90 160 C 130 340 170 600 176 820", 40.0, -0.18),
    Fold("M 60 200 C 84 400 110 640 112 820", 40.0, 0.09),
    Fold("M 44 300 C 56 460 66 660 62 820", 30.0, -0.12),
    Fold("M 240 220 C 290 420 320 620 338 790", 34.0, 0.10),
])];

/// Fulled wool, one button, slits for the arms.
pub const CAPE: &[Bit] = &[
    Set(NECK),
    Half(
        "M -3 136 C 28 108 52 66 66 30 C 150 44 214 110 252 240 C 300 420 340 640 352 786 C 240 822 100 832 -3 832 Z",
        0,
        WOOL,
    ),
    Set(CAPE_FOLDS),
    Both(&[
        Seam("M 66 50 C 130 60 190 110 226 190"),
        // Arm slit with bound edges
        On("M 150 420 L 166 416 L 188 600 L 172 604 Z", 1, EDGE),
        Seam("M 158 420 L 180 600"),
        Stitch("M 142 424 L 164 606", 3),
        Stitch("M 174 414 L 196 598", 3),
    ]),
    On("M -34 132 L 26 132 L 26 840 L -34 840 Z", 0, FLAP),
    Stitch("M 18 150 L 18 824", 3),
    Stitch("M -370 776 C -200 816 200 816 370 776", 3),
    Both(&[
        Base(
            "M 2 132 C 24 100 50 60 64 14 C 96 22 126 44 142 74 C 140 124 120 168 92 204 C 66 170 34 146 2 132 Z",
            1,
            Stuff { round: 22.0, ..WOOL },
        ),
        Stitch("M 16 132 C 42 142 70 164 92 190 C 114 162 130 122 132 80", 3),
    ]),
    Base("M -68 18 C -40 0 40 0 68 18 C 48 34 -48 34 -68 18 Z", 1, FLAP),
    Dot(-4.0, 236.0, 18.0, 4),
    Dot(-4.0, 372.0, 18.0, 4),
];

/// From behind: one seam down the middle.
pub const CAPE_BACK: &[Bit] = &[
    Half("M -3 30 L 66 30 C 150 44 214 110 252 240 C 300 420 340 640 352 786 C 240 822 100 832 -3 832 Z", 0, WOOL),
    Set(CAPE_FOLDS),
    Both(&[Seam("M 66 50 C 130 60 190 110 226 190")]),
    Seam("M 0 60 L 0 840"),
    Stitch("M 9 80 L 9 824", 3),
    Stitch("M -9 80 L -9 824", 3),
    Stitch("M -370 776 C -200 816 200 816 370 776", 3),
    Base(
        "M -128 84 C -140 24 -70 0 0 0 C 70 0 140 24 128 84 C 80 112 -80 112 -128 84 Z",
        1,
        Stuff { round: 22.0, ..WOOL },
    ),
    Stitch("M -118 80 C -74 102 74 102 118 80", 3),
];
