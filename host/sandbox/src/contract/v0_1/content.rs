//! `content`, contract to model and back.

use jackfield_model as model;

use super::{all, wit};

impl From<wit::content::MarkKind> for model::content::MarkKind {
    fn from(x: wit::content::MarkKind) -> Self {
        match x {
            wit::content::MarkKind::Bold => Self::Bold,
            wit::content::MarkKind::Italic => Self::Italic,
            wit::content::MarkKind::Strike => Self::Strike,
            wit::content::MarkKind::Code => Self::Code,
            wit::content::MarkKind::Link(v) => Self::Link(v),
            wit::content::MarkKind::Mention(v) => Self::Mention(v),
            wit::content::MarkKind::Emoji(v) => Self::Emoji(v),
            wit::content::MarkKind::Other(v) => Self::Other(v),
        }
    }
}

impl From<model::content::MarkKind> for wit::content::MarkKind {
    fn from(x: model::content::MarkKind) -> Self {
        match x {
            model::content::MarkKind::Bold => Self::Bold,
            model::content::MarkKind::Italic => Self::Italic,
            model::content::MarkKind::Strike => Self::Strike,
            model::content::MarkKind::Code => Self::Code,
            model::content::MarkKind::Link(v) => Self::Link(v),
            model::content::MarkKind::Mention(v) => Self::Mention(v),
            model::content::MarkKind::Emoji(v) => Self::Emoji(v),
            model::content::MarkKind::Other(v) => Self::Other(v),
        }
    }
}

impl From<wit::content::Mark> for model::content::Mark {
    fn from(x: wit::content::Mark) -> Self {
        Self {
            start: x.start,
            end: x.end,
            kind: x.kind.into(),
        }
    }
}

impl From<model::content::Mark> for wit::content::Mark {
    fn from(x: model::content::Mark) -> Self {
        Self {
            start: x.start,
            end: x.end,
            kind: x.kind.into(),
        }
    }
}

impl From<wit::content::Text> for model::content::Text {
    fn from(x: wit::content::Text) -> Self {
        Self {
            body: x.body,
            marks: all(x.marks),
        }
    }
}

impl From<model::content::Text> for wit::content::Text {
    fn from(x: model::content::Text) -> Self {
        Self {
            body: x.body,
            marks: all(x.marks),
        }
    }
}

impl From<wit::content::MediaKind> for model::content::MediaKind {
    fn from(x: wit::content::MediaKind) -> Self {
        match x {
            wit::content::MediaKind::Image => Self::Image,
            wit::content::MediaKind::Audio => Self::Audio,
            wit::content::MediaKind::Voice => Self::Voice,
            wit::content::MediaKind::Video => Self::Video,
            wit::content::MediaKind::File => Self::File,
            wit::content::MediaKind::Sticker => Self::Sticker,
        }
    }
}

impl From<model::content::MediaKind> for wit::content::MediaKind {
    fn from(x: model::content::MediaKind) -> Self {
        match x {
            model::content::MediaKind::Image => Self::Image,
            model::content::MediaKind::Audio => Self::Audio,
            model::content::MediaKind::Voice => Self::Voice,
            model::content::MediaKind::Video => Self::Video,
            model::content::MediaKind::File => Self::File,
            model::content::MediaKind::Sticker => Self::Sticker,
        }
    }
}

impl From<wit::content::BodyPart> for model::content::BodyPart {
    fn from(x: wit::content::BodyPart) -> Self {
        Self {
            offset: x.offset,
            length: x.length,
            base64: x.base64,
        }
    }
}

impl From<model::content::BodyPart> for wit::content::BodyPart {
    fn from(x: model::content::BodyPart) -> Self {
        Self {
            offset: x.offset,
            length: x.length,
            base64: x.base64,
        }
    }
}

impl From<wit::content::MediaSource> for model::content::MediaSource {
    fn from(x: wit::content::MediaSource) -> Self {
        match x {
            wit::content::MediaSource::Reference(v) => Self::Reference(v.into()),
            wit::content::MediaSource::Link(v) => Self::Link(v),
            wit::content::MediaSource::Inline(v) => Self::Inline(v.into()),
            wit::content::MediaSource::Stored(v) => Self::Stored(v),
        }
    }
}

impl From<model::content::MediaSource> for wit::content::MediaSource {
    fn from(x: model::content::MediaSource) -> Self {
        match x {
            model::content::MediaSource::Reference(v) => Self::Reference(v.into()),
            model::content::MediaSource::Link(v) => Self::Link(v),
            model::content::MediaSource::Inline(v) => Self::Inline(v.into()),
            model::content::MediaSource::Stored(v) => Self::Stored(v),
        }
    }
}

