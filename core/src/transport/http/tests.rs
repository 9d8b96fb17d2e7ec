//! The link against tiny devices that do one wrong thing each.

use super::*;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpListener,
};

const OK: &[u8] = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

fn request(body: &str) -> Request {
    let headers = vec![("Content-Type".to_owned(), "text/xml".to_owned())];
    Request { path: "/cgi".to_owned(), headers, body: body.to_owned(), timeout_ms: 5_000 }
}

fn answer(body: &str) -> Input {
    Input::Answer(HttpAnswer { status: 200, body: body.to_owned() })
}

fn link(port: u16) -> HttpLink {
    let endpoint = Endpoint { host: "127.0.0.1".to_owned(), port, tls: false, fingerprint: None, user_info: None };
    HttpLink::new(endpoint).expect("no encryption is needed")
}

/// A device and the link to it.
async fn device() -> (TcpListener, HttpLink) {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port of loopback");
    let port = listener.local_addr().expect("it is bound").port();
    (listener, link(port))
}

/// Reads one request, up to the last byte of its body, which is an exclamation mark in these tests.
async fn read_request(stream: &mut TcpStream) -> String {
    let mut text = Vec::new();
    while !text.ends_with(b"!") {
        let mut buffer = [0; 1024];
        let read = stream.read(&mut buffer).await.expect("the client sends a request");
        assert_ne!(read, 0, "the client closed in the middle of a request");
        text.extend_from_slice(&buffer[..read]);
    }
    String::from_utf8(text).expect("a request in UTF-8")
}

/// What the link says when the device reads one request, writes these bytes and closes.
async fn exchange_with(bytes: &'static [u8]) -> Input {
    let (listener, mut link) = device().await;
    let device = tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.expect("the client connects");
        read_request(&mut stream).await;
        stream.write_all(bytes).await.expect("the client reads");
    });
    let input = link.exchange(&request("question!")).await;
    device.await.expect("the device did as told");
    input
}

#[tokio::test]
async fn a_refused_port_is_unreachable() {
    let (listener, mut link) = device().await;
    drop(listener);
    let input = link.exchange(&request("!")).await;
    assert!(matches!(&input, Input::Unreachable(text) if text.contains("refused")), "{input:?}");
}

#[tokio::test]
async fn a_request_that_cannot_be_written_is_unreachable() {
    let (_listener, mut link) = device().await;
    let mut wrong = request("!");
    wrong.headers.push(("Bad\nName".to_owned(), "x".to_owned()));
    assert!(matches!(link.exchange(&wrong).await, Input::Unreachable(_)));
}

#[tokio::test]
async fn what_was_sent_and_not_wholly_answered_is_lost() {
    for (name, bytes) in [
        ("closed before the answer", &b""[..]),
        ("half a status line", b"HTTP/1.1 2"),
        ("half a head", b"HTTP/1.1 200 OK\r\nContent-Le"),
        ("half a body", b"HTTP/1.1 200 OK\r\nContent-Length: 20\r\n\r\nhalf"),
        ("half a chunk", b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n9\r\nhalf"),
        ("garbage", b"\x00\xff\x15\x15 NAK NAK\r\n\r\n"),
    ] {
        let input = exchange_with(bytes).await;
        assert!(matches!(input, Input::Lost(_)), "{name}: {input:?}");
    }
}

#[tokio::test]
async fn an_answer_ended_by_the_close_of_the_connection_is_whole() {
    assert_eq!(exchange_with(b"HTTP/1.0 200 OK\r\n\r\nto the end").await, answer("to the end"));
}

#[tokio::test]
async fn any_status_is_an_answer_and_other_bytes_are_replaced() {
    let input = exchange_with(b"HTTP/1.1 500 Broken\r\nContent-Length: 2\r\n\r\n\xe8!").await;
    assert_eq!(input, Input::Answer(HttpAnswer { status: 500, body: "\u{fffd}!".to_owned() }));
}

#[tokio::test]
async fn an_answer_without_end_is_lost() {
    let (listener, mut link) = device().await;
    let device = tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.expect("the client connects");
        read_request(&mut stream).await;
        let head = format!("HTTP/1.1 200 OK\r\nContent-Length: {}\r\n\r\n", LONGEST_ANSWER + 1);
        stream.write_all(head.as_bytes()).await.expect("the client reads the head");
        // The client may close before it has read all of it.
        drop(stream.write_all(&vec![b'x'; LONGEST_ANSWER + 1]).await);
    });
    let input = link.exchange(&request("!")).await;
    assert!(matches!(&input, Input::Lost(text) if text.contains("longer than")), "{input:?}");
    device.await.expect("the device did as told");
}

