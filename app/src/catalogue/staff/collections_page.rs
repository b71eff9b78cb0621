use leptos::prelude::*;
use leptos_meta::Title;
use shop::catalogue::CollectionCard;

use crate::ask::ask;
use crate::catalogue::server_fns::FindStaffCollections;
use crate::load::{Done, loaded};
use crate::shell::AdminHead;
use crate::ui::{Empty, Glyph, Table};

/// All collections.
#[component]
pub fn StaffCollectionsPage() -> impl IntoView {
    let found = ask(|| FindStaffCollections {});
    view! {
        <Title text="Collections"/>
        <AdminHead title="Collections"><a class="button" data-kind="primary" href="/admin/collections/new">"New collection"</a></AdminHead>
        <Done words=|code| (code == "deleted").then_some("The collection is dissolved; its products are where they were.")/>
        {loaded(found, |collections| view! { <Collections collections=collections/> }.into_any())}
    }
    .into_any()
}

#[component]
fn Collections(collections: Vec<CollectionCard>) -> impl IntoView {
    if collections.is_empty() {
        return view! {
            <Empty title="No collections yet" icon=Glyph::Stack>
                <p>"A collection groups products on one page, in the order that you choose. "<a class="link" href="/admin/collections/new">"Open the first one"</a></p>
            </Empty>
        }
        .into_any();
    }
    let rows = collections.into_iter().map(|collection| {
        view! {
            <tr>
                <td><a class="cell-main" href=format!("/admin/collections/{}", collection.id)>{collection.name}</a></td>
                <td class="muted">"/collections/"{collection.slug}</td>
                <td class="cell-num num">{collection.position}</td>
                <td class="cell-num num">{collection.products}</td>
            </tr>
        }
    });
    view! {
        <Table caption="Collections">
            <thead><tr><th scope="col">"Collection"</th><th scope="col">"Address"</th><th scope="col" class="cell-num">"Place"</th><th scope="col" class="cell-num">"Products"</th></tr></thead>
            <tbody>{rows.collect_view()}</tbody>
        </Table>
    }
    .into_any()
}
