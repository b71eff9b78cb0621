use leptos::prelude::*;
use leptos_meta::Title;

use super::check::{CheckEntry, CheckFiles};
use crate::ui::Breadcrumbs;

/// `/draws/verify`: how to check a draw with nothing of ours.
#[component]
pub fn VerifyPage() -> impl IntoView {
    view! {
        <Title text="Check a draw by hand"/>
        <article class="draw page">
            <Breadcrumbs trail=vec![("/draws".into(), "Draws".into())] here="Check a draw"/>
            <header class="page-head">
                <h1 class="title">"Check a draw by hand"</h1>
                <p class="lead">"A hundred lines of Python repeat a draw from its published files. Read them, or write your own: the steps below are all there is."</p>
                <p><a class="button" href="/draws/verify.py" rel="external" download="verify.py">"Download verify.py"</a></p>
            </header>
            <section class="section prose">
                <h2 class="heading">"With the script"</h2>
                <ol>
                    <li>"Open the draw's page and download record.json and entries.csv."</li>
                    <li>"Run "<code>"python3 verify.py record.json entries.csv"</code>". Python alone is enough; nothing is installed."</li>
                    <li>"It names each check as it passes, and ends with ACCEPTED, or with REFUSED and the reason."</li>
                    <li>"Compare the seal that it prints with the one in the mail that you kept from before the draw."</li>
                </ol>
                <p>"It leaves out the two signature schemes: Ed25519, with which we sign the seal, and BLS12-381, with which the beacon signs its round. Both are checked by "<code>"fairdrop verify"</code>" and in the browser."</p>
            </section>
            <section class="section">
                <h2 class="heading">"In this browser"</h2>
                <p class="prose">"A draw's own page checks what we publish now. Files that you kept are checked here; they stay on your device. This needs JavaScript."</p>
                <CheckFiles/>
            </section>
            <section class="section">
                <h2 class="heading">"One entry"</h2>
                <p class="prose">"Your receipt says what we promised. Here it is held against the sealed list, without the other entries."</p>
                <CheckEntry/>
            </section>
            <section class="section prose">
                <h2 class="heading">"What it does"</h2>
                <ol>
                    <li>"The record is complete, and no key in it appears twice."</li>
                    <li>"The rules, with their keys in order and without white space, have the SHA-256 that the record names."</li>
                    <li>"The secret that we revealed is the one that we had committed to before the first entry."</li>
                    <li>"The entries are in the order of their ids, in known sizes, with a weight that the rules allow; whoever was taken out is still there, with weight 0 and a reason."</li>
                    <li>"Their hashes make the tree whose root was sealed."</li>
                    <li>"The seal binds draw, rules, commitment and entries."</li>
                    <li>"The beacon's round is the one that the rules had named, and came after the seal. Without a beacon anyone can repeat the draw, but we could have tried lists before sealing."</li>
                    <li>"The seed follows from secret, seal and beacon."</li>
                    <li>"Every entry's ticket is the HMAC of its id under the seed; the lowest tickets of a size win, and these are the winners that the record names."</li>
                    <li>"With allocations.csv: the units went down the ranking, nobody before their turn."</li>
                </ol>
            </section>
        </article>
    }
    .into_any()
}