#[tokio::test]
async fn an_answer_that_comes_too_late_is_lost_and_its_connection_is_dropped() {
    let (listener, mut link) = device().await;
    let mut hasty = request("first!");
    hasty.timeout_ms = 200;
    let (input, stream) = tokio::join!(link.exchange(&hasty), async {
        let (mut stream, _) = listener.accept().await.expect("the client connects");
        read_request(&mut stream).await;
        stream
    });
    assert!(matches!(&input, Input::Lost(text) if text.contains("no answer within")), "{input:?}");

    // Its late answer must never be taken for that of the next request.
    let mut late = stream;
    drop(late.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nlate").await);
    let second = request("second!");
    let (input, ()) = tokio::join!(link.exchange(&second), async {
        let (mut stream, _) = listener.accept().await.expect("the client connects anew");
        assert!(read_request(&mut stream).await.ends_with("second!"));
        stream.write_all(OK).await.expect("the client reads");
    });
    assert_eq!(input, answer("ok"));
}

#[tokio::test]
async fn a_connection_is_kept_and_used_again() {
    let (listener, mut link) = device().await;
    let device = tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.expect("the client connects");
        for _ in 0..3 {
            read_request(&mut stream).await;
            stream.write_all(OK).await.expect("the client reads");
        }
    });
    for _ in 0..3 {
        assert_eq!(link.exchange(&request("again!")).await, answer("ok"));
    }
    device.await.expect("one connection carried all three");
}

#[tokio::test]
async fn a_kept_connection_closed_by_the_device_is_replaced() {
    let (listener, mut link) = device().await;
    for body in ["first!", "second!", "third!"] {
        let question = request(body);
        let (input, ()) = tokio::join!(link.exchange(&question), async {
            let (mut stream, _) = listener.accept().await.expect("the client connects");
            assert!(read_request(&mut stream).await.ends_with(body));
            stream.write_all(OK).await.expect("the client reads");
        });
        assert_eq!(input, answer("ok"), "{body}");
    }
}

/// S1: a device may have printed what it was sent on a connection that it then closed.
#[tokio::test]
async fn a_request_is_never_sent_twice() {
    let (listener, mut link) = device().await;
    let device = tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.expect("the client connects");
        read_request(&mut stream).await;
        stream.write_all(OK).await.expect("the client reads");
        read_request(&mut stream).await;
        drop(stream);
        listener
    });
    assert_eq!(link.exchange(&request("first!")).await, answer("ok"));
    assert!(matches!(link.exchange(&request("second!")).await, Input::Lost(_)));
    let listener = device.await.expect("the device did as told");
    let further = timeout_at(Instant::now() + Duration::from_millis(50), listener.accept()).await;
    assert!(further.is_err(), "the request was sent again");
}

#[tokio::test]
async fn the_request_carries_path_headers_and_credentials() {
    let (listener, link) = device().await;
    let endpoint = Endpoint { user_info: Some("epson:epson".to_owned()), ..link.endpoint };
    assert!(!format!("{endpoint:?}").contains("epson"), "no password in a log");
    let mut link = HttpLink::new(endpoint).expect("no encryption is needed");
    let question = request("<x/>!");
    let (input, text) = tokio::join!(link.exchange(&question), async {
        let (mut stream, _) = listener.accept().await.expect("the client connects");
        let text = read_request(&mut stream).await;
        stream.write_all(OK).await.expect("the client reads");
        text
    });
    assert_eq!(input, answer("ok"));
    let lower = text.to_lowercase();
    assert!(lower.starts_with("post /cgi http/1.1\r\n"), "{text}");
    for part in ["host: 127.0.0.1:", "content-type: text/xml\r\n", "content-length: 5\r\n"] {
        assert!(lower.contains(part), "{part} in {text}");
    }
    assert!(text.contains("Basic ZXBzb246ZXBzb24="), "{text}");
}

#[tokio::test]
async fn a_device_that_does_not_speak_tls_is_unreachable() {
    let (listener, link) = device().await;
    let mut link = HttpLink::new(Endpoint { tls: true, ..link.endpoint }).expect("ring is built in");
    let question = request("!");
    let (input, ()) = tokio::join!(link.exchange(&question), async {
        let (mut stream, _) = listener.accept().await.expect("the client connects");
        stream.write_all(b"HTTP/1.1 400 Bad Request\r\n\r\n").await.expect("the client reads");
    });
    assert!(matches!(input, Input::Unreachable(_)), "{input:?}");
}

