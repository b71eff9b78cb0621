use sqlx::{PgConnection, PgPool};
use uuid::Uuid;

use super::letter::Letter;
use super::{EmailFilter, EmailLine, EmailStage, EmailState, EmailView};
use crate::{AccountId, At, EmailId};

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
        "select recipient, subject, html, plain, sealed_link from emails where id = $1 and sent_at is null",
        id.0
    )
    .fetch_optional(db)
    .await
}

pub(super) async fn mark_sent(db: &PgPool, id: EmailId, at: At) -> sqlx::Result<()> {
    sqlx::query!("update emails set sent_at = $2, failure = null where id = $1", id.0, at as At).execute(db).await?;
    Ok(())
}

pub(super) async fn mark_failed(db: &PgPool, id: EmailId, why: &str) -> sqlx::Result<()> {
    sqlx::query!("update emails set failure = $2 where id = $1", id.0, why).execute(db).await?;
    Ok(())
}

/// Whether the mail has left; `None` if there is no such mail. Holds it until the commit.
pub(super) async fn lock(conn: &mut PgConnection, id: EmailId) -> sqlx::Result<Option<bool>> {
    sqlx::query_scalar!(r#"select sent_at is not null as "sent!" from emails where id = $1 for update"#, id.0)
        .fetch_optional(conn)
        .await
}

pub(super) async fn forget_failure(conn: &mut PgConnection, id: EmailId) -> sqlx::Result<()> {
    sqlx::query!("update emails set failure = null where id = $1", id.0).execute(conn).await?;
    Ok(())
}

pub(super) async fn page(db: &PgPool, filter: &EmailFilter, limit: i64) -> sqlx::Result<Vec<EmailLine>> {
    let to = filter.to.trim().to_lowercase().replace('\\', r"\\").replace('%', r"\%").replace('_', r"\_");
    let stage = filter.stage.map_or("", EmailStage::as_str);
    let rows = sqlx::query!(
        r#"select id as "id: EmailId", recipient, template, subject, created_at as "created_at: At", sent_at as "sent_at: At", failure
           from emails
           where ($1 = '' or lower(recipient) like '%' || $1 || '%')
             and case $2
                   when 'queued' then sent_at is null and failure is null
                   when 'failed' then sent_at is null and failure is not null
                   when 'sent' then sent_at is not null
                   else true end
             and ($2 not in ('queued', 'failed') or sent_at is null)
             and ($3::uuid is null or (created_at, id) < (select created_at, id from emails where id = $3))
           order by created_at desc, id desc limit $4"#,
        to,
        stage,
        filter.before.map(|id| id.0),
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

/// How many wait, and how many failed.
pub(super) async fn unsent_counts(db: &PgPool) -> sqlx::Result<(i64, i64)> {
    let row = sqlx::query!(
        r#"select count(*) filter (where failure is null) as "queued!", count(failure) as "failed!" from emails where sent_at is null"#
    )
    .fetch_one(db)
    .await?;
    Ok((row.queued, row.failed))
}

/// The newest mails, whole.
pub(super) async fn latest(db: &PgPool, before: Option<EmailId>, limit: i64) -> sqlx::Result<Vec<Stored>> {
    let rows = sqlx::query_as!(
        Row,
        r#"select id as "id: EmailId", account_id as "account: AccountId", recipient, template, subject, created_at as "created_at: At",
             sent_at as "sent_at: At", failure, plain, html, sealed_link
           from emails
           where $1::uuid is null or (created_at, id) < (select created_at, id from emails where id = $1)
           order by created_at desc, id desc limit $2"#,
        before.map(|id| id.0),
        limit
    )
    .fetch_all(db)
    .await?;
    Ok(rows.into_iter().map(Stored::from).collect())
}

/// A stored mail with what only some readers may see.
pub(super) struct Stored {
    pub view: EmailView,
    pub html: String,
    pub sealed_link: Option<Vec<u8>>,
}

struct Row {
    id: EmailId,
    account: Option<AccountId>,
    recipient: String,
    template: String,
    subject: String,
    created_at: At,
    sent_at: Option<At>,
    failure: Option<String>,
    plain: String,
    html: String,
    sealed_link: Option<Vec<u8>>,
}

impl From<Row> for Stored {
    fn from(r: Row) -> Self {
        let state = state(r.sent_at, r.failure.as_deref());
        let line = EmailLine {
            id: r.id,
            recipient: r.recipient,
            template: r.template,
            subject: r.subject,
            created_at: r.created_at,
            state,
        };
        Self {
            view: EmailView { line, account: r.account, plain: r.plain, failure: r.failure },
            html: r.html,
            sealed_link: r.sealed_link,
        }
    }
}

pub(super) async fn find(db: &PgPool, id: EmailId) -> sqlx::Result<Option<Stored>> {
    let row = sqlx::query_as!(
        Row,
        r#"select id as "id: EmailId", account_id as "account: AccountId", recipient, template, subject, created_at as "created_at: At",
             sent_at as "sent_at: At", failure, plain, html, sealed_link
           from emails where id = $1"#,
        id.0
    )
    .fetch_optional(db)
    .await?;
    Ok(row.map(Stored::from))
}

fn state(sent_at: Option<At>, failure: Option<&str>) -> EmailState {
    match (sent_at, failure) {
        (Some(at), _) => EmailState::Sent(at),
        (None, Some(_)) => EmailState::Failed,
        (None, None) => EmailState::Queued,
    }
}
