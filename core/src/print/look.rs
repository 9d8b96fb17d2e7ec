//! A template with its files: letters that can be read, pictures that can be drawn.

use super::page::{Face, Pages};
use crate::config::{Page, Template};
use krilla::image::Image;
use std::{fs, path::Path};

/// How a card looks, ready to be drawn.
#[derive(Clone, Default)]
pub struct Look {
    /// What the configuration says.
    pub template: Template,
    pub(super) face: Option<Face>,
    pub(super) background: Option<Image>,
    pub(super) logo: Option<Image>,
}

impl std::fmt::Debug for Look {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Look").field("template", &self.template).finish_non_exhaustive()
    }
}

impl Look {
    /// The plain look.
    #[must_use]
    pub fn plain() -> Self {
        Self { template: Template { card: (8560, 5400), margin: 1000, ..Template::default() }, ..Self::default() }
    }

    /// Reads the files of a template.
    ///
    /// # Errors
    /// The key at fault and what is wrong with its file, in words for the installer: all of them.
    pub fn open(template: &Template) -> Result<Self, Vec<(&'static str, String)>> {
        let mut wrong = Vec::new();
        let mut read = |key: &'static str, path: Option<&Path>| match fs::read(path?) {
            Ok(bytes) => Some(bytes),
            Err(error) => {
                wrong.push((key, format!("it cannot be read: {error}")));
                None
            }
        };
        let font = read("font", template.font.as_deref());
        let background = read("background", template.background.as_deref());
        let logo = read("logo", template.logo.as_ref().map(|logo| logo.file.as_path()));
        let mut picture = |key: &'static str, bytes: Option<Vec<u8>>| match image(bytes?) {
            Ok(image) => Some(image),
            Err(what) => {
                wrong.push((key, format!("it is no picture that can be used, take a PNG or a JPEG: {what}")));
                None
            }
        };
        let (background, logo) = (picture("background", background), picture("logo", logo));
        let face = font.and_then(|bytes| {
            let face = Face::read(bytes);
            if face.is_none() {
                wrong.push((
                    "font",
                    "it holds no letters that can be used, take a TrueType or OpenType file".to_owned(),
                ));
            }
            face
        });
        if wrong.is_empty() { Ok(Self { template: template.clone(), face, background, logo }) } else { Err(wrong) }
    }
}

/// A picture that can be drawn: it is tried, since its head alone may be whole.
fn image(bytes: Vec<u8>) -> Result<Image, String> {
    let image = match bytes.as_slice() {
        [0x89, b'P', b'N', b'G', ..] => Image::from_png(bytes.into(), true),
        [0xff, 0xd8, ..] => Image::from_jpeg(bytes.into(), true),
        _ => Err("it is neither".to_owned()),
    }?;
    let mut trial = Pages::new(Page::A4, "");
    let drawn = trial.page(|page| page.picture((0, 0), (100, 100), &image)).and_then(|()| trial.finish());
    drawn.map(|_| image).map_err(|error| error.to_string())
}
