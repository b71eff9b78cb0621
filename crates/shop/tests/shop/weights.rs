//! Draws in which those who lost before have more tickets.

use shop::accounts::Role;
use shop::draws::{self, files};
use shop::drops;
use shop::entries::{self, EntryPanel, Reason};
use shop::{DrawId, EntryId, Shop};
use testkit::{Person, Release, TestShop};

use super::draws::{HOUR, close_and_draw, enter, lapse, offers, pay, text, verified};

/// An open draw of one unit in one size, in which losses count.
async fn with_bonus(shop: &TestShop) -> (Release, DrawId) {
    opened(shop, shop.draw().units(1).window_minutes(60).bonus().scheduled().await).await
}

/// The same, in which they do not; they count in later ones all the same.
async fn without(shop: &TestShop) -> (Release, DrawId) {
    opened(shop, shop.draw().units(1).window_minutes(60).scheduled().await).await
}

async fn opened(shop: &TestShop, drop: Release) -> (Release, DrawId) {
    assert!(draws::open(shop, drop.id).await.unwrap());
    let draw = draws::live(shop, drop.id).await.unwrap().unwrap().draw_id;
    (drop, draw)
}

/// All enter; drawn and paid. Answers who won.
async fn drawn<'a>(shop: &TestShop, (drop, draw): (Release, DrawId), people: &'a [Person]) -> &'a Person {
    for who in people {
        enter(shop, who, &drop, 0).await.unwrap();
    }
    close_and_draw(shop, &drop).await;
    let (_, winner, order, _) = offers(shop, draw).await[0];
    pay(shop, order).await;
    let account: shop::AccountId = sqlx::query_scalar("select account_id from entries where id = $1")
        .bind(winner)
        .fetch_one(&shop.db)
        .await
        .unwrap();
    people.iter().find(|who| who.id == account).unwrap()
}

async fn panel(shop: &Shop, who: &Person, drop: &Release) -> EntryPanel {
    entries::panel(shop, Some(&who.actor()), drop.id).await.unwrap()
}

async fn weight(shop: &TestShop, id: EntryId) -> i32 {
    sqlx::query_scalar("select weight from entries where id = $1").bind(id).fetch_one(&shop.db).await.unwrap()
}

/// What is kept about a pool, and what there is: entries by weight.
async fn counted(shop: &TestShop, draw: DrawId) -> Vec<(i32, i64)> {
    let kept: Vec<(i32, i64)> = sqlx::query_as(
        "select weight, entries from standing_weights where draw_id = $1 and entries > 0
         union all
         select 1, s.entries - coalesce((select sum(w.entries)::bigint from standing_weights w where w.draw_id = $1), 0)
         from standing_entries s where s.draw_id = $1 order by 1",
    )
    .bind(draw)
    .fetch_all(&shop.db)
    .await
    .unwrap();
    let there: Vec<(i32, i64)> = sqlx::query_as(
        "select weight, count(*) from entries where draw_id = $1 and note = '' group by weight order by weight",
    )
    .bind(draw)
    .fetch_all(&shop.db)
    .await
    .unwrap();
    assert_eq!(kept.iter().filter(|(_, n)| *n > 0).copied().collect::<Vec<_>>(), there);
    there
}

#[tokio::test]
async fn the_rules_say_before_the_opening_how_tickets_are_counted() {
    let shop = TestShop::new().await;
    let who = shop.shopper().await;
    let drop = shop.draw().units(1).window_minutes(60).bonus().scheduled().await;
    let announced = panel(&shop, &who, &drop).await.weights.unwrap();
    assert!(announced.contains("1 more for each draw") && announced.contains("at most 10"), "{announced}");
    assert_eq!(drops::find(&shop.db, drop.id).await.unwrap().unwrap().max_weight, 10);
    let (drop, draw) = opened(&shop, drop).await;
    let rules = files::record(&shop, draw).await.unwrap().rules;
    assert_eq!((rules.max_weight, rules.weights.as_str()), (10, announced.as_str()));
    assert_eq!(panel(&shop, &who, &drop).await.weights.unwrap(), rules.weights);
    let anybody = entries::panel(&shop, None, drop.id).await.unwrap();
    assert_eq!((anybody.weights, anybody.tickets), (Some(announced), None));
    sqlx::query("update draws set rules = replace(rules, '\"max_weight\":10', '\"max_weight\":9') where id = $1")
        .bind(draw)
        .execute(&shop.db)
        .await
        .unwrap_err();

    let (plain, draw) = without(&shop).await;
    let rules = files::record(&shop, draw).await.unwrap().rules;
    assert_eq!(rules.max_weight, 1);
    let seen = panel(&shop, &who, &plain).await;
    assert_eq!((seen.weights, seen.weight, seen.tickets), (None, 1, None));
}

