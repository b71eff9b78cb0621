use tokio::io::copy_bidirectional;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::task::{JoinHandle, JoinSet};
use url::Url;

/// Stands between the binary and Postgres or Redis, and can be cut.
pub struct Proxy {
    behind: Url,
    port: u16,
    passing: Option<JoinHandle<()>>,
    hanging: watch::Sender<bool>,
}

/// How what stands behind is away.
#[derive(Clone, Copy)]
pub enum Outage {
    /// Connections break, and new ones are refused: the program is gone.
    Gone,
    /// Connections stay open, and nothing answers on them: the machine is gone, or the network to it.
    Hanging,
}

impl Proxy {
    /// In front of this address.
    pub async fn before(address: &str) -> Self {
        let mut proxy =
            Self { behind: address.parse().unwrap(), port: 0, passing: None, hanging: watch::Sender::new(false) };
        proxy.put_back().await;
        proxy
    }

    /// The address to use instead.
    pub fn url(&self) -> String {
        let mut url = self.behind.clone();
        url.set_port(Some(self.port)).unwrap();
        url.into()
    }

    pub async fn cut(&mut self, how: Outage) {
        match how {
            Outage::Gone => self.close().await,
            Outage::Hanging => drop(self.hanging.send_replace(true)),
        }
    }

    /// On the same port as before. What hung is broken now: nobody behind remembers it.
    pub async fn put_back(&mut self) {
        self.close().await;
        self.hanging.send_replace(false);
        let listener = TcpListener::bind(("127.0.0.1", self.port)).await.unwrap();
        self.port = listener.local_addr().unwrap().port();
        let behind = (self.behind.host_str().unwrap().to_owned(), self.behind.port().unwrap());
        self.passing = Some(tokio::spawn(pass(listener, behind, self.hanging.subscribe())));
    }

    /// Something else answers in its place. What hung hangs on: nobody is there to break it.
    pub fn replace(&mut self) {
        self.hanging.send_replace(false);
    }

    async fn close(&mut self) {
        if let Some(passing) = self.passing.take() {
            passing.abort();
            let _ = passing.await;
        }
    }
}

/// Dropped together with the connections that it passes.
async fn pass(listener: TcpListener, behind: (String, u16), hanging: watch::Receiver<bool>) {
    let mut connections = JoinSet::new();
    while let Ok((mut near, _)) = listener.accept().await {
        let (behind, mut hanging) = (behind.clone(), hanging.clone());
        connections.spawn(async move {
            let Ok(mut far) = TcpStream::connect(behind).await else { return };
            tokio::select! {
                biased;
                () = async { drop(hanging.wait_for(|hanging| *hanging).await) } => {}
                _ = copy_bidirectional(&mut near, &mut far) => return,
            }
            // Holds both ends open.
            std::future::pending::<()>().await;
        });
    }
}
