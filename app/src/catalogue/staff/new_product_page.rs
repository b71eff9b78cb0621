use leptos::prelude::*;
use leptos_meta::Title;
use shop::catalogue::CollectionCard;

use super::details::Details;
use crate::ask::ask;
use crate::catalogue::server_fns::{CreateProduct, FindStaffCollections};
use crate::command::{Command, CommandForm, refused, summary};
use crate::load::loaded;
use crate::shell::AdminHead;
use crate::ui::{ErrorSummary, Submit};

/// Writes down a new product.
#[component]
pub fn NewProductPage() -> impl IntoView {
    let collections = ask(|| FindStaffCollections {});
    view! {
        <Title text="New product"/>
        <AdminHead title="New product" trail=vec![("/admin/products".to_owned(), "Products".to_owned())]/>
        {loaded(collections, |collections| view! { <NewProduct collections=collections/> }.into_any())}
    }
    .into_any()
}

#[component]
fn NewProduct(collections: Vec<CollectionCard>) -> impl IntoView {
    let create = Command::of::<CreateProduct>();
    let refused = refused(create);
    let collections: Vec<_> = collections.into_iter().map(|c| (c.id, c.name, false)).collect();
    view! {
        <ErrorSummary errors=summary(refused)/>
        <CommandForm command=create class="sheet">
            <Details product=None collections=collections refused=refused/>
            <div class="savebar">
                <p class="savebar-note muted">"It begins as a draft: sizes, prices and pictures come next, then you publish it."</p>
                <Submit label="Create the draft" pending=create.pending()/>
            </div>
        </CommandForm>
    }
}