#[tokio::test]
async fn whoever_lost_has_a_ticket_more_until_they_win() {
    let shop = TestShop::new().await;
    let people = shop.shoppers(2).await;
    let winner = drawn(&shop, without(&shop).await, &people).await;
    let loser = people.iter().find(|who| who.id != winner.id).unwrap();

    let (drop, draw) = with_bonus(&shop).await;
    let before = panel(&shop, loser, &drop).await;
    assert_eq!(before.weight, 2);
    assert_eq!(before.tickets.as_deref(), Some("2 tickets: 1, and 1 for a draw you lost since your last win"));
    assert_eq!(panel(&shop, winner, &drop).await.weight, 1);
    let heavy = enter(&shop, loser, &drop, 0).await.unwrap();
    let light = enter(&shop, winner, &drop, 0).await.unwrap();
    assert_eq!((weight(&shop, heavy).await, weight(&shop, light).await), (2, 1));
    assert_eq!(counted(&shop, draw).await, [(1, 1), (2, 1)]);

    // Everybody sees the odds by tickets, the entrant why they have so many.
    let pool = &draws::live(&shop, drop.id).await.unwrap().unwrap().pools[0];
    assert_eq!((pool.entries, pool.tickets, pool.entered().as_str()), (2, 3, "1 for 2 with 3 tickets"));
    assert_eq!([1, 2].map(|weight| pool.odds(weight)), ["33.33% with 1 ticket", "66.67% with 2 tickets"]);
    let receipt = entries::receipt(&shop, &loser.actor(), heavy).await.unwrap();
    assert_eq!(receipt.odds, "66.67% with 2 tickets");
    assert_eq!(receipt.entry.entry.tickets, before.tickets);
    let entry = draw::Entry { entry_id: heavy.0, pool: "EU 42".into(), weight: 2, note: "".into() };
    assert_eq!(receipt.leaf, entry.leaf(draw.0).to_string());
    shop.drain().await;
    assert!(shop.last_mail_to(&loser.email).await.plain.contains("2 tickets: 1, and 1 for a draw"));
    let staff = shop.staff(Role::Manager).await;
    let search = entries::Search { draw: Some(draw), ..entries::Search::default() };
    let mut seen: Vec<_> =
        entries::staff_list(&shop, &staff.actor(), &search).await.unwrap().rows.iter().map(|row| row.weight).collect();
    seen.sort_unstable();
    assert_eq!(seen, [1, 2]);

    close_and_draw(&shop, &drop).await;
    let list = String::from_utf8(text(files::entries_csv(&shop, draw).await.unwrap()).await).unwrap();
    assert!(list.contains(&format!("{heavy},EU 42,2,\n")) && list.contains(&format!("{light},EU 42,1,\n")));
    let report = verified(&shop, draw).await;
    assert!(report.accepted, "{report}");
    by_hand(&shop, draw).await;
    let proof = draws::find(&shop, None, draw, None).await.unwrap();
    assert_eq!(proof.pools[0].odds, "33.33% with 1 ticket, 66.67% with 2 tickets", "the odds at the seal stay");
    assert_eq!(proof.pools[0].weight, 3);

    // Run again, as after a kill, nothing counts twice.
    assert!(!draws::rank(&shop, draw).await.unwrap());
    draws::carry_on(&shop, draw).await.unwrap();
    let heavy_won = offers(&shop, draw).await[0].1 == heavy;
    let (next, _) = with_bonus(&shop).await;
    let expected = if heavy_won { (1, 2) } else { (3, 1) };
    assert_eq!((panel(&shop, loser, &next).await.weight, panel(&shop, winner, &next).await.weight), expected);
}

