//! A mail server for tests: its protocol is the `mailin` crate's, the socket around it is ours.

use std::io::{BufRead, BufReader, Write};
use std::net::{IpAddr, Ipv4Addr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use mailin::response::OK;
use mailin::{Action, Handler, Response, SessionBuilder};

/// A mail server with the mailboxes of a test.
#[derive(Clone, Default)]
pub struct PostOffice {
    /// What arrived: recipient and message.
    received: Arc<Mutex<Vec<(String, String)>>>,
    /// What the next recipients are answered, the last first; then all are welcome.
    answers: Arc<Mutex<Vec<Response>>>,
    to: String,
    message: Vec<u8>,
}

impl Handler for PostOffice {
    fn rcpt(&mut self, to: &str) -> Response {
        to.clone_into(&mut self.to);
        lock(&self.answers).pop().unwrap_or(OK)
    }

    fn data(&mut self, line: &[u8]) -> std::io::Result<()> {
        self.message.extend_from_slice(line);
        Ok(())
    }

    fn data_end(&mut self) -> Response {
        let message = String::from_utf8_lossy(&std::mem::take(&mut self.message)).into_owned();
        lock(&self.received).push((self.to.clone(), message));
        OK
    }
}

impl PostOffice {
    /// Opens on a free port; answers its address.
    ///
    /// # Panics
    /// If there is no port.
    pub fn open(&self) -> String {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("no free port");
        let address = listener.local_addr().expect("no address");
        let office = self.clone();
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let office = office.clone();
                // Whoever hangs up in the middle of a sentence has sent nothing.
                std::thread::spawn(move || office.talk(stream));
            }
        });
        format!("smtp://{address}")
    }

    /// Answers the next recipients like this, the last first.
    pub fn answer_next(&self, answers: impl IntoIterator<Item = Response>) {
        lock(&self.answers).extend(answers);
    }

    /// Recipient and message of all that arrived.
    pub fn received(&self) -> Vec<(String, String)> {
        lock(&self.received).clone()
    }

    fn talk(self, mut stream: TcpStream) -> std::io::Result<()> {
        let mut session = SessionBuilder::new("post.example").build(IpAddr::V4(Ipv4Addr::LOCALHOST), self);
        let mut lines = BufReader::new(stream.try_clone()?);
        session.greeting().write_to(&mut stream)?;
        let mut line = Vec::new();
        while lines.read_until(b'\n', &mut line)? > 0 {
            let response = session.process(&line);
            line.clear();
            response.write_to(&mut stream)?;
            stream.flush()?;
            if response.action == Action::Close {
                break;
            }
        }
        Ok(())
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
