use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use shop::catalogue::{Move, Picture};
use shop::{Problem, ProductId, Refusal};

use super::product_page::Actions;
use crate::catalogue::Shot;
use crate::command::{Command, CommandForm, refused, summary};
use crate::ui::{Confirm, ErrorSummary, Field, Glyph, Icon, Submit};

/// The pictures of a product: in order, each with its description; and the form to add one.
#[component]
pub(super) fn Pictures(product: ProductId, pictures: Vec<Picture>, act: Actions) -> impl IntoView {
    let (described, moved, deleted) = (refused(act.describe), refused(act.shift), refused(act.delete));
    let count = pictures.len();
    let figures = pictures.into_iter().enumerate().map(|(at, picture)| figure(product, picture, at, count, act));
    view! {
        <section class="sheet-section" id="pictures">
            <div class="sheet-about">
                <h2 class="heading">"Pictures"</h2>
                <p class="muted small">"The first one stands for the product in lists. Say of each what it shows, for people who do not see it."</p>
            </div>
            <div class="sheet-fields stack" data-gap="6">
                <ErrorSummary errors=summary(described)/>
                <ErrorSummary errors=summary(moved)/>
                <ErrorSummary errors=summary(deleted)/>
                {(count == 0).then(|| view! { <p class="muted">"No pictures yet."</p> })}
                <div class="uploads">{figures.collect_view()}</div>
                <Upload product=product/>
            </div>
        </section>
    }
}

fn figure(product: ProductId, picture: Picture, at: usize, count: usize, act: Actions) -> impl IntoView {
    let (id, alt) = (picture.id, picture.alt.clone());
    let pending = picture.webp.is_empty().then(|| view! { <p class="muted">"Smaller sizes are being made."</p> });
    let hidden = move || {
        view! { <input type="hidden" name="id" value=product.to_string()/><input type="hidden" name="picture" value=id.to_string()/> }
    };
    view! {
        <figure class="upload">
            <Shot picture=picture sizes="10rem"/>
            <figcaption class="stack" data-gap="2">
                {pending}
                <CommandForm command=act.describe class="form">
                    {hidden()}
                    <Field name="alt" id=format!("alt-{id}") label="What it shows" value=alt required=true maxlength=300/>
                    <Submit label="Save" kind="" size="small"/>
                </CommandForm>
                <div class="row" data-gap="2">
                    {(at > 0).then(|| shift(act.shift, hidden().into_any(), Move::Earlier))}
                    {(at + 1 < count).then(|| shift(act.shift, hidden().into_any(), Move::Later))}
                </div>
                <Confirm label="Delete" question="The picture and its files go for good." kind="quiet">
                    {delete(act.delete, hidden().into_any())}
                </Confirm>
            </figcaption>
        </figure>
    }
}

fn shift(action: Command, hidden: AnyView, way: Move) -> impl IntoView {
    let (value, label, glyph) = match way {
        Move::Earlier => ("earlier", "Move earlier", Glyph::Back),
        Move::Later => ("later", "Move later", Glyph::Forward),
    };
    view! {
        <CommandForm command=action>
            {hidden}
            <input type="hidden" name="way" value=value/>
            <button class="icon-button" type="submit" aria-label=label><Icon glyph=glyph/></button>
        </CommandForm>
    }
}

fn delete(action: Command, hidden: AnyView) -> impl IntoView {
    view! { <CommandForm command=action>{hidden}<Submit label="Delete it" kind="danger" size="small"/></CommandForm> }
}

/// An ordinary form: the browser sends the file, and shows how far it is. What was wrong comes back
/// as a code in the address.
#[component]
fn Upload(product: ProductId) -> impl IntoView {
    let query = use_query_map();
    let wrong = move |field: &str| {
        let code = query.read().get("picture")?;
        match (field, code.as_str()) {
            ("alt", "alt-required") => Some(Problem::Required.message()),
            ("alt", "alt-too-long") => Some(Problem::TooLong(300).message()),
            ("file", "not-a-picture") => Some(Problem::NotAPicture.message()),
            ("file", "too-many-pictures") => Some(shop::catalogue::PictureRefusal::TooMany.message()),
            ("file", "lost") => Some("The upload was cut off. Please try again.".to_owned()),
            _ => None,
        }
    };
    let file_error = Signal::derive(move || wrong("file"));
    view! {
        <form class="form panel" method="post" enctype="multipart/form-data" action=format!("/admin/products/{product}/pictures")>
            <h3 class="heading">"Add a picture"</h3>
            <Field name="alt" id="new-alt" label="What it shows" required=true maxlength=300 error=Signal::derive(move || wrong("alt"))
                hint="As you would say it on the phone: “A grey bowl with a blue rim, seen from above”."/>
            <div class="field">
                <label class="field-label" for="file">"File"</label>
                <p class="field-hint" id="file-hint">"JPEG, PNG or WebP, at most 20 MB. Portrait, 4 to 5, looks best."</p>
                <input class="input" type="file" id="file" name="file" accept="image/jpeg,image/png,image/webp" required=true
                    aria-invalid=move || file_error.with(Option::is_some).then_some("true") aria-describedby="file-hint file-error"/>
                <p class="field-error" id="file-error">{move || file_error.get()}</p>
            </div>
            <div class="form-actions"><Submit label="Upload" kind=""/></div>
        </form>
    }
}
