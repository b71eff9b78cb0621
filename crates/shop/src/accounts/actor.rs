use serde::{Deserialize, Serialize};

use crate::{AccountId, Bar};

/// What an account is to the shop: a set of [`Permission`]s.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(sqlx::Type), sqlx(type_name = "role", rename_all = "snake_case"))]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Buys.
    Shopper,
    /// Answers customers: sees orders, entries and customers, ships.
    Support,
    /// Runs the shop: catalogue, stock, drops, refunds.
    Manager,
    /// Everything, jobs and audit log included.
    Admin,
}

/// What a member of staff may do. Checked in the command, not only in the page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Permission {
    /// See the dashboard: overview, drops, products, stock.
    ViewDashboard,
    /// Create and change products, collections, pictures.
    EditCatalogue,
    /// Receive and correct stock.
    EditStock,
    /// Create, schedule, open, pause, close, cancel drops.
    EditDrops,
    /// See orders, entries and customers.
    ViewCustomers,
    /// Block and unblock customers.
    BlockCustomers,
    /// Give roles.
    EditRoles,
    /// Ship and annotate orders.
    ShipOrders,
    /// Cancel and refund orders.
    RefundOrders,
    /// Retry and discard jobs.
    RunJobs,
    /// Read the audit log.
    ViewAudit,
}

impl Role {
    /// Whether the role includes the permission.
    pub const fn allows(self, permission: Permission) -> bool {
        use Permission as P;
        let least = match permission {
            P::ViewDashboard | P::ViewCustomers | P::ShipOrders => Self::Support,
            P::EditCatalogue | P::EditStock | P::EditDrops | P::RefundOrders | P::BlockCustomers => Self::Manager,
            P::RunJobs | P::ViewAudit | P::EditRoles => Self::Admin,
        };
        self as u8 >= least as u8
    }
}

/// Who asks a command to do something.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Actor {
    /// The account.
    pub id: AccountId,
    /// Its role at the time of asking.
    pub role: Role,
}

impl Actor {
    /// Whether the actor may.
    pub const fn may(&self, permission: Permission) -> bool {
        self.role.allows(permission)
    }

    /// Refuses unless the actor may: the first line of every staff command.
    pub const fn must(&self, permission: Permission) -> Result<(), Bar> {
        if self.may(permission) { Ok(()) } else { Err(Bar::Forbidden) }
    }
}
