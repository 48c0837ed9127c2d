//! What one can choose from in `content`: buttons, cards, pickers, contract to model and back.

use jackfield_model as model;

use crate::contract::v0_1::{all, wit};

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
