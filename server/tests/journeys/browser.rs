use std::collections::BTreeMap;

use axum::Router;
use axum::body::{Body, to_bytes};
use http::{HeaderMap, Method, Request, StatusCode, header};
use scraper::{Html, Selector};
use server::config::Settings;
use server::http::router;
use testkit::{PASSWORD, Person, TestShop};
use tower::ServiceExt;

/// A shop with its router.
pub struct Site {
    pub shop: TestShop,
    router: Router,
}

impl Site {
    pub async fn new() -> Self {
        Self::of(TestShop::new().await)
    }

    pub fn of(shop: TestShop) -> Self {
        // What the build would have left: the pages only name it.
        let site_dir = shop.files().join("site");
        std::fs::create_dir_all(site_dir.join("pkg")).unwrap();
        std::fs::write(site_dir.join("pkg/current"), "test").unwrap();
        let settings = Settings {
            shop: shop.config.clone(),
            listen: ([127, 0, 0, 1], 0).into(),
            database_url: String::new(),
            redis_url: String::new(),
            database_connections: 1,
            worker_concurrency: 1,
            site_dir,
            trusted_proxies: Vec::new(),
            log_json: false,
        };
        let router = router(&shop, &settings).unwrap_or_else(|e| panic!("no router: {e}"));
        Self { shop, router }
    }

    /// A browser that nobody has used yet.
    pub fn browser(&self) -> Browser<'_> {
        Browser { site: self, cookies: BTreeMap::new() }
    }

    /// A browser in which this person is signed in.
    pub async fn signed_in(&self, person: &Person) -> Browser<'_> {
        let mut browser = self.browser();
        let page = browser.get("/sign-in").await;
        let form = page.form("sign_in").with("email", &person.email).with("password", PASSWORD);
        let landed = browser.submit(form).await;
        assert_eq!(landed.status, StatusCode::OK, "signing in ended at {}: {}", landed.path, landed.text());
        browser
    }

    /// One request as it stands, without a jar.
    pub async fn send(&self, request: Request<Body>) -> (StatusCode, HeaderMap, String) {
        let answer = self.router.clone().oneshot(request).await.unwrap();
        let (parts, body) = answer.into_parts();
        let bytes = to_bytes(body, usize::MAX).await.unwrap();
        (parts.status, parts.headers, String::from_utf8_lossy(&bytes).into_owned())
    }
}

/// A visitor's browser, without JavaScript.
pub struct Browser<'a> {
    site: &'a Site,
    cookies: BTreeMap<String, String>,
}

/// What the browser shows.
#[derive(Debug)]
pub struct Page {
    pub status: StatusCode,
    pub path: String,
    pub headers: HeaderMap,
    pub html: String,
}

/// A form as it stands in a page.
#[derive(Clone, Debug)]
pub struct Form {
    action: String,
    get: bool,
    fields: Vec<(String, String)>,
    from: String,
}

impl Browser<'_> {
    pub async fn get(&mut self, path: &str) -> Page {
        self.follow(Method::GET, path.to_owned(), None, None).await
    }

    pub async fn submit(&mut self, form: Form) -> Page {
        let fields = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(&form.fields).finish();
        if form.get {
            return self.get(&format!("{}?{fields}", form.action)).await;
        }
        self.follow(Method::POST, form.action, Some(fields), Some(form.from)).await
    }

    pub fn cookie(&self, name: &str) -> Option<&str> {
        self.cookies.get(name).map(String::as_str)
    }

    async fn follow(
        &mut self,
        mut method: Method,
        mut path: String,
        mut body: Option<String>,
        mut referer: Option<String>,
    ) -> Page {
        for _ in 0..8 {
            let page = self.once(&method, &path, body.take(), referer.take()).await;
            let Some(location) = page.headers.get(header::LOCATION).filter(|_| page.status.is_redirection()) else {
                return page;
            };
            let to = location.to_str().unwrap();
            to.strip_prefix("http://localhost").unwrap_or(to).clone_into(&mut path);
            method = Method::GET;
        }
        panic!("redirected in a circle at {path}");
    }

    async fn once(&mut self, method: &Method, path: &str, body: Option<String>, referer: Option<String>) -> Page {
        let mut request = Request::builder()
            .method(method)
            .uri(path)
            .header(header::HOST, "localhost")
            .header(header::ACCEPT, "text/html,application/xhtml+xml")
            .header("sec-fetch-site", "same-origin");
        if let Some(from) = referer {
            request = request.header(header::REFERER, format!("http://localhost{from}"));
        }
        if !self.cookies.is_empty() {
            let jar: Vec<_> = self.cookies.iter().map(|(k, v)| format!("{k}={v}")).collect();
            request = request.header(header::COOKIE, jar.join("; "));
        }
        if body.is_some() {
            request = request.header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
        }
        let (status, headers, html) = self.site.send(request.body(Body::from(body.unwrap_or_default())).unwrap()).await;
        for cookie in headers.get_all(header::SET_COOKIE) {
            let (name, value) = cookie.to_str().unwrap().split(';').next().unwrap().split_once('=').unwrap();
            if value.is_empty() {
                self.cookies.remove(name)
            } else {
                self.cookies.insert(name.to_owned(), value.to_owned())
            };
        }
        Page { status, path: path.to_owned(), headers, html }
    }
}