impl From<wit::content::Media> for model::content::Media {
    fn from(x: wit::content::Media) -> Self {
        Self {
            kind: x.kind.into(),
            source: x.source.into(),
            link: x.link,
            mime: x.mime,
            size: x.size,
            name: x.name,
            alt: x.alt,
            duration: x.duration,
            dimensions: x.dimensions,
            thumbnail: x.thumbnail,
            digest: x.digest.map(Into::into),
            until: x.until,
            extra: x.extra,
        }
    }
}

impl From<model::content::Media> for wit::content::Media {
    fn from(x: model::content::Media) -> Self {
        Self {
            kind: x.kind.into(),
            source: x.source.into(),
            link: x.link,
            mime: x.mime,
            size: x.size,
            name: x.name,
            alt: x.alt,
            duration: x.duration,
            dimensions: x.dimensions,
            thumbnail: x.thumbnail,
            digest: x.digest.map(Into::into),
            until: x.until,
            extra: x.extra,
        }
    }
}

impl From<wit::content::Captioned> for model::content::Captioned {
    fn from(x: wit::content::Captioned) -> Self {
        Self {
            media: x.media,
            caption: x.caption.map(Into::into),
        }
    }
}

impl From<model::content::Captioned> for wit::content::Captioned {
    fn from(x: model::content::Captioned) -> Self {
        Self {
            media: x.media,
            caption: x.caption.map(Into::into),
        }
    }
}

impl From<wit::content::Location> for model::content::Location {
    fn from(x: wit::content::Location) -> Self {
        Self {
            latitude: x.latitude,
            longitude: x.longitude,
            name: x.name,
            address: x.address,
            url: x.url,
        }
    }
}

impl From<model::content::Location> for wit::content::Location {
    fn from(x: model::content::Location) -> Self {
        Self {
            latitude: x.latitude,
            longitude: x.longitude,
            name: x.name,
            address: x.address,
            url: x.url,
        }
    }
}

impl From<wit::content::Contact> for model::content::Contact {
    fn from(x: wit::content::Contact) -> Self {
        Self {
            name: x.name,
            details: x.details,
            vcard: x.vcard,
        }
    }
}

impl From<model::content::Contact> for wit::content::Contact {
    fn from(x: model::content::Contact) -> Self {
        Self {
            name: x.name,
            details: x.details,
            vcard: x.vcard,
        }
    }
}

impl From<wit::content::Link> for model::content::Link {
    fn from(x: wit::content::Link) -> Self {
        Self {
            url: x.url,
            title: x.title,
            description: x.description,
            picture: x.picture,
        }
    }
}

impl From<model::content::Link> for wit::content::Link {
    fn from(x: model::content::Link) -> Self {
        Self {
            url: x.url,
            title: x.title,
            description: x.description,
            picture: x.picture,
        }
    }
}

impl From<wit::content::Action> for model::content::Action {
    fn from(x: wit::content::Action) -> Self {
        match x {
            wit::content::Action::Reply(v) => Self::Reply(v),
            wit::content::Action::OpenUrl(v) => Self::OpenUrl(v),
            wit::content::Action::Dial(v) => Self::Dial(v),
            wit::content::Action::ShareLocation => Self::ShareLocation,
            wit::content::Action::ShareContact(v) => Self::ShareContact(v),
            wit::content::Action::Copy(v) => Self::Copy(v),
            wit::content::Action::LiveAgent => Self::LiveAgent,
            wit::content::Action::ViewLocation(v) => Self::ViewLocation(v),
            wit::content::Action::Calendar(v) => Self::Calendar(v),
            wit::content::Action::PickTime(v) => Self::PickTime(v),
            wit::content::Action::Login(v) => Self::Login(v),
            wit::content::Action::Pay(v) => Self::Pay(v),
            wit::content::Action::Native(v) => Self::Native(v),
        }
    }
}

impl From<model::content::Action> for wit::content::Action {
    fn from(x: model::content::Action) -> Self {
        match x {
            model::content::Action::Reply(v) => Self::Reply(v),
            model::content::Action::OpenUrl(v) => Self::OpenUrl(v),
            model::content::Action::Dial(v) => Self::Dial(v),
            model::content::Action::ShareLocation => Self::ShareLocation,
            model::content::Action::ShareContact(v) => Self::ShareContact(v),
            model::content::Action::Copy(v) => Self::Copy(v),
            model::content::Action::LiveAgent => Self::LiveAgent,
            model::content::Action::ViewLocation(v) => Self::ViewLocation(v),
            model::content::Action::Calendar(v) => Self::Calendar(v),
            model::content::Action::PickTime(v) => Self::PickTime(v),
            model::content::Action::Login(v) => Self::Login(v),
            model::content::Action::Pay(v) => Self::Pay(v),
            model::content::Action::Native(v) => Self::Native(v),
        }
    }
}

