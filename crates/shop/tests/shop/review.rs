//! The review of entries: suspected duplicates, disqualification, appeal, reinstatement, and the freeze that ends it.

use std::time::Duration;

use shop::accounts::{AddressForm, Role, addresses};
use shop::draws::{self, DrawState, files};
use shop::drops::{self, DropState};
use shop::entries::{
    self, AnswerRefusal, AppealRefusal, DisqualifyRefusal, EnterRefusal, Reason, Search, Shared, Show, StaffEntry,
    Standing, Verdict, WithdrawRefusal,
};
use shop::{Bar, DrawId, EntryId, Error, payments};
use testkit::{Person, Release, TestShop, card};

use crate::draws::{HOUR, close_and_draw, enter, open, refusal, state, text, verified, wish};

const WHY: &str = "The same telephone number as another entry.";

/// An open draw of one size whose entries are reviewed for a day after the close.
async fn reviewed(shop: &TestShop) -> (Release, DrawId) {
    let drop = shop.draw().units(1).window_minutes(60).review_hours(24).scheduled().await;
    assert!(draws::open(shop, drop.id).await.unwrap());
    let draw = draws::live(shop, drop.id).await.unwrap().unwrap().draw_id;
    (drop, draw)
}

async fn listed(shop: &TestShop, staff: &Person, draw: Option<DrawId>, show: Show) -> Vec<StaffEntry> {
    let search = Search { draw, show, ..Search::default() };
    entries::staff_list(shop, &staff.actor(), &search).await.unwrap().rows
}

async fn standing(shop: &TestShop, drop: &Release) -> i64 {
    draws::live(shop, drop.id).await.unwrap().unwrap().entries
}

async fn note(shop: &TestShop, id: EntryId) -> (i32, String) {
    sqlx::query_as("select weight, note from entries where id = $1").bind(id).fetch_one(&shop.db).await.unwrap()
}

#[tokio::test]
async fn a_review_lies_between_the_close_and_the_freeze() {
    let shop = TestShop::new().await;
    let (drop, draw) = reviewed(&shop).await;
    let staff = shop.staff(Role::Manager).await;
    let (who, rival) = (shop.shopper().await, shop.shopper().await);
    let id = enter(&shop, &who, &drop, 0).await.unwrap();
    let kept = enter(&shop, &rival, &drop, 0).await.unwrap();
    let rules = files::record(&shop, draw).await.unwrap().rules;
    assert_eq!(rules.freezes_at.millis() - rules.closes_at.millis(), 24 * 3_600_000);

    shop.advance(HOUR);
    assert!(draws::close(&shop, drop.id).await.unwrap());
    shop.drain().await;
    assert!(!draws::freeze(&shop, draw).await.unwrap(), "not before its time");
    assert_eq!(state(&shop, draw).await, DrawState::Open);
    assert_eq!(drops::find(&shop.db, drop.id).await.unwrap().unwrap().state, DropState::Closed);
    assert_eq!(refusal(enter(&shop, &shop.shopper().await, &drop, 0).await), EnterRefusal::NotOpen);
    assert_eq!(refusal(entries::withdraw(&shop, &rival.actor(), kept).await), WithdrawRefusal::Closed);
    entries::disqualify(&shop, &staff.actor(), id, Reason::DuplicatePerson, WHY).await.unwrap();
    entries::appeal(&shop, &who.actor(), id, "That number is my mother's.").await.unwrap();

    shop.advance(HOUR * 24);
    shop.drain().await;
    assert!(state(&shop, draw).await.is_drawn(), "its job came at its time");
    let list = String::from_utf8(text(files::entries_csv(&shop, draw).await.unwrap()).await).unwrap();
    assert!(list.contains(&format!("{id},EU 42,0,duplicate_person\n")), "{list}");
    let report = verified(&shop, draw).await;
    assert!(report.accepted, "{report}");
    let actor = staff.actor();
    assert_eq!(refusal(entries::answer(&shop, &actor, id, Verdict::Reinstate, "Yes.").await), AnswerRefusal::Frozen);
    assert_eq!(refusal(entries::disqualify(&shop, &actor, kept, Reason::Abuse, WHY).await), DisqualifyRefusal::Frozen);
    assert!(listed(&shop, &staff, None, Show::Appeals).await.is_empty(), "nothing can be answered any more");
}

