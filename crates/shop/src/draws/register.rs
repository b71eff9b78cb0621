use draw::{Hash, Hex, Register, RegisterKind};
use sqlx::PgConnection;

use super::store;
use crate::{At, DrawId, Fault};

/// Adds a row to the public register. Rows are serialised by a lock that lasts until the commit, so
/// that numbers have no gaps: call it late.
pub async fn append(
    conn: &mut PgConnection,
    draw_id: DrawId,
    kind: RegisterKind,
    digest: Hash,
    now: At,
) -> Result<(), Fault> {
    store::lock_register(conn).await?;
    let (register, last_at) = match store::last_registered(conn).await? {
        None => (Register::new(), 0),
        Some(last) => (Register::after(u64::try_from(last.seq)?, Hex(bytes(&last.hash)?)), last.at_ms),
    };
    // Clocks of machines differ a little; the register's time never runs back.
    let at = u64::try_from(now.ms().max(last_at))?;
    let row = register.next(at, draw_id.0, kind, digest);
    Ok(store::insert_registered(conn, &row).await?)
}

/// A column of 32 bytes.
pub fn bytes<const N: usize>(column: &[u8]) -> Result<[u8; N], Fault> {
    column.try_into().map_err(|_| Fault::new(format!("a digest in the database is not {N} bytes")))
}