impl From<wit::content::Button> for model::content::Button {
    fn from(x: wit::content::Button) -> Self {
        Self {
            label: x.label,
            action: x.action.into(),
            payload: x.payload,
            picture: x.picture,
        }
    }
}

impl From<model::content::Button> for wit::content::Button {
    fn from(x: model::content::Button) -> Self {
        Self {
            label: x.label,
            action: x.action.into(),
            payload: x.payload,
            picture: x.picture,
        }
    }
}

impl From<wit::content::Card> for model::content::Card {
    fn from(x: wit::content::Card) -> Self {
        Self {
            title: x.title,
            subtitle: x.subtitle,
            media: x.media,
            buttons: all(x.buttons),
            tap: x.tap,
        }
    }
}

impl From<model::content::Card> for wit::content::Card {
    fn from(x: model::content::Card) -> Self {
        Self {
            title: x.title,
            subtitle: x.subtitle,
            media: x.media,
            buttons: all(x.buttons),
            tap: x.tap,
        }
    }
}

impl From<wit::content::Cards> for model::content::Cards {
    fn from(x: wit::content::Cards) -> Self {
        Self {
            text: x.text.map(Into::into),
            cards: all(x.cards),
            footer: x.footer,
        }
    }
}

impl From<model::content::Cards> for wit::content::Cards {
    fn from(x: model::content::Cards) -> Self {
        Self {
            text: x.text.map(Into::into),
            cards: all(x.cards),
            footer: x.footer,
        }
    }
}

impl From<wit::content::PickerItem> for model::content::PickerItem {
    fn from(x: wit::content::PickerItem) -> Self {
        Self {
            payload: x.payload,
            title: x.title,
            subtitle: x.subtitle,
            picture: x.picture,
        }
    }
}

impl From<model::content::PickerItem> for wit::content::PickerItem {
    fn from(x: model::content::PickerItem) -> Self {
        Self {
            payload: x.payload,
            title: x.title,
            subtitle: x.subtitle,
            picture: x.picture,
        }
    }
}

impl From<wit::content::PickerSection> for model::content::PickerSection {
    fn from(x: wit::content::PickerSection) -> Self {
        Self {
            title: x.title,
            multiple: x.multiple,
            items: all(x.items),
        }
    }
}

impl From<model::content::PickerSection> for wit::content::PickerSection {
    fn from(x: model::content::PickerSection) -> Self {
        Self {
            title: x.title,
            multiple: x.multiple,
            items: all(x.items),
        }
    }
}

impl From<wit::content::Picker> for model::content::Picker {
    fn from(x: wit::content::Picker) -> Self {
        Self {
            text: x.text.into(),
            open_label: x.open_label,
            header: x.header,
            footer: x.footer,
            sections: all(x.sections),
        }
    }
}

impl From<model::content::Picker> for wit::content::Picker {
    fn from(x: model::content::Picker) -> Self {
        Self {
            text: x.text.into(),
            open_label: x.open_label,
            header: x.header,
            footer: x.footer,
            sections: all(x.sections),
        }
    }
}

impl From<wit::content::TimeSlot> for model::content::TimeSlot {
    fn from(x: wit::content::TimeSlot) -> Self {
        Self {
            payload: x.payload,
            begins: x.begins,
            duration: x.duration,
        }
    }
}

impl From<model::content::TimeSlot> for wit::content::TimeSlot {
    fn from(x: model::content::TimeSlot) -> Self {
        Self {
            payload: x.payload,
            begins: x.begins,
            duration: x.duration,
        }
    }
}

impl From<wit::content::TimePicker> for model::content::TimePicker {
    fn from(x: wit::content::TimePicker) -> Self {
        Self {
            text: x.text.into(),
            slots: all(x.slots),
            place: x.place,
            time_zone: x.time_zone,
        }
    }
}

impl From<model::content::TimePicker> for wit::content::TimePicker {
    fn from(x: model::content::TimePicker) -> Self {
        Self {
            text: x.text.into(),
            slots: all(x.slots),
            place: x.place,
            time_zone: x.time_zone,
        }
    }
}

