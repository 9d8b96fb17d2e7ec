//! Lines over a real port, a real pseudo-terminal, a pipe and a file.

use super::*;
use fiscus_sdk::driver::Bytes;
use tokio::net::TcpListener;
use tokio_serial::{SerialPort, SerialStream};

fn text(text: &str) -> Input {
    Input::Bytes(Bytes::from(text))
}

fn asking(bytes: &str, fresh: bool, answer_within_ms: u64) -> Write {
    Write { bytes: Bytes::from(bytes), fresh, accept_within_ms: 2_000, answer_within_ms }
}

async fn device() -> (TcpListener, StreamLink) {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port of loopback");
    let port = listener.local_addr().expect("it is bound").port();
    (listener, StreamLink::new(StreamPlace::Tcp { host: "127.0.0.1".to_owned(), port }))
}

async fn heard(line: &mut (impl AsyncRead + Unpin), expected: &str) {
    let mut bytes = vec![0; expected.len()];
    line.read_exact(&mut bytes).await.expect("the link writes");
    assert_eq!(String::from_utf8_lossy(&bytes), expected);
}

/// Waits until something unread is in the line, and leaves it there.
async fn arrived(link: &mut StreamLink) {
    let open = link.open.as_mut().expect("connected");
    while open.held.is_empty() {
        open.gather().await.expect("the line is open");
    }
}

#[tokio::test]
async fn nothing_is_written_where_nothing_is_connected() {
    let (listener, mut link) = device().await;
    assert!(matches!(link.write(asking("a", false, 9)).await, Input::Unreachable(_)));
    assert!(matches!(link.read(0).await, Input::Unreachable(_)));
    drop(listener);
    assert!(matches!(link.connect(false, 2_000).await, Input::Unreachable(_)));
}

#[tokio::test]
async fn a_line_is_kept_until_it_ends_or_is_wanted_anew() {
    let (listener, mut link) = device().await;
    assert_eq!(link.connect(false, 2_000).await, Input::Connected { new: true });
    let (first, _) = listener.accept().await.expect("a client");
    assert_eq!(link.connect(false, 2_000).await, Input::Connected { new: false });
    assert_eq!(link.connect(true, 2_000).await, Input::Connected { new: true });
    let (second, _) = listener.accept().await.expect("a client");
    drop((first, second));
    // That the device closed it is noticed before anything is written.
    assert!(matches!(link.write(asking("a", false, 9)).await, Input::Unreachable(_)));
    assert_eq!(link.connect(false, 2_000).await, Input::Connected { new: true });
    let (mut third, _) = listener.accept().await.expect("a client");
    assert_eq!(link.write(asking("abc", false, 0)).await, Input::Written);
    heard(&mut third, "abc").await;
}

#[tokio::test]
async fn what_came_before_is_thrown_away_only_where_the_driver_says_so() {
    let (listener, mut link) = device().await;
    link.connect(false, 2_000).await;
    let (mut device, _) = listener.accept().await.expect("a client");
    device.write_all(b"old").await.expect("written");
    assert_eq!(link.read(2_000).await, text("old"));
    device.write_all(b"older").await.expect("written");
    assert_eq!(link.write(asking("?", false, 2_000)).await, text("older"));
    heard(&mut device, "?").await;
    // Both the stale bytes and what follows are in the line before the next exchange looks at it.
    device.write_all(b"stale").await.expect("written");
    arrived(&mut link).await;
    let exchange = link.write(asking("b", true, 2_000));
    let answering = async {
        heard(&mut device, "b").await;
        device.write_all(b"new").await.expect("written");
    };
    let (answer, ()) = tokio::join!(exchange, answering);
    assert_eq!(answer, text("new"));
    assert_eq!(link.read(0).await, Input::Silence);
    device.write_all(b"end").await.expect("written");
    drop(device);
    // What was said before the end counts; only then it is lost.
    assert_eq!(link.read(2_000).await, text("end"));
    assert!(matches!(link.read(2_000).await, Input::Lost(_)));
    assert!(matches!(link.read(2_000).await, Input::Unreachable(_)));
}

