//! Pixels: reading what was uploaded, writing what is served. Blocks the thread.

use std::io::Cursor;

use image::codecs::jpeg::JpegEncoder;
use image::imageops::FilterType;
use image::{DynamicImage, GenericImageView, ImageDecoder, ImageFormat, ImageReader, Limits};
use ravif::{Img, RGB8, RGBA8};
use serde::{Deserialize, Serialize};

use crate::Fault;

/// Most pixels that are decoded: more than any phone's camera makes, and 200 MB when unpacked.
/// A small file can claim to be far larger (a decompression bomb).
const MOST_PIXELS: u64 = 50_000_000;
/// Most pixels on a side.
const MOST_SIDE: u32 = 16_384;
/// Most bytes that a decoder may ask for.
const MOST_MEMORY: u64 = 400 * 1024 * 1024;
/// The kept original is no wider.
const ORIGINAL_WIDTH: u32 = 2560;
/// Widths that pages choose from.
const WIDTHS: [u32; 4] = [320, 640, 960, 1280];

/// What pictures are served as.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Format {
    /// Quick to encode and read everywhere.
    Webp,
    /// Smaller, and slow to encode.
    Avif,
}

impl Format {
    /// The extension.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Webp => "webp",
            Self::Avif => "avif",
        }
    }
}

/// A picture as the shop keeps it.
pub(super) struct Original {
    pub bytes: Vec<u8>,
    pub extension: &'static str,
    pub width: u32,
    pub height: u32,
    /// `#rrggbb`, the mean.
    pub colour: String,
}

/// Reads an uploaded picture, turned upright. What it is follows from its first bytes, never from
/// its name or the browser's word. `None`: not a JPEG, PNG or WebP, damaged, or too many pixels.
pub(super) fn read(bytes: &[u8]) -> Option<DynamicImage> {
    let format = image::guess_format(bytes).ok()?;
    if !matches!(format, ImageFormat::Jpeg | ImageFormat::Png | ImageFormat::WebP) {
        return None;
    }
    let mut limits = Limits::default();
    limits.max_image_width = Some(MOST_SIDE);
    limits.max_image_height = Some(MOST_SIDE);
    limits.max_alloc = Some(MOST_MEMORY);
    let mut reader = ImageReader::with_format(Cursor::new(bytes), format);
    reader.limits(limits);
    let mut decoder = reader.into_decoder().ok()?;
    let (width, height) = decoder.dimensions();
    if u64::from(width) * u64::from(height) > MOST_PIXELS {
        return None;
    }
    let orientation = decoder.orientation().ok()?;
    let mut image = DynamicImage::from_decoder(decoder).ok()?;
    image.apply_orientation(orientation);
    Some(image)
}

/// Writes the picture afresh, at most 2560 pixels wide: nothing of the uploaded bytes is kept, so
/// neither are places, names and whatever else cameras and people hide in files.
pub(super) fn original(image: &DynamicImage) -> Result<Original, Fault> {
    let image = narrowed(image, ORIGINAL_WIDTH);
    let (width, height) = image.dimensions();
    let colour = mean_colour(&image);
    if image.color().has_alpha() {
        return Ok(Original { bytes: webp(&image, 92.0)?, extension: "webp", width, height, colour });
    }
    let mut bytes = Vec::new();
    JpegEncoder::new_with_quality(&mut bytes, 92).encode_image(&image.to_rgb8())?;
    Ok(Original { bytes, extension: "jpg", width, height, colour })
}

/// The widths that an original of `width` pixels is encoded in: never larger than it is.
pub(super) fn widths(width: u32) -> Vec<u32> {
    let mut widths: Vec<_> = WIDTHS.into_iter().filter(|w| *w < width).collect();
    let largest = width.min(WIDTHS[WIDTHS.len() - 1]);
    if widths.last() != Some(&largest) {
        widths.push(largest);
    }
    widths
}

/// The picture in one format at one width.
pub(super) fn rendition(image: &DynamicImage, width: u32, format: Format) -> Result<Vec<u8>, Fault> {
    let image = narrowed(image, width);
    match format {
        Format::Webp => webp(&image, 80.0),
        Format::Avif => avif(&image),
    }
}