/// A certificate as a printer issues it to itself, for another name, and past its only day: neither counts.
const CERTIFICATE: &str = "MIIBeTCCAR+gAwIBAgIUemiZTAw8SnL64HbnzO68lnyAWjkwCgYIKoZIzj0EAwIwEjEQMA4GA1UEAwwHcHJpbnRlcjAeFw0yNjExMjIwNzUxNDlaFw0yNjExMjMwNzUxNDlaMBIxEDAOBgNVBAMMB3ByaW50ZXIwWTATBgcqhkjOPQIBBggqhkjOPQMBBwNCAASIYLm1Ssex7kD1/abRE0D7OSGSVTYExTzSuvxKaGj5R71MtLxaOtoIuuVRPnDMJZvnAb87SBM7iKQW6yG07SSyo1MwUTAdBgNVHQ4EFgQU5AwH3EvMFH9zCYaNnRbH08TNYtIwHwYDVR0jBBgwFoAU5AwH3EvMFH9zCYaNnRbH08TNYtIwDwYDVR0TAQH/BAUwAwEB/zAKBggqhkjOPQQDAgNIADBFAiAtkvDUEvejllqR8VJDog6cv9juDT1VMwOMf01VX4qKRwIhAIzEF5jQfoaE403bCsSuXP5ZGsBE0v3c4o1Zu9tUFxmy";
const CERTIFICATE_KEY: &str = "MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgSofJhQY1lGhd247y2rTDrS85SbaT7e9UGke3gU/HWPihRANCAASIYLm1Ssex7kD1/abRE0D7OSGSVTYExTzSuvxKaGj5R71MtLxaOtoIuuVRPnDMJZvnAb87SBM7iKQW6yG07SSy";
const CERTIFICATE_SHA256: &str = "991bdc47c2be618e28a9c232c900fac7238cb7649da91ea583322b7712bd37c2";

/// A device behind TLS that answers one request; the address of its port.
async fn encrypted_device() -> (u16, tokio::task::JoinHandle<bool>) {
    use tokio_rustls::{TlsAcceptor, rustls::ServerConfig, rustls::crypto::ring, rustls::pki_types::PrivateKeyDer};
    let der = |text: &str| data_encoding::BASE64.decode(text.as_bytes()).expect("base64");
    let key = PrivateKeyDer::try_from(der(CERTIFICATE_KEY)).expect("a key");
    let config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .expect("versions of TLS")
        .with_no_client_auth()
        .with_single_cert(vec![der(CERTIFICATE).into()], key)
        .expect("certificate and key belong together");
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port of loopback");
    let port = listener.local_addr().expect("it is bound").port();
    let device = tokio::spawn(async move {
        let (stream, _) = listener.accept().await.expect("the client connects");
        let Ok(mut stream) = TlsAcceptor::from(Arc::new(config)).accept(stream).await else { return false };
        let mut text = Vec::new();
        while !text.ends_with(b"!") {
            let mut buffer = [0; 1024];
            match stream.read(&mut buffer).await {
                Ok(read) if read > 0 => text.extend_from_slice(&buffer[..read]),
                _ => return false,
            }
        }
        stream.write_all(OK).await.is_ok() && stream.flush().await.is_ok()
    });
    (port, device)
}

#[tokio::test]
async fn a_self_issued_certificate_is_accepted_unless_another_is_pinned() {
    let other = CERTIFICATE_SHA256.replace('9', "8");
    for (pinned, accepted) in [(None, true), (Some(CERTIFICATE_SHA256), true), (Some(other.as_str()), false)] {
        let (port, device) = encrypted_device().await;
        let fingerprint = pinned.map(|text| text.parse().expect("a fingerprint"));
        let endpoint = Endpoint { tls: true, fingerprint, ..link(port).endpoint };
        let mut link = HttpLink::new(endpoint).expect("ring is built in");
        let input = link.exchange(&request("secret!")).await;
        if accepted {
            assert_eq!(input, answer("ok"), "{pinned:?}");
        } else {
            assert!(matches!(input, Input::Unreachable(_)), "{input:?}");
        }
        assert_eq!(device.await.expect("the device ends"), accepted, "whether it saw the request: {pinned:?}");
    }
}
