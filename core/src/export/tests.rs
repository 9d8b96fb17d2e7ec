//! Where files may be written, and what becomes of them; tables as text. Workbooks are read back by the tests of the
//! back office.

use super::*;
use crate::ledger::contract::Folder;
use fiscus_sdk::{Amount, api::TableFormat, jiff::civil::date};
use std::{
    fs,
    io::Write,
    os::unix::fs::{PermissionsExt, symlink},
    path::{Path, PathBuf},
};

fn names(folder: &Path) -> Vec<String> {
    let mut names: Vec<String> = fs::read_dir(folder)
        .expect("a folder")
        .map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned())
        .collect();
    names.sort();
    names
}

/// S4-09: the location is chosen; nothing else of the machine can be overwritten.
#[test]
fn a_file_stands_only_where_it_may() {
    let (state, outside) = (Folder::new(), Folder::new());
    let (state, outside) = (state.0.canonicalize().expect("there"), outside.0.canonicalize().expect("there"));
    fs::create_dir_all(state.join("cards/made.csv")).expect("folders");
    symlink(&outside, state.join("away")).expect("a link");
    symlink("cards", state.join("near")).expect("a link");
    fs::write(outside.join("real.csv"), "").expect("a file");
    symlink(outside.join("real.csv"), state.join("link.csv")).expect("a link");
    fs::write(state.join("shop.txt"), "the configuration").expect("a file");
    let own = [state.join("shop.txt")];
    let absolute = |name: &str| outside.join(name).display().to_string();
    let taken = |path: &Path| Err(Misplaced::Taken(path.to_owned()));
    let stands = |path: PathBuf| Ok(Target { path });
    for (file, expected) in [
        ("a.csv".to_owned(), stands(state.join("a.csv"))),
        ("./cards/A.TXT".to_owned(), stands(state.join("cards/A.TXT"))),
        ("near/a.tsv".to_owned(), stands(state.join("cards/a.tsv"))),
        (absolute("a.csv"), stands(outside.join("a.csv"))),
        (absolute("real.csv"), stands(outside.join("real.csv"))),
        ("../a.csv".to_owned(), Err(Misplaced::Outside(state.clone()))),
        ("cards/../a.csv".to_owned(), Err(Misplaced::Outside(state.clone()))),
        ("away/a.csv".to_owned(), Err(Misplaced::Outside(state.clone()))),
        ("link.csv".to_owned(), taken(&state.join("link.csv"))),
        ("cards/made.csv".to_owned(), taken(&state.join("cards/made.csv"))),
        ("shop.txt".to_owned(), taken(&state.join("shop.txt"))),
        (state.join("near/../shop.txt").display().to_string(), taken(&state.join("shop.txt"))),
        ("fiscus.db".to_owned(), Err(Misplaced::Ending(Family::Text))),
        ("secret.key".to_owned(), Err(Misplaced::Ending(Family::Text))),
        ("a.xlsx".to_owned(), Err(Misplaced::Ending(Family::Text))),
        ("a".to_owned(), Err(Misplaced::Ending(Family::Text))),
        (".csv".to_owned(), Err(Misplaced::Ending(Family::Text))),
        ("none/a.csv".to_owned(), Err(Misplaced::NoFolder(state.join("none")))),
        ("shop.txt/a.csv".to_owned(), Err(Misplaced::NoFolder(state.join("shop.txt")))),
        (String::new(), Err(Misplaced::Nameless)),
        ("/".to_owned(), Err(Misplaced::Nameless)),
        ("..".to_owned(), Err(Misplaced::Nameless)),
        ("cards/".to_owned(), Err(Misplaced::Nameless)),
        ("a\0.csv".to_owned(), Err(Misplaced::Nameless)),
        (format!("{}.csv", "a".repeat(252)), Err(Misplaced::Nameless)),
    ] {
        assert_eq!(Target::find(&file, Family::Text, &state, None, &own), expected, "{file:?}");
    }
}

