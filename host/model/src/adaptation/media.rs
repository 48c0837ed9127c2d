//! Media: as they are, as another kind, as a link, or as words.

use crate::content::{Captioned, Content, Media, MediaIndex, MediaKind, MediaSource, Text};

use super::loss::{Became, What, Why};
use super::names;
use super::planner::Planner;
use super::text::{Words, cut, split};

impl Planner<'_> {
    /// A part of media, with its caption.
    pub fn captioned(&mut self, captioned: &Captioned) -> Vec<Content> {
        let caption = captioned
            .caption
            .as_ref()
            .filter(|caption| !caption.body.trim().is_empty());
        let caption = caption.map(|caption| self.marked(caption));
        let sent = self.medium(captioned.media);
        let index = match sent {
            Ok(index) => index,
            Err(why) => return self.written(captioned.media, caption.as_ref(), why),
        };
        let (caption, after) = match caption {
            Some(caption) => self.caption(self.media[index as usize].kind, caption),
            None => (None, vec![]),
        };
        let media = Content::Media(Captioned { media: index, caption });
        std::iter::once(media).chain(after).collect()
    }

    /// What stays as a caption, and what goes after it as texts.
    fn caption(&mut self, kind: MediaKind, caption: Text) -> (Option<Text>, Vec<Content>) {
        let lengths = self
            .channel
            .lengths_of(&[names::of_media(kind), "media"], "caption-length");
        let Some(why) = lengths.passed(&caption.body) else {
            return (Some(caption), vec![]);
        };
        let what = What::Field("caption".to_owned());
        if self.writes() {
            self.lose(what, why, Became::OwnText);
            return (None, self.texts("caption", &caption));
        }
        let first = split(&caption, &lengths).pieces.into_iter().next();
        let became = first
            .as_ref()
            .map_or(Became::Without, |first| Became::Cut(first.body.clone()));
        self.lose(what, why, became);
        (first, vec![])
    }

    /// The index under which a media object goes out as a part of its own: itself, or a copy as another kind. Losses are
    /// told, but not the one that is returned.
    ///
    /// # Errors
    ///
    /// Why the channel does not take it.
    pub fn medium(&mut self, index: MediaIndex) -> Result<MediaIndex, Why> {
        let media = self.known(index)?.clone();
        let mut first = None;
        for kind in [&[media.kind], others(media.kind)].concat() {
            match self.medium_way(&media, kind) {
                Ok(noted) => {
                    let what = What::Media(index);
                    if let Some(why) = first {
                        self.lose(what.clone(), why, Became::Kind(names::of_media(kind).to_owned()));
                    }
                    for why in noted {
                        self.lose(what.clone(), why, Became::Sent);
                    }
                    return Ok(self.settled(index, kind));
                }
                Err(why) => first = first.or(Some(why)),
            }
        }
        Err(first.unwrap_or(Why::Malformed))
    }

    /// Does this go out as a part of this kind, and what does the network show less of?
    fn medium_way(&self, media: &Media, kind: MediaKind) -> Result<Vec<Why>, Why> {
        let noted = [self.way("media", false)?, self.way(names::of_media(kind), false)?];
        self.fits(media, kind)?;
        Ok(noted.into_iter().flatten().collect())
    }

    /// A picture on something else. One that does not fit is left out, and told.
    pub fn picture(&mut self, index: Option<MediaIndex>) -> Option<MediaIndex> {
        let index = index?;
        match self.picture_way(index) {
            Ok(noted) => {
                if let Some(why) = noted {
                    self.lose(What::Media(index), why, Became::Sent);
                }
                let kind = self.media[index as usize].kind;
                Some(self.settled(index, kind))
            }
            Err(why) => {
                self.lose(What::Media(index), why, Became::Without);
                None
            }
        }
    }

    /// Does a picture fit where it stands?
    ///
    /// # Errors
    ///
    /// Why not.
    pub fn picture_way(&self, index: MediaIndex) -> Result<Option<Why>, Why> {
        let media = self.known(index)?;
        let noted = match self.channel.take(names::of_media(media.kind)) {
            Err(why @ Why::Dropped { .. }) => Some(why),
            way => way?,
        };
        self.fits(media, media.kind).map(|()| noted)
    }

    fn known(&self, index: MediaIndex) -> Result<&Media, Why> {
        let place = usize::try_from(index).ok();
        // Copies are never asked for by what an author wrote.
        let place = place.filter(|place| *place < self.message.media.len());
        place.and_then(|place| self.media.get(place)).ok_or(Why::Malformed)
    }

    /// Format, bytes and size, as far as they are known.
    fn fits(&self, media: &Media, kind: MediaKind) -> Result<(), Why> {
        if matches!(media.source, MediaSource::Reference(_) | MediaSource::Inline(_)) {
            return Err(Why::InboundOnly);
        }
        for feature in [names::of_media(kind), "media"] {
            let formats = self.channel.formats(feature);
            if let Some(mime) = media
                .mime
                .as_deref()
                .filter(|mime| !formats.is_empty() && !is_among(mime, formats))
            {
                return Err(Why::Format {
                    feature: feature.to_owned(),
                    format: mime.to_owned(),
                });
            }
            let (width, height) = media.dimensions.unzip();
            for (limit, has) in [("bytes", media.size), ("width", width), ("height", height)] {
                let Some((has, most)) = has.zip(self.channel.most(feature, limit)) else {
                    continue;
                };
                if has > most {
                    return Err(Why::Over {
                        feature: feature.to_owned(),
                        limit: limit.to_owned(),
                        unit: None,
                        most: u64::from(most),
                        has: u64::from(has),
                    });
                }
            }
        }
        Ok(())
    }

    /// The index of this media as this kind, with words for those who do not see it that are short enough.
    fn settled(&mut self, index: MediaIndex, kind: MediaKind) -> MediaIndex {
        let Some(media) = self.media.get(index as usize) else {
            return index;
        };
        let lengths = self.channel.lengths_of(&[names::of_media(kind), "media"], "alt-length");
        let passed = media.alt.as_ref().and_then(|alt| lengths.passed(alt));
        if media.kind == kind && passed.is_none() {
            return index;
        }
        let mut copy = Media { kind, ..media.clone() };
        if let Some(why) = passed {
            copy.alt = copy.alt.and_then(|alt| cut(&alt, &lengths));
            let became = copy.alt.clone().map_or(Became::Without, Became::Cut);
            self.lose(What::Field("alt".to_owned()), why, became);
        }
        self.media.push(copy);
        u32::try_from(self.media.len() - 1).unwrap_or(index)
    }

    /// Media that the channel does not take, as a link or as words, and its caption.
    fn written(&mut self, index: MediaIndex, caption: Option<&Text>, why: Why) -> Vec<Content> {
        if !self.writes() {
            self.lose(What::Media(index), why.clone(), Became::Nothing);
            if caption.is_some() {
                self.lose(What::Field("caption".to_owned()), why, Became::Nothing);
            }
            return vec![];
        }
        let mut words = Words::default();
        self.write_medium(&mut words, index, why);
        if let Some(caption) = caption {
            words.text(caption);
        }
        self.texts("body", &words.finish())
    }

    /// Writes what stands for a media object: what it is called and where it is.
    pub fn write_medium(&mut self, words: &mut Words, index: MediaIndex, why: Why) {
        let media = self.known(index).ok();
        let said = |text: &Option<String>| text.clone().filter(|text| !text.trim().is_empty());
        let name = media.and_then(|media| said(&media.alt).or_else(|| said(&media.name)));
        let line = match (name, media.and_then(link)) {
            (Some(name), Some(link)) => Some(format!("{name}: {link}")),
            (name, link) => name.or(link.map(str::to_owned)),
        };
        let became = if line.is_some() && self.writes() {
            Became::Text
        } else {
            Became::Nothing
        };
        self.lose(What::Media(index), why, became);
        if self.writes() {
            words.lines(line.as_deref());
        }
    }
}