#[tokio::test]
async fn an_appeal_is_heard_once_and_a_reinstated_entry_stands_as_before() {
    let shop = TestShop::new().await;
    let (drop, draw) = reviewed(&shop).await;
    let (staff, support) = (shop.staff(Role::Manager).await, shop.staff(Role::Support).await);
    let (who, other) = (shop.shopper().await, shop.shopper().await);
    let id = enter(&shop, &who, &drop, 0).await.unwrap();
    enter(&shop, &other, &drop, 0).await.unwrap();
    let receipt = entries::signed_receipt(&shop, &who.actor(), id).await.unwrap();
    let entrant = who.actor();
    let say = |words: &'static str| entries::appeal(&shop, &entrant, id, words);
    assert_eq!(refusal(say("Why?").await), AppealRefusal::NotOut);
    let no_words = refusal(entries::disqualify(&shop, &staff.actor(), id, Reason::Abuse, "  ").await);
    assert!(matches!(no_words, DisqualifyRefusal::Invalid(fields) if fields[0].field == "explanation"));
    entries::disqualify(&shop, &staff.actor(), id, Reason::PaymentDeclined, WHY).await.unwrap();
    assert_eq!((note(&shop, id).await, standing(&shop, &drop).await), ((0, "payment_declined".into()), 1));
    let mail = shop.last_mail_to(&who.email).await;
    assert!(mail.plain.contains(WHY) && mail.plain.contains("declined") && mail.plain.contains("appeal"));
    let own = entries::receipt(&shop, &who.actor(), id).await.unwrap();
    assert!(own.may_appeal && own.disqualification.unwrap().explanation == WHY);

    assert!(matches!(refusal(say("").await), AppealRefusal::Invalid(_)));
    let foreign = entries::appeal(&shop, &other.actor(), id, "Mine?").await;
    assert!(matches!(foreign, Err(Error::Barred(Bar::NotFound))));
    say("My bank had a bad day.").await.unwrap();
    assert_eq!(refusal(say("And another thing.").await), AppealRefusal::Said);
    let waiting = listed(&shop, &staff, Some(draw), Show::Appeals).await;
    let (said, by) = waiting[0].disqualification.clone().unwrap();
    assert_eq!(
        (waiting.len(), said.appeal.unwrap().0, by),
        (1, "My bank had a bad day.".to_owned(), staff.name.clone())
    );

    let denied = entries::answer(&shop, &support.actor(), id, Verdict::Reinstate, "Fine.").await;
    assert!(matches!(denied, Err(Error::Barred(Bar::Forbidden))));
    entries::answer(&shop, &staff.actor(), id, Verdict::Reinstate, "It went through now.").await.unwrap();
    assert_eq!((note(&shop, id).await, standing(&shop, &drop).await), ((1, String::new()), 2));
    assert!(shop.last_mail_to(&who.email).await.plain.contains("It went through now."));
    assert!(listed(&shop, &staff, Some(draw), Show::Appeals).await.is_empty());
    let own = entries::receipt(&shop, &who.actor(), id).await.unwrap();
    assert_eq!(own.entry.entry.standing(), Standing::In);
    assert_eq!(entries::signed_receipt(&shop, &who.actor(), id).await.unwrap(), receipt);

    // Out once more, and this time for good; each decision has its mail.
    entries::disqualify(&shop, &staff.actor(), id, Reason::Abuse, "A second look.").await.unwrap();
    let actor = staff.actor();
    let uphold = || entries::answer(&shop, &actor, id, Verdict::Uphold, "We stay with it.");
    assert_eq!(refusal(uphold().await), AnswerRefusal::NoAppeal);
    say("Look again.").await.unwrap();
    uphold().await.unwrap();
    assert_eq!(note(&shop, id).await, (0, "abuse".into()));
    assert!(shop.last_mail_to(&who.email).await.plain.contains("We stay with it."));
    let mails = shop.templates_to(who.id).await;
    assert_eq!(mails.iter().filter(|mail| *mail == "disqualified").count(), 2);
    assert_eq!(mails.iter().filter(|mail| *mail == "appeal_answered").count(), 2);
    let audited: Vec<String> =
        sqlx::query_scalar("select action from audit_entries where subject_id = $1 order by seq")
            .bind(id)
            .fetch_all(&shop.db)
            .await
            .unwrap();
    assert_eq!(audited, ["entry.disqualified", "entry.reinstated", "entry.disqualified", "entry.appeal_declined"]);
    shop.advance(HOUR * 25);
    draws::close(&shop, drop.id).await.unwrap();
    shop.drain().await;
    assert!(verified(&shop, draw).await.accepted);
}