/// The published files, by the script of the page that explains the check by hand.
async fn by_hand(shop: &TestShop, draw: DrawId) {
    let folder = shop.files();
    std::fs::write(folder.join("record.json"), files::record_json(shop, draw).await.unwrap()).unwrap();
    std::fs::write(folder.join("entries.csv"), text(files::entries_csv(shop, draw).await.unwrap()).await).unwrap();
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/../draw/verify.py");
    let mut python = std::process::Command::new("python3");
    let ran = python.current_dir(folder).args([script, "record.json", "entries.csv"]).output().unwrap();
    assert!(ran.status.success(), "{}", String::from_utf8_lossy(&ran.stderr));
}

#[tokio::test]
async fn an_offer_that_comes_late_or_is_not_taken_is_a_win() {
    let shop = TestShop::new().await;
    let people = shop.shoppers(3).await;
    let (drop, draw) = without(&shop).await;
    for who in &people {
        enter(&shop, who, &drop, 0).await.unwrap();
    }
    close_and_draw(&shop, &drop).await;
    let tickets = async |next: &Release| {
        let mut weights = Vec::new();
        for who in &people {
            weights.push(panel(&shop, who, next).await.weight);
        }
        weights.sort_unstable();
        weights
    };
    let (next, _) = with_bonus(&shop).await;
    assert_eq!(tickets(&next).await, [1, 2, 2]);
    lapse(&shop).await;
    let (next, _) = with_bonus(&shop).await;
    assert_eq!(tickets(&next).await, [1, 1, 2], "the first did not pay, the second has the offer");
    assert_eq!(offers(&shop, draw).await.len(), 2);
}

#[tokio::test]
async fn nobody_has_more_than_ten_tickets_however_many_enter_at_once() {
    let shop = TestShop::new().await;
    let people = shop.shoppers(13).await;
    let mut lost = vec![0; people.len()];
    for _ in 0..11 {
        let winner = drawn(&shop, without(&shop).await, &people).await;
        for (who, lost) in people.iter().zip(&mut lost) {
            *lost = if who.id == winner.id { 0 } else { *lost + 1 };
        }
    }
    assert!(lost.contains(&11), "eleven winners leave two who never won");

    let (drop, draw) = with_bonus(&shop).await;
    let entering: Vec<_> = people
        .iter()
        .map(|who| {
            let (shop, actor, drop) = ((*shop).clone(), who.actor(), drop.clone());
            tokio::spawn(async move {
                let wish =
                    entries::Enter { drop_id: drop.id, variant_id: drop.sizes[0], idempotency_key: "at once".into() };
                entries::enter(&shop, &actor, wish).await.unwrap()
            })
        })
        .collect();
    for (entry, lost) in entering.into_iter().zip(lost) {
        assert_eq!(weight(&shop, entry.await.unwrap()).await, (lost + 1).min(10));
    }
    assert_eq!(counted(&shop, draw).await.last().unwrap().0, 10);
    close_and_draw(&shop, &drop).await;
    let report = verified(&shop, draw).await;
    assert!(report.accepted, "{report}");
}

