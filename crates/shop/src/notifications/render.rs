//! How a letter looks: the shop's paper, ink and accent, in the tables and inline styles that mail programs understand.

use std::fmt::Write;

use super::letter::{Block, Letter};

const INK: &str = "#16140f";
const INK_2: &str = "#5c574c";
const PAPER: &str = "#faf8f4";
const LINE: &str = "#e2ddd2";
const ACCENT: &str = "#c93818";
const FONT: &str = "-apple-system,'Segoe UI',Helvetica,Arial,sans-serif";

/// The HTML part.
pub(super) fn html(letter: &Letter) -> String {
    let body: String = letter.blocks.iter().map(html_block).collect();
    let (shop, subject, base_url) =
        (escape(&letter.shop.config.shop_name), escape(&letter.subject), escape(&letter.shop.config.base_url));
    let greeting = greeting(letter).map_or_else(String::new, |words| html_block(&Block::Paragraph(words)));
    format!(
        "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\">\
         <meta name=\"color-scheme\" content=\"light\"><title>{subject}</title></head>\
         <body style=\"margin:0;background:{PAPER};color:{INK};font:16px/1.5 {FONT}\">\
         <table role=\"presentation\" width=\"100%\" cellpadding=\"0\" cellspacing=\"0\"><tr><td align=\"center\" style=\"padding:32px 16px\">\
         <table role=\"presentation\" width=\"100%\" cellpadding=\"0\" cellspacing=\"0\" style=\"max-width:560px;text-align:left\"><tr><td>\
         <p style=\"margin:0 0 32px;font-weight:700\"><a href=\"{base_url}\" style=\"color:{INK};text-decoration:none\">{shop}</a></p>\
         <h1 style=\"margin:0 0 24px;font-size:28px;line-height:1.2\">{subject}</h1>\
         {greeting}{body}\
         <p style=\"margin:40px 0 0;padding-top:16px;border-top:1px solid {LINE};color:{INK_2};font-size:14px\">{shop}, <a href=\"{base_url}\" style=\"color:{INK_2}\">{base_url}</a></p>\
         </td></tr></table></td></tr></table></body></html>"
    )
}

/// The text part.
pub(super) fn plain(letter: &Letter) -> String {
    let mut text = String::new();
    if let Some(words) = greeting(letter) {
        text.push_str(&words);
        text.push_str("\n\n");
    }
    for block in &letter.blocks {
        // Writing to a string cannot fail.
        let _ = match block {
            Block::Paragraph(words) | Block::Verbatim(words) => write!(text, "{words}\n\n"),
            Block::Rows(rows) => {
                for (label, value) in rows {
                    let _ = writeln!(text, "{label}: {value}");
                }
                writeln!(text)
            }
            Block::Button { label, url } => write!(text, "{label}:\n{url}\n\n"),
        };
    }
    let _ = write!(text, "-- \n{}\n{}\n", letter.shop.config.shop_name, letter.shop.config.base_url);
    text
}

fn greeting(letter: &Letter) -> Option<String> {
    (!letter.name.is_empty()).then(|| format!("Hello {},", letter.name))
}

fn html_block(block: &Block) -> String {
    match block {
        Block::Paragraph(words) => format!("<p style=\"margin:0 0 16px\">{}</p>", escape(words)),
        Block::Rows(rows) => {
            let cell = format!("padding:8px 0;border-top:1px solid {LINE};vertical-align:top");
            let rows = rows.iter().fold(String::new(), |rows, (label, value)| {
                let (label, value) = (escape(label), escape(value));
                rows + &format!("<tr><td style=\"{cell};color:{INK_2};padding-right:16px\">{label}</td><td style=\"{cell}\" align=\"right\">{value}</td></tr>")
            });
            format!(
                "<table role=\"presentation\" width=\"100%\" cellpadding=\"0\" cellspacing=\"0\" style=\"margin:0 0 24px\">{rows}</table>"
            )
        }
        Block::Verbatim(words) => format!(
            "<pre style=\"margin:0 0 16px;padding:12px;border:1px solid {LINE};font:12px/1.5 monospace;white-space:pre-wrap;word-break:break-all\">{}</pre>",
            escape(words)
        ),
        Block::Button { label, url } => format!(
            "<p style=\"margin:24px 0\"><a href=\"{}\" style=\"display:inline-block;background:{ACCENT};color:#fff;padding:12px 20px;border-radius:6px;font-weight:600;text-decoration:none\">{}</a></p>",
            escape(url),
            escape(label)
        ),
    }
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_from_outside_stay_words() {
        let html = html_block(&Block::Rows(vec![("a<b".into(), "\"x\" & y".into())]));
        assert!(html.contains("a&lt;b") && html.contains("&quot;x&quot; &amp; y"), "{html}");
    }
}
