use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_params_map;
use shop::ProductId;
use shop::catalogue::{ProductState, StaffProduct};

use super::details::Details;
use super::pictures::Pictures;
use super::sizes::Sizes;
use super::state;
use crate::catalogue::server_fns::{
    DeletePicture, DescribePicture, EditProduct, MovePicture, SaveVariants, SetProductState, find_staff_product,
};
use crate::error::PageError;
use crate::load::{Done, loaded, refused, successes, summary};
use crate::shell::AdminHead;
use crate::ui::{Badge, Confirm, ErrorSummary, Submit, When};

/// What changes on this page.
#[derive(Clone, Copy)]
pub(super) struct Actions {
    pub edit: ServerAction<EditProduct>,
    pub sizes: ServerAction<SaveVariants>,
    pub state: ServerAction<SetProductState>,
    pub describe: ServerAction<DescribePicture>,
    pub shift: ServerAction<MovePicture>,
    pub delete: ServerAction<DeletePicture>,
}

/// One product: what is said of it, its sizes, its pictures, whether it is in the shop.
#[component]
pub fn StaffProductPage() -> impl IntoView {
    let params = use_params_map();
    let act = Actions {
        edit: ServerAction::new(),
        sizes: ServerAction::new(),
        state: ServerAction::new(),
        describe: ServerAction::new(),
        shift: ServerAction::new(),
        delete: ServerAction::new(),
    };
    let changes = (
        successes(act.edit),
        successes(act.sizes),
        successes(act.state),
        successes(act.describe),
        successes(act.shift),
        successes(act.delete),
    );
    let asked = move || {
        let changed =
            changes.0.get() + changes.1.get() + changes.2.get() + changes.3.get() + changes.4.get() + changes.5.get();
        (params.read().get("id").and_then(|id| id.parse().ok()), changed)
    };
    let found = Resource::new(asked, |(id, _): (Option<ProductId>, usize)| async move {
        match id {
            Some(id) => find_staff_product(id).await,
            None => Err(PageError::Barred(shop::Bar::NotFound)),
        }
    });
    loaded(found, move |found| view! { <Editor found=found act=act/> }.into_any()).into_any()
}

fn words(code: &str) -> Option<&'static str> {
    Some(match code {
        "created" => "The draft is there. Add sizes with prices and a picture or two, then publish it.",
        "saved" => "Saved.",
        "sizes" => "The sizes are saved. New ones have no stock yet; receive it under Stock.",
        "active" => "It is in the shop now.",
        "draft" => "It is a draft again; shoppers no longer see it.",
        "archived" => "It is archived: gone from lists and search, still shown in old orders and drops.",
        "added" => "The picture is added. Smaller sizes of it are made in the background.",
        "described" => "The description of the picture is saved.",
        "moved" => "The pictures are in their new order.",
        "deleted" => "The picture is deleted.",
        _ => return None,
    })
}

#[component]
fn Editor(found: StaffProduct, act: Actions) -> impl IntoView {
    let StaffProduct { product, pictures, variants, collections, currency, updated_at } = found;
    let (id, (label, tone)) = (product.id, state(product.state));
    let page = format!("/products/{}", product.slug);
    let (name, now) = (product.name.clone(), product.state);
    let (edited, stated) = (refused(act.edit), refused(act.state));
    view! {
        <Title text=name.clone()/>
        <AdminHead title=name trail=vec![("/admin/products".to_owned(), "Products".to_owned())]>
            <Badge label=label tone=tone/>
            <a class="button" href=page>"See the page"</a>
            {publish(id, now, act.state)}
        </AdminHead>
        <Done words=words/>
        <ErrorSummary errors=summary(stated)/>
        <ErrorSummary errors=summary(edited)/>
        <ActionForm action=act.edit attr:class="sheet">
            <input type="hidden" name="id" value=id.to_string()/>
            <Details product=Some(product) collections=collections refused=edited/>
            <div class="savebar">
                <p class="savebar-note muted">"Last changed "<When at=updated_at/></p>
                <Submit label="Save" pending=act.edit.pending()/>
            </div>
        </ActionForm>
        <Sizes product=id variants=variants currency=currency save=act.sizes/>
        <Pictures product=id pictures=pictures act=act/>
        {archive(id, now, act.state)}
    }
}

/// The step between draft and shop.
fn publish(id: ProductId, now: ProductState, action: ServerAction<SetProductState>) -> impl IntoView {
    let (to, label) = match now {
        ProductState::Draft => (ProductState::Active, "Publish"),
        ProductState::Active => (ProductState::Draft, "Take out of the shop"),
        ProductState::Archived => (ProductState::Active, "Put back into the shop"),
    };
    view! {
        <ActionForm action=action>
            <input type="hidden" name="id" value=id.to_string()/>
            <input type="hidden" name="state" value=to.as_str()/>
            <Submit label=label kind="" pending=action.pending()/>
        </ActionForm>
    }
}

fn archive(id: ProductId, now: ProductState, action: ServerAction<SetProductState>) -> impl IntoView {
    (now != ProductState::Archived).then(|| {
        view! {
            <section class="sheet-section">
                <div class="sheet-about"><h2 class="heading">"Archive"</h2></div>
                <Confirm label="Archive this product" question="It leaves lists, collections and search. Orders and drops keep showing it, and you can put it back.">
                    <ActionForm action=action>
                        <input type="hidden" name="id" value=id.to_string()/>
                        <input type="hidden" name="state" value=ProductState::Archived.as_str()/>
                        <Submit label="Archive it" kind="danger" pending=action.pending()/>
                    </ActionForm>
                </Confirm>
            </section>
        }
    })
}