impl From<wit::content::FieldKind> for model::content::FieldKind {
    fn from(x: wit::content::FieldKind) -> Self {
        match x {
            wit::content::FieldKind::Text => Self::Text,
            wit::content::FieldKind::Paragraph => Self::Paragraph,
            wit::content::FieldKind::Number => Self::Number,
            wit::content::FieldKind::Email => Self::Email,
            wit::content::FieldKind::Phone => Self::Phone,
            wit::content::FieldKind::Date => Self::Date,
            wit::content::FieldKind::SingleChoice => Self::SingleChoice,
            wit::content::FieldKind::MultipleChoice => Self::MultipleChoice,
            wit::content::FieldKind::YesNo => Self::YesNo,
        }
    }
}

impl From<model::content::FieldKind> for wit::content::FieldKind {
    fn from(x: model::content::FieldKind) -> Self {
        match x {
            model::content::FieldKind::Text => Self::Text,
            model::content::FieldKind::Paragraph => Self::Paragraph,
            model::content::FieldKind::Number => Self::Number,
            model::content::FieldKind::Email => Self::Email,
            model::content::FieldKind::Phone => Self::Phone,
            model::content::FieldKind::Date => Self::Date,
            model::content::FieldKind::SingleChoice => Self::SingleChoice,
            model::content::FieldKind::MultipleChoice => Self::MultipleChoice,
            model::content::FieldKind::YesNo => Self::YesNo,
        }
    }
}

impl From<wit::content::FormField> for model::content::FormField {
    fn from(x: wit::content::FormField) -> Self {
        Self {
            name: x.name,
            label: x.label,
            kind: x.kind.into(),
            required: x.required,
            choices: x.choices,
            hint: x.hint,
        }
    }
}

impl From<model::content::FormField> for wit::content::FormField {
    fn from(x: model::content::FormField) -> Self {
        Self {
            name: x.name,
            label: x.label,
            kind: x.kind.into(),
            required: x.required,
            choices: x.choices,
            hint: x.hint,
        }
    }
}

impl From<wit::content::FormPage> for model::content::FormPage {
    fn from(x: wit::content::FormPage) -> Self {
        Self {
            name: x.name,
            title: x.title,
            text: x.text,
            fields: all(x.fields),
        }
    }
}

impl From<model::content::FormPage> for wit::content::FormPage {
    fn from(x: model::content::FormPage) -> Self {
        Self {
            name: x.name,
            title: x.title,
            text: x.text,
            fields: all(x.fields),
        }
    }
}

impl From<wit::content::Form> for model::content::Form {
    fn from(x: wit::content::Form) -> Self {
        Self {
            stored: x.stored,
            name: x.name,
            text: x.text.into(),
            open_label: x.open_label,
            pages: all(x.pages),
            data: x.data,
        }
    }
}

impl From<model::content::Form> for wit::content::Form {
    fn from(x: model::content::Form) -> Self {
        Self {
            stored: x.stored,
            name: x.name,
            text: x.text.into(),
            open_label: x.open_label,
            pages: all(x.pages),
            data: x.data,
        }
    }
}

impl From<wit::content::TemplateValue> for model::content::TemplateValue {
    fn from(x: wit::content::TemplateValue) -> Self {
        match x {
            wit::content::TemplateValue::Text(v) => Self::Text(v),
            wit::content::TemplateValue::Media(v) => Self::Media(v),
            wit::content::TemplateValue::Payload(v) => Self::Payload(v),
            wit::content::TemplateValue::Other(v) => Self::Other(v),
        }
    }
}

impl From<model::content::TemplateValue> for wit::content::TemplateValue {
    fn from(x: model::content::TemplateValue) -> Self {
        match x {
            model::content::TemplateValue::Text(v) => Self::Text(v),
            model::content::TemplateValue::Media(v) => Self::Media(v),
            model::content::TemplateValue::Payload(v) => Self::Payload(v),
            model::content::TemplateValue::Other(v) => Self::Other(v),
        }
    }
}

impl From<wit::content::TemplateParameter> for model::content::TemplateParameter {
    fn from(x: wit::content::TemplateParameter) -> Self {
        Self {
            component: x.component,
            index: x.index,
            name: x.name,
            value: x.value.into(),
        }
    }
}

impl From<model::content::TemplateParameter> for wit::content::TemplateParameter {
    fn from(x: model::content::TemplateParameter) -> Self {
        Self {
            component: x.component,
            index: x.index,
            name: x.name,
            value: x.value.into(),
        }
    }
}

impl From<wit::content::Template> for model::content::Template {
    fn from(x: wit::content::Template) -> Self {
        Self {
            name: x.name,
            language: x.language,
            parameters: all(x.parameters),
        }
    }
}

