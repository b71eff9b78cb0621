use leptos::prelude::*;

/// The HTML part of a mail, in a frame of its own, which is nobody's origin. The address that serves it forbids scripts
/// and allows the inline styles that mails are made of; the frame itself lets scripts be, or no tool could look into it.
#[component]
pub fn HtmlPart(
    /// Where it is served.
    src: String,
) -> impl IntoView {
    view! { <iframe class="mail-frame" title="The email as HTML" src=src sandbox="allow-scripts allow-popups allow-popups-to-escape-sandbox"></iframe> }
}

/// The text part of a mail.
#[component]
pub fn PlainPart(
    /// The text.
    text: String,
    /// Its addresses are links.
    #[prop(optional)]
    linked: bool,
) -> impl IntoView {
    let part = move |part: Part| match part {
        Part::Link(url) if linked => {
            let href = url.clone();
            view! { <a class="link" href=href rel="external">{url}</a> }.into_any()
        }
        Part::Link(words) | Part::Words(words) => words.into_any(),
    };
    view! { <pre class="log mail-text" tabindex="0">{parts(&text).into_iter().map(part).collect_view()}</pre> }
}

#[derive(Debug, PartialEq, Eq)]
enum Part {
    Words(String),
    Link(String),
}

/// Splits a text at its web addresses, which end at the next space.
fn parts(text: &str) -> Vec<Part> {
    let mut parts = Vec::new();
    let mut rest = text;
    while let Some(start) = [rest.find("http://"), rest.find("https://")].into_iter().flatten().min() {
        let (words, from_link) = rest.split_at(start);
        let end = from_link.find(char::is_whitespace).unwrap_or(from_link.len());
        let (link, after) = from_link.split_at(end);
        if !words.is_empty() {
            parts.push(Part::Words(words.to_owned()));
        }
        parts.push(Part::Link(link.to_owned()));
        rest = after;
    }
    if !rest.is_empty() {
        parts.push(Part::Words(rest.to_owned()));
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_the_links_and_keeps_every_word() {
        let found = parts("Confirm:\nhttp://localhost:3000/confirm?token=a\n\n-- \nSmall Runs\nhttps://x.y\n");
        let words = |text: &str| Part::Words(text.to_owned());
        let link = |url: &str| Part::Link(url.to_owned());
        assert_eq!(
            found,
            [
                words("Confirm:\n"),
                link("http://localhost:3000/confirm?token=a"),
                words("\n\n-- \nSmall Runs\n"),
                link("https://x.y"),
                words("\n")
            ]
        );
        assert_eq!(parts("no links"), [words("no links")]);
        assert!(parts("").is_empty());
    }
}