/// F6: XOFF for ever, or a device that reads no more.
#[tokio::test]
async fn a_device_that_takes_no_more_stalls_the_write_and_not_the_daemon() {
    let (listener, mut link) = device().await;
    link.connect(false, 2_000).await;
    let (_device, _) = listener.accept().await.expect("a client");
    let much = Write { bytes: Bytes(vec![b'x'; 32 << 20]), accept_within_ms: 50, ..Write::default() };
    let Input::Stalled { accepted } = link.write(much).await else { panic!("not stalled") };
    assert!(accepted > 0 && accepted < 32 << 20, "{accepted}");
    assert_eq!(link.connect(false, 2_000).await, Input::Connected { new: false });
}

/// G16: 19200 7-O-1 and 9600 8-N-1, through a pseudo-terminal that keeps neither.
#[tokio::test]
async fn a_serial_line_is_a_line_whatever_a_pseudo_terminal_refuses() {
    for (baud, seven, odd) in [(19_200, true, Some(true)), (9_600, false, None), (9_600, true, Some(false))] {
        let (mut device, slave) = SerialStream::pair().expect("a pseudo-terminal");
        let path = PathBuf::from(slave.name().expect("its name"));
        let place = SerialPlace { path: path.clone(), baud, seven, odd, two_stops: false };
        let mut link = StreamLink::new(StreamPlace::Serial(place));
        assert_eq!(link.connect(false, 2_000).await, Input::Connected { new: true });
        let exchange = link.write(asking("\u{2}00\u{3}\r\n", true, 2_000));
        let answering = async {
            heard(&mut device, "\u{2}00\u{3}\r\n").await;
            device.write_all(b"\x06\x11\x13\xff\0\r").await.expect("written");
        };
        let (answer, ()) = tokio::join!(exchange, answering);
        assert_eq!(
            answer,
            Input::Bytes(Bytes::from(&b"\x06\x11\x13\xff\0\r"[..])),
            "as they come, none is meant for us"
        );
        assert_eq!(link.read(5).await, Input::Silence);
        assert_eq!(link.connect(true, 2_000).await, Input::Connected { new: true });
        assert!(format!("{link:?}").contains(path.to_str().expect("a path")));
    }
    let place =
        SerialPlace { path: "/dev/no-such-line".into(), baud: 9_600, seven: false, odd: None, two_stops: false };
    let mut link = StreamLink::new(StreamPlace::Serial(place));
    assert!(matches!(link.connect(false, 2_000).await, Input::Unreachable(_)));
}

/// P4
#[tokio::test]
async fn a_file_takes_everything_and_says_nothing() {
    let file = std::env::temp_dir().join(format!("fiscus-stream-{}", std::process::id()));
    for place in [file.clone(), PathBuf::from("/dev/null")] {
        let mut link = StreamLink::new(StreamPlace::File(place));
        assert_eq!(link.connect(false, 2_000).await, Input::Connected { new: true });
        assert_eq!(link.write(asking("one", false, 0)).await, Input::Written);
        assert_eq!(link.write(asking("two", true, 5)).await, Input::Silence);
    }
    assert_eq!(std::fs::read_to_string(&file).expect("the file"), "onetwo");
    std::fs::remove_file(&file).expect("removed");
    let mut nowhere = StreamLink::new(StreamPlace::File("/no/such/folder/lp0".into()));
    assert!(matches!(nowhere.connect(false, 2_000).await, Input::Unreachable(_)));
}

/// The character device of a pseudo-terminal stands for that of a USB printer: it is read and written.
#[tokio::test]
async fn a_character_device_answers() {
    let (mut device, slave) = SerialStream::pair().expect("a pseudo-terminal");
    let mut link = StreamLink::new(StreamPlace::File(slave.name().expect("its name").into()));
    assert_eq!(link.connect(false, 2_000).await, Input::Connected { new: true });
    let exchange = link.write(asking("\u{10}\u{4}\u{1}", true, 2_000));
    let answering = async {
        heard(&mut device, "\u{10}\u{4}\u{1}").await;
        device.write_all(&[0x12]).await.expect("written");
    };
    let (answer, ()) = tokio::join!(exchange, answering);
    assert_eq!(answer, text("\u{12}"));
}