#[tokio::test]
async fn a_withdrawn_entry_is_neither_taken_out_nor_put_back() {
    let shop = TestShop::new().await;
    let (drop, _) = open(&shop, &[("EU 42", 1)]).await;
    let (staff, who) = (shop.staff(Role::Manager).await.actor(), shop.shopper().await);
    let id = enter(&shop, &who, &drop, 0).await.unwrap();
    entries::withdraw(&shop, &who.actor(), id).await.unwrap();
    assert_eq!(
        refusal(entries::disqualify(&shop, &staff, id, Reason::Abuse, WHY).await),
        DisqualifyRefusal::AlreadyOut
    );
    assert_eq!(refusal(entries::answer(&shop, &staff, id, Verdict::Reinstate, "Back.").await), AnswerRefusal::NotOut);
    assert_eq!(refusal(entries::appeal(&shop, &who.actor(), id, "Back?").await), AppealRefusal::NotOut);
    assert_eq!(note(&shop, id).await, (0, "withdrawn".into()));
}

#[tokio::test]
async fn an_entry_is_not_put_back_beside_another_of_its_account() {
    let shop = TestShop::new().await;
    let (drop, draw) = open(&shop, &[("EU 42", 1)]).await;
    let (staff, who) = (shop.staff(Role::Manager).await.actor(), shop.shopper().await);
    let id = enter(&shop, &who, &drop, 0).await.unwrap();
    entries::disqualify(&shop, &staff, id, Reason::Abuse, WHY).await.unwrap();
    let again = entries::enter(&shop, &who.actor(), wish(&drop, 0, "again")).await;
    assert_eq!(refusal(again), EnterRefusal::Disqualified, "nobody enters past a disqualification");
    // The database holds the line whatever gets there.
    let second = EntryId::random();
    let leaf = draw::Entry { entry_id: second.0, pool: "EU 42".into(), weight: 1, note: "".into() }.leaf(draw.0);
    sqlx::query(
        "insert into entries (id, draw_id, account_id, variant_id, pool, leaf, attempt, idempotency_key, request_digest)
         values ($1, $2, $3, $4, 'EU 42', $5, 2, 'past', '')",
    )
    .bind(second)
    .bind(draw)
    .bind(who.id)
    .bind(drop.sizes[0])
    .bind(leaf.as_bytes().as_slice())
    .execute(&shop.db)
    .await
    .unwrap();
    assert_eq!(
        refusal(entries::answer(&shop, &staff, id, Verdict::Reinstate, "Back.").await),
        AnswerRefusal::AnotherStands
    );
    assert_eq!((note(&shop, id).await, standing(&shop, &drop).await), ((0, "abuse".into()), 1));
    close_and_draw(&shop, &drop).await;
    assert!(verified(&shop, draw).await.accepted);
}

#[tokio::test]
async fn who_withdraws_while_staff_take_the_entry_out_has_it_out_once() {
    let shop = TestShop::new().await;
    let (drop, draw) = open(&shop, &[("EU 42", 1)]).await;
    let staff = shop.staff(Role::Manager).await.actor();
    let people = shop.shoppers(16).await;
    let mut pairs = Vec::new();
    for who in &people {
        let id = enter(&shop, who, &drop, 0).await.unwrap();
        let (theirs, ours, actor) = ((*shop).clone(), (*shop).clone(), who.actor());
        let withdrawn = tokio::spawn(async move { entries::withdraw(&theirs, &actor, id).await });
        let out = tokio::spawn(async move { entries::disqualify(&ours, &staff, id, Reason::Abuse, WHY).await });
        pairs.push((id, withdrawn, out));
    }
    for (id, withdrawn, out) in pairs {
        let expected = match (withdrawn.await.unwrap(), out.await.unwrap()) {
            (Ok(()), Err(Error::Refused(DisqualifyRefusal::AlreadyOut))) => "withdrawn",
            (Err(Error::Refused(WithdrawRefusal::Disqualified)), Ok(())) => "abuse",
            other => panic!("{other:?}"),
        };
        assert_eq!(note(&shop, id).await, (0, expected.to_owned()));
    }
    assert_eq!(standing(&shop, &drop).await, 0);
    close_and_draw(&shop, &drop).await;
    assert!(verified(&shop, draw).await.accepted);
}