/// F15: where the installer says which folders, no other is written to, by no way round.
#[test]
fn the_installer_may_say_where() {
    let (state, outside, served) = (Folder::new(), Folder::new(), Folder::new());
    let [state, outside, served] = [&state, &outside, &served].map(|folder| folder.0.canonicalize().expect("there"));
    symlink(&outside, served.join("away")).expect("a link");
    symlink(&served, outside.join("back")).expect("a link");
    fs::create_dir(served.join("deep")).expect("a folder");
    let folders = [served.clone(), served.join("none")];
    let find = |file: &str| Target::find(file, Family::Text, &state, Some(&folders), &[]);
    let elsewhere = Err(Misplaced::Elsewhere(folders.to_vec()));
    let at = |folder: &Path, name: &str| folder.join(name).display().to_string();
    for (file, expected) in [
        (at(&served, "a.csv"), Ok(served.join("a.csv"))),
        (at(&served, "deep/a.csv"), Ok(served.join("deep/a.csv"))),
        (at(&outside, "back/a.csv"), Ok(served.join("a.csv"))),
        ("a.csv".to_owned(), Ok(state.join("a.csv"))),
        (at(&state, "a.csv"), Ok(state.join("a.csv"))),
        (at(&outside, "a.csv"), elsewhere.clone()),
        (at(&served, "away/a.csv"), elsewhere.clone()),
        (at(&served, "../a.csv"), elsewhere.clone()),
    ] {
        assert_eq!(find(&file), expected.map(|path| Target { path }), "{file}");
    }
    let nowhere = Target::find(&at(&served, "a.csv"), Family::Text, &state, Some(&[]), &[]);
    assert_eq!(nowhere, Err(Misplaced::Elsewhere(Vec::new())), "only below the state folder");
}

#[test]
fn a_file_comes_whole_or_not_at_all() {
    let folder = Folder::new();
    let target = Target { path: folder.0.join("a.json") };
    fs::write(&target.path, "before").expect("a file");
    let mut draft = Draft::begin(&target, "1").expect("begun");
    draft.write_all(b"half").expect("written");
    drop(draft);
    assert_eq!(names(&folder.0), ["a.json"]);
    assert_eq!(fs::read(&target.path).expect("there"), b"before");
    let mut draft = Draft::begin(&target, "1").expect("begun");
    draft.write_all(b"whole").expect("written");
    drop(draft.seal().expect("sealed"));
    assert_eq!(names(&folder.0), ["a.json"], "sealed, and given up");
    // Another of the same operation was left by a stop.
    fs::write(target.part("1"), "left").expect("a file");
    let mut draft = Draft::begin(&target, "1").expect("begun");
    draft.write_all(b"whole").expect("written");
    let sealed = draft.seal().expect("sealed");
    let digest = sealed.sha256.clone();
    assert_eq!(fs::read(&target.path).expect("there"), b"before");
    sealed.publish().expect("published");
    assert_eq!(fs::read(&target.path).expect("there"), b"whole");
    assert_eq!(digest_of(&target.path).expect("there"), digest);
    assert_eq!(fs::metadata(&target.path).expect("there").permissions().mode() & 0o777, 0o600);
    assert_eq!(names(&folder.0), ["a.json"]);
}

/// After a start, something else may stand where a file was meant to.
#[test]
fn what_is_no_file_has_no_digest() {
    let folder = Folder::new();
    std::os::unix::fs::symlink("/dev/zero", folder.0.join("a.csv")).expect("a link");
    for name in ["a.csv", "b.csv", "."] {
        assert!(digest_of(&folder.0.join(name)).is_err(), "{name}");
    }
}

/// Into a folder that may be written to and not be read, either the file comes or nothing does.
#[test]
fn what_is_told_as_not_written_is_not_there() {
    let folder = Folder::new();
    let target = Target { path: folder.0.join("a.json") };
    let mut draft = Draft::begin(&target, "1").expect("begun");
    draft.write_all(b"whole").expect("written");
    let sealed = draft.seal().expect("sealed");
    fs::set_permissions(&folder.0, fs::Permissions::from_mode(0o300)).expect("a letter box");
    let told = sealed.publish();
    fs::set_permissions(&folder.0, fs::Permissions::from_mode(0o700)).expect("opened again");
    assert_eq!(names(&folder.0).len(), usize::from(told.is_ok()), "{told:?}");
}

