use tiny_skia::{IntSize, Pixmap};

/// A finished picture: opaque, four bytes a pixel (red, green, blue, 255), rows from the top.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Picture {
    /// Width in pixels.
    pub width: u32,
    /// Height in pixels.
    pub height: u32,
    /// `width * height * 4` bytes, sRGB.
    pub rgba: Vec<u8>,
}

impl Picture {
    /// The picture as a PNG file.
    ///
    /// # Panics
    /// When the public fields were changed so that size and bytes disagree.
    pub fn to_png(&self) -> Vec<u8> {
        let size = IntSize::from_wh(self.width, self.height).expect("a picture is never empty");
        Pixmap::from_vec(self.rgba.clone(), size)
            .expect("four bytes for every pixel")
            .encode_png()
            .expect("writing a PNG to memory cannot fail")
    }
}
