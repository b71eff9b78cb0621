//! The dashboard's pages of the stock.

mod server_fns;
mod stock_page;
mod variant_page;

pub use stock_page::StockPage;
pub use variant_page::VariantStockPage;
