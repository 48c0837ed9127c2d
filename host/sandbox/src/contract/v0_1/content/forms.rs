//! What is filled in or ordered in `content`: forms, templates, orders, contract to model and back.

use jackfield_model as model;

use crate::contract::v0_1::{all, wit};

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
