use leptos::prelude::*;
use leptos_meta::Title;
use shop::ProductId;
use shop::catalogue::{ProductState, StaffProduct};

use super::details::Details;
use super::pictures::Pictures;
use super::sizes::Sizes;
use super::state;
use crate::ask::ask_named;
use crate::catalogue::server_fns::{
    DeletePicture, DescribePicture, EditProduct, FindStaffProduct, MovePicture, SaveVariants, SetProductState,
};
use crate::command::{Command, CommandForm, refused, successes, summary};
use crate::load::{Done, loaded};
use crate::shell::AdminHead;
use crate::ui::{Badge, Confirm, ErrorSummary, Submit, When};

/// What changes on this page.
#[derive(Clone, Copy)]
pub(super) struct Actions {
    pub edit: Command,
    pub sizes: Command,
    pub state: Command,
    pub describe: Command,
    pub shift: Command,
    pub delete: Command,
}

/// One product: what is said of it, its sizes, its pictures, whether it is in the shop.
#[component]
pub fn StaffProductPage() -> impl IntoView {
    let act = Actions {
        edit: Command::of::<EditProduct>(),
        sizes: Command::of::<SaveVariants>(),
        state: Command::of::<SetProductState>(),
        describe: Command::of::<DescribePicture>(),
        shift: Command::of::<MovePicture>(),
        delete: Command::of::<DeletePicture>(),
    };
    let changes = [act.edit, act.sizes, act.state, act.describe, act.shift, act.delete].map(successes);
    let found = ask_named(move || changes.iter().map(Get::get).sum::<usize>(), |id| FindStaffProduct { id });
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
        <CommandForm command=act.edit class="sheet">
            <input type="hidden" name="id" value=id.to_string()/>
            <Details product=Some(product) collections=collections refused=edited/>
            <div class="savebar">
                <p class="savebar-note muted">"Last changed "<When at=updated_at/></p>
                <Submit label="Save" pending=act.edit.pending()/>
            </div>
        </CommandForm>
        <Sizes product=id variants=variants currency=currency save=act.sizes/>
        <Pictures product=id pictures=pictures act=act/>
        {archive(id, now, act.state)}
    }
}

/// The step between draft and shop.
fn publish(id: ProductId, now: ProductState, action: Command) -> impl IntoView {
    let (to, label) = match now {
        ProductState::Draft => (ProductState::Active, "Publish"),
        ProductState::Active => (ProductState::Draft, "Take out of the shop"),
        ProductState::Archived => (ProductState::Active, "Put back into the shop"),
    };
    view! {
        <CommandForm command=action>
            <input type="hidden" name="id" value=id.to_string()/>
            <input type="hidden" name="state" value=to.as_str()/>
            <Submit label=label kind="" pending=action.pending()/>
        </CommandForm>
    }
}

fn archive(id: ProductId, now: ProductState, action: Command) -> impl IntoView {
    (now != ProductState::Archived).then(|| {
        view! {
            <section class="sheet-section">
                <div class="sheet-about"><h2 class="heading">"Archive"</h2></div>
                <Confirm label="Archive this product" question="It leaves lists, collections and search. Orders and drops keep showing it, and you can put it back.">
                    <CommandForm command=action>
                        <input type="hidden" name="id" value=id.to_string()/>
                        <input type="hidden" name="state" value=ProductState::Archived.as_str()/>
                        <Submit label="Archive it" kind="danger" pending=action.pending()/>
                    </CommandForm>
                </Confirm>
            </section>
        }
    })
}
