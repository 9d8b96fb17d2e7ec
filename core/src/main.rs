//! `fiscus`: the daemon, and the installer's and technician's commands beside it.

mod cli;

fn main() -> std::process::ExitCode {
    cli::main()
}
