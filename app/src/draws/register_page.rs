use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;
use shop::draws::{RegisterLine, RegisterPage};

use super::server_fns::GetRegister;
use crate::ask::ask;
use crate::load::loaded;
use crate::ui::{Breadcrumbs, Digest, Empty, Pager, Table, When};

/// `/draws/register`: all openings, seals, results and cancellations, chained by hashes.
#[component]
pub fn DrawRegisterPage() -> impl IntoView {
    let query = use_query_map();
    let rows = ask(move || GetRegister { before: query.read().get("before").and_then(|seq| seq.parse().ok()) });
    view! {
        <Title text="Register of draws"/>
        <article class="draw page">
            <Breadcrumbs trail=vec![("/draws".into(), "Draws".into())] here="Register"/>
            <header class="page-head">
                <h1 class="title">"Register of draws"</h1>
                <p class="lead">"Every opening, seal, result and cancellation, in order, without gaps. Each row's hash covers the row before it, so none can be changed or left out unseen by whoever kept a later one."</p>
                <p><a class="link" href="/draws/register.csv" rel="external" download="register.csv">"Download register.csv"</a></p>
            </header>
            {loaded(rows, table)}
        </article>
    }
    .into_any()
}

fn table(page: RegisterPage) -> AnyView {
    if page.rows.is_empty() {
        return view! { <Empty title="The register is empty"><p>"Its first row comes with the first draw. "<a class="link" href="/drops">"See what is coming"</a></p></Empty> }.into_any();
    }
    view! {
        <RegisterTable rows=page.rows/>
        <Pager previous=None next=page.older.map(|seq| format!("?before={seq}"))/>
    }
    .into_any()
}

/// Rows of the register.
#[component]
pub(super) fn RegisterTable(
    /// The newest first.
    rows: Vec<RegisterLine>,
) -> impl IntoView {
    let row = |row: RegisterLine| {
        view! {
            <tr>
                <td class="cell-num num">{row.seq}</td>
                <td class="nowrap"><When at=row.at/></td>
                <td><a class="cell-main" href=format!("/draws/{}", row.draw_id)>{row.title}</a></td>
                <td>{row.kind}</td>
                <td><Digest of=row.digest/></td>
                <td><Digest of=row.hash/></td>
            </tr>
        }
    };
    view! {
        <Table caption="Register">
            <thead><tr><th scope="col" class="cell-num">"No."</th><th scope="col">"When"</th><th scope="col">"Draw"</th><th scope="col">"What"</th><th scope="col">"Digest"</th><th scope="col">"Hash of the chain"</th></tr></thead>
            <tbody>{rows.into_iter().map(row).collect_view()}</tbody>
        </Table>
    }
}