fn text(layout: Layout, columns: &[(&'static str, Kind)], rows: &[Vec<Cell<'_>>]) -> String {
    let mut out = Vec::new();
    let columns = columns.iter().map(|(key, kind)| Column::new(*key, *kind)).collect();
    let mut table = Table::open(&mut out, layout, columns).expect("a headline");
    for row in rows {
        table.row(row).expect("a row");
    }
    assert_eq!(table.finish().expect("an end"), rows.len() as u64);
    String::from_utf8(out).expect("text")
}

/// S4-09: RFC 4180, and a delimiter that is chosen.
#[test]
fn text_is_quoted_where_it_must_be() {
    let columns = [("card", Kind::Text), ("EUR", Kind::Amount(2)), ("pieces", Kind::Count), ("day", Kind::Date)];
    let rows = [
        vec![
            Cell::text("00\"1\""),
            Cell::Amount(Amount::from_minor(-1230, 3)),
            Cell::Count(7),
            Cell::day(Some(date(2026, 2, 28))),
        ],
        vec![Cell::text("a;b,c\r\nd"), Cell::Amount(Amount::from_minor(5, 0)), Cell::Empty, Cell::day(None)],
        vec![Cell::maybe(None), Cell::Amount(Amount::from_minor(1005, 3)), Cell::Count(0), Cell::Empty],
    ];
    assert_eq!(
        text(Layout::Text(b','), &columns, &rows),
        "card,EUR,pieces,day\r\n\"00\"\"1\"\"\",-1.230,7,2026-02-28\r\n\"a;b,c\r\nd\",5.00,,\r\n,1.005,0,\r\n"
    );
    assert_eq!(
        text(Layout::Text(b';'), &columns, &rows),
        "card;EUR;pieces;day\r\n\"00\"\"1\"\"\";-1.230;7;2026-02-28\r\n\"a;b,c\r\nd\";5.00;;\r\n;1.005;0;\r\n"
    );
    assert_eq!(text(Layout::Text(b'\t'), &columns[..1], &[vec![Cell::Empty]]), "card\r\n\"\"\r\n");
}

/// S5-54: points have no cents, though euros stand in the same column.
#[test]
fn units_that_differ_keep_their_own_decimals() {
    let rows = [Amount::from_minor(10, 0), Amount::from_minor(1000, 2)].map(|amount| vec![Cell::Units(amount)]);
    assert_eq!(text(Layout::Text(b','), &[("opening", Kind::Amount(2))], &rows), "opening\r\n10\r\n10.00\r\n");
}

/// S4-09: what does not fit into a workbook is said, not cut off.
#[test]
fn a_workbook_that_is_full_says_so() {
    let mut out = Vec::new();
    let mut table = Table::open(&mut out, Layout::Workbook, vec![Column::new("card", Kind::Text)]).expect("a headline");
    assert_eq!(table.most, Some(1_048_575));
    table.most = Some(2);
    table.row(&[Cell::text("1")]).expect("a row");
    table.row(&[Cell::text("2")]).expect("a row");
    let error = table.row(&[Cell::text("3")]).expect_err("full");
    assert_eq!(error.get_ref().and_then(|inner| inner.downcast_ref()), Some(&TooManyRows(2)));
}

#[test]
fn a_delimiter_is_one_sign() {
    use TableFormat::{Csv, Delimited, Xlsx};
    for (format, delimiter, expected) in [
        (Csv, None, Some(Layout::Text(b','))),
        (Csv, Some(","), Some(Layout::Text(b','))),
        (Csv, Some(";"), None),
        (Xlsx, None, Some(Layout::Workbook)),
        (Xlsx, Some(";"), None),
        (Delimited, None, Some(Layout::Text(b'\t'))),
        (Delimited, Some(";"), Some(Layout::Text(b';'))),
        (Delimited, Some("|"), Some(Layout::Text(b'|'))),
        (Delimited, Some(" "), Some(Layout::Text(b' '))),
        (Delimited, Some(""), None),
        (Delimited, Some(";;"), None),
        (Delimited, Some("\""), None),
        (Delimited, Some("\n"), None),
        (Delimited, Some("\r"), None),
        (Delimited, Some("\0"), None),
        (Delimited, Some("a"), None),
        (Delimited, Some("0"), None),
        (Delimited, Some("§"), None),
    ] {
        assert_eq!(Layout::of(format, delimiter).ok(), expected, "{format:?} {delimiter:?}");
    }
}

#[test]
fn a_row_has_a_cell_for_each_column() {
    let mut out = Vec::new();
    let mut table = Table::open(&mut out, Layout::Text(b','), vec![Column::new("card", Kind::Text)]).expect("open");
    assert!(table.row(&[]).is_err() && table.row(&[Cell::Empty, Cell::Empty]).is_err());
}