#[tokio::test]
async fn appeals_and_answers_at_the_freeze_are_in_the_sealed_list_or_refused() {
    let shop = TestShop::new().await;
    let (drop, draw) = reviewed(&shop).await;
    let staff = shop.staff(Role::Manager).await.actor();
    let people = shop.shoppers(20).await;
    let mut ids = Vec::new();
    for who in &people {
        let id = enter(&shop, who, &drop, 0).await.unwrap();
        entries::disqualify(&shop, &staff, id, Reason::Abuse, WHY).await.unwrap();
        ids.push(id);
    }
    shop.advance(HOUR);
    draws::close(&shop, drop.id).await.unwrap();
    let answers: Vec<_> = people
        .iter()
        .zip(&ids)
        .map(|(who, &id)| {
            let (shop, actor) = ((*shop).clone(), who.actor());
            tokio::spawn(async move {
                let appealed = entries::appeal(&shop, &actor, id, "Look again.").await;
                (appealed, entries::answer(&shop, &staff, id, Verdict::Reinstate, "Back.").await)
            })
        })
        .collect();
    tokio::time::sleep(Duration::from_millis(15)).await;
    shop.advance(HOUR * 24);
    assert!(draws::freeze(&shop, draw).await.unwrap());
    let mut back = 0;
    for (answer, id) in answers.into_iter().zip(ids) {
        let (appealed, answered) = answer.await.unwrap();
        assert!(matches!(appealed, Ok(()) | Err(Error::Refused(AppealRefusal::Frozen))), "{appealed:?}");
        let stands = match answered {
            Ok(()) => true,
            Err(Error::Refused(AnswerRefusal::Frozen)) => false,
            Err(other) => panic!("{other:?}"),
        };
        back += i64::from(stands);
        assert_eq!(note(&shop, id).await.1.is_empty(), stands);
    }
    assert_eq!(standing(&shop, &drop).await, back);
    let report = verified(&shop, draw).await;
    assert!(report.accepted, "{report}");
}

/// Pays something in a sale, with a card, to an address that is not the test's own.
async fn pays(shop: &TestShop, who: &Person, number: &str, line1: &str) {
    let sale = shop.flash_sale().open().await;
    let order = who.buy(shop, &sale, "before").await.unwrap().id;
    let mut form = card(number);
    form.to.line1 = line1.to_owned();
    payments::pay(shop, &who.actor(), order, &form).await.unwrap();
}

