use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::params::ParamsMap;
use shop::accounts::{Account, Address, CustomerView};

use super::customers_page::state;
use super::server_fns::{BlockCustomer, ChangeRole, FindCustomer, UnblockCustomer};
use super::{ROLES, role_name, role_word};
use crate::ask::ask_named;
use crate::command::{Command, CommandForm, beside, refused, successes, summary};
use crate::load::{Done, loaded};
use crate::shell::AdminHead;
use crate::ui::{Badge, Confirm, ErrorSummary, Field, Select, Submit, When};

#[derive(Clone, Copy)]
struct Actions {
    block: Command,
    unblock: Command,
    role: Command,
}

/// One customer, and what staff may do about them.
#[component]
pub fn CustomerPage() -> impl IntoView {
    let actions = Actions {
        block: Command::of::<BlockCustomer>(),
        unblock: Command::of::<UnblockCustomer>(),
        role: Command::of::<ChangeRole>(),
    };
    let (blocks, unblocks, roles) = (successes(actions.block), successes(actions.unblock), successes(actions.role));
    let found = ask_named(move || blocks.get() + unblocks.get() + roles.get(), |id| FindCustomer { id });
    loaded(found, move |customer| view! { <Customer customer=customer actions=actions/> }.into_any()).into_any()
}

fn words(code: &str) -> Option<&'static str> {
    Some(match code {
        "blocked" => "The account is blocked and signed out everywhere.",
        "unblocked" => "The account may sign in again.",
        "role" => "The role is changed.",
        _ => return None,
    })
}

#[component]
fn Customer(customer: CustomerView, actions: Actions) -> impl IntoView {
    let CustomerView { account, addresses, sessions } = customer;
    let (label, tone) = state(&account);
    // Encoded: an address may hold a plus sign.
    let mut query = ParamsMap::new();
    query.insert("q", account.email.clone());
    let query = query.to_query_string();
    let (mails, orders) = (format!("/admin/emails{query}"), format!("/admin/orders{query}"));
    let signed_in = match sessions {
        0 => "in no browser".to_owned(),
        1 => "in one browser".to_owned(),
        n => format!("in {n} browsers"),
    };
    view! {
        <Title text=account.name.clone()/>
        <AdminHead title=account.name.clone() trail=vec![("/admin/customers".to_owned(), "Customers".to_owned())]>
            <a class="button" href=orders>"Orders"</a>
            <a class="button" href=mails>"Mails"</a>
        </AdminHead>
        <Done words=words/>
        <div class="detail">
            <div class="detail-main">
                <section class="panel stack">
                    <h2 class="heading">"Account"</h2>
                    <dl class="facts">
                        <div><dt>"State"</dt><dd><Badge label=label tone=tone/></dd></div>
                        <div><dt>"Email address"</dt><dd>{account.email.clone()}</dd></div>
                        <div><dt>"Role"</dt><dd>{role_name(account.role)}</dd></div>
                        <div><dt>"Since"</dt><dd><When at=account.created_at/></dd></div>
                        <div><dt>"Signed in"</dt><dd>{signed_in}</dd></div>
                    </dl>
                </section>
                <Addresses addresses=addresses/>
            </div>
            <aside class="detail-side">
                <BlockPanel account=account.clone() actions=actions/>
                <RolePanel account=account action=actions.role/>
            </aside>
        </div>
    }
}

#[component]
fn Addresses(addresses: Vec<Address>) -> impl IntoView {
    let none = addresses.is_empty().then(|| view! { <p class="muted">"None saved yet."</p> });
    let item = |address: Address| view! { <li>{address.lines().join(", ")}</li> };
    view! {
        <section class="panel stack">
            <h2 class="heading">"Addresses"</h2>
            {none}
            <ul class="list">{addresses.into_iter().map(item).collect_view()}</ul>
        </section>
    }
}

#[component]
fn BlockPanel(account: Account, actions: Actions) -> impl IntoView {
    let id = account.id.to_string();
    let Actions { block, unblock, .. } = actions;
    if account.blocked {
        let refused = refused(unblock);
        return view! {
            <section class="panel stack">
                <h2 class="heading">"Blocked"</h2>
                <ErrorSummary errors=summary(refused)/>
                <CommandForm command=unblock class="form">
                    <input type="hidden" name="id" value=id/>
                    <Field name="reason" label="Why they may come back" required=true maxlength=500 error=beside(refused, "reason")/>
                    <Submit label="Unblock" kind="" pending=unblock.pending()/>
                </CommandForm>
            </section>
        }
        .into_any();
    }
    let refused = refused(block);
    view! {
        <section class="panel stack">
            <h2 class="heading">"Block"</h2>
            <ErrorSummary errors=summary(refused)/>
            <Confirm label="Block this account" question="They are signed out everywhere and cannot sign in again. Orders and entries stay as they are.">
                <CommandForm command=block class="form">
                    <input type="hidden" name="id" value=id/>
                    <Field name="reason" label="Why" required=true maxlength=500 error=beside(refused, "reason")/>
                    <Submit label="Block" kind="danger" pending=block.pending()/>
                </CommandForm>
            </Confirm>
        </section>
    }
    .into_any()
}

#[component]
fn RolePanel(account: Account, action: Command) -> impl IntoView {
    let refused = refused(action);
    let options = ROLES.map(|role| (role_word(role).to_owned(), role_name(role).to_owned())).to_vec();
    view! {
        <section class="panel stack">
            <h2 class="heading">"Role"</h2>
            <ErrorSummary errors=summary(refused)/>
            <CommandForm command=action class="form">
                <input type="hidden" name="id" value=account.id.to_string()/>
                <Select name="role" label="What they may do" options=options value=role_word(account.role) hint="Admins alone give roles."/>
                <Field name="reason" id="role-reason" label="Why" required=true maxlength=500 error=beside(refused, "reason")/>
                <Submit label="Change the role" kind="" pending=action.pending()/>
            </CommandForm>
        </section>
    }
}
