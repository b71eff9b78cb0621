use serde_json::Value;
use sqlx::PgConnection;
use uuid::Uuid;

use super::Topic;

pub(super) async fn insert(
    conn: &mut PgConnection,
    topic: Topic,
    kind: &str,
    subject: Uuid,
    payload: Value,
) -> sqlx::Result<()> {
    sqlx::query!(
        "insert into events (topic, kind, subject_id, payload) values ($1, $2, $3, $4)",
        topic.as_str(),
        kind,
        subject,
        payload
    )
    .execute(conn)
    .await?;
    Ok(())
}
