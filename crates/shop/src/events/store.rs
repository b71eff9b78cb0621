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

pub(super) async fn insert_many(
    conn: &mut PgConnection,
    topic: Topic,
    kind: &str,
    subjects: &[Uuid],
    payload: Value,
) -> sqlx::Result<()> {
    sqlx::query!(
        "insert into events (topic, kind, subject_id, payload) select $1, $2, subject, $4 from unnest($3::uuid[]) as subject",
        topic.as_str(),
        kind,
        subjects,
        payload
    )
    .execute(conn)
    .await?;
    Ok(())
}