/// The public address of media.
fn link(media: &Media) -> Option<&str> {
    let source = match &media.source {
        MediaSource::Link(url) => Some(url.as_str()),
        MediaSource::Stored(_) | MediaSource::Reference(_) | MediaSource::Inline(_) => None,
    };
    media.link.as_deref().or(source).filter(|url| !url.is_empty())
}

/// What a kind may go out as where the channel does not have it, or not so large: the nearest first.
fn others(kind: MediaKind) -> &'static [MediaKind] {
    match kind {
        MediaKind::Voice => &[MediaKind::Audio, MediaKind::File],
        MediaKind::Image | MediaKind::Audio | MediaKind::Video => &[MediaKind::File],
        // A sticker to download is none any more.
        MediaKind::Sticker => &[MediaKind::Image],
        MediaKind::File => &[],
    }
}

/// Is a MIME type among those taken? Parameters say nothing here; `image/*` and `*/*` stand for all of them.
fn is_among(mime: &str, formats: &[String]) -> bool {
    let essence = |text: &str| text.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    let mime = essence(mime);
    formats
        .iter()
        .map(|format| essence(format))
        .any(|format| match format.strip_suffix("/*") {
            Some("*") => true,
            Some(family) => mime.split('/').next() == Some(family),
            None => format == mime,
        })
}
