use sha2::{Digest, Sha256};

use super::{EnterRefusal as R, emails, store};
use crate::accounts::Actor;
use crate::live::Topic;
use crate::{Bar, DropId, EntryId, Error, FieldError, Problem, Shop, VariantId, events};

/// A wish to be in a draw.
#[derive(Clone, Debug)]
pub struct Enter {
    /// The drop.
    pub drop_id: DropId,
    /// The size.
    pub variant_id: VariantId,
    /// Binds a success: the same key and wish are the same entry.
    pub idempotency_key: String,
}

impl Enter {
    fn digest(&self) -> Vec<u8> {
        Sha256::new().chain_update(self.drop_id.0).chain_update(self.variant_id.0).finalize().to_vec()
    }

    fn check(&self) -> Result<(), R> {
        let problem = match self.idempotency_key.chars().count() {
            0 => Problem::Required,
            1..=200 => return Ok(()),
            _ => Problem::TooLong(200),
        };
        Err(R::Invalid(vec![FieldError::new("idempotency_key", problem)]))
    }
}

/// Enters the actor in the drop's draw. Durable before it answers; a repeat under the same key
/// answers the same entry, also after the close.
pub async fn enter(shop: &Shop, actor: &Actor, wish: Enter) -> Result<EntryId, Error<R>> {
    wish.check().map_err(Error::Refused)?;
    let digest = wish.digest();
    let now = shop.now();
    let target = store::target(&shop.db, wish.drop_id, wish.variant_id, actor.id).await?.ok_or(Bar::NotFound)?;
    if target.blocked {
        return Err(Bar::Forbidden.into());
    }
    if !target.confirmed {
        return Err(Error::Refused(R::Unconfirmed));
    }
    let Some(draw_id) = target.draw_id else { return Err(Error::Refused(R::NotOpen)) };
    let Some(pool) = target.pool.as_deref() else {
        return Err(Error::Refused(R::Invalid(vec![FieldError::new("variant_id", Problem::NotAChoice)])));
    };

    let id = EntryId::random();
    let leaf = store::leaf(draw_id, id, pool, 1, "");
    let mut tx = shop.db.begin().await?;
    let new = store::NewEntry {
        id,
        draw_id,
        account_id: actor.id,
        variant_id: wish.variant_id,
        leaf,
        key: &wish.idempotency_key,
        digest: &digest,
    };
    if !store::insert(&mut tx, &new, now).await? {
        tx.rollback().await?;
        return explain(shop, actor, draw_id, &wish.idempotency_key, &digest).await;
    }
    emails::receipt(shop, &mut tx, id, &target, pool).await?;
    events::emit(
        &mut tx,
        events::Topic::Draw,
        "entry.made",
        id.0,
        serde_json::json!({ "draw_id": draw_id, "pool": pool }),
    )
    .await?;
    tx.commit().await?;
    shop.live.publish(Topic::Drop(wish.drop_id));
    Ok(id)
}

/// Why nothing was inserted: the same press again, or a reason that the entrant can act on.
async fn explain(
    shop: &Shop,
    actor: &Actor,
    draw_id: crate::DrawId,
    key: &str,
    digest: &[u8],
) -> Result<EntryId, Error<R>> {
    if let Some((id, bound)) = store::by_key(&shop.db, actor.id, key).await? {
        return if bound == digest { Ok(id) } else { Err(Error::Refused(R::KeyReused)) };
    }
    let notes = store::notes(&shop.db, draw_id, actor.id).await?;
    Err(Error::Refused(if notes.iter().any(String::is_empty) {
        R::AlreadyIn
    } else if notes.iter().any(|note| note != "withdrawn") {
        R::Disqualified
    } else if notes.len() > 1 {
        R::UsedUp
    } else {
        R::NotOpen
    }))
}
