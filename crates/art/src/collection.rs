/// What Small Runs makes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Collection {
    /// Shoes, seen from the side in a studio.
    Shoes,
    /// Art prints, framed or loose.
    Prints,
    /// Long-playing records.
    Records,
    /// Wheel-thrown pots.
    Ceramics,
    /// Jackets and coats on a hanger.
    Outerwear,
}

impl Collection {
    /// All five, in the order of the shop.
    pub const fn all() -> [Self; 5] {
        [Self::Shoes, Self::Prints, Self::Records, Self::Ceramics, Self::Outerwear]
    }

    /// The name in addresses: `shoes`, `prints`, `records`, `ceramics`, `outerwear`.
    pub const fn slug(self) -> &'static str {
        match self {
            Self::Shoes => "shoes",
            Self::Prints => "prints",
            Self::Records => "records",
            Self::Ceramics => "ceramics",
            Self::Outerwear => "outerwear",
        }
    }

    /// The collection with that slug.
    pub fn from_slug(slug: &str) -> Option<Self> {
        Self::all().into_iter().find(|c| c.slug() == slug)
    }
}
