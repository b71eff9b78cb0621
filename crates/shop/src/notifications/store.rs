use sqlx::{PgConnection, PgPool};
use uuid::Uuid;

use super::letter::Letter;
use super::{EmailLine, EmailState, EmailView};
use crate::{At, EmailId};

/// A rendered letter.
pub(super) struct NewEmail<'a> {
    pub id: EmailId,
    pub letter: &'a Letter,
    pub html: String,
    pub plain: String,
    pub sealed_link: Option<Vec<u8>>,
    pub at: At,
}

/// A stored mail that has to leave.
pub(super) struct Unsent {
    pub recipient: String,
    pub subject: String,
    pub html: String,
    pub plain: String,
    pub sealed_link: Option<Vec<u8>>,
}

pub(super) async fn insert(conn: &mut PgConnection, rows: &[NewEmail<'_>]) -> sqlx::Result<Vec<EmailId>> {
    fn column<T>(rows: &[NewEmail<'_>], of: impl Fn(&NewEmail<'_>) -> T) -> Vec<T> {
        rows.iter().map(of).collect()
    }
    sqlx::query_scalar!(
        r#"insert into emails (id, account_id, recipient, template, dedupe_key, subject, html, plain, sealed_link, created_at)
           select * from unnest($1::uuid[], $2::uuid[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[], $9::bytea[], $10::timestamptz[])
           on conflict (dedupe_key) do nothing
           returning id as "id: EmailId""#,
        &column(rows, |r| r.id.0),
        &column(rows, |r| r.letter.account.map(|a| a.0)) as &[Option<Uuid>],
        &column(rows, |r| r.letter.recipient.clone()),
        &column(rows, |r| r.letter.template.to_owned()),
        &column(rows, |r| r.letter.dedupe_key.clone()),
        &column(rows, |r| r.letter.subject.clone()),
        &column(rows, |r| r.html.clone()),
        &column(rows, |r| r.plain.clone()),
        &column(rows, |r| r.sealed_link.clone()) as &[Option<Vec<u8>>],
        &column(rows, |r| r.at) as &[At],
    )
    .fetch_all(conn)
    .await
}

pub(super) async fn unsent(db: &PgPool, id: EmailId) -> sqlx::Result<Option<Unsent>> {
    sqlx::query_as!(
        Unsent,
        "select recipient, subject, html, plain, sealed_link from emails where id = $1 and sent_at is null and failure is null",
        id.0
    )
    .fetch_optional(db)
    .await
}

pub(super) async fn mark_sent(db: &PgPool, id: EmailId, at: At) -> sqlx::Result<()> {
    sqlx::query!("update emails set sent_at = $2 where id = $1", id.0, at as At).execute(db).await?;
    Ok(())
}

pub(super) async fn mark_failed(db: &PgPool, id: EmailId, why: &str) -> sqlx::Result<()> {
    sqlx::query!("update emails set failure = $2 where id = $1", id.0, why).execute(db).await?;
    Ok(())
}

/// Mails to recipients that contain `to`, older than `before`; ids are made in order of time.
pub(super) async fn page(db: &PgPool, to: &str, before: Option<EmailId>, limit: i64) -> sqlx::Result<Vec<EmailLine>> {
    let rows = sqlx::query!(
        r#"select id as "id: EmailId", recipient, template, subject, created_at as "created_at: At", sent_at as "sent_at: At", failure
           from emails
           where ($1 = '' or strpos(lower(recipient), lower($1)) > 0)
             and ($2::uuid is null or (created_at, id) < (select created_at, id from emails where id = $2))
           order by created_at desc, id desc limit $3"#,
        to,
        before.map(|id| id.0),
        limit
    )
    .fetch_all(db)
    .await?;
    let line = rows.into_iter().map(|r| EmailLine {
        id: r.id,
        recipient: r.recipient,
        template: r.template,
        subject: r.subject,
        created_at: r.created_at,
        state: state(r.sent_at, r.failure.as_deref()),
    });
    Ok(line.collect())
}

/// A stored mail with what only some readers may see.
pub(super) struct Stored {
    pub view: EmailView,
    pub html: String,
    pub sealed_link: Option<Vec<u8>>,
}

pub(super) async fn find(db: &PgPool, id: EmailId) -> sqlx::Result<Option<Stored>> {
    let row = sqlx::query!(
        r#"select id as "id: EmailId", recipient, template, subject, created_at as "created_at: At", sent_at as "sent_at: At",
             failure, plain, html, sealed_link
           from emails where id = $1"#,
        id.0
    )
    .fetch_optional(db)
    .await?;
    Ok(row.map(|r| {
        let state = state(r.sent_at, r.failure.as_deref());
        let line = EmailLine { id: r.id, recipient: r.recipient, template: r.template, subject: r.subject, created_at: r.created_at, state };
        Stored { view: EmailView { line, plain: r.plain, failure: r.failure }, html: r.html, sealed_link: r.sealed_link }
    }))
}

fn state(sent_at: Option<At>, failure: Option<&str>) -> EmailState {
    match (sent_at, failure) {
        (Some(at), _) => EmailState::Sent(at),
        (None, Some(_)) => EmailState::Failed,
        (None, None) => EmailState::Queued,
    }
}
