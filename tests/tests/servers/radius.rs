//! A server of FreeRADIUS for one test, with as little configuration as one can have, and who asks it.

use super::process::{Server, file, free_port, program};
use fiscus_tests::Place;
use std::{
    fs,
    process::{Command, Stdio},
};

const SECRET: &str = "between-us";

/// Where its package keeps what it says to a database.
pub const FOLDER: &str = "/etc/freeradius/3.0/mods-config/sql/main";

/// A server that looks logins up in a database.
pub struct Radius {
    place: Place,
    port: u16,
    _server: Server,
}

impl Radius {
    /// `module` are the lines that lead to the database, `dialect` the folder of what is said to it.
    pub fn start(module: &str, dialect: &str) -> Self {
        let (place, port) = (Place::new(), free_port());
        let package = if dialect == "postgresql" { "freeradius-postgresql" } else { "freeradius" };
        let queries = format!("{FOLDER}/{dialect}/queries.conf");
        file(&queries, package);
        place.write("dictionary", "$INCLUDE /usr/share/freeradius/dictionary\n");
        let own = place.path().display();
        place.write(
            "radiusd.conf",
            format!(
                r#"
raddbdir = "{own}"
logdir = "{own}"
run_dir = "{own}"
libdir = "/usr/lib/freeradius"
pidfile = "{own}/pid"
hostname_lookups = no
security {{
    reject_delay = 0
    allow_vulnerable_openssl = yes
}}
listen {{
    type = auth
    ipaddr = 127.0.0.1
    port = {port}
    virtual_server = default
}}
client here {{
    ipaddr = 127.0.0.1
    secret = "{SECRET}"
}}
modules {{
    expr {{
    }}
    pap {{
    }}
    expiration {{
    }}
    sql {{
        {module}
        acct_table1 = "radacct"
        acct_table2 = "radacct"
        postauth_table = "radpostauth"
        authcheck_table = "radcheck"
        groupcheck_table = "radgroupcheck"
        authreply_table = "radreply"
        groupreply_table = "radgroupreply"
        usergroup_table = "radusergroup"
        client_table = "nas"
        group_attribute = "SQL-Group"
        read_groups = no
        read_profiles = no
        pool {{
            start = 0
            min = 0
            max = 4
            spare = 0
            uses = 1
            retry_delay = 0
            lifetime = 0
            idle_timeout = 60
        }}
        $INCLUDE {queries}
    }}
}}
server default {{
    authorize {{
        sql
        expiration
        pap
    }}
    authenticate {{
        Auth-Type PAP {{
            pap
        }}
    }}
}}
"#
            ),
        );
        let log = place.file("radius.log");
        let mut command = Command::new(program("freeradius", "freeradius"));
        command.args(["-f", "-n", "radiusd", "-d"]).arg(place.path()).arg("-l").arg(&log);
        let mut server = Server::start(command.stdout(Stdio::null()).stderr(Stdio::null()));
        let ready = || fs::read_to_string(&log).is_ok_and(|told| told.contains("Ready to process requests"));
        server.await_ready(&log, ready);
        Self { place, port, _server: server }
    }

    /// What an access server is told of somebody who wants in; none: he is not let in.
    pub fn asked(&self, login: &str, password: &str) -> Option<String> {
        let mut radtest = Command::new(program("radtest", "freeradius-utils"));
        radtest.arg("-d").arg(self.place.path()).args([login, password]);
        let told = radtest.args([&format!("127.0.0.1:{}", self.port), "0", SECRET]).output().expect("radtest starts");
        let text = String::from_utf8_lossy(&told.stdout).into_owned() + &String::from_utf8_lossy(&told.stderr);
        match (text.contains("Received Access-Accept"), text.contains("Received Access-Reject")) {
            (true, false) => Some(text),
            (false, true) => None,
            _ => panic!("{text}\n{}", fs::read_to_string(self.place.file("radius.log")).unwrap_or_default()),
        }
    }
}