fn narrowed(image: &DynamicImage, width: u32) -> DynamicImage {
    let (from, high) = image.dimensions();
    if from <= width {
        return image.clone();
    }
    let height = (u64::from(high) * u64::from(width)).div_ceil(u64::from(from));
    image.resize_exact(width, u32::try_from(height).unwrap_or(high), FilterType::CatmullRom)
}

fn webp(image: &DynamicImage, quality: f32) -> Result<Vec<u8>, Fault> {
    let (width, height) = image.dimensions();
    let encoded = if image.color().has_alpha() {
        webp::Encoder::from_rgba(&image.to_rgba8(), width, height).encode_simple(false, quality)
    } else {
        webp::Encoder::from_rgb(&image.to_rgb8(), width, height).encode_simple(false, quality)
    };
    Ok(encoded.map_err(|error| Fault::new(format!("WebP: {error:?}")))?.to_vec())
}

fn avif(image: &DynamicImage) -> Result<Vec<u8>, Fault> {
    let (width, height) = (image.width() as usize, image.height() as usize);
    // One thread: the others are for shoppers.
    let encoder = ravif::Encoder::new().with_quality(65.0).with_speed(9).with_num_threads(Some(1));
    let encoded = if image.color().has_alpha() {
        let pixels: Vec<_> = image.to_rgba8().pixels().map(|p| RGBA8::new(p[0], p[1], p[2], p[3])).collect();
        encoder.encode_rgba(Img::new(&pixels, width, height))?
    } else {
        let pixels: Vec<_> = image.to_rgb8().pixels().map(|p| RGB8::new(p[0], p[1], p[2])).collect();
        encoder.encode_rgb(Img::new(&pixels, width, height))?
    };
    Ok(encoded.avif_file)
}

fn mean_colour(image: &DynamicImage) -> String {
    let small = image.thumbnail_exact(16, 16).to_rgb8();
    let count = u32::try_from(small.pixels().len()).unwrap_or(1);
    let mean = |channel: usize| small.pixels().map(|p| u32::from(p[channel])).sum::<u32>() / count;
    format!("#{:02x}{:02x}{:02x}", mean(0), mean(1), mean(2))
}

#[cfg(test)]
mod tests {
    use super::*;
    use image::{Rgb, RgbImage};

    fn png(image: &DynamicImage) -> Vec<u8> {
        let mut bytes = Cursor::new(Vec::new());
        image.write_to(&mut bytes, ImageFormat::Png).unwrap();
        bytes.into_inner()
    }

    #[test]
    fn encodes_no_wider_than_it_is() {
        assert_eq!(widths(2560), [320, 640, 960, 1280]);
        assert_eq!(widths(1000), [320, 640, 960, 1000]);
        assert_eq!(widths(640), [320, 640]);
        assert_eq!(widths(90), [90]);
    }

    #[test]
    fn reads_pictures_by_their_bytes_and_nothing_else() {
        let image = DynamicImage::from(RgbImage::from_pixel(4, 5, Rgb([200, 100, 0])));
        assert_eq!(read(&png(&image)).unwrap().dimensions(), (4, 5));
        assert_eq!(mean_colour(&image), "#c86400");
        for wrong in
            [&b""[..], b"<svg xmlns='http://www.w3.org/2000/svg'/>", b"GIF89a\x01\0\x01\0\0\0\0;", &png(&image)[..40]]
        {
            assert!(read(wrong).is_none());
        }
    }

    #[test]
    fn a_small_file_that_unpacks_to_too_much_is_refused() {
        let bomb = png(&DynamicImage::new_luma8(9_000, 9_000));
        assert!(bomb.len() < 1_000_000);
        assert!(read(&bomb).is_none());
    }

    #[test]
    fn writes_files_that_read_back() {
        let image =
            DynamicImage::from(RgbImage::from_fn(400, 500, |x, y| Rgb([x.to_le_bytes()[0], y.to_le_bytes()[0], 90])));
        let kept = original(&image).unwrap();
        assert_eq!((kept.extension, kept.width, kept.height), ("jpg", 400, 500));
        let webp = rendition(&image, 320, Format::Webp).unwrap();
        assert_eq!(read(&webp).unwrap().dimensions(), (320, 400));
        let avif = rendition(&image, 320, Format::Avif).unwrap();
        assert_eq!(image::guess_format(&avif).unwrap(), ImageFormat::Avif);
    }
}