impl From<model::content::Template> for wit::content::Template {
    fn from(x: model::content::Template) -> Self {
        Self {
            name: x.name,
            language: x.language,
            parameters: all(x.parameters),
        }
    }
}

impl From<wit::content::OrderLine> for model::content::OrderLine {
    fn from(x: wit::content::OrderLine) -> Self {
        Self {
            product: x.product,
            quantity: x.quantity,
            price: x.price,
        }
    }
}

impl From<model::content::OrderLine> for wit::content::OrderLine {
    fn from(x: model::content::OrderLine) -> Self {
        Self {
            product: x.product,
            quantity: x.quantity,
            price: x.price,
        }
    }
}

impl From<wit::content::Order> for model::content::Order {
    fn from(x: wit::content::Order) -> Self {
        Self {
            catalogue: x.catalogue,
            currency: x.currency,
            lines: all(x.lines),
            text: x.text,
        }
    }
}

impl From<model::content::Order> for wit::content::Order {
    fn from(x: model::content::Order) -> Self {
        Self {
            catalogue: x.catalogue,
            currency: x.currency,
            lines: all(x.lines),
            text: x.text,
        }
    }
}

impl From<wit::content::Native> for model::content::Native {
    fn from(x: wit::content::Native) -> Self {
        Self {
            kind: x.kind,
            payload: x.payload,
            summary: x.summary,
        }
    }
}

impl From<model::content::Native> for wit::content::Native {
    fn from(x: model::content::Native) -> Self {
        Self {
            kind: x.kind,
            payload: x.payload,
            summary: x.summary,
        }
    }
}

impl From<wit::content::Content> for model::content::Content {
    fn from(x: wit::content::Content) -> Self {
        match x {
            wit::content::Content::Text(v) => Self::Text(v.into()),
            wit::content::Content::Media(v) => Self::Media(v.into()),
            wit::content::Content::Location(v) => Self::Location(v.into()),
            wit::content::Content::Contact(v) => Self::Contact(v.into()),
            wit::content::Content::Link(v) => Self::Link(v.into()),
            wit::content::Content::Cards(v) => Self::Cards(v.into()),
            wit::content::Content::Picker(v) => Self::Picker(v.into()),
            wit::content::Content::TimePicker(v) => Self::TimePicker(v.into()),
            wit::content::Content::Form(v) => Self::Form(v.into()),
            wit::content::Content::Template(v) => Self::Template(v.into()),
            wit::content::Content::Order(v) => Self::Order(v.into()),
            wit::content::Content::Native(v) => Self::Native(v.into()),
            wit::content::Content::Unsupported(v) => Self::Unsupported(v),
        }
    }
}

impl From<model::content::Content> for wit::content::Content {
    fn from(x: model::content::Content) -> Self {
        match x {
            model::content::Content::Text(v) => Self::Text(v.into()),
            model::content::Content::Media(v) => Self::Media(v.into()),
            model::content::Content::Location(v) => Self::Location(v.into()),
            model::content::Content::Contact(v) => Self::Contact(v.into()),
            model::content::Content::Link(v) => Self::Link(v.into()),
            model::content::Content::Cards(v) => Self::Cards(v.into()),
            model::content::Content::Picker(v) => Self::Picker(v.into()),
            model::content::Content::TimePicker(v) => Self::TimePicker(v.into()),
            model::content::Content::Form(v) => Self::Form(v.into()),
            model::content::Content::Template(v) => Self::Template(v.into()),
            model::content::Content::Order(v) => Self::Order(v.into()),
            model::content::Content::Native(v) => Self::Native(v.into()),
            model::content::Content::Unsupported(v) => Self::Unsupported(v),
        }
    }
}

impl From<wit::content::Part> for model::content::Part {
    fn from(x: wit::content::Part) -> Self {
        Self {
            content: x.content.into(),
            extra: x.extra,
        }
    }
}

impl From<model::content::Part> for wit::content::Part {
    fn from(x: model::content::Part) -> Self {
        Self {
            content: x.content.into(),
            extra: x.extra,
        }
    }
}

impl From<wit::content::Message> for model::content::Message {
    fn from(x: wit::content::Message) -> Self {
        Self {
            parts: all(x.parts),
            media: all(x.media),
            quick_replies: all(x.quick_replies),
            extra: x.extra,
        }
    }
}

impl From<model::content::Message> for wit::content::Message {
    fn from(x: model::content::Message) -> Self {
        Self {
            parts: all(x.parts),
            media: all(x.media),
            quick_replies: all(x.quick_replies),
            extra: x.extra,
        }
    }
}