impl Page {
    /// The form whose action contains `part`.
    pub fn form(&self, part: &str) -> Form {
        let document = Html::parse_document(&self.html);
        let forms = Selector::parse("form").unwrap();
        let controls = Selector::parse("input[name], select[name], textarea[name], button[name]").unwrap();
        let all: Vec<_> = document.select(&forms).collect();
        let form = all.iter().find(|form| form.attr("action").is_some_and(|a| a.contains(part)));
        let actions: Vec<_> = all.iter().filter_map(|form| form.attr("action")).collect();
        let form =
            form.unwrap_or_else(|| panic!("no form {part:?} at {} ({}), only {actions:?}", self.path, self.status));
        let mut fields = Vec::new();
        for control in form.select(&controls) {
            let name = control.attr("name").unwrap().to_owned();
            let choice = matches!(control.attr("type"), Some("checkbox" | "radio"));
            if choice && control.attr("checked").is_none() || control.attr("disabled").is_some() {
                continue;
            }
            let value = match control.value().name() {
                "textarea" => control.text().collect(),
                "select" => chosen(&control),
                _ => control.attr("value").unwrap_or_default().to_owned(),
            };
            fields.push((name, value));
        }
        Form {
            action: form.attr("action").unwrap().to_owned(),
            get: !form.attr("method").is_some_and(|m| m.eq_ignore_ascii_case("post")),
            fields,
            from: self.path.clone(),
        }
    }

    /// What a person reads, white space folded.
    pub fn text(&self) -> String {
        let document = Html::parse_document(&self.html);
        let main = Selector::parse("main").unwrap();
        let text: String = match document.select(&main).next() {
            Some(main) => main.text().collect::<Vec<_>>().join(" "),
            None => document.root_element().text().collect::<Vec<_>>().join(" "),
        };
        text.split_whitespace().collect::<Vec<_>>().join(" ")
    }

    /// # Panics
    /// Unless the page says so.
    pub fn says(&self, words: &str) {
        let text = self.text();
        assert!(text.contains(words), "{} ({}) does not say {words:?}:\n{text}", self.path, self.status);
    }
}

fn chosen(select: &scraper::ElementRef<'_>) -> String {
    let option = Selector::parse("option").unwrap();
    let options: Vec<_> = select.select(&option).collect();
    let chosen = options.iter().find(|o| o.attr("selected").is_some()).or(options.first());
    chosen.and_then(|o| o.attr("value")).unwrap_or_default().to_owned()
}

impl Form {
    /// What stands in this field.
    pub fn value(&self, name: &str) -> Option<&str> {
        self.fields.iter().find(|(n, _)| n == name).map(|(_, value)| value.as_str())
    }

    /// With this field filled in, replacing what stood there.
    #[must_use]
    pub fn with(mut self, name: &str, value: &str) -> Self {
        self.fields.retain(|(n, _)| n != name);
        self.fields.push((name.to_owned(), value.to_owned()));
        self
    }
}