#[tokio::test]
async fn accounts_that_share_a_mailbox_a_card_or_a_door_are_shown_together() {
    let shop = TestShop::new().await;
    let staff = shop.staff(Role::Manager).await;
    let people = shop.shoppers(6).await;
    pays(&shop, &people[0], "4242424242424242", "Kiln Lane 4").await;
    pays(&shop, &people[1], "4242424242424242", "Mill Road 1").await;
    pays(&shop, &people[2], "5555555555554444", "MILL ROAD, 1").await;
    let home = AddressForm { line1: "mill road 1".into(), ..card("4242424242424242").to };
    addresses::add(&shop, &people[3].actor(), &home).await.unwrap();
    let alias = people[0].email.replace('@', "+again@");
    sqlx::query("update accounts set email = $2 where id = $1")
        .bind(people[4].id)
        .bind(alias)
        .execute(&shop.db)
        .await
        .unwrap();
    let (drop, draw) = open(&shop, &[("EU 42", 1)]).await;
    let mut ids = Vec::new();
    for who in &people {
        ids.push(enter(&shop, who, &drop, 0).await.unwrap());
    }
    shop.drain().await;
    let groups = async || {
        let mut groups: Vec<(Shared, Vec<usize>)> = Vec::new();
        let mut last = None;
        for row in listed(&shop, &staff, Some(draw), Show::Suspects).await {
            let shares = row.shares.unwrap();
            if last != Some(shares) {
                groups.push((shares.0, Vec::new()));
                last = Some(shares);
            }
            let place = ids.iter().position(|id| *id == row.id).unwrap();
            groups.last_mut().unwrap().1.push(place);
        }
        groups
    };
    let mut found = groups().await;
    for (_, places) in &mut found {
        places.sort_unstable();
    }
    assert_eq!(found, [(Shared::Address, vec![1, 2, 3]), (Shared::Card, vec![0, 1]), (Shared::Mailbox, vec![0, 4])]);
    let marks: Vec<Vec<u8>> = sqlx::query_scalar("select mark from entry_marks").fetch_all(&shop.db).await.unwrap();
    assert!(marks.iter().all(|mark| mark.len() == 16));

    // Whoever is dealt with makes the group go; the one who was taken out is shown as long as others are left.
    entries::disqualify(&shop, &staff.actor(), ids[4], Reason::DuplicatePerson, WHY).await.unwrap();
    entries::disqualify(&shop, &staff.actor(), ids[3], Reason::DuplicateAddress, WHY).await.unwrap();
    entries::withdraw(&shop, &people[0].actor(), ids[0]).await.unwrap();
    let mut left = groups().await;
    for (_, places) in &mut left {
        places.sort_unstable();
    }
    assert_eq!(left, [(Shared::Address, vec![1, 2, 3])]);
    // The same in another draw: other marks, the same people.
    let (next, next_draw) = open(&shop, &[("EU 42", 1)]).await;
    for who in &people[..2] {
        enter(&shop, who, &next, 0).await.unwrap();
    }
    shop.drain().await;
    assert_eq!(listed(&shop, &staff, Some(next_draw), Show::Suspects).await.len(), 2);
    let shared: i64 = sqlx::query_scalar(
        "select count(*) from entry_marks a join entry_marks b using (mark) where a.draw_id <> b.draw_id",
    )
    .fetch_one(&shop.db)
    .await
    .unwrap();
    assert_eq!(shared, 0, "two draws' marks have nothing in common");
}

#[tokio::test]
async fn a_repeat_names_the_draw_that_it_replaces_and_both_pages_say_so() {
    let shop = TestShop::new().await;
    let (drop, first) = open(&shop, &[("EU 42", 1)]).await;
    let staff = shop.staff(Role::Manager).await.actor();
    let (_, card) = drops::card(&shop, &staff, drop.id).await.unwrap();
    drops::cancel(&shop, &staff, drop.id, "The kiln broke.").await.unwrap();
    // The same product again, as staff do it; the job that ends the first has not run.
    let now = shop.now();
    let form = drops::DropForm {
        product: drop.product.to_string(),
        mode: "draw".into(),
        slug: "kiln-runner-again".into(),
        opens_at: now.input_value(),
        closes_at: now.plus(HOUR).input_value(),
        payment_window_minutes: "60".into(),
        units: [(card.variants[0].variant.to_string(), "1".to_owned())].into(),
        ..drops::DropForm::default()
    };
    let again = drops::create(&shop, &staff, &form).await.unwrap();
    drops::schedule(&shop, &staff, again).await.unwrap();
    assert!(draws::open(&shop, again).await.unwrap());
    shop.drain().await;
    let second = draws::live(&shop, again).await.unwrap().unwrap().draw_id;
    assert_eq!(files::record(&shop, second).await.unwrap().rules.previous_draw, Some(first.0));
    let pages =
        [draws::find(&shop, None, first, None).await.unwrap(), draws::find(&shop, None, second, None).await.unwrap()];
    assert_eq!(pages.map(|page| (page.previous, page.repeat)), [(None, Some(second)), (Some(first), None)]);
    let register: Vec<(DrawId, String)> =
        sqlx::query_as("select draw_id, kind from register order by seq").fetch_all(&shop.db).await.unwrap();
    let kinds: Vec<_> = register.iter().map(|(draw, kind)| (*draw == first, kind.as_str())).collect();
    assert_eq!(kinds.len(), 3);
    for row in [(true, "opened"), (true, "cancelled"), (false, "opened")] {
        assert!(kinds.contains(&row), "{kinds:?}");
    }
    for draw in [first, second] {
        assert!(verified(&shop, draw).await.accepted);
    }
}