#[tokio::test]
async fn a_draw_that_ends_between_entry_and_freeze_changes_no_weight() {
    let shop = TestShop::new().await;
    let people = shop.shoppers(2).await;
    let (first, first_draw) = without(&shop).await;
    shop.advance(HOUR / 2);
    let (second, second_draw) = with_bonus(&shop).await;
    let mut early = Vec::new();
    for who in &people {
        enter(&shop, who, &first, 0).await.unwrap();
        early.push(enter(&shop, who, &second, 0).await.unwrap());
    }
    shop.advance(HOUR / 2);
    assert!(draws::close(&shop, first.id).await.unwrap());
    shop.drain().await;
    let won = offers(&shop, first_draw).await[0].1;
    let won: shop::AccountId =
        sqlx::query_scalar("select account_id from entries where id = $1").bind(won).fetch_one(&shop.db).await.unwrap();
    let loser = people.iter().position(|who| who.id != won).unwrap();
    assert_eq!(weight(&shop, early[loser]).await, 1);
    assert_eq!(panel(&shop, &people[loser], &second).await.own.unwrap().weight, 1);

    // A new entry after a withdrawal is counted when it is made, too.
    entries::withdraw(&shop, &people[loser].actor(), early[loser]).await.unwrap();
    let again = entries::Enter { drop_id: second.id, variant_id: second.sizes[0], idempotency_key: "again".to_owned() };
    let again = entries::enter(&shop, &people[loser].actor(), again).await.unwrap();
    assert_eq!(weight(&shop, again).await, 2);
    assert_eq!(counted(&shop, second_draw).await, [(1, 1), (2, 1)]);

    close_and_draw(&shop, &second).await;
    let list = String::from_utf8(text(files::entries_csv(&shop, second_draw).await.unwrap()).await).unwrap();
    assert_eq!(list.matches(",1,\n").count(), 1);
    assert!(list.contains(&format!("{again},EU 42,2,\n")));
    assert!(list.contains(&format!("{},EU 42,0,withdrawn\n", early[loser])));
    let report = verified(&shop, second_draw).await;
    assert!(report.accepted, "{report}");
}

#[tokio::test]
async fn what_was_withdrawn_taken_out_or_cancelled_was_not_lost() {
    let shop = TestShop::new().await;
    let staff = shop.staff(Role::Manager).await;
    let people = shop.shoppers(4).await;
    let (drop, _) = without(&shop).await;
    let mut made = Vec::new();
    for who in &people {
        made.push(enter(&shop, who, &drop, 0).await.unwrap());
    }
    entries::withdraw(&shop, &people[0].actor(), made[0]).await.unwrap();
    entries::disqualify(&shop, &staff.actor(), made[1], Reason::Abuse, "A bot.").await.unwrap();
    close_and_draw(&shop, &drop).await;

    let (cancelled, _) = with_bonus(&shop).await;
    for who in &people {
        enter(&shop, who, &cancelled, 0).await.unwrap();
    }
    drops::cancel(&shop, &staff.actor(), cancelled.id, "a wrong size").await.unwrap();
    shop.drain().await;

    let (next, draw) = with_bonus(&shop).await;
    let mut weights = Vec::new();
    let mut heaviest = None;
    for who in &people {
        let weight = panel(&shop, who, &next).await.weight;
        let id = enter(&shop, who, &next, 0).await.unwrap();
        weights.push(weight);
        heaviest = heaviest.or((weight > 1).then_some((who, id)));
    }
    assert_eq!(weights[..2], [1, 1]);
    assert_eq!(weights[2] + weights[3], 3, "one of the other two lost once");

    // What goes out takes its tickets along.
    assert_eq!(counted(&shop, draw).await, [(1, 3), (2, 1)]);
    let (who, id) = heaviest.unwrap();
    entries::withdraw(&shop, &who.actor(), id).await.unwrap();
    assert_eq!(counted(&shop, draw).await, [(1, 3)]);
    let own = panel(&shop, who, &next).await.own.unwrap();
    assert_eq!((own.weight, own.tickets), (0, None));
    entries::disqualify(
        &shop,
        &staff.actor(),
        enter(&shop, &people[0], &next, 0).await.unwrap(),
        Reason::Abuse,
        "A bot.",
    )
    .await
    .unwrap();
    let pool = &draws::live(&shop, next.id).await.unwrap().unwrap().pools[0];
    assert_eq!((pool.entries, pool.tickets, pool.odds(1).as_str()), (2, 2, "50.00% with 1 ticket"));
}
